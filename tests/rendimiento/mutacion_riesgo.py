"""`make mutacion`: cambia riesgo/ de a un lugar, en memoria, y cuenta cuántos cambios se notan.

Cada cambio se prueba en un proceso hijo con las pruebas de riesgo/, hasta la primera que falla; el
árbol de archivos no se toca. Los cambios que ninguna prueba nota van a la salida de errores.
"""

import argparse
import gc
import math
import os
import random
import resource
import sys
import tempfile
import types
from collections import Counter, defaultdict
from pathlib import Path
from typing import Final, NamedTuple

import pytest
from hypothesis import HealthCheck, settings

import riesgo.__main__
from tests.rendimiento import mutantes
from tests.rendimiento.medicion import anotar, avisar

RAIZ: Final = Path(__file__).parents[2]
PRUEBAS: Final = [
    *sorted(str(p.relative_to(RAIZ)) for p in RAIZ.glob("tests/unidad/riesgo/test_*.py")),
    "tests/propiedades/test_riesgo.py",
]
OPCIONES: Final = (
    *("-x", "-q", "--tb=native", "--noconftest", "--assert=plain", "--import-mode=importlib"),
    *("-c", os.devnull, f"--rootdir={RAIZ}", "-p", "no:cacheprovider"),
    *("-p", "no:unraisableexception", "-p", "no:threadexception"),
)
SEGUNDOS_DE_CPU: Final = 60
MEMORIA: Final = 2 * 1024**3
META: Final = 0.95
"""Qué parte de los cambios se tiene que notar."""
PRIMERA: Final = 100
"""Código de salida de un hijo: 100 más el número del archivo de pruebas que notó el cambio."""
Z_95: Final = 1.959964


class Mutante(NamedTuple):
    """Un cambio, en un módulo."""

    modulo: str
    numero: int
    linea: int
    cambio: str


def main() -> int:
    """Escribe la cifra; 1 si se notó menos que la meta."""
    opciones = argparse.ArgumentParser(prog="make mutacion", description=__doc__)
    opciones.add_argument("--semilla", type=int, default=1, help="del azar con que se elige")
    opciones.add_argument("--muestra", type=int, default=0, help="cuántos cambios; 0, todos")
    opciones.add_argument("--modulo", default="", help="solo este módulo, por ejemplo situacion")
    elegidas = opciones.parse_args()
    fuentes = {
        ruta.stem: ruta.read_text(encoding="utf-8")
        for ruta in sorted((RAIZ / "riesgo").glob("*.py"))
        if elegidas.modulo in ("", ruta.stem)
    }
    todos = [
        Mutante(modulo, numero, linea, cambio)
        for modulo, fuente in fuentes.items()
        for numero, (linea, cambio) in enumerate(mutantes.contar(fuente))
    ]
    cuantos = min(elegidas.muestra or len(todos), len(todos))
    muestra = random.Random(elegidas.semilla).sample(todos, cuantos)
    with tempfile.TemporaryDirectory(prefix="mutacion-") as carpeta:
        preparar(carpeta)
        vivos = probar(fuentes, muestra)
    muertos = cuantos - len(vivos)
    desde, hasta = intervalo(muertos, cuantos)
    por_modulo = {m: sum(v.modulo == m for v in vivos) for m in sorted({v.modulo for v in vivos})}
    anotar(
        "mutacion_riesgo",
        cambios=len(todos),
        probados=cuantos,
        muertos=muertos,
        porcentaje=100 * muertos / cuantos,
        desde_95=100 * desde if cuantos < len(todos) else None,
        hasta_95=100 * hasta if cuantos < len(todos) else None,
        semilla=elegidas.semilla,
        vivos=por_modulo,
    )
    return int(muertos < META * cuantos)


def preparar(carpeta: str) -> None:
    """Pruebas cortas y repetibles, que no dejan nada en el árbol."""
    os.environ["HYPOTHESIS_STORAGE_DIRECTORY"] = carpeta
    os.environ["PYTEST_DISABLE_PLUGIN_AUTOLOAD"] = "1"
    # Porque: una máquina cargada no puede hacer fallar una prueba; sería un cambio notado de más.
    settings.register_profile(
        "mutacion",
        max_examples=25,
        derandomize=True,
        database=None,
        deadline=None,
        suppress_health_check=list(HealthCheck),
    )
    settings.load_profile("mutacion")
    os.chdir(RAIZ)
    # Porque: lo que cargan las pruebas se carga una vez; riesgo/, de nuevo en cada hijo.
    for modulo in [m for m in sys.modules if m.startswith("riesgo.")]:
        del sys.modules[modulo]
        delattr(riesgo, modulo.removeprefix("riesgo."))
    gc.collect()
    gc.freeze()
    gc.disable()


def probar(fuentes: dict[str, str], muestra: list[Mutante]) -> list[Mutante]:
    """Los cambios que ninguna prueba notó.

    Raises:
        RuntimeError: las pruebas fallan ya sin cambiar nada.
    """
    if en_un_hijo(None, PRUEBAS) != 0:
        raise RuntimeError("Las pruebas de riesgo fallan sin ningún cambio: arréglelas antes.")
    notan: defaultdict[str, Counter[str]] = defaultdict(Counter)
    vivos = []
    for hechos, mutante in enumerate(muestra, start=1):
        # Porque: las que ya notaron cambios de este módulo suelen notar el que sigue.
        veces = notan[mutante.modulo]
        orden = sorted(PRUEBAS, key=lambda prueba: -veces[prueba])
        codigo = en_un_hijo((mutante, fuentes[mutante.modulo]), orden)
        if codigo >= PRIMERA:
            veces[orden[codigo - PRIMERA]] += 1
        if codigo == 0:
            vivos.append(mutante)
            avisar(f"vivo: riesgo/{mutante.modulo}.py:{mutante.linea}: {mutante.cambio}")
        if hechos % 100 == 0:
            avisar(f"{hechos} de {len(muestra)}; vivos {len(vivos)}")
    return vivos


def en_un_hijo(cambio: tuple[Mutante, str] | None, pruebas: list[str]) -> int:
    """El código con que termina un hijo que hace el cambio y corre las pruebas; 0 es que pasan."""
    hijo = os.fork()
    if hijo == 0:
        codigo = 1
        try:
            codigo = correr(cambio, pruebas)
        finally:
            os._exit(codigo)
    _, estado = os.waitpid(hijo, 0)
    return os.waitstatus_to_exitcode(estado) if os.WIFEXITED(estado) else 1


def correr(cambio: tuple[Mutante, str] | None, pruebas: list[str]) -> int:
    resource.setrlimit(resource.RLIMIT_CPU, (SEGUNDOS_DE_CPU, SEGUNDOS_DE_CPU))
    resource.setrlimit(resource.RLIMIT_AS, (MEMORIA, MEMORIA))
    nada = os.open(os.devnull, os.O_RDWR)
    for descriptor in range(3):
        os.dup2(nada, descriptor)
    if cambio is not None:
        importar_cambiado(*cambio)
    for numero, prueba in enumerate(pruebas):
        if pytest.main([*OPCIONES, prueba]) != 0:
            return PRIMERA + numero
    return 0


def importar_cambiado(mutante: Mutante, fuente: str) -> None:
    """Deja el módulo cambiado en el lugar del verdadero, antes de que nadie lo importe."""
    nombre = f"riesgo.{mutante.modulo}"
    modulo = types.ModuleType(nombre)
    modulo.__file__ = str(RAIZ / "riesgo" / f"{mutante.modulo}.py")
    modulo.__package__ = "riesgo"
    sys.modules[nombre] = modulo
    setattr(riesgo, mutante.modulo, modulo)
    arbol = mutantes.aplicar(fuente, mutante.numero)
    exec(compile(arbol, modulo.__file__, "exec"), modulo.__dict__)  # noqa: S102 - código propio, cambiado


def intervalo(exitos: int, total: int) -> tuple[float, float]:
    """El intervalo de Wilson al 95 % de una proporción."""
    p, z2 = exitos / total, Z_95**2
    centro = (p + z2 / (2 * total)) / (1 + z2 / total)
    margen = Z_95 / (1 + z2 / total) * math.sqrt(p * (1 - p) / total + z2 / (4 * total**2))
    return max(0.0, centro - margen), min(1.0, centro + margen)


if __name__ == "__main__":
    sys.exit(main())
