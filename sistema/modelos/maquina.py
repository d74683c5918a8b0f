"""Las máquinas de las instituciones: sus credenciales, sus tokens y las llaves con que firman."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from sistema.modelos.base import Base, Clave


class CredencialMaquina(Base):
    """Un sistema de una institución que se identifica con una llave privada que solo él tiene."""

    __tablename__ = "credencial_maquina"

    id: Mapped[Clave]
    institucion: Mapped[str] = mapped_column(ForeignKey("institucion.codigo"), index=True)
    nombre: Mapped[str]
    algoritmo: Mapped[str]
    publica: Mapped[str]
    creada_en: Mapped[datetime]
    revocada_en: Mapped[datetime | None]


class AfirmacionUsada(Base):
    """El `jti` de una afirmación ya presentada: no sirve dos veces mientras no venza."""

    __tablename__ = "afirmacion_usada"

    credencial_id: Mapped[UUID] = mapped_column(
        ForeignKey("credencial_maquina.id"), primary_key=True
    )
    jti: Mapped[str] = mapped_column(primary_key=True)
    vence_en: Mapped[datetime] = mapped_column(index=True)


class TokenMaquina(Base):
    """Un token de acceso vigente; se guarda la huella SHA-256 del secreto, nunca el secreto."""

    __tablename__ = "token_maquina"

    huella: Mapped[bytes] = mapped_column(primary_key=True)
    credencial_id: Mapped[UUID] = mapped_column(ForeignKey("credencial_maquina.id"))
    alcance: Mapped[str]
    emitido_en: Mapped[datetime]
    vence_en: Mapped[datetime] = mapped_column(index=True)


class LlaveFirma(Base):
    """La llave pública Ed25519 con que un organismo firma sus eventos."""

    __tablename__ = "llave_firma"

    organismo: Mapped[str] = mapped_column(ForeignKey("institucion.codigo"), primary_key=True)
    kid: Mapped[str] = mapped_column(primary_key=True)
    publica: Mapped[bytes]
    vigente_desde: Mapped[datetime]
    vigente_hasta: Mapped[datetime | None]
