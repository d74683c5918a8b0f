"""Los procesos que la demostración levanta y que nunca deja atrás."""

import os
import socket
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from pathlib import Path

PUERTO_PREFERIDO = 8000
PLAZO_DE_TERMINO_S = 15


@contextmanager
def corriendo(orden: list[str], variables: Mapping[str, str], registro: Path) -> Iterator[int]:
    """Corre `python -m …` mientras dure el bloque y entrega su pid; al salir, lo termina.

    Va en su propia sesión: un Ctrl-C le llega a la demostración, que lo detiene en orden.
    """
    registro.parent.mkdir(parents=True, exist_ok=True)
    with registro.open("ab") as salida:
        proceso = subprocess.Popen(  # noqa: S603 - la orden la escribe este programa
            [sys.executable, "-m", *orden],
            env={**os.environ, **variables},
            stdin=subprocess.DEVNULL,
            stdout=salida,
            stderr=salida,
            start_new_session=True,
        )
    try:
        yield proceso.pid
    finally:
        proceso.terminate()
        try:
            proceso.wait(PLAZO_DE_TERMINO_S)
        except subprocess.TimeoutExpired:
            proceso.kill()
            proceso.wait()


def puerto_libre(preferido: int = PUERTO_PREFERIDO) -> int:
    """El puerto preferido si nadie lo ocupa; si no, uno cualquiera."""
    for puerto in (preferido, 0):
        with ExitStack() as pila:
            enchufe = pila.enter_context(socket.socket())
            enchufe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                enchufe.bind(("127.0.0.1", puerto))
            except OSError:
                continue
            return int(enchufe.getsockname()[1])
    raise OSError("No hay puertos libres en 127.0.0.1.")
