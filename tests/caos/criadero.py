"""El lado de la prueba: pide consumidores frágiles y espera a que mueran donde deben."""

import contextlib
import json
import os
import random
import select
import signal
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

from tests.apoyo.servicios import REPOSITORIO

PLAZO_S = 90.0
Proceso = subprocess.Popen[str]


class Criadero:
    """Un proceso con todo cargado, del que nacen consumidores que mueren en un punto."""

    def __init__(
        self, proceso: Proceso, entorno: Mapping[str, str], carpeta: Path, semilla: int
    ) -> None:
        self._proceso = proceso
        self._entorno = dict(entorno)
        self._muertes = carpeta / "muertes.ndjson"
        self._azar = random.Random(semilla)
        self._nacidos = 0

    def morir_en(self, punto: str, *, veces: Sequence[int] = (1, 2)) -> None:
        """Hace nacer uno y espera a que muera en el punto, la primera vez o la segunda.

        Falla si no llega a él.
        """
        self._nacidos += 1
        pedido = {
            "punto": punto,
            "vez": self._azar.choice(veces),
            "muertes": str(self._muertes),
            "grupo": f"grupo-fragil-{os.getpid()}-{self._nacidos}",
            "entorno": self._entorno,
        }
        assert self._proceso.stdin is not None
        self._proceso.stdin.write(json.dumps(pedido) + "\n")
        self._proceso.stdin.flush()
        pid = self._leer("pid", punto)
        try:
            codigo = self._leer("codigo", punto)
        finally:
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        assert codigo == -signal.SIGKILL, f"en «{punto}» el consumidor terminó con código {codigo}"

    def _leer(self, campo: str, punto: str) -> int:
        assert self._proceso.stdout is not None
        listos, _, _ = select.select([self._proceso.stdout], [], [], PLAZO_S)
        assert listos, f"nadie pasó por «{punto}» en {PLAZO_S:.0f} s: la orden ya no es la misma"
        return int(json.loads(self._proceso.stdout.readline())[campo])


@contextmanager
def criadero(entorno: Mapping[str, str], carpeta: Path, semilla: int) -> Iterator[Criadero]:
    """El criadero mientras dure el bloque; lo que los consumidores dicen queda en la carpeta."""
    with (carpeta / "fragiles.log").open("ab") as salida:
        proceso = subprocess.Popen(
            [sys.executable, "-m", "tests.caos.consumidor_fragil"],
            cwd=REPOSITORIO,
            env=dict(entorno),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=salida,
            text=True,
        )
    with proceso:
        try:
            yield Criadero(proceso, entorno, carpeta, semilla)
        finally:
            proceso.kill()
