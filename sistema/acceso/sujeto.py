"""Quién pide y desde dónde."""

from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from sistema.auditoria.acciones import Accion
from sistema.auditoria.constancia import Constancia
from sistema.modelos.institucion import ClaseInstitucion
from sistema.modelos.usuario import NivelSesion, Perfil, ViaIngreso


@dataclass(frozen=True, slots=True, kw_only=True)
class Sujeto:
    """Una persona usuaria con sesión abierta, en el instante de su petición.

    `reforzada_en` dice cuándo probó por última vez su segundo factor en esta sesión.
    """

    usuario_id: UUID
    institucion: str
    clase: ClaseInstitucion
    unidad: str
    perfil: Perfil
    sesion_id: UUID | None
    direccion: str | None
    ahora: datetime
    nivel: NivelSesion = NivelSesion.PLENA
    via: ViaIngreso = ViaIngreso.CLAVE
    reforzada_en: datetime | None = None

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


@dataclass(frozen=True, slots=True)
class Presentacion:
    """Con qué se identifica una petición, desde dónde y cuándo.

    `es_ajena`: trae la galleta, cambia algo y no prueba venir de nuestra propia página.
    """

    secreto: str = field(repr=False)
    direccion: str | None
    ahora: datetime
    es_ajena: bool = False
