"""Las hipótesis de un caso: varias a la vez, con sustento, que se corrigen sin borrarse."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Final

from riesgo.errores import AntecedentesInvalidos
from riesgo.tipos import exigir_instante

SUSTENTO_MAXIMO: Final = 2_000
INDETERMINADA: Final = "INDETERMINADA"


class Plausibilidad(StrEnum):
    """Cuánto la sostiene lo que se sabe; cualitativa, no una probabilidad calculada."""

    BAJA = "baja"
    MEDIA = "media"
    ALTA = "alta"
    DESCARTADA = "descartada"


@dataclass(frozen=True, slots=True)
class Hipotesis:
    """Una versión de una hipótesis, con lo que la sostiene.

    Fundamento: Ley 21.500, arts. 5, letra c) y 14, letra a).

    Raises:
        AntecedentesInvalidos: no trae sustento, o su versión no es positiva.
    """

    tipo: str
    sustento: str
    plausibilidad: Plausibilidad = Plausibilidad.MEDIA
    autor: str = ""
    formulada_en: datetime | None = None
    version: int = 1

    def __post_init__(self) -> None:
        if not self.sustento.strip() or len(self.sustento) > SUSTENTO_MAXIMO:
            raise AntecedentesInvalidos.en(
                "sustento", f"diga en qué se apoya, hasta {SUSTENTO_MAXIMO} caracteres"
            )
        if self.version < 1:
            raise AntecedentesInvalidos.en("version", "las versiones se cuentan desde 1")
        exigir_instante("formulada_en", self.formulada_en)


def agregar_hipotesis(historia: Sequence[Hipotesis], nueva: Hipotesis) -> tuple[Hipotesis, ...]:
    """La historia con una versión más de esa hipótesis; las anteriores quedan como estaban.

    Fundamento: Ley 21.500, art. 14, letra a).
    """
    ultima = max((h.version for h in historia if h.tipo == nueva.tipo), default=0)
    siguiente = Hipotesis(
        tipo=nueva.tipo,
        sustento=nueva.sustento,
        plausibilidad=nueva.plausibilidad,
        autor=nueva.autor,
        formulada_en=nueva.formulada_en,
        version=ultima + 1,
    )
    return (*historia, siguiente)


def hipotesis_vigentes(historia: Sequence[Hipotesis]) -> tuple[Hipotesis, ...]:
    """La última versión de cada hipótesis que nadie descartó, por tipo.

    Si dos traen la misma versión y una sola la descarta, la hipótesis sigue en pie.
    """
    ultimas: dict[str, Hipotesis] = {}
    for hipotesis in historia:
        anterior = ultimas.get(hipotesis.tipo)
        if anterior is None or _peso(hipotesis) > _peso(anterior):
            ultimas[hipotesis.tipo] = hipotesis
    return tuple(
        ultimas[tipo]
        for tipo in sorted(ultimas)
        if ultimas[tipo].plausibilidad is not Plausibilidad.DESCARTADA
    )


def _peso(hipotesis: Hipotesis) -> tuple[int, bool]:
    return hipotesis.version, hipotesis.plausibilidad is not Plausibilidad.DESCARTADA
