"""Compara sexo, comuna y documentos distintos del RUN."""

from typing import Final

from matching.perfil import Perfil

FALTA: Final = 0
IGUAL: Final = 1
MISMA_REGION: Final = 2
OTRA: Final = 3
NIVELES_COMUNA: Final = ("falta", "igual", "misma_region", "otra")

DISTINTO: Final = 2
NIVELES_SEXO: Final = ("falta", "igual", "distinto")
NIVELES_DOCUMENTO: Final = ("falta", "igual")

SEXO_NO_BINARIO: Final = "X"


def comparar_sexo(evento: Perfil, buscada: Perfil) -> int:
    """Da el nivel del sexo registral; «X» no contradice a nadie.

    Fundamento: técnico; el sexo registral puede cambiar y la X no dice cuál fue el anterior.
    """
    uno, otro = evento.sexo, buscada.sexo
    if not uno or not otro:
        return FALTA
    if uno == otro:
        return IGUAL
    return FALTA if SEXO_NO_BINARIO in (uno, otro) else DISTINTO


def comparar_comuna(evento: Perfil, buscada: Perfil) -> int:
    """Da el nivel de cercanía entre el lugar del evento y la comuna de la persona.

    Fundamento: técnico; la gente aparece lejos de su casa, de modo que otra comuna pesa poco.
    """
    if not evento.comuna or not buscada.comuna:
        return FALTA
    if evento.comuna == buscada.comuna:
        return IGUAL
    return MISMA_REGION if evento.region and evento.region == buscada.region else OTRA


def comparar_documentos(evento: Perfil, buscada: Perfil) -> int:
    """Dice si comparten el número de algún documento; números distintos no contradicen.

    Fundamento: técnico; una persona lleva pasaportes sucesivos con números distintos.
    """
    if not evento.documentos or not buscada.documentos:
        return FALTA
    return FALTA if evento.documentos.isdisjoint(buscada.documentos) else IGUAL
