"""Lo que la categorización del riesgo cumple con cualquier conjunto de antecedentes."""

import random
import re
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from riesgo.antecedentes import Antecedentes
from riesgo.catalogo_lectura import leer_catalogo
from riesgo.errores import AntecedentesInvalidos, CatalogoInvalido, ErrorDeRiesgo
from riesgo.escritura import describir_antecedentes
from riesgo.evaluacion import Evaluacion, evaluar
from riesgo.hechos import HECHOS_DE, PROTECTORES, Hecho
from riesgo.hipotesis import Hipotesis
from riesgo.lectura import leer_antecedentes
from riesgo.tipos import (
    RANGO,
    Aporte,
    Categoria,
    Documento,
    EdadAportada,
    MomentoAportado,
    Origen,
    Respuesta,
)
from tests.apoyo.riesgo import catalogo, texto_catalogo

EN = datetime(2026, 11, 23, 15, 0, tzinfo=UTC)
AGRAVANTES = sorted(set(Hecho) - PROTECTORES)
DE_PISO = [h for c in ("F02", "F06", "F07", "F13", "F14") for h in HECHOS_DE[c]]

instantes = st.integers(0, 24 * 400).map(lambda horas: EN - timedelta(hours=horas))
documentos = st.builds(
    Documento, st.just("certificado"), st.just("folio 1"), st.none() | st.just(date(2026, 1, 2))
)
origenes = st.builds(Origen, st.sampled_from(("", "madre", "vecina")))
desvirtuados = st.none() | st.none() | documentos


aportes = st.builds(
    Aporte,
    st.sampled_from(Respuesta),
    origenes,
    st.none() | instantes,
    st.none() | documentos,
    desvirtuados,
)


edades = st.one_of(
    st.builds(EdadAportada, desvirtuado_por=desvirtuados),
    st.builds(
        EdadAportada,
        nacimiento=st.dates(date(1920, 1, 1), date(2026, 11, 23)),
        desvirtuado_por=desvirtuados,
    ),
    st.builds(
        lambda a, b, d: EdadAportada(minima=min(a, b), maxima=max(a, b), desvirtuado_por=d),
        st.integers(0, 120),
        st.integers(0, 120),
        desvirtuados,
    ),
)
momentos = st.builds(MomentoAportado, st.none() | instantes, origenes, desvirtuados)
hipotesis = st.builds(Hipotesis, st.sampled_from(("OTRA", "SUICIDIO")), st.just("Lo dijo."))
antecedentes = st.builds(
    Antecedentes,
    st.dictionaries(
        st.sampled_from(Hecho), st.lists(aportes, min_size=1, max_size=3).map(tuple), max_size=40
    ),
    st.lists(edades, max_size=2).map(tuple),
    st.lists(momentos, max_size=2).map(tuple),
    st.none() | instantes,
    st.lists(hipotesis, max_size=2).map(tuple),
)
resueltos = st.builds(
    lambda dichos, edad, protegida: Antecedentes(
        hechos={
            h: (Aporte(r, ocurrio_en=EN, respaldo=Documento("acta", "1")),)
            for h, r in zip(
                Hecho,
                [*dichos, *[Respuesta.SI if protegida else Respuesta.NO] * len(PROTECTORES)],
                strict=True,
            )
        },
        edades=(EdadAportada(minima=edad, maxima=edad),),
        ultimos_contactos=(MomentoAportado(EN),),
    ),
    st.lists(
        st.sampled_from((Respuesta.NO, Respuesta.NO, Respuesta.NO, Respuesta.SI)),
        min_size=len(AGRAVANTES),
        max_size=len(AGRAVANTES),
    ),
    st.integers(18, 90),
    st.booleans(),
)
"""De quien se preguntó todo: donde los protectores y los umbrales sí deciden."""
cualquiera = antecedentes | resueltos


def proponer(de: Antecedentes) -> Evaluacion:
    return evaluar(de, EN, catalogo())


def gravedad(evaluacion: Evaluacion) -> tuple[int, int]:
    """Mayor es más grave: la categoría y después la urgencia."""
    return RANGO[evaluacion.categoria], -evaluacion.urgencia


@given(cualquiera, st.sampled_from(AGRAVANTES), origenes)
def test_agregar_un_agravante_nunca_baja_la_categoria_ni_la_urgencia(
    de: Antecedentes, hecho: Hecho, origen: Origen
) -> None:
    antes = proponer(de)
    despues = proponer(de.con_aporte(hecho, Aporte(Respuesta.SI, origen)))
    assert RANGO[despues.categoria] >= RANGO[antes.categoria]
    assert despues.urgencia <= antes.urgencia


@given(cualquiera, st.integers(0, 17), st.integers(0, 60))
def test_agregar_una_edad_menor_fija_alto_y_nunca_baja_la_urgencia(
    de: Antecedentes, minima: int, ancho: int
) -> None:
    con_menor = de.con_edad(EdadAportada(minima=minima, maxima=minima + ancho))
    despues = proponer(con_menor)
    assert despues.categoria is Categoria.ALTO
    assert despues.urgencia <= proponer(de).urgencia


@given(cualquiera, instantes)
def test_un_ultimo_contacto_mas_antiguo_nunca_baja(de: Antecedentes, instante: datetime) -> None:
    despues = de.con_ultimo_contacto(MomentoAportado(instante))
    assert gravedad(proponer(despues)) >= gravedad(proponer(de))


@given(cualquiera, st.sampled_from(DE_PISO), st.lists(aportes, max_size=3), st.data())
def test_nada_que_se_aporte_baja_un_piso(
    de: Antecedentes, hecho: Hecho, otros: list[Aporte], data: st.DataObject
) -> None:
    con_piso = de.con_aporte(hecho, Aporte(Respuesta.SI))
    for otro in otros:
        con_piso = con_piso.con_aporte(data.draw(st.sampled_from(Hecho)), otro)
    evaluacion = proponer(con_piso)
    assert evaluacion.categoria is Categoria.ALTO
    assert evaluacion.pisos


@given(cualquiera, edades, momentos)
def test_nada_que_se_aporte_baja_a_un_menor(
    de: Antecedentes, edad: EdadAportada, momento: MomentoAportado
) -> None:
    menor = de.con_edad(EdadAportada(minima=17, maxima=17))
    assert proponer(menor.con_edad(edad).con_ultimo_contacto(momento)).pisos[0] == "F01"


@given(cualquiera, st.sampled_from(Hecho))
def test_que_alguien_no_sepa_nunca_baja(de: Antecedentes, hecho: Hecho) -> None:
    despues = de.con_aporte(hecho, Aporte(Respuesta.DESCONOCIDO))
    assert gravedad(proponer(despues)) == gravedad(proponer(de))


@given(cualquiera, st.sampled_from(Hecho))
def test_no_saber_nunca_es_menos_grave_que_un_no(de: Antecedentes, hecho: Hecho) -> None:
    respuesta = Respuesta.SI if hecho in PROTECTORES else Respuesta.NO
    sabido = Aporte(respuesta, ocurrio_en=EN, respaldo=Documento("acta", "1"))
    con_no = Antecedentes({**de.hechos, hecho: (sabido,)}, de.edades, de.ultimos_contactos)
    sin_saber = Antecedentes(
        {h: a for h, a in con_no.hechos.items() if h is not hecho}, de.edades, de.ultimos_contactos
    )
    assert gravedad(proponer(sin_saber)) >= gravedad(proponer(con_no))


@given(cualquiera)
def test_lo_desconocido_por_si_solo_nunca_fija_un_piso(de: Antecedentes) -> None:
    sin_si = {
        hecho: tuple(a for a in dichos if a.respuesta is not Respuesta.SI)
        for hecho, dichos in de.hechos.items()
    }
    assert proponer(Antecedentes(sin_si)).pisos == ()


@given(cualquiera, st.randoms(use_true_random=False))
def test_el_orden_de_lo_aportado_no_importa(de: Antecedentes, azar: random.Random) -> None:
    def barajar(cosas: Any) -> Any:
        return tuple(azar.sample(list(cosas), len(cosas)))

    barajados = Antecedentes(
        {hecho: barajar(de.hechos[hecho]) for hecho in barajar(de.hechos)},
        barajar(de.edades),
        barajar(de.ultimos_contactos),
        de.recibida_en,
        barajar(de.hipotesis),
    )
    assert proponer(barajados) == proponer(de)


@given(cualquiera, st.randoms(use_true_random=False))
def test_el_orden_de_los_criterios_en_el_catalogo_no_importa(
    de: Antecedentes, azar: random.Random
) -> None:
    lineas = texto_catalogo().splitlines()
    de_criterio = [n for n, linea in enumerate(lineas) if re.match(r"[FP]\d\d = ", linea)]
    barajadas = azar.sample(de_criterio, len(de_criterio))
    nuevas = list(lineas)
    for destino, origen in zip(de_criterio, barajadas, strict=True):
        nuevas[destino] = lineas[origen]
    assert evaluar(de, EN, leer_catalogo("\n".join(nuevas))) == proponer(de)


@given(cualquiera)
def test_los_mismos_antecedentes_dan_la_misma_propuesta_tambien_escritos_y_leidos(
    de: Antecedentes,
) -> None:
    assert proponer(de) == proponer(de)
    releidos = leer_antecedentes(describir_antecedentes(de))
    assert releidos == de
    assert proponer(releidos) == proponer(de)


@given(cualquiera)
def test_lo_que_protege_no_cambia_nada_cuando_hay_piso_o_algo_indeterminado(
    de: Antecedentes,
) -> None:
    sin_proteccion = replace(
        de, hechos={h: a for h, a in de.hechos.items() if h not in PROTECTORES}
    )
    con, sin = proponer(de), proponer(sin_proteccion)
    indeterminada = any(f.indetermina for f in con.faltantes)
    if con.pisos or indeterminada:
        assert gravedad(con) == gravedad(sin)
    else:
        assert gravedad(con) <= gravedad(sin)


@given(cualquiera, st.integers(0, 24 * 400))
def test_que_pase_el_tiempo_nunca_baja(de: Antecedentes, horas: int) -> None:
    despues = evaluar(de, EN + timedelta(hours=horas), catalogo())
    assert gravedad(despues) >= gravedad(proponer(de))


json_arbitrario = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=12),
    lambda hijos: st.lists(hijos, max_size=3) | st.dictionaries(st.text(max_size=8), hijos),
    max_leaves=8,
)
valores = st.one_of(
    json_arbitrario,
    st.sampled_from(("si", "no", "desconocido", "2008", "2008-02-30", "2026-11-23T10:00:00-03:00")),
    st.fixed_dictionaries({"respuesta": st.just("si")}, optional={"respaldo": json_arbitrario}),
    st.fixed_dictionaries({"minima": json_arbitrario, "maxima": st.integers(-5, 130)}),
)
entrevistas = json_arbitrario | st.fixed_dictionaries(
    {},
    optional={
        "edad": valores,
        "ultimo_contacto": valores,
        "recibida_en": valores,
        "hipotesis": valores,
        "hechos": st.dictionaries(st.sampled_from([h.value for h in Hecho]), valores, max_size=3),
    },
)


def revisar_faltas(error: ErrorDeRiesgo) -> None:
    assert error.faltas
    assert all(f.campo and f.remedio for f in error.faltas)


@given(entrevistas)
def test_una_entrevista_arbitraria_se_evalua_o_da_un_error_documentado(datos: object) -> None:
    try:
        proponer(leer_antecedentes(datos))
    except AntecedentesInvalidos as error:
        revisar_faltas(error)


@given(st.data())
def test_un_catalogo_al_que_se_le_rompe_una_linea_sirve_o_dice_que_le_falta(
    data: st.DataObject,
) -> None:
    lineas = texto_catalogo().splitlines()
    numero = data.draw(st.integers(0, len(lineas) - 1))
    lineas[numero] = data.draw(st.just("") | st.text(max_size=20) | st.just("x = 1"))
    try:
        leer_catalogo("\n".join(lineas))
    except CatalogoInvalido as error:
        revisar_faltas(error)
