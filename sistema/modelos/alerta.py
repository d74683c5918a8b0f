"""Alertas a los órganos intervinientes y su recepción por cada uno."""

from datetime import datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from sistema.modelos.base import Base, Clave


class ClaseAlerta(StrEnum):
    """De qué avisa una alerta."""

    POSIBLE_PARADERO = "posible_paradero"
    RIESGO = "riesgo"


class Alerta(Base):
    """Aviso de un posible paradero o de que subió el riesgo (Ley 21.500, arts. 3 y 5, letra b).

    `version` es la de la coincidencia que la motivó: una versión avisa a lo más una vez, y una
    evaluación o una decisión, también.
    """

    __tablename__ = "alerta"
    __table_args__ = (
        UniqueConstraint("coincidencia_id", "version"),
        CheckConstraint(
            "(clase = 'posible_paradero' AND coincidencia_id IS NOT NULL AND evaluacion_id IS NULL"
            " AND decision_id IS NULL)"
            " OR (clase = 'riesgo' AND coincidencia_id IS NULL"
            " AND (evaluacion_id IS NULL) <> (decision_id IS NULL))",
            name="origen",
        ),
    )

    id: Mapped[Clave]
    clase: Mapped[ClaseAlerta]
    caso_id: Mapped[UUID] = mapped_column(ForeignKey("caso.id"), index=True)
    coincidencia_id: Mapped[UUID | None] = mapped_column(ForeignKey("coincidencia.id"))
    evaluacion_id: Mapped[UUID | None] = mapped_column(
        ForeignKey("evaluacion_riesgo.id"), unique=True
    )
    decision_id: Mapped[UUID | None] = mapped_column(ForeignKey("decision_riesgo.id"), unique=True)
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
