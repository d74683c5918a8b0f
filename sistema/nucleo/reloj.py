"""El único lugar que mira la hora; todo lo demás la recibe."""

from collections.abc import Callable
from datetime import UTC, datetime

from sqlalchemy import text
from sqlalchemy.orm import Session

Reloj = Callable[[], datetime]


def ahora() -> datetime:
    """El instante actual, consciente de zona y en UTC."""
    return datetime.now(UTC)  # noqa: TID251 - este es el lugar que la regla protege


def hora_de_la_base(sesion: Session) -> datetime:
    """Qué hora era para la base de datos al empezar esta transacción."""
    hora: datetime = sesion.scalars(text("SELECT now()")).one()
    return hora


def hora_segura(sesion: Session, instante: datetime) -> datetime:
    """La más atrasada entre la del proceso y la de la base: con ella se decide qué venció.

    Un reloj adelantado no destruye ni descarta nada antes de tiempo.

    Fundamento: técnico (ADR-0013).
    """
    return min(instante, hora_de_la_base(sesion))
