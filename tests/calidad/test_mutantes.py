"""Los cambios con que se prueban las pruebas: cuáles se hacen y cuáles no."""

import ast

import pytest

from tests.rendimiento.mutacion_riesgo import intervalo
from tests.rendimiento.mutantes import aplicar, contar


def cambiados(fuente: str) -> list[str]:
    return [ast.unparse(aplicar(fuente, n)) for n in range(len(contar(fuente)))]


@pytest.mark.parametrize(
    ("fuente", "esperados"),
    [
        ("a < b", ["a <= b", "a >= b"]),
        ("a is None", ["a is not None"]),
        ("a and b and c", ["a or b or c", "b and c", "a and c", "a and b"]),
        ("a + b", ["a - b"]),
        ("not a", ["a"]),
        ("f(x, default=a)", ["f(x)"]),
        ("min(a)", ["max(a)"]),
        ("sorted(a, key=b)", ["list(a)", "sorted(a)"]),
        ("a.strip()", ["a"]),
        ("[a for a in b if c]", ["[a for a in b]"]),
        ("a if b else c", ["a if not b else c"]),
    ],
)
def test_cada_expresion_se_cambia_de_a_una_cosa(fuente: str, esperados: list[str]) -> None:
    assert cambiados(f"x = {fuente}") == [f"x = {e}" for e in esperados]


@pytest.mark.parametrize(
    ("fuente", "esperados"),
    [
        ("x = 3", ["x = 4"]),
        ("x = True", ["x = False"]),
        ("x = 'codigo'", ["x = 'xcodigox'"]),
        ("x = (a, b)", ["x = (b,)", "x = (a,)"]),
        ("x = {a: b}", ["x = {}"]),
        ("x += y", ["pass"]),
        ("def f():\n    return y", ["def f():\n    return None"]),
        ("while x:\n    break", ["while not x:\n    break", "while x:\n    continue"]),
        ("if x:\n    raise y", ["if not x:\n    raise y", "if x:\n    pass"]),
    ],
)
def test_cada_sentencia_se_cambia_de_a_una_cosa(fuente: str, esperados: list[str]) -> None:
    assert cambiados(fuente) == esperados


@pytest.mark.parametrize(
    "fuente",
    [
        '"""Dice algo."""',
        "x = 'un texto para leer'",
        "import a",
        "x: dict[str, 'otra']",
        "@a(b=True)\nclass C:\n    x: int = field(init=False)",
        "if __name__ == '__main__':\n    main()",
        "x = dict[a, b]",
    ],
)
def test_lo_que_nadie_ejecuta_no_se_cambia(fuente: str) -> None:
    assert contar(fuente) == []


def test_el_intervalo_de_una_muestra_es_el_de_wilson() -> None:
    desde, hasta = intervalo(570, 600)
    assert (round(desde, 4), round(hasta, 4)) == (0.9295, 0.9648)
    assert [round(x, 4) for x in intervalo(10, 10)] == [0.7225, 1.0]
