"""A quién se cuenta con quién al medir el desempeño, y la historia que viene de fuera."""

from collections import Counter
from datetime import date

import pytest

from riesgo.desempeno import Desenlace, Registro
from riesgo.tipos import Categoria
from sistema.desenlaces.errores import HistoriaIlegible
from sistema.desenlaces.grupos import nombrar_grupo, reunir_chicos
from sistema.desenlaces.historia import LineaMala, leer_historia

DIA = date(2026, 11, 22)
ENCABEZADO = "categoria,desenlace,periodo,grupo\n"
UNO = Registro(Categoria.ALTO, Desenlace.NINGUNO, "2025", "nna")


def registros(**cuenta: int) -> list[Registro]:
    return [
        Registro(Categoria.ALTO, Desenlace.LEVE, "2026", grupo)
        for grupo, cuantos in cuenta.items()
        for _ in range(cuantos)
    ]


def contar(**cuenta: int) -> dict[str, int]:
    return dict(Counter(r.grupo for r in reunir_chicos(registros(**cuenta))))


def leer(texto: str) -> list[Registro | LineaMala]:
    return list(leer_historia(texto.encode()))


@pytest.mark.parametrize(
    ("sexo", "nacimiento", "grupo"),
    [
        ("F", "2014-11-23", "mujer, 0 a 11"),
        ("F", "2014-11-22", "mujer, 12 a 17"),
        ("M", "2008-11-23", "hombre, 12 a 17"),
        ("M", "22-11-2008", "hombre, 18 a 29"),
        ("X", "1996-11-22", "otro, 30 a 44"),
        ("", "1981-11-22", "sexo sin datos, 45 a 59"),
        ("F", "1966-11-22", "mujer, 60 o más"),
        ("F", "1966-11-23", "mujer, 45 a 59"),
        ("F", "2008", "mujer, 12 a 17"),
        ("F", "2026", "mujer, 0 a 11"),
        ("F", "2026-11-23", "mujer, edad sin datos"),
        ("F", "1905-01-01", "mujer, edad sin datos"),
        ("F", "", "mujer, edad sin datos"),
        ("F", "anteayer", "mujer, edad sin datos"),
    ],
)
def test_el_grupo_dice_sexo_y_tramo_y_nada_mas(sexo: str, nacimiento: str, grupo: str) -> None:
    assert nombrar_grupo(sexo, nacimiento, DIA) == grupo


def test_un_grupo_de_diez_se_publica_y_los_de_nueve_se_juntan() -> None:
    assert contar(a=10, b=10) == {"a": 10, "b": 10}
    assert contar(a=30, b=9, c=9) == {"a": 30, "grupos chicos": 18}


# Mutación probada: no sumar otro grupo cuando los chicos juntos siguen siendo pocos.
def test_lo_que_se_junta_nunca_queda_siendo_poco_si_hay_con_quien() -> None:
    assert contar(a=30, b=12, c=3) == {"a": 30, "grupos chicos": 15}
    assert contar(a=30, b=1) == {"grupos chicos": 31}
    assert contar(a=3) == {"grupos chicos": 3}
    assert contar() == {}


# Mutación probada: juntar solo los grupos.
def test_un_periodo_de_pocas_personas_tampoco_se_publica_solo() -> None:
    juntos = reunir_chicos(
        [
            Registro(Categoria.ALTO, Desenlace.GRAVE, periodo, "nna")
            for periodo, cuantos in {"2025-T1": 10, "2025-T2": 9, "2025-T3": 3}.items()
            for _ in range(cuantos)
        ]
    )
    assert Counter((r.periodo, r.grupo) for r in juntos) == {
        ("2025-T1", "nna"): 10,
        ("períodos chicos", "nna"): 12,
    }


def test_la_historia_se_lee_en_orden_con_las_columnas_en_cualquier_lugar() -> None:
    texto = "\ufeffgrupo,nota,periodo,desenlace,categoria\nnna,x,2025,ninguno,ALTO\n"
    assert leer(texto) == [UNO]
    assert leer(ENCABEZADO) == []


# Mutación probada: contar filas en vez de líneas.
def test_cada_linea_mala_se_dice_por_su_numero_y_las_demas_se_leen() -> None:
    buena = "ALTO,ninguno,2025,nna\n"
    texto = ENCABEZADO + buena + "alto,ninguno,2025,nna\n" + 'ALTO,ninguno,2025,"dos\nlíneas"\n'
    texto += "ALTO,quizás,2025,nna\n" + "ALTO,ninguno\n" + "ALTO,ninguno,2025,nna,sobra\n" + buena
    leidas = leer(texto)
    assert [type(x).__name__ for x in leidas].count("Registro") == 3
    malas = [(x.linea, x.remedio) for x in leidas if isinstance(x, LineaMala)]
    assert malas == [
        (3, "categoria: use una de: BAJO, MEDIO, SIN_DETERMINAR, ALTO"),
        (6, "desenlace: use uno de: ninguno, leve, grave, muerte, sin_datos"),
        (7, "fila: complete las columnas categoria, desenlace, periodo, grupo"),
        (8, "fila: complete las columnas categoria, desenlace, periodo, grupo"),
    ]


def test_una_comilla_sin_cerrar_se_dice_y_no_se_traga_el_resto_en_silencio() -> None:
    leidas = leer(ENCABEZADO + 'ALTO,ninguno,2025,"nna\nALTO,ninguno,2025,nna\n')
    assert leidas == [LineaMala(2, "fila: cierre las comillas o acorte el campo")]


@pytest.mark.parametrize("contenido", [b"\xff\xfe", b"", b"categoria,desenlace\n", b"\x00"])
def test_un_archivo_que_no_es_la_historia_dice_que_le_falta(contenido: bytes) -> None:
    with pytest.raises(HistoriaIlegible):
        list(leer_historia(contenido))
