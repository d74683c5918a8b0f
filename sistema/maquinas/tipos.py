"""Una máquina que ya se identificó."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sistema.auditoria.acciones import Accion
from sistema.auditoria.constancia import Constancia

ALCANCE_APORTAR = "eventos:aportar"
OBJETO = "credencial_maquina"


@dataclass(frozen=True, slots=True, kw_only=True)
class Maquina:
    """El sistema de una institución, con un token vigente, en el instante de su petición."""

    credencial_id: UUID
    institucion: str
    direccion: str | None
    ahora: datetime

    def constancia(self, accion: Accion) -> Constancia:
        """La constancia de que esta máquina hizo o intentó `accion`."""
        return Constancia(
            accion=accion,
            ocurrido_en=self.ahora,
            institucion=self.institucion,
            direccion=self.direccion,
            objeto=OBJETO,
            objeto_id=str(self.credencial_id),
        )
