"""Las diligencias de las primeras 24 horas, según la categoría, la hipótesis y los criterios."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Final, NamedTuple

from riesgo.errores import AntecedentesInvalidos
from riesgo.tipos import Categoria, exigir_instante

HORAS_INICIALES: Final = 24
RESULTADO_MAXIMO: Final = 2_000
_PLAZOS: Final = {horas: timedelta(hours=horas) for horas in range(1, HORAS_INICIALES + 1)}


@dataclass(frozen=True, slots=True)
class PlantillaDiligencia:
    """Una diligencia del catálogo. Una lista vacía no restringe; `criterios` pide uno cumplido."""

    codigo: str
    texto: str
    plazo_horas: int
    responsable: str
    categorias: frozenset[str]
    hipotesis: frozenset[str]
    criterios: frozenset[str]


class Diligencia(NamedTuple):
    """Algo que hacer antes de `vence_en`; sin recepción conocida, el vencimiento es None."""

    codigo: str
    texto: str
    plazo_horas: int
    responsable: str
    vence_en: datetime | None = None
    resultado: str | None = None
    hecha_en: datetime | None = None


def planificar(
    plantillas: Sequence[PlantillaDiligencia],
    categoria: Categoria,
    hipotesis: Collection[str],
    criterios: Collection[str],
    recibida_en: datetime | None,
) -> tuple[Diligencia, ...]:
    """Las diligencias que corresponden, en el orden de las plantillas.

    Unidades: los plazos son horas desde la recepción de la denuncia.
    Fundamento: Ley 21.500, arts. 4 y 5, letra d); técnico (ADR-0019: cuáles son).
    """
    # Porque: 24 horas de la misma zona son 23 o 25 la noche en que cambia el horario.
    desde = None if recibida_en is None else recibida_en.astimezone(UTC)
    zona = None if recibida_en is None else recibida_en.tzinfo
    return tuple(
        Diligencia(
            plantilla.codigo,
            plantilla.texto,
            plantilla.plazo_horas,
            plantilla.responsable,
            desde and (desde + _PLAZOS[plantilla.plazo_horas]).astimezone(zona),
        )
        for plantilla in plantillas
        if (not plantilla.categorias or categoria in plantilla.categorias)
        and (not plantilla.hipotesis or not plantilla.hipotesis.isdisjoint(hipotesis))
        and (not plantilla.criterios or not plantilla.criterios.isdisjoint(criterios))
    )


def anotar_resultado(diligencia: Diligencia, resultado: str, en: datetime) -> Diligencia:
    """La diligencia hecha, con su resultado; que se hizo tarde se sigue viendo.

    Fundamento: Ley 21.500, art. 5, letra d); técnico (ADR-0019).

    Raises:
        AntecedentesInvalidos: el resultado está vacío o la hora no lleva zona.
    """
    if not resultado.strip() or len(resultado) > RESULTADO_MAXIMO:
        raise AntecedentesInvalidos.en(
            "resultado", f"diga qué se obtuvo, hasta {RESULTADO_MAXIMO} caracteres"
        )
    exigir_instante("hecha_en", en)
    return diligencia._replace(resultado=resultado, hecha_en=en)


def listar_atrasadas(diligencias: Iterable[Diligencia], en: datetime) -> tuple[Diligencia, ...]:
    """Las que vencieron sin hacerse, la más atrasada primero.

    Fundamento: Ley 21.500, art. 5, letra d); técnico (ADR-0019).
    """
    vencidas = [
        (d.vence_en, d.codigo, d)
        for d in diligencias
        if d.hecha_en is None and d.vence_en is not None and d.vence_en < en
    ]
    return tuple(d for _, _, d in sorted(vencidas, key=lambda v: v[:2]))
