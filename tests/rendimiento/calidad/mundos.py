"""Mundos sembrados, distintos de los del entrenamiento, y lo que el enlace halla en ellos."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from matching.generador.mundo import EventoSintetico, Mundo, generar, generar_apellido_unico
from matching.indice import Indice
from matching.tipos import Candidato, Decision, Ficha

SEMILLA_HABITUAL: Final = 9_101
SEMILLA_RUIDO: Final = 9_201
SEMILLA_EQUIDAD: Final = 9_301
SEMILLA_APELLIDO_UNICO: Final = 9_401
RUIDO_ALTO: Final = 1.6


@dataclass(frozen=True, slots=True)
class Hallazgo:
    """Un evento y la persona que el enlace puso primera, si alguna."""

    evento: EventoSintetico
    candidato: Candidato | None

    @property
    def es_acierto(self) -> bool:
        """La primera es la persona del evento."""
        return self.candidato is not None and self.evento.verdad.caso_id in self.candidato.casos

    @property
    def es_enlace(self) -> bool:
        """Quedó enlazado, bien o mal."""
        return self.candidato is not None and self.candidato.decision is Decision.ENLACE

    @property
    def probabilidad(self) -> float:
        """La probabilidad del primer candidato; 0 si no hay."""
        return self.candidato.probabilidad if self.candidato else 0.0


def armar_indice(mundo: Mundo) -> Indice:
    """El índice con toda la lista del mundo."""
    indice = Indice()
    for buscada in mundo.buscadas:
        indice.poner(Ficha(buscada.caso_id, buscada.caso_id, buscada.identidad))
    return indice


def buscar_todos(mundo: Mundo) -> Iterator[Hallazgo]:
    """El mejor candidato de cada evento, aunque sea para descarte, en su orden."""
    indice = armar_indice(mundo)
    return (Hallazgo(e, indice.buscar_mejor(e.identidad)) for e in mundo.eventos)


def listar_coincidencias(indice: Indice, mundo: Mundo) -> Iterator[tuple[EventoSintetico, str]]:
    """Todo par (evento, caso) cuya sola evidencia llega a revisión: las coincidencias de INV-1."""
    for evento in mundo.eventos:
        for candidato in indice.buscar(evento.identidad):
            for caso_id in candidato.casos:
                yield evento, caso_id


def generar_habitual(*, rapido: bool) -> Mundo:
    """El mundo con que se comparan los motores: 2 % de positivos y 9 % de negativos difíciles."""
    return generar(
        SEMILLA_HABITUAL,
        buscadas=10_000 if rapido else 30_000,
        eventos=30_000 if rapido else 100_000,
        positivos=0.02,
        duros=0.09,
    )


def generar_ruidoso(*, rapido: bool) -> Mundo:
    """El mismo mundo con todas las tasas de error por 1,6."""
    return generar(
        SEMILLA_RUIDO,
        buscadas=10_000 if rapido else 30_000,
        eventos=20_000 if rapido else 60_000,
        positivos=0.02,
        duros=0.09,
        ruido=RUIDO_ALTO,
    )


def generar_equidad() -> Mundo:
    """Un mundo con positivos de sobra, más de mil por grupo: el mismo para la tabla y la compuerta.

    Con menos, el azar solo ya mueve tres puntos la recuperación de un grupo.
    """
    return generar(SEMILLA_EQUIDAD, buscadas=10_000, eventos=110_000, positivos=0.17, duros=0.08)


def generar_un_apellido(*, rapido: bool) -> Mundo:
    """Personas con un solo apellido y sin RUN, un evento por persona."""
    return generar_apellido_unico(SEMILLA_APELLIDO_UNICO, personas=1_500 if rapido else 5_000)
