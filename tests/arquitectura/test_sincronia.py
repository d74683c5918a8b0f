"""Lo asíncrono no pasa del borde HTTP: dentro, todo se lee de arriba abajo."""

import ast

import pytest

from tests.arquitectura.fuentes import PAQUETES, aplicar, coincide, modulos

BORDE = ("sistema/api/*", "sistema/web/*")


def hacer_asincrono(ruta: str, texto: str) -> list[str]:
    if coincide(ruta, BORDE):
        return []
    return [
        f"{ruta}:{nodo.lineno}: async fuera del borde (ADR-0002)"
        for nodo in ast.walk(ast.parse(texto))
        if isinstance(nodo, ast.AsyncFunctionDef | ast.AsyncFor | ast.AsyncWith)
    ]


@pytest.mark.parametrize("ruta", ["sistema/casos/servicio.py", "sistema/casos/rutas.py"])
def test_la_regla_atrapa_lo_asincrono_lejos_del_borde(ruta: str) -> None:
    assert len(hacer_asincrono(ruta, "async def f(): ...\n")) == 1
    assert hacer_asincrono(ruta, "def f(): ...\n") == []


def test_la_regla_deja_pasar_lo_asincrono_en_el_borde() -> None:
    assert hacer_asincrono("sistema/api/limites.py", "async def f(): ...\n") == []


def test_dentro_de_la_casa_todo_es_sincrono() -> None:
    assert aplicar(hacer_asincrono, modulos(*PAQUETES)) == []
