"""La autoevaluación: matriz, tasas, grupos y lo que aún no se puede concluir."""

import pytest

from riesgo.desempeno import (
    LINEA_BRITANICA,
    Desenlace,
    Registro,
    describir_informe,
    informar,
    leer_registro,
    medir,
)
from riesgo.errores import DesempenoInvalido
from riesgo.tipos import Categoria


def registros(
    categoria: str, desenlace: str, cuantos: int, periodo: str = "2026-11", grupo: str = "adulta"
) -> list[Registro]:
    return [Registro(Categoria(categoria), Desenlace(desenlace), periodo, grupo)] * cuantos


HISTORIA = [
    *registros("ALTO", "ninguno", 6),
    *registros("ALTO", "grave", 1, grupo="nna"),
    *registros("ALTO", "muerte", 1),
    *registros("ALTO", "sin_datos", 5),
    *registros("MEDIO", "leve", 1, periodo="2026-12"),
    *registros("BAJO", "ninguno", 20),
    *registros("SIN_DETERMINAR", "muerte", 1),
]


def test_la_matriz_y_las_dos_tasas() -> None:
    total = medir(HISTORIA)
    assert (total.total, total.sin_datos, total.altos, total.danadas) == (35, 5, 8, 4)
    assert total.alto_sin_dano == 0.75
    assert total.danadas_no_alto == 0.5
    assert total.bastan
    assert {d.value: n for d, n in total.matriz[Categoria.ALTO].items()} == {
        "ninguno": 6,
        "leve": 0,
        "grave": 1,
        "muerte": 1,
        "sin_datos": 5,
    }


def test_sin_determinar_no_disculpa_al_modulo() -> None:
    assert medir(registros("SIN_DETERMINAR", "muerte", 1)).danadas_no_alto == 1.0


def test_sin_nadie_sobre_quien_calcular_no_hay_tasa() -> None:
    vacio = medir([])
    assert (vacio.alto_sin_dano, vacio.danadas_no_alto, vacio.total) == (None, None, 0)


@pytest.mark.parametrize(("cuantos", "bastan"), [(29, False), (30, True)])
def test_con_menos_de_treinta_desenlaces_no_se_concluye(cuantos: int, *, bastan: bool) -> None:
    sin_datos = registros("ALTO", "sin_datos", 40)
    assert medir([*registros("BAJO", "ninguno", cuantos), *sin_datos]).bastan is bastan


def test_el_informe_separa_por_periodo_y_grupo_y_dice_lo_que_falta() -> None:
    informe = informar(HISTORIA)
    assert list(informe.por_periodo) == ["2026-11", "2026-12"]
    assert {g: d.total for g, d in informe.por_grupo.items()} == {"adulta": 34, "nna": 1}
    assert informe.preguntas_abiertas == (
        "¿Qué pasó con 5 personas sin desenlace registrado?",
        "Período 2026-11: hay menos de 30 desenlaces; aún no se puede concluir.",
        "Período 2026-12: hay menos de 30 desenlaces; aún no se puede concluir.",
        "Grupo adulta: hay menos de 30 desenlaces; aún no se puede concluir.",
        "Grupo nna: hay menos de 30 desenlaces; aún no se puede concluir.",
    )


def test_los_periodos_van_en_orden_y_solo_se_duda_del_que_tiene_pocos() -> None:
    informe = informar(
        [*registros("ALTO", "leve", 1, periodo="2027-01"), *registros("ALTO", "ninguno", 30)]
    )
    assert list(informe.por_periodo) == ["2026-11", "2027-01"]
    assert informe.preguntas_abiertas == (
        "Período 2027-01: hay menos de 30 desenlaces; aún no se puede concluir.",
    )


def test_sin_historia_las_dos_preguntas_quedan_abiertas() -> None:
    assert informar([]).preguntas_abiertas == (
        "¿Cuántos ALTO terminan sin daño? No hay ninguno con desenlace.",
        "¿Cuántas personas dañadas no fueron ALTO? No hay ninguna registrada.",
    )


def test_la_linea_britanica_va_al_lado() -> None:
    assert LINEA_BRITANICA.informes == 92_681
    datos = describir_informe(informar(HISTORIA))
    assert datos["linea_britanica"] == {
        "informes": 92681,
        "alto_sin_dano": 0.89,
        "danadas_no_alto": 0.59,
    }
    assert datos["preguntas_abiertas"]


def test_el_informe_se_escribe_con_todas_sus_cifras() -> None:
    datos = describir_informe(informar(registros("ALTO", "leve", 1, grupo="nna")))
    nadie = {"ninguno": 0, "leve": 0, "grave": 0, "muerte": 0, "sin_datos": 0}
    cifras = {
        "matriz": {
            "BAJO": nadie,
            "MEDIO": nadie,
            "SIN_DETERMINAR": nadie,
            "ALTO": {**nadie, "leve": 1},
        },
        "total": 1,
        "sin_datos": 0,
        "altos": 1,
        "danadas": 1,
        "alto_sin_dano": 0.0,
        "danadas_no_alto": 0.0,
        "bastan": False,
    }
    assert datos == {
        "total": cifras,
        "al_final": cifras,
        "por_periodo": {"2026-11": cifras},
        "por_grupo": {"nna": cifras},
        "linea_britanica": {"informes": 92681, "alto_sin_dano": 0.89, "danadas_no_alto": 0.59},
        "preguntas_abiertas": [
            "Período 2026-11: hay menos de 30 desenlaces; aún no se puede concluir.",
            "Grupo nna: hay menos de 30 desenlaces; aún no se puede concluir.",
        ],
    }


def test_una_fila_se_lee_sin_espacios_de_mas() -> None:
    fila = {"categoria": " ALTO", "desenlace": "leve ", "periodo": "2026", "grupo": "nna"}
    assert leer_registro(fila) == Registro(Categoria.ALTO, Desenlace.LEVE, "2026", "nna")


FILA = {"categoria": "ALTO", "desenlace": "leve", "periodo": "2026", "grupo": "nna"}


@pytest.mark.parametrize(
    ("cambio", "campo"),
    [
        ({"categoria": "alto"}, "categoria"),
        ({"desenlace": "herida"}, "desenlace"),
        ({"grupo": " "}, "fila"),
        ({"grupo": None}, "fila"),
        ({None: ["de más"]}, "fila"),
    ],
)
def test_una_fila_mala_nombra_la_columna(cambio: dict[str, object], campo: str) -> None:
    with pytest.raises(DesempenoInvalido) as error:
        leer_registro({**FILA, **cambio})
    assert [f.campo for f in error.value.faltas] == [campo]
