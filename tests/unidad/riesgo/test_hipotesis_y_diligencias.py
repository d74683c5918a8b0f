"""Las hipótesis se corrigen sin borrarse; las diligencias se anotan y se ven atrasadas."""

from datetime import UTC, datetime, timedelta

import pytest

from riesgo.diligencias import Diligencia, anotar_resultado, listar_atrasadas
from riesgo.errores import AntecedentesInvalidos
from riesgo.hipotesis import Hipotesis, Plausibilidad, agregar_hipotesis, hipotesis_vigentes

EN = datetime(2026, 11, 23, 15, 0, tzinfo=UTC)
VISITAR = Diligencia("VISITAR", "Visitar.", 2, "policía", EN)


def test_corregir_una_hipotesis_agrega_una_version_y_deja_la_anterior() -> None:
    historia = agregar_hipotesis((), Hipotesis("SUICIDIO", "Carta."))
    historia = agregar_hipotesis(historia, Hipotesis("OTRA", "Rumor."))
    historia = agregar_hipotesis(
        historia, Hipotesis("SUICIDIO", "La carta es antigua.", Plausibilidad.BAJA, "f1", EN)
    )
    assert [(h.tipo, h.version) for h in historia] == [
        ("SUICIDIO", 1),
        ("OTRA", 1),
        ("SUICIDIO", 2),
    ]
    assert historia[0].sustento == "Carta."
    assert historia[2] == Hipotesis(
        "SUICIDIO", "La carta es antigua.", Plausibilidad.BAJA, "f1", EN, 2
    )


def test_las_versiones_siguen_desde_la_ultima() -> None:
    historia = (Hipotesis("OTRA", "a", version=1), Hipotesis("OTRA", "b", version=4))
    assert agregar_hipotesis(historia, Hipotesis("OTRA", "c"))[-1].version == 5


def test_rigen_las_ultimas_versiones_que_nadie_descarto() -> None:
    historia = (
        Hipotesis("SUICIDIO", "Carta.", version=2),
        Hipotesis("SUICIDIO", "Rumor.", Plausibilidad.DESCARTADA, version=1),
        Hipotesis("OTRA", "Rumor."),
        Hipotesis("OTRA", "Se comprobó que no.", Plausibilidad.DESCARTADA, version=2),
    )
    assert [h.sustento for h in hipotesis_vigentes(historia)] == ["Carta."]
    assert hipotesis_vigentes(tuple(reversed(historia))) == hipotesis_vigentes(historia)


def test_las_vigentes_salen_por_tipo_y_no_por_quien_la_dijo_antes() -> None:
    historia = (Hipotesis("SUICIDIO", "Carta."), Hipotesis("OTRA", "Rumor."))
    assert [h.tipo for h in hipotesis_vigentes(historia)] == ["OTRA", "SUICIDIO"]


def test_dos_con_la_misma_version_no_dependen_de_cual_llego_antes() -> None:
    en_pie = Hipotesis("OTRA", "Rumor.")
    descartada = Hipotesis("OTRA", "No fue.", Plausibilidad.DESCARTADA)
    assert hipotesis_vigentes((en_pie, descartada)) == (en_pie,)
    assert hipotesis_vigentes((descartada, en_pie)) == (en_pie,)
    assert hipotesis_vigentes((en_pie, Hipotesis("OTRA", "Otro rumor."))) == (en_pie,)


def test_una_diligencia_hecha_guarda_resultado_y_hora() -> None:
    hecha = anotar_resultado(VISITAR, "No había nadie.", EN)
    assert (hecha.resultado, hecha.hecha_en, hecha.vence_en) == ("No había nadie.", EN, EN)


def test_un_resultado_llega_hasta_su_limite() -> None:
    assert anotar_resultado(VISITAR, "x" * 2000, EN).hecha_en == EN


@pytest.mark.parametrize(
    ("resultado", "en", "campo"),
    [
        (" ", EN, "resultado"),
        ("x" * 2001, EN, "resultado"),
        ("x", EN.replace(tzinfo=None), "hecha_en"),
    ],
)
def test_un_resultado_vacio_o_sin_zona_se_rechaza(resultado: str, en: datetime, campo: str) -> None:
    with pytest.raises(AntecedentesInvalidos, match=rf"^{campo}: "):
        anotar_resultado(VISITAR, resultado, en)


def test_atrasadas_son_las_vencidas_sin_hacer_la_mas_antigua_primero() -> None:
    hora = timedelta(hours=1)
    antigua = VISITAR._replace(codigo="ANTIGUA", vence_en=EN - hora)
    empate = VISITAR._replace(codigo="A_EMPATE", vence_en=EN)
    hecha = anotar_resultado(antigua, "Se hizo.", EN)
    sin_fecha = VISITAR._replace(vence_en=None)
    futura = VISITAR._replace(vence_en=EN + 2 * hora)
    todas = (VISITAR, futura, hecha, antigua, sin_fecha, empate)
    codigos = [d.codigo for d in listar_atrasadas(todas, EN + hora)]
    assert codigos == ["ANTIGUA", "A_EMPATE", "VISITAR"]
    assert listar_atrasadas([VISITAR], EN) == ()


def test_las_atrasadas_iguales_quedan_en_el_orden_en_que_llegaron() -> None:
    de_un_caso, de_otro = VISITAR._replace(texto="b"), VISITAR._replace(texto="a")
    despues = EN + timedelta(hours=1)
    assert listar_atrasadas([de_un_caso, de_otro], despues) == (de_un_caso, de_otro)
