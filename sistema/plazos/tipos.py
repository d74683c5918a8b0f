"""Los plazos que el Sistema conoce; agregar uno es agregar una fila aquí."""

from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum


class TipoPlazo(StrEnum):
    """Nombre estable de un plazo."""

    DILIGENCIAS_INICIALES = "diligencias_iniciales"


@dataclass(frozen=True, slots=True)
class DefinicionPlazo:
    """Cuánto dura un plazo y por qué existe."""

    duracion: timedelta
    fundamento: str


DEFINICIONES: dict[TipoPlazo, DefinicionPlazo] = {
    TipoPlazo.DILIGENCIAS_INICIALES: DefinicionPlazo(
        duracion=timedelta(hours=24),
        fundamento="Ley 21.500, arts. 4 y 5 letra d): desde la recepción de la denuncia.",
    ),
}
