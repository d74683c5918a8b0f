"""La entrevista en JSON: formas corta y completa, y cada error con su campo y su remedio."""

from datetime import UTC, date, datetime

import pytest

from riesgo.antecedentes import Antecedentes
from riesgo.campos import cargar_json
from riesgo.errores import AntecedentesInvalidos
from riesgo.escritura import describir_antecedentes
from riesgo.hechos import Hecho
from riesgo.hipotesis import Hipotesis, Plausibilidad
from riesgo.lectura import leer_antecedentes
from riesgo.tipos import (
    Aporte,
    Documento,
    EdadAportada,
    Fuente,
    MomentoAportado,
    Origen,
    Respuesta,
)
from tests.apoyo.riesgo import no, si

DICHO_EN = datetime(2026, 11, 23, 13, 0, tzinfo=UTC)
COMPLETA = {
    "recibida_en": "2026-11-23T10:30:00-03:00",
    "edad": [
        {"minima": 16, "maxima": 20, "aportante": "vecina"},
        {
            "fecha_nacimiento": "2001-02-03",
            "fuente": "documento",
            "desvirtuado_por": {"tipo": "cédula", "referencia": "a1", "fecha": "2026-11-23"},
        },
    ],
    "ultimo_contacto": [{"en": "2026-11-23T08:00:00Z"}, "desconocido"],
    "hechos": {
        "medicacion_vital": [
            {
                "respuesta": "si",
                "aportante": "madre",
                "fuente": "parte_policial",
                "aportado_en": "2026-11-23T10:00:00-03:00",
                "ocurrio_en": "2026-11-23T10:00:00-03:00",
                "respaldo": {"tipo": "receta", "referencia": "r1"},
            },
            "no",
        ]
    },
    "hipotesis": [
        {
            "tipo": "SUICIDIO",
            "sustento": "Carta.",
            "plausibilidad": "alta",
            "autor": "f1",
            "formulada_en": "2026-11-23T10:00:00-03:00",
            "version": 2,
        }
    ],
}
ESPERADA = Antecedentes(
    hechos={
        Hecho.MEDICACION_VITAL: (
            Aporte(
                Respuesta.SI,
                Origen("madre", Fuente.PARTE_POLICIAL, DICHO_EN),
                DICHO_EN,
                Documento("receta", "r1"),
            ),
            no(),
        )
    },
    edades=(
        EdadAportada(minima=16, maxima=20, origen=Origen("vecina")),
        EdadAportada(
            nacimiento=date(2001, 2, 3),
            origen=Origen(fuente=Fuente.DOCUMENTO),
            desvirtuado_por=Documento("cédula", "a1", date(2026, 11, 23)),
        ),
    ),
    ultimos_contactos=(
        MomentoAportado(datetime(2026, 11, 23, 8, 0, tzinfo=UTC)),
        MomentoAportado(None),
    ),
    recibida_en=datetime(2026, 11, 23, 13, 30, tzinfo=UTC),
    hipotesis=(Hipotesis("SUICIDIO", "Carta.", Plausibilidad.ALTA, "f1", DICHO_EN, 2),),
)


def test_la_forma_completa_se_lee_entera_y_se_vuelve_a_escribir_igual() -> None:
    assert leer_antecedentes(COMPLETA) == ESPERADA
    assert leer_antecedentes(describir_antecedentes(ESPERADA)) == ESPERADA


def test_lo_que_no_se_dijo_no_se_escribe() -> None:
    antecedentes = Antecedentes({Hecho.MUJER_O_NINA: (si(),)}, (EdadAportada(minima=0),))
    assert describir_antecedentes(antecedentes) == {
        "edad": [{"minima": 0, "fuente": "entrevista"}],
        "hechos": {"mujer_o_nina": [{"respuesta": "si", "fuente": "entrevista"}]},
    }
    assert describir_antecedentes(Antecedentes()) == {}


@pytest.mark.parametrize(
    ("datos", "esperado"),
    [
        ({}, Antecedentes()),
        ({"edad": 17}, Antecedentes(edades=(EdadAportada(minima=17, maxima=17),))),
        ({"edad": "desconocido"}, Antecedentes(edades=(EdadAportada(),))),
        (
            {"edad": "2001"},
            Antecedentes(edades=(EdadAportada(nacimiento=date(2001, 1, 1), solo_anio=True),)),
        ),
        (
            {"edad": "2001-02-03"},
            Antecedentes(edades=(EdadAportada(nacimiento=date(2001, 2, 3)),)),
        ),
        ({"edad": {"minima": 20}}, Antecedentes(edades=(EdadAportada(minima=20),))),
        ({"hechos": {"mujer_o_nina": "si"}}, Antecedentes({Hecho.MUJER_O_NINA: (si(),)})),
        ({"hechos": {"mujer_o_nina": []}, "edad": None}, Antecedentes()),
        ({"fecha_referencia": "2026-11-23T10:00:00Z"}, Antecedentes()),
        (
            {"hipotesis": {"tipo": "OTRA", "sustento": "Rumor."}},
            Antecedentes(hipotesis=(Hipotesis("OTRA", "Rumor.", Plausibilidad.MEDIA, version=1),)),
        ),
    ],
)
def test_la_forma_corta_dice_lo_mismo(datos: object, esperado: Antecedentes) -> None:
    assert leer_antecedentes(datos) == esperado


@pytest.mark.parametrize(
    "fuente", ["parte_policial", "sistema", "entrevista", "documento", "contacto"]
)
def test_cada_aporte_dice_de_que_fuente_salio(fuente: str) -> None:
    leidos = leer_antecedentes(aporte(fuente=fuente))
    assert [a.origen.fuente.value for a in leidos.hechos[Hecho.MUJER_O_NINA]] == [fuente]


@pytest.mark.parametrize("plausibilidad", ["baja", "media", "alta", "descartada"])
def test_cada_hipotesis_dice_cuan_plausible_es(plausibilidad: str) -> None:
    datos = {"tipo": "OTRA", "sustento": "Rumor.", "plausibilidad": plausibilidad}
    (hipotesis,) = leer_antecedentes({"hipotesis": datos}).hipotesis
    assert hipotesis.plausibilidad.value == plausibilidad


def aporte(**campos: object) -> dict[str, object]:
    return {"hechos": {"mujer_o_nina": {"respuesta": "si", **campos}}}


MALAS: list[tuple[object, str, str]] = [
    ([], "entrevista", "un objeto"),
    ({"nombre": "secreto"}, "entrevista", "clave que no se conoce"),
    ({"edad": -1}, "edad.minima", "entre 0 y 120"),
    ({"edad": 121}, "edad.minima", "entre 0 y 120"),
    ({"edad": True}, "edad.aporte", "un objeto"),
    ({"edad": 17.5}, "edad.aporte", "un objeto"),
    ({"edad": {"maxima": 121}}, "edad.maxima", "entre 0 y 120"),
    ({"edad": [17, {"minima": 20, "maxima": 18}]}, "edad.2.minima", "no puede ser mayor"),
    ({"edad": {"minima": "20"}}, "edad.minima", "entero"),
    ({"edad": {"minima": True}}, "edad.minima", "entero"),
    ({"edad": {"minima": 20, "fecha_nacimiento": "2001"}}, "edad.fecha_nac", "no ambos"),
    ({"edad": {"maxima": 20, "fecha_nacimiento": "2001"}}, "edad.fecha_nac", "no ambos"),
    ({"edad": "1899"}, "edad.fecha_nacimiento", "entre 1900 y 2200"),
    ({"edad": "0000"}, "edad.fecha_nacimiento", "entre 1900 y 2200"),
    ({"edad": "abcd"}, "edad.fecha_nacimiento", "entre 1900 y 2200"),
    ({"edad": "2001-02-30"}, "edad.fecha_nacimiento", "fecha real"),
    ({"edad": "20010203"}, "edad.fecha_nacimiento", "fecha real"),
    ({"edad": "2001-W01-1"}, "edad.fecha_nacimiento", "fecha real"),
    ({"edad": "1899-12-31"}, "edad.fecha_nacimiento", "entre 1900 y 2200"),
    ({"edad": "²⁰⁰¹"}, "edad.fecha_nacimiento", "entre 1900 y 2200"),
    ({"ultimo_contacto": "ayer"}, "ultimo_contacto.en", "con zona"),
    ({"ultimo_contacto": "2026-11-23T10:00:00"}, "ultimo_contacto.en", "zona horaria"),
    ({"ultimo_contacto": "1800-11-23T10:00:00Z"}, "ultimo_contacto.en", "entre 1900"),
    ({"ultimo_contacto": 5}, "ultimo_contacto.aporte", "un objeto"),
    ({"recibida_en": "2026-11-23"}, "recibida_en", "zona horaria"),
    ({"recibida_en": 5}, "recibida_en", "un texto"),
    ({"hechos": []}, "hechos", "un objeto"),
    ({"hechos": {"otro_hecho": "si"}}, "hechos", "no existe"),
    ({"hechos": {"mujer_o_nina": "quizas"}}, "hechos.mujer_o_nina.respuesta", "use una de: si"),
    ({"hechos": {"mujer_o_nina": {}}}, "hechos.mujer_o_nina.respuesta", "escriba una de"),
    ({"hechos": {"mujer_o_nina": True}}, "hechos.mujer_o_nina.aporte", "un objeto"),
    ({"hechos": {"mujer_o_nina": ["si"] * 501}}, "hechos.mujer_o_nina", "más de 500"),
    (aporte(fuente="rumor"), "hechos.mujer_o_nina.fuente", "parte_policial"),
    (aporte(aportante=5), "hechos.mujer_o_nina.aportante", "texto"),
    (aporte(aportante="a" * 281), "hechos.mujer_o_nina.aportante", "hasta 280"),
    (aporte(aportante="\ud800"), "hechos.mujer_o_nina.aportante", "no son texto"),
    (aporte(aportado_en="2026-11-23T10:00:00"), "hechos.mujer_o_nina.aportado_en", "zona"),
    (aporte(ocurrio_en="2026-11-23T10:00:00"), "hechos.mujer_o_nina.ocurrio_en", "zona"),
    (aporte(peso=1), "hechos.mujer_o_nina.aporte", "clave que no se conoce"),
    (aporte(respaldo="si"), "hechos.mujer_o_nina.respaldo.documento", "un objeto"),
    (aporte(respaldo={"tipo": "x"}), "hechos.mujer_o_nina.respaldo.referencia", "no hay doc"),
    (
        aporte(desvirtuado_por={"tipo": " ", "referencia": "x"}),
        "hechos.mujer_o_nina.desvirtuado_por.tipo",
        "no hay documento",
    ),
    (
        aporte(respaldo={"tipo": "x", "referencia": "x" * 281}),
        "hechos.mujer_o_nina.respaldo.referencia",
        "entre 1 y 280",
    ),
    (
        aporte(respaldo={"tipo": "x", "referencia": "x", "fecha": "1800-01-01"}),
        "hechos.mujer_o_nina.respaldo.fecha",
        "entre 1900",
    ),
    ({"hipotesis": [{"tipo": "OTRA"}]}, "hipotesis.1.sustento", "en qué se apoya"),
    (
        {"hipotesis": {"tipo": "OTRA", "sustento": "x" * 2001}},
        "hipotesis.sustento",
        "hasta 2000",
    ),
    (
        {"hipotesis": {"tipo": "OTRA", "sustento": "x", "version": 0}},
        "hipotesis.version",
        "desde 1",
    ),
    (
        {"hipotesis": {"tipo": "OTRA", "sustento": "x", "plausibilidad": "0.5"}},
        "hipotesis.plausibilidad",
        "baja, media, alta",
    ),
    (
        {"hipotesis": {"tipo": "OTRA", "sustento": "x", "formulada_en": "2026-11-23"}},
        "hipotesis.formulada_en",
        "zona",
    ),
]


@pytest.mark.parametrize(("datos", "campo", "remedio"), MALAS)
def test_cada_error_nombra_el_campo_y_el_remedio(datos: object, campo: str, remedio: str) -> None:
    with pytest.raises(AntecedentesInvalidos) as error:
        leer_antecedentes(datos)
    (falta,) = error.value.faltas
    assert falta.campo.startswith(campo)
    assert remedio in falta.remedio


def test_dice_todo_lo_que_falla_y_no_repite_lo_recibido() -> None:
    malos = {
        "edad": 200,
        "ultimo_contacto": "anteayer",
        "recibida_en": "hoy",
        "hechos": {"mujer_o_nina": "tal vez"},
    }
    with pytest.raises(AntecedentesInvalidos) as error:
        leer_antecedentes(malos)
    assert [f.campo for f in error.value.faltas] == [
        "edad.minima",
        "ultimo_contacto.en",
        "hechos.mujer_o_nina.respuesta",
        "recibida_en",
    ]
    for dicho in ("200", "anteayer", "hoy", "tal vez"):
        assert dicho not in str(error.value).replace("2200", "")


@pytest.mark.parametrize(
    "texto", [b"", b"{", b'{"edad": 1, "edad": 2}', b"\xff\xfe\xff", b"[" * 100_000, b"1" * 5_000]
)
def test_lo_que_no_es_json_se_dice(texto: bytes) -> None:
    with pytest.raises(AntecedentesInvalidos, match=r"^archivo: \w"):
        cargar_json(texto)


def test_un_no_sabe_de_quien_denuncia_no_borra_lo_que_otra_persona_afirma() -> None:
    datos = {"hechos": {"mujer_o_nina": ["desconocido", "si"]}}
    assert leer_antecedentes(datos).respuestas[Hecho.MUJER_O_NINA] is Respuesta.SI


def test_los_textos_llegan_hasta_su_limite() -> None:
    largo = "x" * 280
    datos = {
        "hechos": {
            "mujer_o_nina": {
                "respuesta": "si",
                "aportante": largo,
                "respaldo": {"tipo": largo, "referencia": largo, "fecha": "1900-01-01"},
            }
        },
        "edad": [0, 120, "1900", "2200", {"minima": 20, "maxima": 20}],
        "hipotesis": {"tipo": "OTRA", "sustento": "x" * 2000, "version": 1},
    }
    leidos = leer_antecedentes(datos)
    assert len(leidos.edades) == 5
    assert len(leer_antecedentes({"hechos": {"mujer_o_nina": ["si"] * 500}}).hechos) == 1
