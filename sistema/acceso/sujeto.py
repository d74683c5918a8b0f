"""Quién pide y desde dónde."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sistema.auditoria.acciones import Accion
from sistema.auditoria.constancia import Constancia
from sistema.modelos.institucion import ClaseInstitucion
from sistema.modelos.usuario import Perfil


@dataclass(frozen=True, slots=True, kw_only=True)
class Sujeto:
    """Una persona usuaria con sesión abierta, en el instante de su petición."""

    usuario_id: UUID
    institucion: str
    clase: ClaseInstitucion
    unidad: str
    perfil: Perfil
    sesion_id: UUID | None
    direccion: str | None
    ahora: datetime

    def constancia(self, accion: Accion) -> Constancia:
        """La constancia de que este sujeto hizo o intentó `accion`, lista para completar."""
        return Constancia(
            accion=accion,
            ocurrido_en=self.ahora,
            institucion=self.institucion,
            usuario_id=self.usuario_id,
            perfil=self.perfil,
            sesion_id=self.sesion_id,
            direccion=self.direccion,
        )
