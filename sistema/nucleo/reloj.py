"""El único lugar que mira la hora; todo lo demás la recibe."""

from collections.abc import Callable
from datetime import UTC, datetime

Reloj = Callable[[], datetime]


def ahora() -> datetime:
    """El instante actual, consciente de zona y en UTC."""
    return datetime.now(UTC)  # noqa: TID251 - este es el lugar que la regla protege
