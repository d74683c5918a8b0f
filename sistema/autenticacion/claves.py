"""Claves de las personas usuarias con argon2id, por turnos para que no ahoguen lo demás."""

import secrets
import threading
import unicodedata
from collections.abc import Iterator
from contextlib import contextmanager

from argon2 import PasswordHasher
from argon2.exceptions import VerificationError

from sistema.autenticacion.errores import IngresoSaturado

# Porque: un solo hilo por verificación deja el otro núcleo a las consultas; el costo total es el
# mismo (RFC 9106, 64 MiB y tres pasadas).
_ARGON2 = PasswordHasher(time_cost=3, memory_cost=64 * 1024, parallelism=1)
SIMULTANEAS = 2
EN_ESPERA = 8
ESPERA_MAXIMA_S = 3.0
# Porque: sin tope de espera, una ráfaga de ingresos se queda con los hilos de toda la API.
_FILA = threading.BoundedSemaphore(SIMULTANEAS + EN_ESPERA)
_TURNOS = threading.BoundedSemaphore(SIMULTANEAS)
_EN_TURNO = threading.local()
# Porque: una cuenta inexistente debe tardar lo mismo que una clave equivocada.
_SENUELO = _ARGON2.hash(secrets.token_urlsafe(32))


@contextmanager
def turno() -> Iterator[None]:
    """Un lugar entre las `SIMULTANEAS`; dentro de él se puede volver a pedir sin esperar.

    Raises:
        IngresoSaturado: la fila está llena o la espera pasó de `ESPERA_MAXIMA_S`.
    """
    if getattr(_EN_TURNO, "tomado", False):
        yield
        return
    if not _FILA.acquire(blocking=False):
        raise IngresoSaturado
    try:
        if not _TURNOS.acquire(timeout=ESPERA_MAXIMA_S):
            raise IngresoSaturado
        _EN_TURNO.tomado = True
        try:
            yield
        finally:
            _EN_TURNO.tomado = False
            _TURNOS.release()
    finally:
        _FILA.release()


def cifrar_clave(clave: str) -> str:
    """El argon2id de la clave, con su sal y sus parámetros.

    Raises:
        IngresoSaturado: no hubo turno a tiempo.
    """
    with turno():
        return _ARGON2.hash(normalizar_clave(clave))


def es_la_clave(guardada: str | None, clave: str) -> bool:
    """Si la clave es la guardada; con `None` demora lo mismo y dice que no.

    Raises:
        IngresoSaturado: no hubo turno a tiempo.
    """
    with turno():
        try:
            _ARGON2.verify(guardada or _SENUELO, normalizar_clave(clave))
        except VerificationError:
            return False
        return guardada is not None


def conviene_recifrar(guardada: str) -> bool:
    """Si lo guardado se hizo con otros parámetros que los de hoy."""
    return _ARGON2.check_needs_rehash(guardada)


def normalizar_clave(clave: str) -> str:
    """La clave en NFKC: la misma tecla da la misma clave en cualquier teclado."""
    return unicodedata.normalize("NFKC", clave)
