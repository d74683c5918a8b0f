"""Las piezas de un antecedente y los tres resultados de un criterio."""

from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import Final

from riesgo.errores import AntecedentesInvalidos

EDAD_ADULTA: Final = 18
"""Años. La ley habla de niños, niñas y adolescentes: no es un umbral del catálogo."""
EDAD_MAXIMA: Final = 120
ANIO_MINIMO: Final = 1900
ANIO_MAXIMO: Final = 2200
TEXTO_MAXIMO: Final = 280


class Respuesta(StrEnum):
    """Lo que alguien contestó. «Desconocido» siempre se puede."""

    SI = "si"
    NO = "no"
    DESCONOCIDO = "desconocido"


class Fuente(StrEnum):
    """De dónde salió el antecedente (Ley 21.500, art. 5, letra b)."""

    PARTE_POLICIAL = "parte_policial"
    SISTEMA = "sistema"
    ENTREVISTA = "entrevista"
    DOCUMENTO = "documento"
    CONTACTO = "contacto"


class Categoria(StrEnum):
    """Nivel de riesgo. La ley nombra solo el alto; los demás son de diseño."""

    BAJO = "BAJO"
    MEDIO = "MEDIO"
    SIN_DETERMINAR = "SIN_DETERMINAR"
    ALTO = "ALTO"


RANGO: Final = {c: n for n, c in enumerate(Categoria)}
"""Orden de las categorías: lo que no se ha determinado está sobre MEDIO."""


def exigir_anio(campo: str, fecha: date) -> None:
    """Rechaza un año fuera de lo posible.

    Raises:
        AntecedentesInvalidos: el año no está entre 1900 y 2200.
    """
    if not ANIO_MINIMO <= fecha.year <= ANIO_MAXIMO:
        raise AntecedentesInvalidos.en(campo, f"escriba un año entre {ANIO_MINIMO} y {ANIO_MAXIMO}")


def exigir_instante(campo: str, instante: datetime | None) -> None:
    """Rechaza un instante sin zona horaria o de un año imposible.

    Raises:
        AntecedentesInvalidos: falta la zona o el año no está entre 1900 y 2200.
    """
    if instante is None:
        return
    if instante.utcoffset() is None:
        raise AntecedentesInvalidos.en(campo, "agregue la zona horaria, por ejemplo -03:00")
    exigir_anio(campo, instante)


@dataclass(frozen=True, slots=True)
class Documento:
    """El papel que respalda o desvirtúa un hecho: qué es y cómo se encuentra."""

    tipo: str
    referencia: str
    fecha: date | None = None

    def __post_init__(self) -> None:
        for campo, texto in (("tipo", self.tipo), ("referencia", self.referencia)):
            if not texto.strip() or len(texto) > TEXTO_MAXIMO:
                raise AntecedentesInvalidos.en(
                    campo, f"escriba entre 1 y {TEXTO_MAXIMO} caracteres: sin él no hay documento"
                )
        if self.fecha is not None:
            exigir_anio("fecha", self.fecha)


@dataclass(frozen=True, slots=True)
class Origen:
    """Quién lo aportó, de dónde salió y cuándo."""

    aportante: str = ""
    fuente: Fuente = Fuente.ENTREVISTA
    aportado_en: datetime | None = None

    def __post_init__(self) -> None:
        if len(self.aportante) > TEXTO_MAXIMO:
            raise AntecedentesInvalidos.en("aportante", f"use hasta {TEXTO_MAXIMO} caracteres")
        exigir_instante("aportado_en", self.aportado_en)


SIN_ORIGEN: Final = Origen()


@dataclass(frozen=True, slots=True)
class Aporte:
    """Lo que una persona o un registro dice de un hecho."""

    respuesta: Respuesta
    origen: Origen = SIN_ORIGEN
    ocurrio_en: datetime | None = None
    respaldo: Documento | None = None
    desvirtuado_por: Documento | None = None

    def __post_init__(self) -> None:
        exigir_instante("ocurrio_en", self.ocurrio_en)


@dataclass(frozen=True, slots=True)
class EdadAportada:
    """Una fecha de nacimiento (o su año) o un intervalo de edad al desaparecer.

    Sin ningún dato significa que se preguntó y no se supo.
    """

    nacimiento: date | None = None
    solo_anio: bool = False
    minima: int | None = None
    maxima: int | None = None
    origen: Origen = SIN_ORIGEN
    desvirtuado_por: Documento | None = None

    def __post_init__(self) -> None:
        for campo, edad in (("minima", self.minima), ("maxima", self.maxima)):
            if edad is not None and not 0 <= edad <= EDAD_MAXIMA:
                raise AntecedentesInvalidos.en(campo, f"escriba una edad entre 0 y {EDAD_MAXIMA}")
        if self.minima is not None and self.maxima is not None and self.minima > self.maxima:
            raise AntecedentesInvalidos.en("minima", "no puede ser mayor que la máxima")
        if self.nacimiento is not None:
            exigir_anio("fecha_nacimiento", self.nacimiento)
            if self.minima is not None or self.maxima is not None:
                raise AntecedentesInvalidos.en(
                    "fecha_nacimiento", "dé la fecha o el intervalo, no ambos en el mismo aporte"
                )

    @property
    def se_sabe(self) -> bool:
        """Si dice algo de la edad."""
        return (self.nacimiento, self.minima, self.maxima) != (None, None, None)

    @property
    def sin_techo(self) -> bool:
        """Si no dice hasta qué edad podría tener."""
        return self.nacimiento is None and self.maxima is None


@dataclass(frozen=True, slots=True)
class MomentoAportado:
    """Cuándo se supo por última vez de la persona, según alguien; None es que no se sabe."""

    en: datetime | None
    origen: Origen = SIN_ORIGEN
    desvirtuado_por: Documento | None = None

    def __post_init__(self) -> None:
        exigir_instante("en", self.en)


@dataclass(frozen=True, slots=True)
class Cumple:
    """El criterio se da, y por qué. `grado` cuenta cuántas veces pesa."""

    detalle: str
    grado: int = 1


@dataclass(frozen=True, slots=True)
class NoCumple:
    """Se preguntó y el criterio no se da."""

    detalle: str


@dataclass(frozen=True, slots=True)
class SinDatos:
    """No se sabe; `faltan` son los códigos de las preguntas que lo resolverían."""

    detalle: str
    faltan: tuple[str, ...] = field(default=())


Resultado = Cumple | NoCumple | SinDatos
