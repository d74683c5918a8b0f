"""Claves de las personas usuarias con argon2id (RFC 9106, perfil de poca memoria)."""

import secrets
import threading
import unicodedata

from argon2 import PasswordHasher
from argon2.exceptions import VerificationError

_ARGON2 = PasswordHasher()
# Porque: cada verificación ocupa 64 MiB y un núcleo; sin tope, una ráfaga de ingresos deja sin
# aire a las consultas.
_TURNOS = threading.BoundedSemaphore(2)
# Porque: una cuenta inexistente debe tardar lo mismo que una clave equivocada.
_SENUELO = _ARGON2.hash(secrets.token_urlsafe(32))


def cifrar_clave(clave: str) -> str:
    """El argon2id de la clave, con su sal y sus parámetros."""
    with _TURNOS:
        return _ARGON2.hash(_normalizar(clave))


def es_la_clave(guardada: str | None, clave: str) -> bool:
    """Si la clave es la guardada; con `None` demora lo mismo y dice que no."""
    with _TURNOS:
        try:
            _ARGON2.verify(guardada or _SENUELO, _normalizar(clave))
        except VerificationError:
            return False
        return guardada is not None


def _normalizar(clave: str) -> str:
    return unicodedata.normalize("NFKC", clave)
