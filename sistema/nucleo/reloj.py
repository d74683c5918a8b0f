"""El único lugar que mira la hora; todo lo demás la recibe."""

from collections.abc import Callable
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

CHILE = ZoneInfo("America/Santiago")

Reloj = Callable[[], datetime]


def ahora() -> datetime:
    """El instante actual, consciente de zona y en UTC."""
    return datetime.now(UTC)  # noqa: TID251 - este es el lugar que la regla protege


def fecha_civil(instante: datetime) -> date:
    """La fecha que marca el calendario de Chile continental en ese instante."""
    return instante.astimezone(CHILE).date()
