"""Lo que el índice guarda de cada caso y lo que resulta de compararlo."""

from dataclasses import dataclass
from typing import NamedTuple

from matching.patron import Patron, Rareza
from matching.perfil import Perfil
from matching.tipos import Ficha


@dataclass(frozen=True, slots=True, eq=False)
class Entrada:
    """Una ficha preparada, con las claves con que está guardada.

    `anio` y `mes_dia` repiten los del perfil porque se leen diez veces por evento.
    """

    ficha: Ficha
    perfil: Perfil
    anio: int
    mes_dia: int
    claves: tuple[int, ...]


class Par(NamedTuple):
    """Una entrada comparada con el evento; `bits` es su propia evidencia."""

    entrada: Entrada
    patron: Patron
    rareza: Rareza
    bits: float


class Persona(NamedTuple):
    """Los casos de una misma persona y el que mejor calza con el evento."""

    casos: tuple[str, ...]
    mejor: Par
