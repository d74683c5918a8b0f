"""Lo que se guarda en la bóveda y lo que se recupera de ella."""

from dataclasses import dataclass, field
from datetime import date


@dataclass(frozen=True, slots=True)
class Resguardo:
    """Un evento por guardar: hasta cuándo y con qué claves de bloqueo podrá hallarse."""

    vence_el: date
    organismo: str
    cuerpo: bytes = field(repr=False)
    firma: str | None = None
    claves: frozenset[str] = field(default_factory=frozenset, repr=False)


@dataclass(frozen=True, slots=True)
class Recuperado:
    """Un evento de la bóveda que comparte una clave con lo buscado, ya abierto."""

    organismo: str
    cuerpo: bytes = field(repr=False)
    firma: str | None = None
