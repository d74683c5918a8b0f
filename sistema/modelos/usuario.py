"""Personas usuarias y sus sesiones."""

from datetime import datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from sistema.modelos.base import Base, Clave
from sistema.nucleo.cripto import TextoCifrado


class Perfil(StrEnum):
    """Perfil de acceso: qué puede hacer una persona usuaria (Decreto 120, art. 2 d)."""

    RECEPTOR_DENUNCIA = "RECEPTOR_DENUNCIA"
    INVESTIGADOR = "INVESTIGADOR"
    SUPERVISOR = "SUPERVISOR"
    FISCAL = "FISCAL"


class EstadoUsuario(StrEnum):
    """Situación de la cuenta; solo `activo` entra."""

    SOLICITADO = "solicitado"
    ACTIVO = "activo"
    SUSPENDIDO = "suspendido"
    BLOQUEADO = "bloqueado"
    BAJA = "baja"


class Usuario(Base):
    """Una persona usuaria de una institución."""

    __tablename__ = "usuario"

    id: Mapped[Clave]
    institucion: Mapped[str] = mapped_column(ForeignKey("institucion.codigo"))
    cuenta: Mapped[str] = mapped_column(unique=True)
    nombre: Mapped[str] = mapped_column(TextoCifrado("usuario.nombre"))
    unidad: Mapped[str]
    perfil: Mapped[Perfil]
    estado: Mapped[EstadoUsuario]
    clave_argon2: Mapped[str]


class Sesion(Base):
    """Una sesión abierta; se guarda la huella SHA-256 del secreto, nunca el secreto."""

    __tablename__ = "sesion"

    id: Mapped[Clave]
    huella: Mapped[bytes] = mapped_column(unique=True)
    usuario_id: Mapped[UUID] = mapped_column(ForeignKey("usuario.id"), index=True)
    abierta_en: Mapped[datetime]
    vista_en: Mapped[datetime]
    cerrada_en: Mapped[datetime | None]


class PeticionIdempotente(Base):
    """Qué creó cada Idempotency-Key; guarda la huella del cuerpo y el id, nada más."""

    __tablename__ = "peticion_idempotente"

    usuario_id: Mapped[UUID] = mapped_column(ForeignKey("usuario.id"), primary_key=True)
    ruta: Mapped[str] = mapped_column(primary_key=True)
    clave: Mapped[str] = mapped_column(primary_key=True)
    huella: Mapped[bytes]
    recurso_id: Mapped[UUID]
    creada_en: Mapped[datetime]
