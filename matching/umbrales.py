"""Dónde están las bandas y qué evidencia exigen."""

from dataclasses import dataclass
from math import log2


@dataclass(frozen=True, slots=True)
class Umbrales:
    """Probabilidades mínimas de cada banda, entre 0 y 1.

    `enlace` se mide contando a los competidores; `revision`, con la sola evidencia del par (INV-1).
    """

    enlace: float = 0.93
    revision: float = 0.05

    def __post_init__(self) -> None:
        if not 0 < self.revision <= self.enlace < 1:
            raise UmbralesInvalidos

    @property
    def bits_revision(self) -> float:
        """El umbral de revisión en bits."""
        return log2(self.revision / (1 - self.revision))


class UmbralesInvalidos(ValueError):
    """Los umbrales deben cumplir 0 < revision ≤ enlace < 1."""

    def __init__(self) -> None:
        super().__init__("los umbrales deben cumplir 0 < revision <= enlace < 1")
