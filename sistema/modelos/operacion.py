"""La marcha de la ingesta: cuentas, latidos, tareas y sondas, sin un dato personal."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import BigInteger, ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from sistema.modelos.base import Base, Clave


class ActividadAporte(Base):
    """Cuánto aportó un organismo en un día y cuándo fue lo último."""

    __tablename__ = "actividad_aporte"

    organismo: Mapped[str] = mapped_column(ForeignKey("institucion.codigo"), primary_key=True)
    dia: Mapped[date] = mapped_column(primary_key=True)
    recibidos: Mapped[int] = mapped_column(BigInteger)
    apartados: Mapped[int] = mapped_column(BigInteger)
    ultimo_en: Mapped[datetime]


class ErrorAporte(Base):
    """Cuántas veces un organismo cometió en un día cada error de escritura."""

    __tablename__ = "error_aporte"

    organismo: Mapped[str] = mapped_column(ForeignKey("institucion.codigo"), primary_key=True)
    dia: Mapped[date] = mapped_column(primary_key=True)
    codigo: Mapped[str] = mapped_column(primary_key=True)
    detalle: Mapped[str] = mapped_column(primary_key=True)
    cuantos: Mapped[int] = mapped_column(BigInteger)


class LatidoConsumidor(Base):
    """Lo que un consumidor dice de sí: sigue vivo y cuánto le falta en cada partición.

    `atrasado_desde` es cuándo llegó a Kafka lo último que leyó, si aún le faltan mensajes.
    """

    __tablename__ = "latido_consumidor"

    proceso: Mapped[UUID] = mapped_column(primary_key=True)
    tema: Mapped[str] = mapped_column(primary_key=True)
    particion: Mapped[int] = mapped_column(primary_key=True)
    pendientes: Mapped[int] = mapped_column(BigInteger)
    casos: Mapped[int]
    atrasado_desde: Mapped[datetime | None]
    anotado_en: Mapped[datetime]


class Sonda(Base):
    """Un evento sintético enviado para comprobar que el camino entero funciona."""

    __tablename__ = "sonda"
    __table_args__ = (
        Index("ix_sonda_pendiente", "enviada_en", postgresql_where=text("salio_en IS NULL")),
    )

    id: Mapped[Clave]
    caso_id: Mapped[UUID] = mapped_column(ForeignKey("caso.id"))
    organismo: Mapped[str] = mapped_column(ForeignKey("institucion.codigo"))
    evento_id: Mapped[UUID] = mapped_column(unique=True)
    enviada_en: Mapped[datetime]
    salio_en: Mapped[datetime | None]


class Tarea(Base):
    """Cómo le fue a una tarea periódica la última vez y cuándo le fue bien por última vez."""

    __tablename__ = "tarea"

    nombre: Mapped[str] = mapped_column(primary_key=True)
    cada_s: Mapped[int]
    terminada_en: Mapped[datetime]
    hecha_en: Mapped[datetime | None]
    fallo: Mapped[str | None]
    hechos: Mapped[int] = mapped_column(BigInteger)


class Pulso(Base):
    """Una fila que la salud toca para saber si la base de datos acepta escrituras."""

    __tablename__ = "pulso"

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    tocado_en: Mapped[datetime]
