"""Se confirma en un solo lugar: la base en el borde y la posición de Kafka después de ella."""

import ast
import re

import pytest

from tests.arquitectura.fuentes import PAQUETES, Muestra, aplicar, modulos

CONFIRMAN = {
    "sistema/nucleo/bd.py": "la transacción de la petición o del lote",
    "ingestores/mensajeria/bucle.py": "la posición de Kafka, después de la base",
    "ingestores/mensajeria/cliente/consumidor.py": "lo que el bucle pide a la biblioteca de Kafka",
    "migrations/env.py": "el candado de migración, que dura más que su transacción",
}
_TEXTO_QUE_CONFIRMA = re.compile(r"\s*(commit|end)\s*(work|transaction)?\s*;?\s*", re.IGNORECASE)


def confirmar_fuera_de_lugar(ruta: str, texto: str) -> list[str]:
    """Un `.commit(` fuera de su sitio parte en dos lo que debe ser una sola transacción."""
    if ruta in CONFIRMAN:
        return []
    return [
        f"{ruta}:{nodo.lineno}: aquí no se confirma (ADR-0003)"
        for nodo in ast.walk(ast.parse(texto))
        if isinstance(nodo, ast.Call) and (_llama_a_commit(nodo) or _ejecuta_commit(nodo))
    ]


def _llama_a_commit(nodo: ast.Call) -> bool:
    return isinstance(nodo.func, ast.Attribute) and nodo.func.attr in {"commit", "commit_async"}


def _ejecuta_commit(nodo: ast.Call) -> bool:
    return any(
        isinstance(argumento, ast.Constant)
        and isinstance(argumento.value, str)
        and _TEXTO_QUE_CONFIRMA.fullmatch(argumento.value)
        for argumento in nodo.args
    )


INVALIDAS = [
    Muestra("sistema/casos/servicio.py", "def f(sesion):\n    sesion.commit()\n"),
    Muestra("ingestores/procesador.py", "consumidor.commit({})\n"),
    Muestra("sistema/casos/repositorio.py", "sesion.execute(text('COMMIT'))\n"),
    Muestra("sistema/entorno/x.py", "cursor.execute('end transaction;')\n"),
]
VALIDAS = [
    Muestra("sistema/nucleo/bd.py", "sesion.commit()\n"),
    Muestra("ingestores/mensajeria/bucle.py", "origen.commit(posicion)\n"),
    Muestra("sistema/casos/servicio.py", "sesion.flush()\nescribir('commit al salir')\n"),
]


@pytest.mark.parametrize("muestra", INVALIDAS)
def test_la_regla_atrapa_un_commit_ajeno(muestra: Muestra) -> None:
    assert len(confirmar_fuera_de_lugar(muestra.ruta, muestra.texto)) == 1


@pytest.mark.parametrize("muestra", VALIDAS)
def test_la_regla_deja_pasar_lo_permitido(muestra: Muestra) -> None:
    assert confirmar_fuera_de_lugar(muestra.ruta, muestra.texto) == []


def test_nadie_confirma_fuera_de_lugar() -> None:
    assert aplicar(confirmar_fuera_de_lugar, modulos(*PAQUETES)) == []
