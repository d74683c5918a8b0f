"""Las importaciones van arriba, son absolutas y no se esconden."""

import ast

import pytest

from tests.arquitectura.fuentes import PAQUETES, Muestra, aplicar, modulos

_IMPORTADORES = {"__import__", "import_module"}


def importar_a_escondidas(ruta: str, texto: str) -> list[str]:
    """Una importación dentro de una función o de un `if` esconde un ciclo."""
    arbol = ast.parse(texto)
    arriba = set(map(id, arbol.body))
    faltas = []
    for nodo in ast.walk(arbol):
        if isinstance(nodo, ast.Import | ast.ImportFrom):
            if id(nodo) not in arriba:
                faltas.append(f"{ruta}:{nodo.lineno}: la importación va al principio del módulo")
            if isinstance(nodo, ast.ImportFrom) and nodo.level:
                faltas.append(f"{ruta}:{nodo.lineno}: la importación es relativa")
            if isinstance(nodo, ast.ImportFrom) and nodo.module == "__future__":
                faltas.append(f"{ruta}:{nodo.lineno}: Python 3.11 no necesita __future__")
        elif isinstance(nodo, ast.Call) and _nombre(nodo.func) in _IMPORTADORES:
            faltas.append(f"{ruta}:{nodo.lineno}: se importa por su nombre en un texto")
    return faltas


def _nombre(funcion: ast.expr) -> str:
    if isinstance(funcion, ast.Attribute):
        return funcion.attr
    return funcion.id if isinstance(funcion, ast.Name) else ""


INVALIDAS = [
    "def f():\n    import os\n",
    "if TYPE_CHECKING:\n    from a import b\n",
    "try:\n    import x\nexcept ImportError:\n    x = None\n",
    "from . import vecino\n",
    "from __future__ import annotations\n",
    "importlib.import_module('kafka')\n",
    "__import__('kafka')\n",
]
VALIDA = '"""Doc."""\n\nimport os\nfrom a.b import c\n\n\ndef f():\n    return os, c\n'


@pytest.mark.parametrize("texto", INVALIDAS)
def test_la_regla_atrapa_una_importacion_escondida(texto: str) -> None:
    assert len(importar_a_escondidas("sistema/x.py", texto)) == 1


def test_la_regla_deja_pasar_las_importaciones_de_arriba() -> None:
    muestra = Muestra("sistema/x.py", VALIDA)
    assert importar_a_escondidas(muestra.ruta, muestra.texto) == []


def test_todas_las_importaciones_estan_a_la_vista() -> None:
    assert aplicar(importar_a_escondidas, modulos(*PAQUETES, "tests")) == []
