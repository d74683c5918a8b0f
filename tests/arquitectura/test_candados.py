"""Cada candado consultivo tiene su número: con uno repetido, dos tareas ajenas se esperan."""

import ast
from collections import Counter

from tests.arquitectura.fuentes import leer, modulos


def leer_candados(texto: str) -> list[int]:
    """Los números de las constantes `CANDADO_…` de un módulo."""
    return [
        nodo.value.value
        for nodo in ast.parse(texto).body
        if isinstance(nodo, ast.Assign | ast.AnnAssign)
        and isinstance(nodo.value, ast.Constant)
        and isinstance(nodo.value.value, int)
        and ast.unparse(nodo).startswith("CANDADO_")
    ]


def test_se_leen_los_numeros_de_los_candados() -> None:
    assert leer_candados("CANDADO_DE_A = 1_0\nOTRO = 2\nCANDADO_DE_B: int = 3\n") == [10, 3]


def test_ningun_candado_repite_su_numero() -> None:
    textos = [leer(ruta) for ruta in modulos("sistema")]
    numeros = Counter(n for texto in textos for n in leer_candados(texto))
    assert len(numeros) >= 5
    assert [numero for numero, veces in numeros.items() if veces > 1] == []
