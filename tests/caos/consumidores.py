"""Los consumidores de una corrida y quien los cuida: si uno muere, levanta otro."""

import contextlib
import os
import random
import signal
import subprocess
import sys
import threading
from collections.abc import Mapping
from pathlib import Path
from typing import Self

from tests.caos.historia import Historia

PAUSA_S = 0.1
PLAZO_DE_TERMINO_S = 20
Proceso = subprocess.Popen[bytes]


class Consumidores:
    """Mantiene corriendo los que se pidan; lo que hagan con ellos las fallas no los detiene."""

    def __init__(self, variables: Mapping[str, str], registro: Path, historia: Historia) -> None:
        self._variables = dict(variables)
        self._registro = registro
        self._historia = historia
        self._vivos: list[Proceso] = []
        self._retirados: list[Proceso] = []
        self._esperadas: set[int] = set()
        self._puntos: list[str] = []
        self._fragiles: dict[int, str] = {}
        self._pedidos = 0
        self._cerrojo = threading.RLock()
        self._detener = threading.Event()
        self._hilo = threading.Thread(target=self._cuidar, name="cuidador", daemon=True)
        self.caidas = 0
        """Las muertes que nadie provocó: el proceso terminó solo y hubo que levantarlo."""

    def pedir(self, cuantos: int) -> None:
        """Cambia cuántos deben correr; a los que sobren se les pide terminar."""
        with self._cerrojo:
            self._pedidos = cuantos
            while len(self._vivos) > cuantos:
                sobra = self._vivos.pop()
                self._esperadas.add(sobra.pid)
                self._retirados.append(sobra)
                with contextlib.suppress(ProcessLookupError):
                    os.kill(sobra.pid, signal.SIGCONT)
                sobra.terminate()
            while len(self._vivos) < cuantos:
                self._vivos.append(self._nacer())

    def matar(self, azar: random.Random) -> None:
        """Mata a uno de golpe."""
        with self._cerrojo:
            victima = azar.choice(self._vivos)
            self._esperadas.add(victima.pid)
            victima.kill()

    def morir_en(self, punto: str, azar: random.Random) -> None:
        """Cambia a uno por otro que morirá al pasar por ese punto (`puntos.py`)."""
        with self._cerrojo:
            self._puntos.append(punto)
            self.matar(azar)

    def congelar(self, azar: random.Random, segundos: float) -> None:
        """Detiene a uno sin matarlo y lo deja seguir después."""
        with self._cerrojo:
            victima = azar.choice(self._vivos)
            victima.send_signal(signal.SIGSTOP)
        self._detener.wait(segundos)
        with self._cerrojo:
            victima.send_signal(signal.SIGCONT)

    @property
    def cuantos(self) -> int:
        """Cuántos deben estar corriendo."""
        return self._pedidos

    def __enter__(self) -> Self:
        self._hilo.start()
        return self

    def __exit__(self, *_error: object) -> None:
        self._detener.set()
        self._hilo.join()
        for proceso in [*self._vivos, *self._retirados]:
            with contextlib.suppress(ProcessLookupError):
                proceso.send_signal(signal.SIGCONT)
            proceso.terminate()
            try:
                proceso.wait(PLAZO_DE_TERMINO_S)
            except subprocess.TimeoutExpired:
                proceso.kill()
                proceso.wait()

    def _nacer(self) -> Proceso:
        punto = self._puntos.pop() if self._puntos else None
        muertes = str(self._registro.with_name("muertes.ndjson"))
        fragil = ["tests.caos.consumidor_fragil", punto or "", muertes]
        orden = fragil if punto else ["ingestores.consumidor"]
        with self._registro.open("ab") as salida:
            proceso = subprocess.Popen(  # noqa: S603 - orden propia
                [sys.executable, "-m", *orden],
                env=self._variables,
                stdin=subprocess.DEVNULL,
                stdout=salida,
                stderr=salida,
            )
        if punto:
            self._fragiles[proceso.pid] = punto
        self._historia.anotar("consumidor", pid=proceso.pid, suceso="nacio", punto=punto)
        return proceso

    def _cuidar(self) -> None:
        while not self._detener.wait(PAUSA_S):
            with self._cerrojo:
                muertos = [p for p in self._vivos if p.poll() is not None]
                for muerto in muertos:
                    self._vivos.remove(muerto)
                    self._despedir(muerto)
                if self._detener.is_set():
                    return
                while len(self._vivos) < self._pedidos:
                    self._vivos.append(self._nacer())

    def _despedir(self, muerto: Proceso) -> None:
        punto = self._fragiles.pop(muerto.pid, None)
        provocada = muerto.pid in self._esperadas
        if punto and not provocada:
            provocada = muerto.returncode == -signal.SIGKILL
            # Porque: murió por otra falla sin llegar a su punto; el que sigue lo intenta de nuevo.
            self._puntos += [] if provocada else [punto]
        self._esperadas.discard(muerto.pid)
        self.caidas += not provocada
        self._historia.anotar(
            "consumidor",
            pid=muerto.pid,
            suceso="murio",
            codigo=muerto.returncode,
            provocada=provocada,
        )
