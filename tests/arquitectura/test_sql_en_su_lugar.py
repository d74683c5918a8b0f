"""Las sentencias viven en los repositorios: así se ve de un vistazo qué se lee y con qué filtro."""

import ast

import pytest

from tests.arquitectura.fuentes import PAQUETES, aplicar, coincide, modulos

SENTENCIAS = {"select", "insert", "update", "delete", "text", "exists", "union", "union_all"}
LUGARES = (
    "sistema/*/repositorio.py",
    "sistema/*/repositorio_*.py",
    "sistema/acceso/filtros.py",
    "sistema/nucleo/*.py",
    "migrations/*",
    "ingestores/demo/observador.py",  # mide desde afuera, sin pasar por el código que mide
)
SOLO_TEXTO = ("sistema/modelos/*.py",)
"""Un modelo puede decir su valor por omisión en SQL, pero no consulta."""


def escribir_sql(ruta: str, texto: str) -> list[str]:
    if coincide(ruta, LUGARES):
        return []
    prohibidas = SENTENCIAS - {"text"} if coincide(ruta, SOLO_TEXTO) else SENTENCIAS
    arbol = ast.parse(texto)
    alias = _alias_de_sqlalchemy(arbol)
    return [
        f"{ruta}:{linea}: {nombre}() va en un repositorio"
        for linea, nombre in _sentencias(arbol, alias)
        if nombre in prohibidas
    ]


def _alias_de_sqlalchemy(arbol: ast.Module) -> set[str]:
    return {
        nombre.asname or nombre.name.split(".")[0]
        for nodo in arbol.body
        if isinstance(nodo, ast.Import)
        for nombre in nodo.names
        if nombre.name.split(".")[0] == "sqlalchemy"
    }


def _sentencias(arbol: ast.Module, alias: set[str]) -> list[tuple[int, str]]:
    encontradas = []
    for nodo in ast.walk(arbol):
        if isinstance(nodo, ast.ImportFrom) and (nodo.module or "").startswith("sqlalchemy"):
            encontradas += [(nodo.lineno, nombre.name) for nombre in nodo.names]
        elif (
            isinstance(nodo, ast.Attribute)
            and isinstance(nodo.value, ast.Name)
            and nodo.value.id in alias
        ):
            encontradas.append((nodo.lineno, nodo.attr))
    return encontradas


INVALIDAS = [
    ("sistema/casos/servicio.py", "from sqlalchemy import select\n"),
    ("sistema/api/app.py", "from sqlalchemy.dialects.postgresql import insert\n"),
    ("ingestores/procesador.py", "import sqlalchemy as sa\nsa.text('select 1')\n"),
    ("sistema/modelos/caso.py", "from sqlalchemy import delete\n"),
]
VALIDAS = [
    ("sistema/casos/repositorio.py", "from sqlalchemy import select\n"),
    ("sistema/alertas/repositorio_entrega.py", "from sqlalchemy import text\n"),
    ("sistema/acceso/filtros.py", "from sqlalchemy import Select, select\n"),
    ("sistema/modelos/caso.py", "from sqlalchemy import text\n"),
    ("sistema/casos/servicio.py", "from sqlalchemy.orm import Session\n"),
    ("sistema/entorno/vista.py", "from rich import text\n"),
    ("migrations/versions/0001_base.py", "import sqlalchemy as sa\nsa.text('x')\n"),
]


@pytest.mark.parametrize(("ruta", "texto"), INVALIDAS)
def test_la_regla_atrapa_sql_fuera_de_lugar(ruta: str, texto: str) -> None:
    assert len(escribir_sql(ruta, texto)) == 1


@pytest.mark.parametrize(("ruta", "texto"), VALIDAS)
def test_la_regla_deja_pasar_sql_en_su_lugar(ruta: str, texto: str) -> None:
    assert escribir_sql(ruta, texto) == []


def test_el_sql_esta_en_los_repositorios() -> None:
    assert aplicar(escribir_sql, modulos(*PAQUETES)) == []
