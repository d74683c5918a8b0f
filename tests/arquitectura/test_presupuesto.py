"""Ningún archivo ni función crece hasta que nadie la lee entera."""

import ast

import pytest

from tests.arquitectura.fuentes import PAQUETES, Funcion, aplicar, funciones, modulos

LINEAS_DE_MODULO = 300
LINEAS_DE_PRUEBA = 500
LINEAS_DE_FUNCION = 60
PARAMETROS = 6
"""Todos cuentan, también los que solo van por nombre; `self` y `cls`, no."""


def exceder_el_presupuesto(ruta: str, texto: str) -> list[str]:
    tope = LINEAS_DE_PRUEBA if ruta.startswith("tests/") else LINEAS_DE_MODULO
    lineas = len(texto.splitlines())
    faltas = [f"{ruta}: {lineas} líneas, el tope es {tope}"] if lineas > tope else []
    for funcion in funciones(ast.parse(texto)):
        largo = (funcion.end_lineno or funcion.lineno) - funcion.lineno + 1
        donde = f"{ruta}:{funcion.lineno}: {funcion.name}"
        if largo > LINEAS_DE_FUNCION:
            faltas.append(f"{donde} mide {largo} líneas, el tope es {LINEAS_DE_FUNCION}")
        if len(_parametros(funcion)) > PARAMETROS:
            faltas.append(f"{donde} recibe más de {PARAMETROS} parámetros")
    return faltas


def _parametros(funcion: Funcion) -> list[str]:
    firma = funcion.args
    nombres = [a.arg for a in (*firma.posonlyargs, *firma.args, *firma.kwonlyargs)]
    return nombres[1:] if nombres[:1] in (["self"], ["cls"]) else nombres


CUERPO_DE_61 = "def f():\n" + "    x = 1\n" * 60
INVALIDAS = [
    ("sistema/x.py", "x = 1\n" * 301),
    ("tests/test_x.py", "x = 1\n" * 501),
    ("sistema/x.py", CUERPO_DE_61),
    ("sistema/x.py", "def f(a, b, c, d, *, e, g, h): ...\n"),
    ("sistema/x.py", "async def f(a, b, c, d, e, g, h): ...\n"),
]
VALIDAS = [
    ("sistema/x.py", "x = 1\n" * 300),
    ("tests/test_x.py", "x = 1\n" * 500),
    ("sistema/x.py", "def f():\n" + "    x = 1\n" * 59),
    ("sistema/x.py", "class A:\n    def f(self, a, b, c, d, *, e, g): ...\n"),
]


@pytest.mark.parametrize(("ruta", "texto"), INVALIDAS)
def test_la_regla_atrapa_el_exceso(ruta: str, texto: str) -> None:
    assert len(exceder_el_presupuesto(ruta, texto)) == 1


@pytest.mark.parametrize(("ruta", "texto"), VALIDAS)
def test_la_regla_deja_pasar_el_limite_justo(ruta: str, texto: str) -> None:
    assert exceder_el_presupuesto(ruta, texto) == []


def test_todo_el_codigo_cabe_en_el_presupuesto() -> None:
    assert aplicar(exceder_el_presupuesto, modulos(*PAQUETES, "tests")) == []
