"""Programas ajenos: se lanzan sueltos, se reconocen sin dudas y se terminan por su número."""

import os
import signal
import socket
import subprocess
import time
from collections.abc import Sequence
from pathlib import Path

import psutil
from pydantic import BaseModel, ConfigDict

_LOOPBACK = "127.0.0.1"
# El instante de inicio se calcula desde el arranque de la máquina y puede correrse con el reloj.
_TOLERANCIA_S = 2.0
_PAUSA_S = 0.02
# El programa queda hijo de init: no deja zombis en quien lo lanzó ni recibe su Ctrl-C.
_GUION_SUELTO = 'umask 077; "$@" </dev/null >"$0" 2>&1 & echo $!'


class Proceso(BaseModel):
    """Un proceso y cuándo empezó: con ambos, un número reciclado nunca se confunde con el suyo."""

    model_config = ConfigDict(frozen=True)

    pid: int
    inicio_s: float


def reconocer(pid: int) -> Proceso | None:
    """El proceso vivo que hoy lleva ese número; un zombi cuenta como terminado."""
    try:
        encontrado = psutil.Process(pid)
        if encontrado.status() == psutil.STATUS_ZOMBIE:
            return None
        return Proceso(pid=pid, inicio_s=encontrado.create_time())
    except psutil.NoSuchProcess:
        return None


def esta_vivo(proceso: Proceso) -> bool:
    """Si sigue vivo ese mismo proceso, y no otro que heredó su número."""
    actual = reconocer(proceso.pid)
    return actual is not None and abs(actual.inicio_s - proceso.inicio_s) < _TOLERANCIA_S


def listar_en_carpeta(carpeta: Path, programa: str) -> list[Proceso]:
    """Los procesos vivos de ese programa cuya carpeta de trabajo es la dada."""
    hallados = []
    for candidato in psutil.process_iter():
        try:
            if candidato.name() == programa and Path(candidato.cwd()) == carpeta:
                hallados.append(reconocer(candidato.pid))
        except (psutil.NoSuchProcess, psutil.AccessDenied, psutil.ZombieProcess):
            continue
    return [proceso for proceso in hallados if proceso is not None]


def terminar(proceso: Proceso, senales: Sequence[tuple[signal.Signals, float]]) -> bool:
    """Envía cada señal y espera su plazo en segundos hasta que termine; dice si terminó."""
    for senal, plazo_s in senales:
        if not esta_vivo(proceso):
            return True
        try:
            os.kill(proceso.pid, senal)
        except ProcessLookupError:
            return True
        limite = time.monotonic() + plazo_s
        while esta_vivo(proceso) and time.monotonic() < limite:
            time.sleep(_PAUSA_S)
    return not esta_vivo(proceso)


def ejecutar(
    orden: Sequence[str],
    *,
    carpeta: Path | None = None,
    entorno: dict[str, str] | None = None,
    plazo_s: float = 120,
) -> subprocess.CompletedProcess[str]:
    """Corre un programa hasta el final, sin entrada; quien llama mira el código de salida.

    Raises:
        subprocess.TimeoutExpired: pasó el plazo.
        FileNotFoundError: el programa no existe.
    """
    return subprocess.run(  # noqa: S603 -- orden armada por esta casa, sin intérprete de por medio
        list(orden),
        cwd=carpeta,
        env=entorno,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        errors="replace",
        timeout=plazo_s,
        check=False,
    )


def lanzar_suelto(
    orden: Sequence[str], *, carpeta: Path, entorno: dict[str, str], salida: Path
) -> Proceso | None:
    """Lanza un programa que sigue solo, con su salida en un archivo; None si murió al nacer."""
    lanzado = subprocess.run(  # noqa: S603 -- los argumentos viajan aparte del guion
        ["/bin/sh", "-c", _GUION_SUELTO, str(salida), *orden],
        cwd=carpeta,
        env=entorno,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        text=True,
        start_new_session=True,
        check=True,
    )
    return reconocer(int(lanzado.stdout))


def elegir_puerto(preferido: int = 0) -> int:
    """Un puerto libre del anfitrión local: el preferido si nadie lo ocupa, si no cualquiera."""
    for candidato in (preferido, 0):
        with socket.socket() as enchufe:
            enchufe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                enchufe.bind((_LOOPBACK, candidato))
            except OSError:
                continue
            return int(enchufe.getsockname()[1])
    raise OSError("No queda ningún puerto libre.")


def entorno_sin(prefijo: str) -> dict[str, str]:
    """Las variables de este proceso sin las que empiezan así, en inglés y con rutas en UTF-8."""
    heredadas = {k: v for k, v in os.environ.items() if not k.startswith(prefijo)}
    return heredadas | {"LC_ALL": "C.UTF-8"}
