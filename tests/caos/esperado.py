"""Qué debía coincidir, calculado en seco: el motor de enlace solo, sin base, sin Kafka y sin orden.

Un par se debe (INV-1) si la evidencia del evento, comparada con lo que al final se sabe de la
persona, llega a revisión y comparten una clave de bloqueo. Los pares sin clave en común, y los que
solo coincidían con lo que se sabía al principio, dependen de qué llegó antes: pueden estar o no.
"""

import json
from collections.abc import Iterable, Iterator
from datetime import datetime
from pathlib import Path

from ingestores.mensajes.decodificacion import decodificar
from matching.claves import claves_de_bloqueo, variantes_de_busqueda
from matching.indice import Indice
from matching.tipos import Ficha, Identidad
from sistema.casos.esquemas import PersonaDesaparecida
from sistema.contactos.tipos import EventoContacto
from sistema.entorno.escenario.tipos import EventoEscenario
from tests.caos.casos import Casos

Par = tuple[str, str]


class Seco:
    """Los casos de una corrida en un índice propio, con lo que se sabe en un momento."""

    def __init__(self, identidades: dict[str, Identidad]) -> None:
        self._indice = Indice()
        self._variantes = {c: variantes_de_busqueda(i) for c, i in identidades.items()}
        for caso, identidad in identidades.items():
            self._indice.poner(Ficha(caso, caso, identidad))

    def pares(self, identidad: Identidad) -> Iterator[tuple[str, bool]]:
        """Los casos que coinciden con una identidad y si comparten con ella una clave."""
        claves = claves_de_bloqueo(identidad)
        for candidato in self._indice.buscar(identidad):
            comparten = any(claves & self._variantes[caso] for caso in candidato.casos)
            yield from ((caso, comparten) for caso in candidato.casos)


def calcular(
    casos: Casos, eventos: Iterable[EventoEscenario], instante: datetime
) -> tuple[set[Par], set[Par]]:
    """Los pares (caso, evento) que deben estar y los que además pueden estar."""
    al_final = Seco({c: _identidad(casos.final(i)) for i, c in casos.abiertos.items()})
    al_principio = Seco({c: _identidad(casos.inicial(i)) for i, c in casos.abiertos.items()})
    deben: set[Par] = set()
    pueden: set[Par] = set()
    for evento in eventos:
        leido = decodificar(evento.cuerpo, 0, evento.organismo, instante)
        if not isinstance(leido, EventoContacto):
            raise TypeError("El escenario trajo un evento que no cumple el contrato.")
        for caso, comparten in al_final.pares(leido.identidad):
            (deben if comparten else pueden).add((caso, evento.evento_id))
        pueden |= {(caso, evento.evento_id) for caso, _ in al_principio.pares(leido.identidad)}
    return deben, pueden - deben


def escribir(ruta: Path, deben: set[Par], pueden: set[Par]) -> None:
    """Lo deja en NDJSON para el verificador."""
    with ruta.open("w", encoding="utf-8") as archivo:
        for debe, pares in ((True, deben), (False, pueden)):
            for caso, evento in sorted(pares):
                linea = json.dumps({"caso": caso, "evento": evento, "debe": debe})
                archivo.write(linea + "\n")


def _identidad(persona: dict[str, object]) -> Identidad:
    return PersonaDesaparecida.model_validate(persona).identidad()
