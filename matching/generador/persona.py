"""Una persona inventada y los grupos que importan para medir la equidad del enlace."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import cache
from typing import Final

from matching.comunas import Comuna
from matching.tipos import Documento, Sexo

ANIO_ACTUAL: Final = 2026
MAYORIA_DE_EDAD: Final = 18
EDAD_MAYOR: Final = 60


class Origen(StrEnum):
    """Convención de nombres que sigue la persona."""

    CHILENO = "chileno"
    MAPUCHE = "mapuche"
    AYMARA = "aymara"
    RAPA_NUI = "rapa_nui"
    HAITIANO = "haitiano"
    VENEZOLANO = "venezolano"
    PERUANO = "peruano"
    COLOMBIANO = "colombiano"


class Grupo(StrEnum):
    """Grupos sobre los que se mide si el enlace falla más que en el promedio."""

    MAPUCHE = "mapuche"
    MIGRANTE = "migrante"
    MUJER = "mujer"
    MENOR = "menor"
    MAYOR_60 = "mayor_60"


NACIONALIDADES: Final = {
    Origen.HAITIANO: "HT",
    Origen.VENEZOLANO: "VE",
    Origen.PERUANO: "PE",
    Origen.COLOMBIANO: "CO",
}
"""Nacionalidad ISO 3166 de los orígenes extranjeros; los demás son chilenos."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Persona:
    """La persona tal como es, antes de que nadie la escriba mal.

    `run` es el cuerpo sin dígito verificador, o None si no tiene (parte de los migrantes).
    """

    run: int | None
    nombres: tuple[str, ...]
    paterno: str
    materno: str
    sexo: Sexo
    nacimiento: date
    comuna: Comuna
    origen: Origen = Origen.CHILENO
    documento: Documento | None = None
    nombre_social: str = ""
    run_madre: int | None = None

    @property
    def nacionalidad(self) -> str:
        """Código ISO 3166 alfa-2."""
        return NACIONALIDADES.get(self.origen, "CL")

    @property
    def edad(self) -> int:
        """Años que cumple en el año de referencia del mundo sintético."""
        return ANIO_ACTUAL - self.nacimiento.year


def clasificar_grupos(persona: Persona) -> frozenset[str]:
    """Grupos de equidad a los que pertenece la persona, por su valor."""
    return agrupar(persona.origen, persona.sexo, persona.edad)


@cache
def agrupar(origen: Origen, sexo: Sexo, edad: int) -> frozenset[str]:
    """Grupos de equidad de quien tiene ese origen, sexo y edad."""
    pertenencias = (
        (Grupo.MAPUCHE, origen is Origen.MAPUCHE),
        (Grupo.MIGRANTE, origen in NACIONALIDADES),
        (Grupo.MUJER, sexo is Sexo.F),
        (Grupo.MENOR, edad < MAYORIA_DE_EDAD),
        (Grupo.MAYOR_60, edad >= EDAD_MAYOR),
    )
    return frozenset(grupo.value for grupo, pertenece in pertenencias if pertenece)
