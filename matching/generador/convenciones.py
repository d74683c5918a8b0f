"""Cómo se nombra la gente de cada origen: urnas de nombres y apellidos listas para sacar."""

from dataclasses import dataclass
from typing import Final

from matching.comunas import Comuna
from matching.generador import apellidos, nombres
from matching.generador.lugares import ARAUCANIA, COMUNAS_CON_PESO, NORTE_GRANDE
from matching.generador.persona import Origen
from matching.generador.sorteo import Urna, pesar_por_rango
from matching.tipos import Sexo

PARTE_COLA: Final = 0.17
"""Parte de la población chilena con un apellido de la cola poco frecuente."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Convencion:
    """Hábitos de nombre de un origen.

    `propio` es la probabilidad de un apellido de la lista propia en cada lugar (si no, uno chileno
    común); `nombre_propio`, la de un primer nombre de la lista propia; `materno` y `segundo`, las
    de llevar segundo apellido y segundo nombre; `local`, la de vivir donde el origen se concentra.
    """

    apellidos: Urna[str]
    propio: float = 1.0
    hombres: Urna[str] | None = None
    mujeres: Urna[str] | None = None
    nombre_propio: float = 1.0
    materno: float = 0.985
    segundo: float = 0.86
    comunas: Urna[Comuna] = COMUNAS_CON_PESO
    local: float = 0.0

    def propios(self, sexo: Sexo) -> Urna[str] | None:
        """Urna de nombres propios del origen para el sexo, si la hay."""
        return self.hombres if sexo is Sexo.M else self.mujeres


def urna_por_rango(valores: tuple[str, ...], exponente: float = 0.6) -> Urna[str]:
    """Urna de una lista ordenada del más al menos común."""
    return Urna(pesar_por_rango(valores, exponente=exponente, arranque=2))


APELLIDOS_CHILENOS: Final = Urna[str](
    [
        *pesar_por_rango(apellidos.COMUNES, exponente=0.88, arranque=3, suma=1 - PARTE_COLA),
        *pesar_por_rango(apellidos.COLA, exponente=0.3, suma=PARTE_COLA),
    ]
)
GENERACIONES: Final = tuple(sorted(nombres.HOMBRES))
CONCENTRACION: Final = {1900: 1.05, 1965: 0.95, 1990: 0.75, 2005: 0.7}
"""Exponente de Zipf por generación: los nombres antiguos se repiten más."""
PRIMEROS: Final = {
    sexo: tuple(urna_por_rango(listas[desde], CONCENTRACION[desde]) for desde in GENERACIONES)
    for sexo, listas in (
        (Sexo.M, nombres.HOMBRES),
        (Sexo.F, nombres.MUJERES),
        (Sexo.X, nombres.MUJERES),
    )
}
"""Urnas de primer nombre por sexo, una por generación en el orden de `GENERACIONES`."""
SEGUNDOS: Final = {
    Sexo.M: urna_por_rango(nombres.SEGUNDOS_HOMBRE, 0.5),
    Sexo.F: urna_por_rango(nombres.SEGUNDOS_MUJER, 0.5),
    Sexo.X: urna_por_rango(nombres.SEGUNDOS_MUJER, 0.5),
}

CONVENCIONES: Final = {
    Origen.CHILENO: Convencion(apellidos=APELLIDOS_CHILENOS, nombre_propio=0.0),
    Origen.MAPUCHE: Convencion(
        apellidos=urna_por_rango(apellidos.MAPUCHE, 0.4),
        propio=0.7,
        hombres=urna_por_rango(nombres.MAPUCHE_HOMBRE),
        mujeres=urna_por_rango(nombres.MAPUCHE_MUJER),
        nombre_propio=0.1,
        comunas=ARAUCANIA,
        local=0.45,
    ),
    Origen.AYMARA: Convencion(
        apellidos=urna_por_rango(apellidos.AYMARA),
        propio=0.8,
        nombre_propio=0.0,
        comunas=NORTE_GRANDE,
        local=0.8,
    ),
    Origen.RAPA_NUI: Convencion(
        apellidos=urna_por_rango(apellidos.RAPA_NUI),
        propio=0.75,
        hombres=urna_por_rango(nombres.RAPA_NUI_HOMBRE),
        mujeres=urna_por_rango(nombres.RAPA_NUI_MUJER),
        nombre_propio=0.35,
    ),
    Origen.HAITIANO: Convencion(
        apellidos=urna_por_rango(apellidos.HAITIANOS),
        hombres=urna_por_rango(nombres.HAITIANO_HOMBRE, 0.5),
        mujeres=urna_por_rango(nombres.HAITIANO_MUJER, 0.5),
        materno=0.12,
        segundo=0.45,
    ),
    Origen.VENEZOLANO: Convencion(
        apellidos=urna_por_rango(apellidos.VENEZOLANOS),
        hombres=urna_por_rango(nombres.VENEZOLANO_HOMBRE, 0.5),
        mujeres=urna_por_rango(nombres.VENEZOLANO_MUJER, 0.5),
        materno=0.93,
    ),
    Origen.PERUANO: Convencion(
        apellidos=urna_por_rango(apellidos.PERUANOS),
        hombres=urna_por_rango(nombres.PERUANO_HOMBRE, 0.5),
        mujeres=urna_por_rango(nombres.PERUANO_MUJER, 0.5),
        materno=0.97,
        segundo=0.75,
    ),
    Origen.COLOMBIANO: Convencion(
        apellidos=urna_por_rango(apellidos.COLOMBIANOS),
        hombres=urna_por_rango(nombres.COLOMBIANO_HOMBRE, 0.5),
        mujeres=urna_por_rango(nombres.COLOMBIANO_MUJER, 0.5),
        materno=0.95,
        segundo=0.7,
    ),
}
