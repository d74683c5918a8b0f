"""Por dónde se escribe un registro: cada canal tiene sus propios hábitos de error."""

from enum import StrEnum
from typing import Final

from matching.generador.sorteo import Urna


class Canal(StrEnum):
    """Modo en que la identidad llegó a quedar escrita; el orden es el de la tabla de tasas."""

    LECTOR = "lector"
    MESON = "meson"
    TELEFONO = "telefono"
    ESCANER = "escaner"
    TERRENO = "terreno"
    MIGRADO = "migrado"
    DENUNCIA = "denuncia"


CANALES_DE_EVENTO: Final = Urna[Canal](
    [
        (Canal.LECTOR, 27),
        (Canal.MESON, 28),
        (Canal.TELEFONO, 12),
        (Canal.ESCANER, 6),
        (Canal.TERRENO, 14),
        (Canal.MIGRADO, 13),
    ]
)
"""Lector: el sistema lee la cédula. Mesón: se copia a mano. Teléfono: se dicta. Escáner: lectura
óptica de un formulario. Terreno: la persona lo dice, sin documentos. Migrado: sale de un sistema
antiguo. La denuncia solo escribe la lista de personas buscadas."""
