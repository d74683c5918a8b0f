"""La entrevista estándar: qué se pregunta primero, con qué palabras y qué se entiende."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from riesgo.antecedentes import Antecedentes
from riesgo.entrevista import (
    Cambio,
    PreguntaAbierta,
    describir_pregunta,
    ordenar_preguntas,
    responder,
    siguiente_pregunta,
)
from riesgo.errores import AntecedentesInvalidos
from riesgo.hechos import PROTECTORES, Hecho
from riesgo.tipos import Categoria, EdadAportada, MomentoAportado, Origen, Respuesta
from tests.apoyo.riesgo import EN, catalogo, catalogo_con, desconocido, si, tranquila


def abiertas(antecedentes: Antecedentes) -> tuple[PreguntaAbierta, ...]:
    return ordenar_preguntas(antecedentes, EN, catalogo())


def codigos(antecedentes: Antecedentes) -> list[str]:
    return [a.pregunta.codigo for a in abiertas(antecedentes)]


def test_al_empezar_van_primero_las_que_pueden_fijar_alto() -> None:
    primeras = abiertas(Antecedentes())[:12]
    assert [a.pregunta.codigo for a in primeras] == [
        "edad",
        *("violencia_denunciada", "violencia_amenaza_o_control", "violencia_dicha_por_alguien"),
        *("deterioro_cognitivo", "discapacidad_intelectual_o_tea"),
        *("ideas_de_suicidio", "despedida_o_autolesion"),
        *("indicios_de_delito", "violencia_en_el_lugar"),
        *("explotacion_o_trata", "engano_por_internet"),
    ]
    assert {a.cambia for a in primeras} == {Cambio.CATEGORIA}
    assert {a.peor_categoria for a in primeras} == {Categoria.ALTO}


def test_se_preguntan_treinta_y_nueve_cosas() -> None:
    assert len(codigos(Antecedentes())) == 39


def test_la_ultima_que_decide_va_antes_que_las_que_solo_suman() -> None:
    casi = tranquila(sin=[Hecho.MUJER_O_NINA, Hecho.IDEAS_DE_SUICIDIO, Hecho.CONDUCTA_INUSUAL])
    assert codigos(casi) == ["ideas_de_suicidio", "mujer_o_nina", "conducta_inusual"]


def test_con_alto_fijo_va_primero_la_que_mas_urge() -> None:
    menor = tranquila(edad=16, sin=[Hecho.CONDUCTA_INUSUAL, Hecho.MEDICACION_VITAL])
    primera, segunda = abiertas(menor)
    assert (primera.pregunta.codigo, primera.cambia) == ("medicacion_vital", Cambio.URGENCIA)
    assert primera.peor_urgencia == 1
    assert (segunda.pregunta.codigo, segunda.cambia) == ("conducta_inusual", Cambio.OTRO)
    assert [describir_pregunta(a)["cambia"] for a in (primera, segunda)] == ["urgencia", "otro"]


def test_la_peor_edad_es_la_de_un_recien_nacido() -> None:
    solo_recien_nacidos = catalogo_con(("edad_urgencia_1 = 12", "edad_urgencia_1 = 1"))
    sin_edad = Antecedentes(hechos=tranquila().hechos)
    edad, *_ = ordenar_preguntas(sin_edad, EN, solo_recien_nacidos)
    assert (edad.pregunta.codigo, edad.peor_urgencia) == ("edad", 1)


def test_lo_que_ya_se_pregunto_no_vuelve_aunque_no_se_supiera() -> None:
    antecedentes = (
        Antecedentes(hechos={Hecho.IDEAS_DE_SUICIDIO: (desconocido(),)})
        .con_edad(EdadAportada())
        .con_ultimo_contacto(MomentoAportado(None))
    )
    assert not {"ideas_de_suicidio", "edad", "ultimo_contacto"} & set(codigos(antecedentes))


def test_lo_que_ya_cumple_su_criterio_no_se_sigue_preguntando() -> None:
    antecedentes = Antecedentes(hechos={Hecho.VIOLENCIA_DENUNCIADA: (si(),)})
    assert not {h for h in codigos(antecedentes) if h.startswith("violencia_d")}
    assert "violencia_en_el_lugar" in codigos(antecedentes)


def test_los_protectores_se_suponen_al_reves() -> None:
    (abierta,) = abiertas(tranquila(Hecho.MUJER_O_NINA, sin=[Hecho.AUSENCIA_PLANIFICADA]))
    assert (abierta.cambia, abierta.peor_categoria) == (Cambio.CATEGORIA, Categoria.MEDIO)
    assert set(codigos(Antecedentes())) >= PROTECTORES


def test_cuando_no_queda_nada_no_hay_siguiente() -> None:
    assert siguiente_pregunta(tranquila(), EN, catalogo()) is None
    primera = siguiente_pregunta(Antecedentes(), EN, catalogo())
    assert primera is not None
    assert primera.pregunta.codigo == "edad"


def test_la_pregunta_se_sirve_como_datos_y_con_palabras_para_un_nino() -> None:
    _, violencia, *_ = abiertas(Antecedentes())
    datos = describir_pregunta(violencia)
    assert datos == {
        "codigo": "violencia_denunciada",
        "texto": "¿Hay denuncias o medidas cautelares por violencia contra esta persona?",
        "por_que": (
            "Si alguien le ha hecho daño antes, puede estar en peligro ahora; la ley manda la "
            "mayor urgencia."
        ),
        "tipo": "si_no",
        "opciones": ["si", "no", "desconocido"],
        "cambia": "categoria",
        "peor_categoria": "ALTO",
        "peor_urgencia": 1,
    }
    para_nna = describir_pregunta(violencia, para_nna=True)["texto"]
    assert str(para_nna).startswith("¿Sabes si alguna vez pidió ayuda")


def test_la_edad_y_el_ultimo_contacto_tambien_admiten_desconocido() -> None:
    por_codigo = {a.pregunta.codigo: describir_pregunta(a) for a in abiertas(Antecedentes())}
    for codigo in ("edad", "ultimo_contacto"):
        assert (por_codigo[codigo]["tipo"], por_codigo[codigo]["opciones"]) == (
            codigo,
            ["desconocido"],
        )


@pytest.mark.parametrize(
    ("dicho", "respuesta"),
    [
        *((" Sí ", Respuesta.SI), ("si", Respuesta.SI), ("NO", Respuesta.NO)),
        *(("no sé", Respuesta.DESCONOCIDO), ("no se", Respuesta.DESCONOCIDO)),
        *(("?", Respuesta.DESCONOCIDO), ("desconocido", Respuesta.DESCONOCIDO)),
    ],
)
def test_se_entiende_lo_que_se_contesta(dicho: str, respuesta: Respuesta) -> None:
    origen = Origen("vecina")
    antecedentes = responder(Antecedentes(), "mujer_o_nina", dicho, origen)
    (aporte,) = antecedentes.hechos[Hecho.MUJER_O_NINA]
    assert (aporte.respuesta, aporte.origen) == (respuesta, origen)


@pytest.mark.parametrize(
    ("dicho", "edad"),
    [
        ("17", EdadAportada(minima=17, maxima=17)),
        ("16-20", EdadAportada(minima=16, maxima=20)),
        ("entre 16 y 20", EdadAportada(minima=16, maxima=20)),
        ("16 a 20", EdadAportada(minima=16, maxima=20)),
        ("2001", EdadAportada(nacimiento=date(2001, 1, 1), solo_anio=True)),
        ("2001-02-03", EdadAportada(nacimiento=date(2001, 2, 3))),
        ("no sé", EdadAportada()),
    ],
)
def test_la_edad_se_contesta_de_varias_maneras(dicho: str, edad: EdadAportada) -> None:
    assert responder(Antecedentes(), "edad", dicho).edades == (edad,)


def test_el_ultimo_contacto_se_contesta_con_la_hora_de_chile() -> None:
    (momento,) = responder(Antecedentes(), "ultimo_contacto", "2026-11-22 21:00").ultimos_contactos
    assert momento.en == datetime(2026, 11, 23, 0, 0, tzinfo=UTC)
    (con_zona,) = responder(
        Antecedentes(), "ultimo_contacto", "2026-11-22T21:00:00+00:00"
    ).ultimos_contactos
    assert con_zona.en == datetime(2026, 11, 22, 21, 0, tzinfo=UTC)
    (en_utc,) = responder(
        Antecedentes(), "ultimo_contacto", "2026-11-22T21:00:00Z"
    ).ultimos_contactos
    assert en_utc.en == con_zona.en
    assert responder(Antecedentes(), "ultimo_contacto", "?").ultimos_contactos[0].en is None


@pytest.mark.parametrize(
    ("codigo", "dicho", "campo"),
    [
        ("mujer_o_nina", "quizás", "respuesta"),
        ("mujer_o_nina", "", "respuesta"),
        ("edad", "muchos", "edad"),
        ("edad", "200", "edad"),
        ("edad", "20-16", "edad"),
        ("ultimo_contacto", "ayer", "ultimo_contacto"),
        ("otra_pregunta", "si", "codigo"),
    ],
)
def test_lo_que_no_se_entiende_se_dice(codigo: str, dicho: str, campo: str) -> None:
    with pytest.raises(AntecedentesInvalidos) as error:
        responder(Antecedentes(), codigo, dicho)
    assert error.value.faltas[0].campo.startswith(campo)


def test_responder_no_borra_lo_que_ya_se_habia_dicho() -> None:
    antes = Antecedentes(hechos={Hecho.MUJER_O_NINA: (si(),)})
    despues = responder(antes, "mujer_o_nina", "no")
    assert [a.respuesta for a in despues.hechos[Hecho.MUJER_O_NINA]] == ["si", "no"]
    assert despues.respuestas[Hecho.MUJER_O_NINA] is Respuesta.SI


def test_la_zona_de_chile_es_la_que_corresponde_en_verano() -> None:
    (momento,) = responder(Antecedentes(), "ultimo_contacto", "2026-07-01 12:00").ultimos_contactos
    assert momento.en is not None
    assert momento.en.tzinfo == ZoneInfo("America/Santiago")
    assert momento.en.utcoffset() == timedelta(hours=-4)
