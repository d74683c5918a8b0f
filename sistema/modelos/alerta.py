"""Alertas de posible paradero y su recepción por cada órgano interviniente."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from sistema.modelos.base import Base, Clave


class Alerta(Base):
    """Aviso de que un contacto puede revelar el paradero de una persona (Ley 21.500, art. 3).

    `version` es la de la coincidencia que la motivó: una versión avisa a lo más una vez.
    """

    __tablename__ = "alerta"
    __table_args__ = (UniqueConstraint("coincidencia_id", "version"),)

    id: Mapped[Clave]
    caso_id: Mapped[UUID] = mapped_column(ForeignKey("caso.id"), index=True)
    coincidencia_id: Mapped[UUID] = mapped_column(ForeignKey("coincidencia.id"))
    version: Mapped[int] = mapped_column(default=1)
    emitida_en: Mapped[datetime]


class EntregaAlerta(Base):
    """La alerta en la bandeja de un órgano interviniente, hasta que una persona la acusa."""

    __tablename__ = "entrega_alerta"
    __table_args__ = (Index("ix_entrega_alerta_bandeja", "institucion", "acusada_en", "alerta_id"),)

    alerta_id: Mapped[UUID] = mapped_column(ForeignKey("alerta.id"), primary_key=True)
    institucion: Mapped[str] = mapped_column(ForeignKey("institucion.codigo"), primary_key=True)
    acusada_en: Mapped[datetime | None]
    acusada_por: Mapped[UUID | None] = mapped_column(ForeignKey("usuario.id"))
