"""Páginas por cursor: el cursor es el último elemento visto, y nada más."""

import base64
import binascii
from uuid import UUID

from sistema.nucleo.errores import CampoInvalido

TAMANO_PAGINA = 50
TAMANO_MAXIMO = 200


class CursorInvalido(CampoInvalido):
    """El cursor no lo dio este Sistema."""

    codigo = "cursor_invalido"
    campo = "cursor"
    problema = "no es un cursor entregado por el Sistema"
    remedio = "Use el valor de `siguiente` de la página anterior, o ninguno para empezar."


def escribir_cursor(ultimo: UUID) -> str:
    """El cursor que continúa después de este elemento."""
    return base64.urlsafe_b64encode(ultimo.bytes).decode().rstrip("=")


def leer_cursor(cursor: str | None) -> UUID | None:
    """El último elemento visto; `None` si se empieza.

    Raises:
        CursorInvalido: no es un cursor nuestro.
    """
    if cursor is None:
        return None
    try:
        return UUID(bytes=base64.b64decode(cursor + "==", altchars=b"-_", validate=True))
    except (ValueError, binascii.Error):
        raise CursorInvalido from None
