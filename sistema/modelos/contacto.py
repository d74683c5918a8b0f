"""Lo que entra por la puerta de los eventos: bandeja, cuarentena, posiciones y contactos.

Los cuerpos de `entrada` y `cuarentena` van cerrados con la llave del día en que vencen, que no está
en la base de datos: destruida la llave, tampoco abren en un respaldo (ADR-0013).
"""

from datetime import date, datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import BigInteger, ForeignKey, Identity, Index, UniqueConstraint, func, text
from sqlalchemy.orm import Mapped, mapped_column

from sistema.modelos.base import Base, Clave
from sistema.nucleo.cripto import BytesCifrados, JsonCifrado


class MotivoRetrospectiva(StrEnum):
    """Por qué hay que mirar hacia atrás."""

    ALTA = "alta"
    CAMBIO = "cambio"


class Entrada(Base):
    """Cola de eventos que no llegan por Kafka; el lote que los consume los borra (INV-4)."""

    __tablename__ = "entrada"
    __table_args__ = (Index("ix_entrada_organismo_numero", "organismo", "numero"),)

    numero: Mapped[int] = mapped_column(BigInteger, Identity(), primary_key=True)
    organismo: Mapped[str] = mapped_column(ForeignKey("institucion.codigo"))
    vence_el: Mapped[date]
    cuerpo: Mapped[bytes]
    firma: Mapped[str | None]
    recibida_en: Mapped[datetime] = mapped_column(server_default=func.now())


class PosicionConsumida(Base):
    """La primera posición aún no consumida de cada origen; avanza solo con el lote (INV-2)."""

    __tablename__ = "posicion_consumida"

    cluster: Mapped[str] = mapped_column(primary_key=True)
    tema: Mapped[str] = mapped_column(primary_key=True)
    particion: Mapped[int] = mapped_column(primary_key=True)
    posicion: Mapped[int] = mapped_column(BigInteger)


class IntentoLote(Base):
    """Qué tramo de cada origen se está procesando y cuántas veces se empezó.

    Se escribe antes del tramo: si el proceso muere en él, el siguiente arranque lo sabe.
    """

    __tablename__ = "intento_lote"

    cluster: Mapped[str] = mapped_column(primary_key=True)
    tema: Mapped[str] = mapped_column(primary_key=True)
    particion: Mapped[int] = mapped_column(primary_key=True)
    desde: Mapped[int] = mapped_column(BigInteger)
    hasta: Mapped[int] = mapped_column(BigInteger)
    intentos: Mapped[int]
    empezado_en: Mapped[datetime] = mapped_column(server_default=func.now())


class Bandeja(Base):
    """Qué eventos ya se recibieron: el id que puso el organismo y la huella de su contenido."""

    __tablename__ = "bandeja"
    __table_args__ = (Index("ix_bandeja_recibido_en", "recibido_en", postgresql_using="brin"),)

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
    vence_el: Mapped[date] = mapped_column(index=True)
    cuerpo: Mapped[bytes]
    firma: Mapped[str | None]
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
    # Solo si venía firmado: los bytes exactos, la firma y la llave que la verificó son evidencia.
    original: Mapped[bytes | None] = mapped_column(BytesCifrados("contacto.original"))
    firma: Mapped[str | None]


class ClaveContacto(Base):
    """Claves ciegas (HMAC) de la persona de un contacto guardado, para hallarlo hacia atrás."""

    __tablename__ = "clave_contacto"

    clave: Mapped[bytes] = mapped_column(primary_key=True)
    contacto_id: Mapped[UUID] = mapped_column(
        ForeignKey("contacto.id", ondelete="CASCADE"), primary_key=True, index=True
    )


class BusquedaRetrospectiva(Base):
    """Una búsqueda hacia atrás pendiente o hecha; nace con el cambio de la cartera que la pide.

    Avanza por tramos: primero los contactos guardados (`avance_dia` vacío) y después la bóveda, día
    por día. `avance_fila` es lo último que se comparó.
    """

    __tablename__ = "busqueda_retrospectiva"
    __table_args__ = (
        Index(
            "ix_busqueda_retrospectiva_pendiente",
            "pedida_en",
            postgresql_where=text("hecha_en IS NULL"),
        ),
    )

    id: Mapped[Clave]
    caso_id: Mapped[UUID] = mapped_column(ForeignKey("caso.id"), index=True)
    motivo: Mapped[MotivoRetrospectiva]
    pedida_en: Mapped[datetime]
    hecha_en: Mapped[datetime | None]
    examinados: Mapped[int] = mapped_column(default=0)
    halladas: Mapped[int] = mapped_column(default=0)
    ilegibles: Mapped[int] = mapped_column(default=0)
    avance_dia: Mapped[date | None]
    avance_fila: Mapped[UUID | None]
