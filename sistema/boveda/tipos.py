"""Lo que se guarda en la bóveda y lo que se recupera de ella."""

from dataclasses import dataclass, field
from datetime import date
from typing import NamedTuple
from uuid import UUID


@dataclass(frozen=True, slots=True)
class Resguardo:
    """Un evento por guardar: hasta cuándo y con qué claves de bloqueo podrá hallarse."""

    vence_el: date
    organismo: str
    cuerpo: bytes = field(repr=False)
    firma: str | None = None
    claves: frozenset[str] = field(default_factory=frozenset, repr=False)


class Marca(NamedTuple):
    """El lugar de un evento en la bóveda; se recorre en este orden."""

    dia: date
    fila: UUID


PRINCIPIO = Marca(date.min, UUID(int=0))


@dataclass(frozen=True, slots=True)
class Recuperado:
    """Un evento de la bóveda que comparte una clave con lo buscado; si no abre, no es `legible`."""

    organismo: str
    cuerpo: bytes = field(repr=False)
    firma: str | None = None
    legible: bool = True
    marca: Marca = field(default=PRINCIPIO, compare=False)
