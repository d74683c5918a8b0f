"""Cuándo vuelve a evaluarse un caso en que nadie aporta nada."""

from datetime import UTC, datetime, timedelta

import pytest

from riesgo.antecedentes import Antecedentes
from riesgo.hechos import Hecho
from riesgo.tipos import Aporte, Documento, MomentoAportado, Respuesta
from sistema.evaluaciones.horario import fin_del_reposo, proxima_revision
from sistema.modelos.caso import MotivoReevaluacion
from tests.apoyo.riesgo import catalogo, catalogo_con

# Chile está a tres horas de UTC en noviembre: allá son las 10 de la mañana del 20.
RECIBIDA = datetime(2026, 11, 20, 13, 0, tzinfo=UTC)
MEDIANOCHE = datetime(2026, 11, 21, 3, 0, tzinfo=UTC)


def a_las(hora: int, minuto: int = 0, dia: int = 20) -> datetime:
    return datetime(2026, 11, dia, hora, minuto, tzinfo=UTC)


def proxima(antecedentes: Antecedentes, ahora: datetime) -> datetime:
    return proxima_revision(antecedentes, ahora, catalogo())[0]


# Mutación probada: sin las revisiones de cada 6 horas; con `>=` en vez de `>`.
@pytest.mark.parametrize(
    ("ahora", "esperada"),
    [
        (RECIBIDA, a_las(19)),
        (a_las(18, 59), a_las(19)),
        (a_las(19), a_las(1, dia=21)),
        (a_las(1, dia=21), MEDIANOCHE),
        (MEDIANOCHE, a_las(7, dia=21)),
        (a_las(7, dia=21), a_las(13, dia=21)),
    ],
)
def test_las_primeras_24_horas_se_revisa_cada_seis_y_a_medianoche(
    ahora: datetime, esperada: datetime
) -> None:
    assert proxima(Antecedentes(recibida_en=RECIBIDA), ahora) == esperada


def test_pasadas_las_24_horas_se_revisa_cada_medianoche_de_chile() -> None:
    antecedentes = Antecedentes(recibida_en=RECIBIDA)
    assert proxima(antecedentes, a_las(13, dia=21)) == a_las(3, dia=22)
    assert proxima(antecedentes, a_las(3, dia=22)) == a_las(3, dia=23)


def test_sin_hora_de_recepcion_igual_se_revisa_a_medianoche() -> None:
    assert proxima(Antecedentes(), RECIBIDA) == MEDIANOCHE


def test_la_revision_de_las_24_horas_dice_que_vencio_el_plazo_y_las_demas_que_pasaron_horas() -> (
    None
):
    antecedentes = Antecedentes(recibida_en=RECIBIDA)
    motivos = [
        proxima_revision(antecedentes, ahora, catalogo())[1]
        for ahora in (a_las(7, dia=21), a_las(13, dia=21), RECIBIDA)
    ]
    assert motivos == [
        MotivoReevaluacion.PLAZO_VENCIDO,
        MotivoReevaluacion.HORAS,
        MotivoReevaluacion.HORAS,
    ]


def test_cada_tramo_de_horas_sin_noticias_del_catalogo_pide_una_revision() -> None:
    ultimo = a_las(4, 30)
    antecedentes = Antecedentes(ultimos_contactos=(MomentoAportado(ultimo),))
    assert proxima(antecedentes, RECIBIDA) == a_las(16, 30)
    assert proxima(antecedentes, MEDIANOCHE) == a_las(4, 30, dia=21)
    assert proxima(antecedentes, a_las(3, dia=23)) == a_las(4, 30, dia=23)
    otro = catalogo_con(("[12, 24, 72]", "[9, 24, 72]"))
    assert proxima_revision(antecedentes, RECIBIDA, otro)[0] == a_las(13, 30)


def test_un_ultimo_contacto_que_no_se_sabe_no_pide_nada() -> None:
    antecedentes = Antecedentes(ultimos_contactos=(MomentoAportado(None),))
    assert proxima(antecedentes, RECIBIDA) == MEDIANOCHE


def test_se_revisa_cuando_el_contacto_verificado_deja_de_ser_reciente() -> None:
    aporte = Aporte(Respuesta.SI, ocurrio_en=a_las(14), respaldo=Documento("constancia", "folio 1"))
    antecedentes = Antecedentes(hechos={Hecho.CONTACTO_DIRECTO_VERIFICADO: (aporte,)})
    assert proxima(antecedentes, a_las(13, dia=21)) == datetime(2026, 11, 21, 14, 0, 1, tzinfo=UTC)


def test_la_noche_en_que_se_adelanta_la_hora_tambien_tiene_revision() -> None:
    # El 6 de septiembre de 2026 Chile pasa de las 24:00 a la 01:00.
    ahora = datetime(2026, 9, 5, 12, 0, tzinfo=UTC)
    assert proxima(Antecedentes(), ahora) == datetime(2026, 9, 6, 4, 0, tzinfo=UTC)


def test_nunca_pasa_mas_de_un_dia_sin_revision() -> None:
    for hora in range(48):
        ahora = RECIBIDA + timedelta(hours=hora)
        assert timedelta(0) < proxima(Antecedentes(), ahora) - ahora <= timedelta(days=1)


def test_a_quien_nada_le_cambia_se_lo_evalua_a_los_30_dias() -> None:
    # El 20 de diciembre Chile sigue a tres horas de UTC.
    assert fin_del_reposo(Antecedentes(), RECIBIDA, catalogo()) == (
        datetime(2026, 12, 20, 3, 0, tzinfo=UTC),
        MotivoReevaluacion.HORAS,
    )
