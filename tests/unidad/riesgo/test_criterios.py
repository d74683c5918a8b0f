"""Cada criterio: cuándo se cumple, cuándo no, y cuándo faltan datos."""

import inspect
from datetime import UTC, date, datetime, timedelta

import pytest

from riesgo.antecedentes import Antecedentes
from riesgo.criterios import CRITERIOS
from riesgo.errores import AntecedentesInvalidos
from riesgo.evaluacion import evaluar
from riesgo.hechos import Hecho
from riesgo.situacion import situar
from riesgo.tipos import (
    Aporte,
    Cumple,
    EdadAportada,
    MomentoAportado,
    NoCumple,
    Respuesta,
    SinDatos,
)
from tests.apoyo.riesgo import DOCUMENTO, EN, catalogo, desconocido, no, resultado, si, tranquila

HECHOS = {
    "F02": ["violencia_denunciada", "violencia_amenaza_o_control", "violencia_dicha_por_alguien"],
    "F03": ["vulnerabilidad_de_genero"],
    "F04": ["mujer_o_nina"],
    "F06": ["deterioro_cognitivo", "discapacidad_intelectual_o_tea"],
    "F07": ["ideas_de_suicidio", "despedida_o_autolesion"],
    "F08": ["crisis_psiquiatrica"],
    "F09": ["medicacion_vital", "enfermedad_grave", "ingreso_hospitalario"],
    "F10": ["embarazo_o_puerperio"],
    "F11": ["discapacidad_fisica_o_sensorial"],
    "F12": ["consumo_problematico"],
    "F13": ["indicios_de_delito", "violencia_en_el_lugar"],
    "F14": ["explotacion_o_trata", "engano_por_internet"],
    "F15": ["conducta_inusual"],
    "F16": ["no_llego_a_destino", "vehiculo_abandonado", "dejo_sus_cosas"],
    "F17": ["lugar_peligroso", "clima_o_catastrofe"],
    "F19": ["desaparicion_anterior", "dano_en_desaparicion_anterior"],
    "F20": ["bajo_cuidado_estatal"],
    "F21": ["privada_de_libertad"],
    "F22": ["migrante_sin_red"],
    "F23": ["otra_vulnerabilidad"],
    "F24": ["defensora_o_testigo"],
    "F25": ["deudas_o_crimen_organizado"],
    "P01": ["contacto_directo_verificado"],
    "P02": ["ausencia_planificada"],
    "P03": ["acompanada_por_adulto_responsable"],
}
PARES = [(codigo, hecho) for codigo, hechos in HECHOS.items() for hecho in hechos]


@pytest.mark.parametrize(("codigo", "hecho"), PARES)
def test_un_hecho_afirmado_cumple_su_criterio_y_ningun_otro(codigo: str, hecho: str) -> None:
    antecedentes = tranquila(Hecho(hecho))
    cumplidos = [c for c in CRITERIOS if isinstance(resultado(c, antecedentes), Cumple)]
    assert cumplidos == [codigo]


@pytest.mark.parametrize(("codigo", "hecho"), PARES)
def test_un_hecho_sin_preguntar_deja_al_criterio_sin_datos(codigo: str, hecho: str) -> None:
    sin_datos = resultado(codigo, tranquila(sin=[Hecho(hecho)]))
    assert isinstance(sin_datos, SinDatos)
    assert sin_datos.faltan == (hecho,)


@pytest.mark.parametrize(("codigo", "hecho"), PARES)
def test_un_hecho_desconocido_deja_al_criterio_sin_datos(codigo: str, hecho: str) -> None:
    antecedentes = tranquila(sin=[Hecho(hecho)]).con_aporte(Hecho(hecho), desconocido())
    assert isinstance(resultado(codigo, antecedentes), SinDatos)


@pytest.mark.parametrize("codigo", HECHOS)
def test_todos_los_hechos_negados_no_cumplen_el_criterio(codigo: str) -> None:
    assert isinstance(resultado(codigo, tranquila()), NoCumple)


def test_cada_resultado_se_explica_con_palabras() -> None:
    hecho = Hecho.DESPEDIDA_O_AUTOLESION
    assert [
        resultado("F07", antecedentes).detalle
        for antecedentes in (tranquila(hecho), tranquila(sin=[hecho]), tranquila())
    ] == [
        "Se aportó: despedida o autolesión.",
        "Falta saber: despedida o autolesión.",
        (
            "Se preguntó y no hay antecedentes: habló de morir o intentó suicidarse; "
            "despedida o autolesión."
        ),
    ]


def test_hay_veintiocho_criterios_y_todos_dicen_logica_fundamento_y_confianza() -> None:
    assert list(CRITERIOS) == [f"F{n:02}" for n in range(1, 26)] + ["P01", "P02", "P03"]
    for criterio in CRITERIOS.values():
        assert (inspect.getdoc(criterio.evaluar) or "").startswith(f"{criterio.codigo}. ")
        assert criterio.logica
        assert criterio.fundamento
        assert criterio.confianza.startswith(("TV", "INF"))


def test_solo_citan_la_ley_los_criterios_que_se_leyeron_en_ella() -> None:
    sin_ley = [c.codigo for c in CRITERIOS.values() if c.confianza == "INF."]
    assert sin_ley == [
        *("F13", "F14", "F15", "F16", "F18", "F19", "F20", "F21", "F24", "F25"),
        *("P01", "P02", "P03"),
    ]
    assert all(CRITERIOS[c].fundamento == "técnico (ADR-0019)." for c in sin_ley)


def con_edades(*edades: EdadAportada, desde: datetime | None = None) -> Antecedentes:
    return Antecedentes(edades=edades, ultimos_contactos=(MomentoAportado(desde),))


@pytest.mark.parametrize(
    ("edad", "esperado"),
    [
        (EdadAportada(minima=17, maxima=17), Cumple),
        (EdadAportada(minima=18, maxima=18), NoCumple),
        (EdadAportada(minima=17, maxima=30), Cumple),
        (EdadAportada(maxima=30), Cumple),
        (EdadAportada(minima=18), NoCumple),
        (EdadAportada(), SinDatos),
        (EdadAportada(nacimiento=date(2008, 11, 24)), Cumple),
        (EdadAportada(nacimiento=date(2008, 11, 23)), NoCumple),
        (EdadAportada(nacimiento=date(2008, 1, 1), solo_anio=True), Cumple),
        (EdadAportada(nacimiento=date(2007, 1, 1), solo_anio=True), NoCumple),
        (EdadAportada(nacimiento=date(2006, 1, 1), solo_anio=True), NoCumple),
        (EdadAportada(nacimiento=date(2008, 3, 5), solo_anio=True), Cumple),
        (EdadAportada(minima=15, maxima=15, desvirtuado_por=DOCUMENTO), SinDatos),
    ],
)
def test_f01_menor_de_edad(edad: EdadAportada, esperado: type) -> None:
    assert isinstance(resultado("F01", con_edades(edad)), esperado)


def test_f01_cuenta_la_edad_al_desaparecer_aunque_cumpla_18_despues() -> None:
    edad = EdadAportada(nacimiento=date(2008, 6, 1))
    assert isinstance(resultado("F01", con_edades(edad)), NoCumple)
    antes = datetime(2026, 5, 31, 12, tzinfo=UTC)
    assert isinstance(resultado("F01", con_edades(edad, desde=antes)), Cumple)


# Mutación probada: rechazar por la edad de hoy; no acotarla.
def test_quien_cumple_121_mientras_se_la_busca_se_sigue_evaluando_y_cuenta_como_de_120() -> None:
    edad = EdadAportada(nacimiento=date(1905, 11, 20))
    buscada = Antecedentes(edades=(edad,), recibida_en=datetime(2026, 11, 19, 12, tzinfo=UTC))
    assert situar(buscada, EN, catalogo().umbrales).edad_maxima == 120
    assert isinstance(resultado("F05", buscada), Cumple)


def test_quien_ya_tenia_mas_de_120_al_desaparecer_tiene_mal_el_anio() -> None:
    edad = EdadAportada(nacimiento=date(1905, 11, 18))
    buscada = Antecedentes(edades=(edad,), recibida_en=datetime(2026, 11, 19, 12, tzinfo=UTC))
    with pytest.raises(AntecedentesInvalidos, match="da más de 120 años: corrija el año"):
        evaluar(buscada, EN, catalogo())


def test_f01_cuenta_desde_la_recepcion_si_no_se_sabe_el_ultimo_contacto() -> None:
    edad = EdadAportada(nacimiento=date(2008, 6, 1))
    recibida = Antecedentes(edades=(edad,), recibida_en=datetime(2026, 5, 31, 12, tzinfo=UTC))
    assert isinstance(resultado("F01", recibida), Cumple)


def test_f01_la_fecha_es_la_de_chile_y_no_la_utc() -> None:
    # 02:00 UTC del 24 es todavía el 23 en Chile: cumple 18 el 24.
    edad = EdadAportada(nacimiento=date(2008, 11, 23))
    desde = datetime(2026, 11, 23, 2, 0, tzinfo=UTC)
    assert isinstance(resultado("F01", con_edades(edad, desde=desde)), Cumple)


def test_f01_de_varias_edades_vale_la_menor() -> None:
    edades = (EdadAportada(minima=25, maxima=25), EdadAportada(minima=16, maxima=16))
    assert isinstance(resultado("F01", con_edades(*edades)), Cumple)
    assert isinstance(resultado("F01", con_edades(*reversed(edades))), Cumple)


@pytest.mark.parametrize(
    ("edad", "esperado"),
    [
        (EdadAportada(minima=60, maxima=60), Cumple),
        (EdadAportada(minima=59, maxima=59), NoCumple),
        (EdadAportada(minima=50, maxima=65), Cumple),
        (EdadAportada(minima=40), SinDatos),
        (EdadAportada(maxima=0), NoCumple),
        (EdadAportada(minima=60), Cumple),
        (EdadAportada(nacimiento=date(1966, 11, 23)), Cumple),
        (EdadAportada(nacimiento=date(1966, 11, 24)), NoCumple),
        (EdadAportada(nacimiento=date(1966, 1, 1), solo_anio=True), Cumple),
        (EdadAportada(nacimiento=date(1966, 12, 5), solo_anio=True), Cumple),
        (EdadAportada(nacimiento=date(1906, 11, 23)), Cumple),
        (EdadAportada(), SinDatos),
    ],
)
def test_f05_persona_mayor(edad: EdadAportada, esperado: type) -> None:
    assert isinstance(resultado("F05", con_edades(edad)), esperado)


def test_f05_de_varias_edades_vale_la_mayor() -> None:
    edades = (EdadAportada(minima=70, maxima=70), EdadAportada(minima=30, maxima=30))
    assert isinstance(resultado("F05", con_edades(*edades)), Cumple)


def test_f05_basta_una_edad_sin_techo_para_no_saber_si_es_mayor() -> None:
    edades = (EdadAportada(minima=40), EdadAportada(minima=30, maxima=30))
    assert isinstance(resultado("F05", con_edades(*edades)), SinDatos)


def test_f05_de_quien_solo_se_sabe_el_ano_se_supone_el_primer_dia() -> None:
    edad = EdadAportada(nacimiento=date(1966, 12, 5), solo_anio=True)
    ano_nuevo = datetime(2026, 1, 1, 12, tzinfo=UTC)
    evaluacion = evaluar(Antecedentes(edades=(edad,)), ano_nuevo, catalogo())
    assert {c.codigo: r for c, r in evaluacion.criterios}["F05"] == Cumple(
        "Tiene o podría tener 60 años o más."
    )


@pytest.mark.parametrize(
    "edad", [EdadAportada(maxima=30), EdadAportada(nacimiento=date(2026, 11, 23))]
)
def test_f01_dice_la_edad_menor_que_podria_tener(edad: EdadAportada) -> None:
    assert resultado("F01", con_edades(edad)) == Cumple(
        "Tiene o podría tener 0 años al desaparecer."
    )


@pytest.mark.parametrize(("horas", "grado"), [(12, 1), (23, 1), (24, 2), (72, 3), (9_000, 3)])
def test_f18_pesa_mas_con_cada_tramo_de_horas(horas: int, grado: int) -> None:
    cumple = resultado("F18", tranquila(horas=horas))
    assert isinstance(cumple, Cumple)
    assert cumple.grado == grado


def test_f18_hace_pocas_horas_no_se_cumple_y_sin_fecha_no_se_sabe() -> None:
    assert isinstance(resultado("F18", tranquila(horas=11)), NoCumple)
    assert isinstance(resultado("F18", Antecedentes()), SinDatos)


def test_f18_quien_no_sabe_cuando_no_borra_lo_que_otro_sabe() -> None:
    antecedentes = tranquila(horas=30).con_ultimo_contacto(MomentoAportado(None))
    assert isinstance(resultado("F18", antecedentes), Cumple)


def test_f18_de_varios_ultimos_contactos_vale_el_mas_antiguo_sin_desvirtuar() -> None:
    antecedentes = tranquila(horas=1).con_ultimo_contacto(MomentoAportado(EN - timedelta(hours=30)))
    assert isinstance(resultado("F18", antecedentes), Cumple)
    desvirtuado = MomentoAportado(EN - timedelta(hours=30), desvirtuado_por=DOCUMENTO)
    assert isinstance(
        resultado("F18", tranquila(horas=1).con_ultimo_contacto(desvirtuado)), NoCumple
    )


@pytest.mark.parametrize(
    ("codigo", "hecho"),
    [
        ("P01", "contacto_directo_verificado"),
        ("P02", "ausencia_planificada"),
        ("P03", "acompanada_por_adulto_responsable"),
    ],
)
def test_un_protector_sin_documento_no_protege(codigo: str, hecho: str) -> None:
    antecedentes = Antecedentes(hechos={Hecho(hecho): (si(ocurrio_en=EN),)})
    assert isinstance(resultado(codigo, antecedentes), SinDatos)


@pytest.mark.parametrize(
    ("codigo", "hecho"),
    [
        ("P01", Hecho.CONTACTO_DIRECTO_VERIFICADO),
        ("P02", Hecho.AUSENCIA_PLANIFICADA),
        ("P03", Hecho.ACOMPANADA_POR_ADULTO_RESPONSABLE),
    ],
)
def test_un_protector_que_alguien_niega_no_protege(codigo: str, hecho: Hecho) -> None:
    antecedentes = tranquila(hecho)
    assert isinstance(resultado(codigo, antecedentes), Cumple)
    assert isinstance(resultado(codigo, antecedentes.con_aporte(hecho, no())), NoCumple)


def test_el_documento_de_quien_no_sabe_no_respalda_lo_que_otro_afirma() -> None:
    dichos = (si(), Aporte(Respuesta.DESCONOCIDO, respaldo=DOCUMENTO))
    antecedentes = Antecedentes(hechos={Hecho.AUSENCIA_PLANIFICADA: dichos})
    assert isinstance(resultado("P02", antecedentes), SinDatos)


def test_un_documento_desvirtuado_no_respalda_a_un_protector() -> None:
    hecho = Hecho.AUSENCIA_PLANIFICADA
    falso = si(respaldo=DOCUMENTO, desvirtuado_por=DOCUMENTO)
    antecedentes = Antecedentes(hechos={hecho: (falso, si())})
    assert isinstance(resultado("P02", antecedentes), NoCumple)


@pytest.mark.parametrize(("horas", "esperado"), [(0, Cumple), (24, Cumple), (25, NoCumple)])
def test_p01_solo_protege_si_es_reciente(horas: int, esperado: type) -> None:
    aporte = si(ocurrio_en=EN - timedelta(hours=horas), respaldo=DOCUMENTO)
    antecedentes = Antecedentes(hechos={Hecho.CONTACTO_DIRECTO_VERIFICADO: (aporte,)})
    assert isinstance(resultado("P01", antecedentes), esperado)


def test_p01_basta_que_uno_de_los_contactos_sea_reciente() -> None:
    dichos = (
        si(ocurrio_en=EN - timedelta(hours=48), respaldo=DOCUMENTO),
        si(ocurrio_en=EN, respaldo=DOCUMENTO),
    )
    antecedentes = Antecedentes(hechos={Hecho.CONTACTO_DIRECTO_VERIFICADO: dichos})
    assert isinstance(resultado("P01", antecedentes), Cumple)


def test_p01_sin_hora_no_protege() -> None:
    aporte = si(respaldo=DOCUMENTO)
    antecedentes = Antecedentes(hechos={Hecho.CONTACTO_DIRECTO_VERIFICADO: (aporte,)})
    assert isinstance(resultado("P01", antecedentes), NoCumple)


def test_el_no_de_una_persona_no_borra_el_si_de_otra() -> None:
    hecho = Hecho.VIOLENCIA_DENUNCIADA
    for aportes in ((si(), no()), (no(), si()), (no(), si(), desconocido())):
        assert isinstance(resultado("F02", Antecedentes(hechos={hecho: aportes})), Cumple)


def test_solo_un_documento_desvirtua_una_afirmacion_y_solo_esa() -> None:
    hecho = Hecho.MUJER_O_NINA
    desvirtuado = Aporte(Respuesta.SI, desvirtuado_por=DOCUMENTO)
    assert isinstance(resultado("F04", Antecedentes(hechos={hecho: (desvirtuado,)})), NoCumple)
    assert isinstance(resultado("F04", Antecedentes(hechos={hecho: (desvirtuado, si())})), Cumple)


def test_un_no_desvirtuado_deja_de_contar() -> None:
    negado = Aporte(Respuesta.NO, desvirtuado_por=DOCUMENTO)
    antecedentes = Antecedentes(hechos={Hecho.MUJER_O_NINA: (negado,)})
    assert isinstance(resultado("F04", antecedentes), SinDatos)
