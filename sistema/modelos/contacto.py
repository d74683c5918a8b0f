"""Lo que entra por la puerta de los eventos: bandeja, cuarentena, posiciones y contactos."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import BigInteger, ForeignKey, Identity, Index, UniqueConstraint, func
from sqlalchemy.orm import Mapped, mapped_column

from sistema.modelos.base import Base, Clave
from sistema.nucleo.cripto import BytesCifrados, JsonCifrado


class Entrada(Base):
    """Cola de eventos que no llegan por Kafka; el lote que los consume los borra (INV-4)."""

    __tablename__ = "entrada"
    __table_args__ = (Index("ix_entrada_organismo_numero", "organismo", "numero"),)

    numero: Mapped[int] = mapped_column(BigInteger, Identity(), primary_key=True)
    organismo: Mapped[str] = mapped_column(ForeignKey("institucion.codigo"))
    cuerpo: Mapped[bytes] = mapped_column(BytesCifrados("entrada.cuerpo"))
    recibida_en: Mapped[datetime] = mapped_column(server_default=func.now())


class PosicionConsumida(Base):
    """La primera posición aún no consumida de cada origen; avanza solo con el lote (INV-2)."""

    __tablename__ = "posicion_consumida"

    cluster: Mapped[str] = mapped_column(primary_key=True)
    tema: Mapped[str] = mapped_column(primary_key=True)
    particion: Mapped[int] = mapped_column(primary_key=True)
    posicion: Mapped[int] = mapped_column(BigInteger)


class Bandeja(Base):
    """Qué eventos ya se recibieron: el id que puso el organismo y la huella de su contenido."""

    __tablename__ = "bandeja"

    organismo: Mapped[str] = mapped_column(primary_key=True)
    evento_id: Mapped[UUID] = mapped_column(primary_key=True)
    huella: Mapped[bytes]
    recibido_en: Mapped[datetime] = mapped_column(server_default=func.now())


class Cuarentena(Base):
    """Mensajes que no pudieron procesarse, enteros y cifrados, con el motivo en un código."""

    __tablename__ = "cuarentena"
    __table_args__ = (UniqueConstraint("cluster", "tema", "particion", "posicion"),)

    id: Mapped[Clave]
    organismo: Mapped[str] = mapped_column(ForeignKey("institucion.codigo"))
    cluster: Mapped[str]
    tema: Mapped[str]
    particion: Mapped[int]
    posicion: Mapped[int] = mapped_column(BigInteger)
    codigo: Mapped[str]
    detalle: Mapped[str]
    cuerpo: Mapped[bytes] = mapped_column(BytesCifrados("cuarentena.cuerpo"))
    llegada_en: Mapped[datetime] = mapped_column(server_default=func.now())


class Contacto(Base):
    """Un contacto de una persona buscada con un organismo; solo existe si coincidió (INV-4)."""

    __tablename__ = "contacto"
    __table_args__ = (UniqueConstraint("organismo", "evento_id"),)

    id: Mapped[Clave]
    organismo: Mapped[str] = mapped_column(ForeignKey("institucion.codigo"))
    evento_id: Mapped[UUID]
    tipo_contacto: Mapped[str]
    ocurrido_en: Mapped[datetime]
    persona: Mapped[dict[str, Any]] = mapped_column(JsonCifrado("contacto.persona"))
    datos: Mapped[dict[str, Any]] = mapped_column(JsonCifrado("contacto.datos"))
    registrado_en: Mapped[datetime]
