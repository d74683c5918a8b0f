"""Sorteos con peso, rápidos y reproducibles: el azar siempre llega de fuera."""

from bisect import bisect
from collections.abc import Iterable, Sequence
from itertools import accumulate
from random import Random
from typing import Generic, TypeVar

T = TypeVar("T")


def crear_azar(semilla: int) -> Random:
    """Fuente de azar reproducible; la misma semilla da siempre la misma sucesión."""
    return Random(semilla)  # noqa: S311 - datos sintéticos, no secretos


class Urna(Generic[T]):
    """Valores con peso que se sacan con reposición.

    Los pesos son relativos; los valores conservan el orden en que se dieron, de modo que el sorteo
    no depende de la semilla de hash del intérprete.
    """

    __slots__ = ("acumulados", "total", "valores")

    def __init__(self, pesos: Iterable[tuple[T, float]]) -> None:
        pares = list(pesos)
        self.valores = [valor for valor, _ in pares]
        self.acumulados = list(accumulate(peso for _, peso in pares))
        self.total = self.acumulados[-1]

    def sacar(self, azar: Random) -> T:
        """Un valor, con probabilidad proporcional a su peso."""
        return self.valores[bisect(self.acumulados, azar.random() * self.total)]


def pesar_por_rango(
    valores: Sequence[T], *, exponente: float, arranque: float = 1.0, suma: float = 1.0
) -> list[tuple[T, float]]:
    """Pesos de Zipf-Mandelbrot, 1/(rango + arranque)^exponente, que suman `suma`."""
    crudos = [(rango + arranque) ** -exponente for rango in range(1, len(valores) + 1)]
    escala = suma / sum(crudos)
    return [(valor, crudo * escala) for valor, crudo in zip(valores, crudos, strict=True)]


def sucede(azar: Random, probabilidad: float) -> bool:
    """Verdadero con la probabilidad dada."""
    return azar.random() < probabilidad


def elegir(azar: Random, valores: Sequence[T]) -> T:
    """Un valor al azar, todos con igual probabilidad; más rápido que `Random.choice`."""
    return valores[int(azar.random() * len(valores))]


def leer_lista(texto: str) -> tuple[str, ...]:
    """Valores separados por comas; los saltos de línea y la sangría no cuentan."""
    return tuple(" ".join(valor.split()) for valor in texto.split(","))


def componer(raices: str, terminaciones: str) -> tuple[str, ...]:
    """Todas las palabras raíz + terminación, sin repetir y en orden estable."""
    return tuple(
        dict.fromkeys(
            raiz + terminacion
            for raiz in leer_lista(raices)
            for terminacion in leer_lista(terminaciones)
        )
    )
