"""El SQL de lo que se decide del riesgo y de los vistos buenos."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from sistema.modelos.base import Base
from sistema.modelos.riesgo import DecisionRiesgo, VistoBuenoRiesgo


def por_id(sesion: Session, decision_id: UUID) -> DecisionRiesgo | None:
    """La decisión con ese id."""
    return sesion.get(DecisionRiesgo, decision_id)


def del_caso(sesion: Session, caso_id: UUID) -> Sequence[DecisionRiesgo]:
    """Las decisiones del caso, de la primera a la última."""
    return sesion.scalars(
        select(DecisionRiesgo)
        .where(DecisionRiesgo.caso_id == caso_id)
        .order_by(DecisionRiesgo.numero)
    ).all()


def vistos_buenos(sesion: Session, caso_id: UUID) -> Sequence[VistoBuenoRiesgo]:
    """Los vistos buenos de las decisiones del caso, por orden."""
    return sesion.scalars(
        select(VistoBuenoRiesgo)
        .join(DecisionRiesgo, DecisionRiesgo.id == VistoBuenoRiesgo.decision_id)
        .where(DecisionRiesgo.caso_id == caso_id)
        .order_by(VistoBuenoRiesgo.id)
    ).all()


def insertar(sesion: Session, fila: Base) -> None:
    """Agrega una decisión o un visto bueno."""
    sesion.add(fila)
    sesion.flush()
