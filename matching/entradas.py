"""Lo que el índice guarda de cada caso y lo que resulta de compararlo."""

from typing import NamedTuple

from matching.patron import Patron, Rareza
from matching.perfil import Perfil
from matching.tipos import Ficha


class Entrada(NamedTuple):
    """Una ficha, preparada para comparar."""

    ficha: Ficha
    perfil: Perfil


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
