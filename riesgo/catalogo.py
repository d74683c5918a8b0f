"""El catálogo: qué criterios rigen, cuánto pesan y qué se hace, con su versión y vigencia."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Final

from riesgo.criterios import CRITERIOS, Criterio
from riesgo.diligencias import PlantillaDiligencia
from riesgo.errores import CatalogoNoVigente
from riesgo.hechos import NOMBRES
from riesgo.situacion import Umbrales

RUTA_CATALOGO: Final = Path(__file__).with_name("catalogo.toml")
"""El catálogo que viaja con el paquete. Leerlo es de quien llama: aquí no se lee nada."""

PISOS_DE_LEY: Final = ("F01", "F02")
PISOS_POSIBLES: Final = ("F06", "F07", "F13", "F14")
"""Los que el catálogo puede encender o apagar como piso."""
DEBERES_DE_LEY: Final = ("F03", "F04")
"""Los que siempre se consideran y siempre suman."""
CRITERIOS_DE_SALUD: Final = ("F06", "F07", "F08", "F09", "F10", "F11", "F12")
"""El estado de salud siempre se considera: el catálogo elige con cuáles, no si se mira."""
URGENCIA_MINIMA: Final = 3
URGENCIA_MAXIMA: Final = 1


@dataclass(frozen=True, slots=True)
class Regla:
    """Lo que el catálogo dice de un criterio.

    `puntos` suman en los F y restan en los P. `urgencia` (1 a 3) es la que pide si se cumple;
    `urgencia_desconocido`, la que pide si no se sabe e `indetermina`.
    """

    criterio: Criterio
    encendido: bool
    piso: bool
    indetermina: bool
    puntos: int
    urgencia: int
    urgencia_desconocido: int


@dataclass(frozen=True, slots=True)
class TipoHipotesis:
    """Una hipótesis del catálogo y los criterios que la sugieren."""

    codigo: str
    nombre: str
    sugieren: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Pregunta:
    """Una pregunta de la entrevista: para quien denuncia, para un niño o niña, y por qué."""

    codigo: str
    texto: str
    texto_nna: str
    por_que: str


@dataclass(frozen=True, slots=True)
class Faltante:
    """Algo que no se sabe; `indetermina` dice que por eso no se puede fijar la categoría."""

    codigo: str
    nombre: str
    criterios: tuple[str, ...]
    indetermina: bool


@dataclass(frozen=True, slots=True)
class Catalogo:
    """Un catálogo válido entero; se construye con `leer_catalogo`.

    Sus diligencias van en orden de plazo.
    """

    version: str
    vigente_desde: date
    vigente_hasta: date | None
    umbrales: Umbrales
    reglas: Mapping[str, Regla]
    hipotesis: Mapping[str, TipoHipotesis]
    diligencias: tuple[PlantillaDiligencia, ...]
    preguntas: Mapping[str, Pregunta]
    encendidas: tuple[Regla, ...] = field(init=False, repr=False, compare=False)
    faltantes: Mapping[str, Faltante] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        encendidas = tuple(self.reglas[c] for c in CRITERIOS if self.reglas[c].encendido)
        object.__setattr__(self, "encendidas", encendidas)
        object.__setattr__(self, "faltantes", _reunir_faltantes(encendidas))

    def rige(self, dia: date) -> bool:
        """Si estaba vigente ese día."""
        return self.vigente_desde <= dia and (
            self.vigente_hasta is None or dia <= self.vigente_hasta
        )


def elegir_vigente(catalogos: Iterable[Catalogo], dia: date) -> Catalogo:
    """El catálogo que regía ese día; de varios, el que empezó más tarde.

    Si todos los empezados ya vencieron, el último: un catálogo vencido no deja a nadie sin
    evaluar, y la evaluación lo avisa.

    Fundamento: técnico (ADR-0019).

    Raises:
        CatalogoNoVigente: ninguno había empezado.
    """
    empezados = [c for c in catalogos if c.vigente_desde <= dia]
    if not empezados:
        raise CatalogoNoVigente.en("vigente_desde", "ninguno había empezado: cargue uno anterior")
    return max(empezados, key=lambda c: (c.rige(dia), c.vigente_desde, c.version))


def publicar_criterios(catalogo: Catalogo) -> list[dict[str, object]]:
    """La lógica de cada criterio, tal como la dice su código, y lo que el catálogo le da.

    Fundamento: Ley 19.628, art. 8 bis.
    """
    return [
        {
            "codigo": regla.criterio.codigo,
            "logica": regla.criterio.logica,
            "fundamento": regla.criterio.fundamento,
            "confianza": regla.criterio.confianza,
            "encendido": regla.encendido,
            "piso": regla.piso,
            "indetermina": regla.indetermina,
            "protector": regla.criterio.es_protector,
            "puntos": regla.puntos,
            "preguntas": [catalogo.preguntas[p].texto for p in regla.criterio.preguntas],
        }
        for regla in (catalogo.reglas[c] for c in CRITERIOS)
    ]


def _reunir_faltantes(encendidas: tuple[Regla, ...]) -> dict[str, Faltante]:
    criterios: dict[str, list[Regla]] = {}
    for regla in encendidas:
        for pregunta in regla.criterio.preguntas:
            criterios.setdefault(pregunta, []).append(regla)
    return {
        codigo: Faltante(
            codigo,
            NOMBRES[codigo],
            tuple(r.criterio.codigo for r in reglas),
            any(r.indetermina for r in reglas),
        )
        for codigo, reglas in criterios.items()
    }
