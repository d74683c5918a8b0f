"""Lo que se sabe de la firma de un contacto guardado."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID


@dataclass(frozen=True, slots=True)
class FirmaDeContacto:
    """El resultado de verificar otra vez, desde lo guardado, la firma de un contacto.

    `problema` es nulo si la firma es buena; `firmado` es falso si el contacto llegó sin firma;
    `llave_hasta`, cuándo se retiró o se retira la llave.
    """

    contacto_id: UUID
    organismo: str
    firmado: bool
    kid: str | None = None
    llave_hasta: datetime | None = None
    problema: str | None = None

    @property
    def es_evidencia(self) -> bool:
        """Si lo guardado prueba que el organismo firmó esos bytes."""
        return self.firmado and self.problema is None
