"""Qué es una tarea periódica."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

from sistema.nucleo.bd import Bd
from sistema.nucleo.reloj import Reloj


@dataclass(frozen=True, slots=True)
class Tarea:
    """Un trabajo que se puede repetir cuantas veces se quiera; devuelve cuánto hizo.

    `es_auditada` es falso solo cuando lo que hace ya queda asentado por otro camino.
    """

    nombre: str
    cada: timedelta
    hacer: Callable[[Bd, Reloj], int]
    es_auditada: bool = True


@dataclass(frozen=True, slots=True)
class Desenlace:
    """Cómo terminó una tarea: cuánto hizo, o la clase del error que la detuvo."""

    nombre: str
    hechos: int
    fallo: str | None = None
