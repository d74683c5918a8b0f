"""Personas usuarias y sus sesiones."""

from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import BigInteger, ForeignKey, Identity, Index, func
from sqlalchemy.orm import Mapped, column_property, mapped_column

from sistema.modelos.base import Base, Clave
from sistema.nucleo.cripto import JsonCifrado, TextoCifrado


class Perfil(StrEnum):
    """Perfil de acceso: qué puede hacer una persona usuaria (Decreto 120, art. 2 d)."""

    RECEPTOR_DENUNCIA = "RECEPTOR_DENUNCIA"
    INVESTIGADOR = "INVESTIGADOR"
    SUPERVISOR = "SUPERVISOR"
    FISCAL = "FISCAL"
    ABOGADO_ASISTENTE = "ABOGADO_ASISTENTE"
    URAVIT = "URAVIT"
    ANALISTA = "ANALISTA"
    DIFUSION = "DIFUSION"
    ADMIN_INSTITUCION = "ADMIN_INSTITUCION"
    ADMIN_SISTEMA = "ADMIN_SISTEMA"
    AUDITOR = "AUDITOR"
    COLAB_APORTANTE = "COLAB_APORTANTE"
    COLAB_ADMIN = "COLAB_ADMIN"
    SERVICIO_API = "SERVICIO_API"


class EstadoUsuario(StrEnum):
    """Situación de la cuenta; solo `activo` entra."""

    SOLICITADO = "solicitado"
    ACTIVO = "activo"
    SUSPENDIDO = "suspendido"
    BLOQUEADO = "bloqueado"
    BAJA = "baja"


class ActoPerfil(StrEnum):
    """Lo que se hace con el perfil de alguien."""

    OTORGAR = "otorgar"
    RECERTIFICAR = "recertificar"
    REVOCAR = "revocar"


class PerfilOtorgado(Base):
    """Un acto sobre el perfil de una persona. Solo se agrega: el último dice cuál tiene.

    Así nadie puede tener dos a la vez. `revocar` no lleva perfil ni término.
    """

    __tablename__ = "perfil_otorgado"
    __table_args__ = (Index("ix_perfil_otorgado_usuario", "usuario_id", "numero"),)

    numero: Mapped[int] = mapped_column(BigInteger, Identity(), primary_key=True)
    usuario_id: Mapped[UUID] = mapped_column(ForeignKey("usuario.id"))
    acto: Mapped[ActoPerfil]
    perfil: Mapped[Perfil | None]
    desde: Mapped[datetime]
    hasta: Mapped[datetime | None]
    otorgado_por: Mapped[UUID | None] = mapped_column(ForeignKey("usuario.id"))
    aprobado_por: Mapped[UUID | None] = mapped_column(ForeignKey("usuario.id"))
    operador: Mapped[str | None]
    pedido_id: Mapped[UUID | None] = mapped_column(ForeignKey("perfil_pedido.id"), unique=True)
    motivo: Mapped[str | None] = mapped_column(TextoCifrado("perfil_otorgado.motivo"))
    oficio_numero: Mapped[str | None]
    oficio_fecha: Mapped[date | None]
    oficio_autoridad: Mapped[str | None]
    oficio_referencia: Mapped[str | None]


class Usuario(Base):
    """Una persona usuaria de una institución.

    `perfil` y `perfil_hasta` los dice la base, del último acto sobre su perfil. `run_ciego` es
    único entre quienes no están de baja; `redes`, desde qué direcciones entra, si no es cualquiera.
    """

    __tablename__ = "usuario"

    id: Mapped[Clave] = mapped_column()
    institucion: Mapped[str] = mapped_column(ForeignKey("institucion.codigo"), index=True)
    cuenta: Mapped[str] = mapped_column(unique=True)
    nombre: Mapped[str] = mapped_column(TextoCifrado("usuario.nombre"))
    unidad: Mapped[str]
    estado: Mapped[EstadoUsuario]
    run_ciego: Mapped[bytes | None] = mapped_column(unique=True)
    redes: Mapped[list[str] | None] = mapped_column(JsonCifrado("usuario.redes"))
    perfil: Mapped[Perfil | None] = column_property(
        func.ultimo_perfil(id, type_=PerfilOtorgado.perfil.type)  # noqa: A003 - es la columna
    )
    perfil_hasta: Mapped[datetime | None] = column_property(
        func.ultimo_perfil_hasta(id, type_=PerfilOtorgado.hasta.type)  # noqa: A003 - es la columna
    )

    def perfil_vigente(self, instante: datetime) -> Perfil | None:
        """El perfil que tiene en ese instante; ninguno si no se le dio, se revocó o venció."""
        if self.perfil_hasta is None or self.perfil_hasta <= instante:
            return None
        return self.perfil


class NivelSesion(StrEnum):
    """Hasta dónde llegó el ingreso: a medias solo sirve para completarlo."""

    PENDIENTE = "pendiente"
    PLENA = "plena"


class ViaIngreso(StrEnum):
    """Con qué se identificó primero."""

    CLAVE = "clave"
    OIDC = "oidc"


class Sesion(Base):
    """Una sesión abierta; se guarda la huella SHA-256 del secreto, nunca el secreto.

    `reforzada_en` dice cuándo se probó por última vez el segundo factor.
    """

    __tablename__ = "sesion"

    id: Mapped[Clave]
    huella: Mapped[bytes] = mapped_column(unique=True)
    usuario_id: Mapped[UUID] = mapped_column(ForeignKey("usuario.id"), index=True)
    abierta_en: Mapped[datetime]
    vista_en: Mapped[datetime]
    cerrada_en: Mapped[datetime | None]
    nivel: Mapped[NivelSesion]
    via: Mapped[ViaIngreso]
    reforzada_en: Mapped[datetime | None]


class PeticionIdempotente(Base):
    """Qué creó cada Idempotency-Key; guarda la huella del cuerpo y el id, nada más."""

    __tablename__ = "peticion_idempotente"

    usuario_id: Mapped[UUID] = mapped_column(ForeignKey("usuario.id"), primary_key=True)
    ruta: Mapped[str] = mapped_column(primary_key=True)
    clave: Mapped[str] = mapped_column(primary_key=True)
    huella: Mapped[bytes]
    recurso_id: Mapped[UUID]
    creada_en: Mapped[datetime]
