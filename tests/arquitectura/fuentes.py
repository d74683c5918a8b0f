"""Los archivos de la casa, leídos para revisarlos."""

import ast
import os
import subprocess
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from fnmatch import fnmatch
from functools import cache
from pathlib import Path

RAIZ = Path(__file__).resolve().parents[2]
PAQUETES = ("ingestores", "sistema", "matching", "riesgo", "migrations")

Funcion = ast.FunctionDef | ast.AsyncFunctionDef
Regla = Callable[[str, str], list[str]]
"""Recibe la ruta (relativa, con «/») y el texto; devuelve una frase por falta."""


@dataclass(frozen=True)
class Muestra:
    """Un texto que prueba que la regla atrapa (o deja pasar) lo que dice."""

    ruta: str
    texto: str


@cache
def rutas_versionadas() -> tuple[str, ...]:
    """Rutas que git tiene o tendría; sin git, todo lo que no es producto de una herramienta."""
    orden = ["git", "ls-files", "--cached", "--others", "--exclude-standard", "-z"]
    try:
        salida = subprocess.run(orden, cwd=RAIZ, capture_output=True, check=True, text=True).stdout  # noqa: S603 - orden fija
    except (OSError, subprocess.CalledProcessError):
        return tuple(_rutas_sin_git())
    return tuple(sorted(ruta for ruta in salida.split("\0") if (RAIZ / ruta).is_file()))


def _rutas_sin_git() -> Iterator[str]:
    for carpeta, subcarpetas, archivos in os.walk(RAIZ):
        subcarpetas[:] = [
            s for s in subcarpetas if not (s.startswith(".") and s != ".ci") and s != "__pycache__"
        ]
        for archivo in sorted(archivos):
            yield Path(carpeta, archivo).relative_to(RAIZ).as_posix()


def leer(ruta: str) -> str:
    return (RAIZ / ruta).read_text(encoding="utf-8")


def modulos(*carpetas: str) -> list[str]:
    """Rutas de los módulos de Python bajo esas carpetas."""
    prefijos = tuple(f"{carpeta}/" for carpeta in carpetas)
    return [r for r in rutas_versionadas() if r.endswith(".py") and r.startswith(prefijos)]


def coincide(ruta: str, patrones: tuple[str, ...]) -> bool:
    return any(fnmatch(ruta, patron) for patron in patrones)


def funciones(arbol: ast.AST) -> Iterator[Funcion]:
    for nodo in ast.walk(arbol):
        if isinstance(nodo, ast.FunctionDef | ast.AsyncFunctionDef):
            yield nodo


def aplicar(regla: Regla, rutas: list[str]) -> list[str]:
    """Faltas de una regla sobre archivos reales, listas para mostrarse."""
    return [falta for ruta in rutas for falta in regla(ruta, leer(ruta))]
