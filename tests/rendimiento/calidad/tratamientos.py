"""Pares sembrados: una persona escrita sin errores y la misma tras un solo tratamiento.

Los tratamientos que no tocan el RUN se prueban con el RUN en blanco: con él, casi nada decide.
"""

from collections.abc import Iterator
from dataclasses import replace
from typing import Final

from matching.generador import ruido_run
from matching.generador.borrador import abrir_borrador, cerrar_borrador
from matching.generador.mundo import Clase, Fabrica
from matching.generador.poblacion import EDADES_BUSCADAS, Poblacion
from matching.generador.ruido import TRATAMIENTOS, Tratamiento
from matching.generador.sorteo import crear_azar
from matching.tipos import Decision, Identidad
from tests.rendimiento.calidad.pares import Par

SEMILLA: Final = 8_801
ESTILO_RUN: Final = "guion"
INTENTOS_POR_PAR: Final = 40
DE_LA_MISMA: Final = frozenset({Decision.ENLACE, Decision.REVISION})
DE_OTRA: Final = frozenset({Decision.REVISION, Decision.DESCARTE})
NEGATIVOS: Final = (
    Clase.HOMONIMO,
    Clase.PARIENTE,
    Clase.GEMELO,
    Clase.RUN_VECINO,
    Clase.RUN_PRESTADO,
)


def crear_pares(por_tratamiento: int) -> Iterator[Par]:
    """Pares de cada tratamiento del generador y de cada clase de negativo difícil."""
    poblacion = Poblacion(crear_azar(SEMILLA))
    for tratamiento in TRATAMIENTOS:
        yield from _crear_de_tratamiento(poblacion, tratamiento, por_tratamiento)
    for numero, clase in enumerate(NEGATIVOS, start=1):
        yield from crear_negativos(clase, por_tratamiento, SEMILLA + numero)


def crear_negativos(clase: Clase, cantidad: int, semilla: int) -> Iterator[Par]:
    """Pares de un negativo difícil con la persona a la que se parece, con el ruido de siempre."""
    fabrica = Fabrica(semilla, 1.0)
    casos = {b.caso_id: b for b in (fabrica.agregar_buscada() for _ in range(cantidad))}
    for numero in range(cantidad):
        evento = fabrica.crear_evento(numero, clase)
        referida = casos[evento.verdad.referida or ""]
        if clase is Clase.RUN_PRESTADO and referida.persona.run is None:
            continue
        yield Par(
            f"{clase}-{numero}",
            f"negativo: {clase}",
            es_misma=False,
            esperadas=DE_OTRA,
            evento=evento.identidad,
            buscada=referida.identidad,
        )


def _crear_de_tratamiento(
    poblacion: Poblacion, tratamiento: Tratamiento, cantidad: int
) -> Iterator[Par]:
    creados = 0
    for _ in range(cantidad * INTENTOS_POR_PAR):
        if creados == cantidad:
            return
        par = _tratar(poblacion, tratamiento, creados)
        if par is not None:
            creados += 1
            yield par


def _tratar(poblacion: Poblacion, tratamiento: Tratamiento, numero: int) -> Par | None:
    """Una persona nueva y su versión tratada, o None si el tratamiento no cabe en ella."""
    persona = poblacion.crear(EDADES_BUSCADAS)
    borrador = abrir_borrador(persona, persona.run)
    if tratamiento.nombre == "run_dv_recalculado":
        ruido_run.cambiar_digito(borrador, poblacion.azar)
    if not tratamiento.aplicar(borrador, poblacion.azar):
        return None
    tratada = cerrar_borrador(borrador, ESTILO_RUN)
    limpia = cerrar_borrador(abrir_borrador(persona, persona.run), ESTILO_RUN)
    es_del_run = tratada.run != limpia.run
    return Par(
        f"{tratamiento.nombre}-{numero}",
        f"tratamiento: {tratamiento.nombre}",
        es_misma=True,
        esperadas=DE_LA_MISMA,
        evento=tratada if es_del_run else sin_run(tratada),
        buscada=limpia,
    )


def sin_run(identidad: Identidad) -> Identidad:
    """La misma identidad con el RUN en blanco."""
    return replace(identidad, run="")
