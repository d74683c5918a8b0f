"""Cuán parecidas son dos palabras de un nombre."""

from typing import Final

from rapidfuzz.distance import OSA, JaroWinkler

from matching.perfil import Palabra

FALTA: Final = 0
EXACTO: Final = 1
FONETICO: Final = 2
CERCANO: Final = 3
PARECIDO: Final = 4
DISTINTO: Final = 5
NIVELES: Final = ("falta", "exacto", "fonetico", "cercano", "parecido", "distinto")

UMBRAL_CERCANO: Final = 0.93
UMBRAL_PARECIDO: Final = 0.86
PISO_UN_ERROR: Final = 0.75
LARGO_MINIMO_UN_ERROR: Final = 4


def comparar_palabras(una: Palabra | None, otra: Palabra | None) -> int:
    """Da el nivel de parecido de dos palabras; es simétrica.

    Fundamento: técnico; Jaro-Winkler pesa el comienzo, donde la gente se equivoca menos, y un solo
    error de tecleo (OSA) basta para «cercano» en palabras de cuatro letras o más.
    """
    if una is None or otra is None:
        return FALTA
    if una is otra:
        return EXACTO
    texto, otro_texto = una.texto, otra.texto
    if una.sonido == otra.sonido:
        return EXACTO if texto == otro_texto else FONETICO
    parecido = JaroWinkler.similarity(texto, otro_texto, score_cutoff=PISO_UN_ERROR)
    if not parecido:
        return DISTINTO
    if parecido >= UMBRAL_CERCANO or (
        len(texto) >= LARGO_MINIMO_UN_ERROR <= len(otro_texto)
        and OSA.distance(texto, otro_texto) == 1
    ):
        return CERCANO
    return PARECIDO if parecido >= UMBRAL_PARECIDO else DISTINTO
