"""El catálogo: se carga entero o dice todo lo que le falta; la ley no se apaga."""

import re
from datetime import date

import pytest

from riesgo.catalogo import elegir_vigente, publicar_criterios
from riesgo.catalogo_lectura import leer_catalogo
from riesgo.errores import (
    AntecedentesInvalidos,
    CatalogoInvalido,
    CatalogoNoVigente,
    DesempenoInvalido,
    ErrorDeRiesgo,
)
from riesgo.hechos import HECHOS_DE
from tests.apoyo.riesgo import catalogo, catalogo_con, texto_catalogo

DESDE = "vigente_desde = 2026-11-01"
F01 = "F01 = { encendido = true, piso = true, indetermina = true,"
F02 = "F02 = { encendido = true, piso = true, indetermina = true,"
F03 = "F03 = { encendido = true, puntos = 2 }"
F04 = "F04 = { encendido = true, puntos = 2 }"
F08 = "F08 = { encendido = true, puntos = 4, urgencia = 2 }"
F14 = "F14 = { encendido = true, piso = true, puntos = 4, urgencia = 1 }"
OTRA = 'OTRA = { nombre = "Otra", sugieren = [] }'
HORAS = "horas_sin_noticias = [12, 24, 72]"
SIN_INDETERMINADA = 'INDETERMINADA = { nombre = "Sin hipótesis todavía", sugieren = [] }'

ROTOS = [
    ("version = ", "no version", "catálogo", "no es TOML"),
    ('version = "2026.1"', 'version = "\\u0000"', "version", "trae un carácter de control"),
    ('version = "2026.1"', 'version = " "', "version", "escriba un texto"),
    ('version = "2026.1"', 'version = "1"\nnota = 1', "nota", "no se conoce"),
    (DESDE, "", "vigente_desde", "escriba una fecha"),
    (DESDE, 'vigente_desde = "2026-11-01"', "vigente_desde", "escriba una fecha"),
    (DESDE, "vigente_desde = 2026-11-01T00:00:00", "vigente_desde", "escriba una fecha"),
    (DESDE, f"{DESDE}\nvigente_hasta = 2026-10-31", "vigente_hasta", "no puede ser anterior"),
    (DESDE, "vigente_hasta = 2026-11-01", "vigente_desde", "escriba una fecha"),
    (DESDE, f"{DESDE}\nvigente_hasta = 1", "vigente_hasta", "escriba una fecha"),
    ("puntaje_medio = 2", "puntaje_medio = 7", "umbrales.puntaje_medio", "no puede pasar"),
    ("puntaje_medio = 2", "puntaje_medio = 0", "umbrales.puntaje_medio", "entre 1 y"),
    ("puntaje_medio = 2", "puntaje_medio = true", "umbrales.puntaje_medio", "entero"),
    ("puntaje_medio = 2", "puntaje_medio = 1001", "umbrales.puntaje_medio", "entero"),
    ("puntaje_urgencia_2 = 4", "puntaje_urgencia_2 = 9", "umbrales.puntaje_urgencia_2", "pasar"),
    ("edad_urgencia_1 = 12", "edad_urgencia_1 = 15", "umbrales.edad_urgencia_1", "pasar"),
    ("edad_mayor = 60", "edad_mayor = 17", "umbrales.edad_mayor", "entre 18 y 120"),
    ("edad_mayor = 60", "edad_mayor = 60\notro = 1", "umbrales.otro", "no se conoce"),
    (HORAS, "horas_sin_noticias = []", "umbrales.horas_sin_noticias", "de menor a mayor"),
    (HORAS, "horas_sin_noticias = [24, 12]", "umbrales.horas_sin_noticias", "de menor a mayor"),
    (HORAS, "horas_sin_noticias = [12, 12]", "umbrales.horas_sin_noticias", "de menor a mayor"),
    (HORAS, "horas_sin_noticias = [0]", "umbrales.horas_sin_noticias", "positivas"),
    (HORAS, "horas_sin_noticias = [1.5]", "umbrales.horas_sin_noticias", "enteras"),
    (HORAS, "horas_sin_noticias = [12, 24.5]", "umbrales.horas_sin_noticias", "enteras"),
    (HORAS, "horas_sin_noticias = 12", "umbrales.horas_sin_noticias", "enteras"),
    (HORAS, "horas_sin_noticias = [8761]", "umbrales.horas_sin_noticias", "enteras"),
    (F01, F01.replace("encendido = true", "encendido = false"), "criterios.F01.piso", "la ley"),
    (F01, F01.replace("piso = true", "piso = false"), "criterios.F01.piso", "la ley"),
    (F01, F01.replace("indetermina = true", "indetermina = false"), "criterios.F01.piso", "la ley"),
    (F02, F02.replace("encendido = true", "encendido = false"), "criterios.F02.piso", "la ley"),
    (F02, F02.replace("piso = true", "piso = false"), "criterios.F02.piso", "la ley"),
    (F03, F03.replace("true", "false"), "criterios.F03.puntos", "la ley manda"),
    (F03, F03.replace("2", "0"), "criterios.F03.puntos", "la ley manda"),
    (F04, F04.replace("puntos = 2", "puntos = 0"), "criterios.F04.puntos", "la ley manda"),
    (F08, F08.replace("puntos", "piso = true, puntos"), "criterios.F08.piso", "solo pueden ser"),
    (F08, F08.replace("puntos", "indetermina = true, puntos"), "criterios.F08.indet", "un piso"),
    (F08, F08.replace("= 4", "= -1"), "criterios.F08.puntos", "entre 0 y"),
    (F08, F08.replace("= 4", "= 4.0"), "criterios.F08.puntos", "entero"),
    (F08, F08.replace("urgencia = 2", "urgencia = 0"), "criterios.F08.urgencia", "entre 1 y 3"),
    (F08, F08.replace("urgencia = 2", "urgencia = 4"), "criterios.F08.urgencia", "entre 1 y 3"),
    (F08, F08.replace("true", '"si"'), "criterios.F08.encendido", "true o false"),
    (F08, F08.replace("puntos", "peso = 1, puntos"), "criterios.F08.peso", "no se conoce"),
    (F08, "", "criterios.F08", "escriba una tabla"),
    (F08, F08.replace("F08", "F99"), "criterios.F99", "no se conoce"),
    (
        F14,
        F14.replace(" urgencia = 1", " urgencia = 3, urgencia_desconocido = 2"),
        "criterios.F14.urg",
        "ignorarlo",
    ),
    (OTRA, 'OTRA = { nombre = "", sugieren = [] }', "hipotesis.OTRA.nombre", "texto"),
    (OTRA, 'OTRA = { nombre = "x", sugieren = ["F99"] }', "hipotesis.OTRA.sugieren", "no existe"),
    (OTRA, 'OTRA = { nombre = "x", sugieren = [1] }', "hipotesis.OTRA.sugieren", "lista"),
    (OTRA, 'OTRA = { nombre = "x", sugieren = "F01" }', "hipotesis.OTRA.sugieren", "lista"),
    (OTRA, 'OTRA = { nombre = "x", otro = 1 }', "hipotesis.OTRA.otro", "no se conoce"),
    (SIN_INDETERMINADA, "", "hipotesis.INDETERMINADA", "agréguela"),
    ("plazo_horas = 24", "plazo_horas = 25", "diligencias.9.plazo_horas", "entre 1 y 24"),
    ("plazo_horas = 24", "plazo_horas = 0", "diligencias.9.plazo_horas", "entre 1 y 24"),
    ('"PERFIL"', '"PERFIL"\nnota = 1', "diligencias.4.nota", "no se conoce"),
    ('"PERFIL"', '"ULTIMO_PUNTO"', "diligencias", "repetido"),
    ('categorias = ["MEDIO"]', 'categorias = ["medio"]', "diligencias.8.categorias", "no existe"),
    ('criterios = ["F21"]', 'criterios = ["F99"]', "diligencias.23.criterios", "no existe"),
    ('hipotesis = ["SUICIDIO"]', 'hipotesis = ["X"]', "diligencias.18.hipotesis", "no existe"),
    ("[preguntas.edad]", "[preguntas.edda]", "preguntas.edda", "no se conoce"),
    ("[preguntas.edad]", "[preguntas.edad]\notro = 1", "preguntas.edad.otro", "no se conoce"),
    ('texto_nna = "¿Estaba enferma?"', "", "preguntas.enfermedad_grave.texto_nna", "texto"),
]


@pytest.mark.parametrize(("antes", "despues", "campo", "remedio"), ROTOS)
def test_un_catalogo_roto_nombra_el_campo_y_el_remedio(
    antes: str, despues: str, campo: str, remedio: str
) -> None:
    assert antes in texto_catalogo()
    with pytest.raises(CatalogoInvalido) as error:
        leer_catalogo(texto_catalogo().replace(antes, despues, 1))
    assert [f for f in error.value.faltas if f.campo.startswith(campo) and remedio in f.remedio]


def test_un_catalogo_roto_en_dos_partes_las_dice_las_dos() -> None:
    texto = texto_catalogo().replace("edad_mayor = 60", "").replace(OTRA, "OTRA = 1")
    with pytest.raises(CatalogoInvalido) as error:
        leer_catalogo(texto)
    assert [f.campo for f in error.value.faltas][:2] == ["hipotesis.OTRA", "hipotesis.OTRA.nombre"]
    assert "umbrales.edad_mayor" in [f.campo for f in error.value.faltas]


def test_una_categoria_sin_ninguna_diligencia_no_carga() -> None:
    solo_alto = texto_catalogo().split("[[diligencias]]")[0] + (
        '[[diligencias]]\ncodigo = "A"\ntexto = "a"\nplazo_horas = 1\nresponsable = "r"\n'
        'categorias = ["ALTO"]\n'
    )
    preguntas = "[preguntas.edad]" + texto_catalogo().split("[preguntas.edad]")[1]
    with pytest.raises(
        CatalogoInvalido, match="diligencias: BAJO con OTRA no tiene ninguna"
    ) as error:
        leer_catalogo(solo_alto + preguntas)
    assert len(error.value.faltas) == 13 * 3
    con_criterio = solo_alto.replace('categorias = ["ALTO"]', 'criterios = ["F01"]')
    with pytest.raises(CatalogoInvalido, match="ALTO con OTRA no tiene ninguna"):
        leer_catalogo(con_criterio + preguntas)
    con_hipotesis = solo_alto.replace('categorias = ["ALTO"]', 'hipotesis = ["OTRA"]')
    with pytest.raises(CatalogoInvalido) as error:
        leer_catalogo(con_hipotesis + preguntas)
    assert len(error.value.faltas) == 12 * 4


LIMITES = [
    (
        *("puntaje_medio = 1", "puntaje_alto = 1", "puntaje_urgencia_1 = 1"),
        *("puntaje_urgencia_2 = 1", "edad_urgencia_1 = 0", "edad_urgencia_2 = 0"),
        *("edad_mayor = 18", "horas_sin_noticias = [1, 8760]", "horas_contacto_reciente = 1"),
    ),
    (
        *("puntaje_medio = 1000", "puntaje_alto = 1000", "puntaje_urgencia_1 = 1000"),
        *("puntaje_urgencia_2 = 1000", "edad_urgencia_1 = 18", "edad_urgencia_2 = 18"),
        *("edad_mayor = 120", "horas_sin_noticias = [8760]", "horas_contacto_reciente = 8760"),
    ),
]


@pytest.mark.parametrize("lineas", LIMITES)
def test_los_umbrales_llegan_hasta_sus_limites(lineas: tuple[str, ...]) -> None:
    antes, _, resto = texto_catalogo().partition("[umbrales]")
    despues = "\n# F01 y F02" + resto.partition("# F01 y F02")[2]
    en_el_limite = leer_catalogo(antes + "[umbrales]\n" + "\n".join(lineas) + despues)
    assert en_el_limite.umbrales.puntaje_medio == en_el_limite.umbrales.puntaje_alto


def test_un_dia_de_vigencia_y_un_criterio_de_mil_puntos_sirven() -> None:
    un_dia = catalogo_con((DESDE, f"{DESDE}\nvigente_hasta = 2026-11-01"))
    assert un_dia.rige(date(2026, 11, 1))
    assert catalogo_con((F08, F08.replace("= 4", "= 1000"))).reglas["F08"].puntos == 1000


def apagar(texto: str, codigos: list[str]) -> str:
    for codigo in codigos:
        texto = re.sub(rf"({codigo} = {{ encendido = )true", r"\1false", texto)
    return texto


@pytest.mark.parametrize("queda", ["F06", "F07", "F08", "F09", "F10", "F11", "F12"])
def test_la_salud_no_se_puede_dejar_de_considerar(queda: str) -> None:
    salud = ["F06", "F07", "F08", "F09", "F10", "F11", "F12"]
    with pytest.raises(CatalogoInvalido, match=r"^criterios: la ley manda considerar la salud"):
        leer_catalogo(apagar(texto_catalogo(), salud))
    con_uno = leer_catalogo(apagar(texto_catalogo(), [c for c in salud if c != queda]))
    assert [c for c in salud if con_uno.reglas[c].encendido] == [queda]


def test_sin_diligencias_no_carga() -> None:
    texto = texto_catalogo().split("[[diligencias]]")[0]
    with pytest.raises(CatalogoInvalido, match="una o más tablas"):
        leer_catalogo(texto)


def test_un_catalogo_se_cambia_sin_tocar_codigo() -> None:
    cambiado = catalogo_con(("edad_mayor = 60", "edad_mayor = 65"), ("2026.1", "2027.1"))
    assert (cambiado.umbrales.edad_mayor, cambiado.version) == (65, "2027.1")


def test_rige_desde_el_primer_dia_hasta_el_ultimo() -> None:
    con_fin = catalogo_con((DESDE, f"{DESDE}\nvigente_hasta = 2026-11-30"))
    dias = [date(2026, 10, 31), date(2026, 11, 1), date(2026, 11, 30), date(2026, 12, 1)]
    assert [con_fin.rige(dia) for dia in dias] == [False, True, True, False]
    assert catalogo().rige(date(2099, 1, 1))


def test_se_elige_el_que_rige_y_de_varios_el_que_empezo_mas_tarde() -> None:
    actual = catalogo()
    nuevo = catalogo_con((DESDE, "vigente_desde = 2027-01-01"), ("2026.1", "2027.1"))
    assert elegir_vigente([nuevo, actual], date(2026, 12, 31)).version == "2026.1"
    assert elegir_vigente([actual, nuevo], date(2027, 1, 1)).version == "2027.1"


def test_un_catalogo_vencido_no_deja_a_nadie_sin_evaluar() -> None:
    fin = (DESDE, f"{DESDE}\nvigente_hasta = 2026-11-30")
    breve = (DESDE, "vigente_desde = 2026-11-15\nvigente_hasta = 2026-11-16")
    vencido, mas_breve = catalogo_con(fin), catalogo_con(breve, ("2026.1", "2026.2"))
    assert elegir_vigente([vencido, mas_breve], date(2026, 11, 20)).version == "2026.1"
    assert elegir_vigente([vencido, mas_breve], date(2026, 12, 1)).version == "2026.2"


def test_antes_del_primer_catalogo_no_hay_ninguno_y_se_dice() -> None:
    with pytest.raises(CatalogoNoVigente, match=r"^vigente_desde: .*cargue uno anterior"):
        elegir_vigente([catalogo()], date(2026, 10, 31))


def test_cada_error_tiene_su_codigo_estable() -> None:
    assert [
        clase.codigo
        for clase in (
            *(ErrorDeRiesgo, AntecedentesInvalidos),
            *(CatalogoInvalido, CatalogoNoVigente, DesempenoInvalido),
        )
    ] == [
        "riesgo_invalido",
        "antecedentes_invalidos",
        "catalogo_invalido",
        "catalogo_no_vigente",
        "desempeno_invalido",
    ]


def test_se_publica_la_logica_de_cada_criterio_tal_como_la_dice_su_codigo() -> None:
    publicados = publicar_criterios(catalogo())
    assert len(publicados) == 28
    assert publicados[1] == {
        "codigo": "F02",
        "logica": (
            "Alguien, cualquiera, aportó un antecedente que hace presumir violencia de género. "
            "No mira el sexo de la persona ni quién lo aporta."
        ),
        "fundamento": (
            "Ley 21.500, arts. 5, letra b) y 14, letra d); técnico (ADR-0019: los ejemplos por "
            "los que se pregunta)."
        ),
        "confianza": "TV, la regla; INF, los ejemplos.",
        "encendido": True,
        "piso": True,
        "indetermina": True,
        "protector": False,
        "puntos": 4,
        "preguntas": [catalogo().preguntas[h].texto for h in HECHOS_DE["F02"]],
    }
    assert [p["codigo"] for p in publicados if p["protector"]] == ["P01", "P02", "P03"]
