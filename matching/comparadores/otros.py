"""Compara sexo, comuna, nacionalidad y documentos distintos del RUN."""

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

CHILENA: Final = 1
EXTRANJERA: Final = 2
OTRA_NACIONALIDAD: Final = 3
NIVELES_NACIONALIDAD: Final = ("falta", "chilena", "misma_extranjera", "otra")
NACIONALIDADES_CHILENAS: Final = frozenset({"CL", "CHL", "CHILENA", "CHILENO", "CHILE"})

SEXO_NO_BINARIO: Final = "X"


def comparar_sexo(evento: Perfil, buscada: Perfil) -> int:
    """Da el nivel del sexo registral; «X» no contradice, ni nadie que use un nombre social.

    Fundamento: técnico; el sexo registral puede cambiar y la X no dice cuál fue el anterior.
    """
    uno, otro = evento.sexo, buscada.sexo
    if not uno or not otro:
        return FALTA
    if uno == otro:
        return IGUAL
    puede_haber_cambiado = SEXO_NO_BINARIO in (uno, otro) or evento.social or buscada.social
    return FALTA if puede_haber_cambiado else DISTINTO


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


def comparar_nacionalidad(evento: Perfil, buscada: Perfil) -> int:
    """Da el nivel de la nacionalidad; compartir una extranjera dice mucho más que ser chilenas.

    Fundamento: técnico; hay quien tiene dos, de modo que una distinta pesa poco.
    """
    una, otra = evento.nacionalidad, buscada.nacionalidad
    if not una or not otra:
        return FALTA
    chilenas = (una in NACIONALIDADES_CHILENAS, otra in NACIONALIDADES_CHILENAS)
    if all(chilenas):
        return CHILENA
    return EXTRANJERA if una == otra else OTRA_NACIONALIDAD
