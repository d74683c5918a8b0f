"""El mapeo: qué columna de un archivo ajeno va en qué campo del contrato.

Lo escribe en YAML quien conoce el archivo; un ejemplo está en `docs/ejemplos/`. Se revisa entero
contra el contrato antes de leer la primera línea.
"""

import re
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Annotated, Any, Literal
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import yaml
from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, ValidationError
from pydantic_core import PydanticCustomError

from ingestores.conectores.archivo.tipos import MapeoInvalido
from ingestores.mensajes.contrato import Evento
from sistema.nucleo.faltas import listar_faltas

_FIJAS = frozenset({"specversion", "source", "type", "datacontenttype", "data.es_retroactivo"})
_INDICE = re.compile(r"\[\d\]")
Valor = str | bool | int | float


@cache
def rutas_del_contrato() -> frozenset[str]:
    """Los campos del contrato que un archivo puede llenar; el índice de una lista se escribe []."""
    esquema = Evento.model_json_schema()
    return frozenset(_recorrer(esquema, esquema["$defs"], "")) - _FIJAS


def _recorrer(nodo: Mapping[str, Any], definiciones: Mapping[str, Any], ruta: str) -> Iterator[str]:
    if "$ref" in nodo:
        yield from _recorrer(definiciones[nodo["$ref"].rsplit("/", 1)[1]], definiciones, ruta)
    elif "properties" in nodo:
        for campo, hijo in nodo["properties"].items():
            yield from _recorrer(hijo, definiciones, f"{ruta}.{campo}" if ruta else campo)
    elif nodo.get("type") == "array":
        yield from _recorrer(nodo["items"], definiciones, f"{ruta}[]")
    elif "anyOf" in nodo:
        for opcion in nodo["anyOf"]:
            yield from _recorrer(opcion, definiciones, ruta)
    else:
        yield ruta


def _exigir_ruta(ruta: str) -> str:
    if _INDICE.sub("[]", ruta) not in rutas_del_contrato():
        raise PydanticCustomError("ruta_desconocida", "no es un campo del contrato")
    return ruta


def _exigir_zona(nombre: str) -> str:
    try:
        ZoneInfo(nombre)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise PydanticCustomError("zona_desconocida", "no es una zona horaria") from None
    return nombre


def _abreviar(columna: object) -> object:
    return {"ruta": columna} if isinstance(columna, str) else columna


Ruta = Annotated[str, AfterValidator(_exigir_ruta)]


class Columna(BaseModel):
    """A qué campo va una columna y cómo se convierte lo que trae."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    ruta: Ruta
    fecha: str | None = None
    valores: dict[str, Valor] | None = None
    tipo: Literal["texto", "entero", "decimal"] = "texto"


class Mapeo(BaseModel):
    """El mapeo entero de un archivo."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    codificacion: Literal["utf-8", "latin-1"] = "utf-8"
    separador: Annotated[str, Field(min_length=1, max_length=1)] = ","
    zona: Annotated[str, AfterValidator(_exigir_zona)] = "America/Santiago"
    retroactivo: bool = False
    columnas: Annotated[
        dict[str, Annotated[Columna, BeforeValidator(_abreviar)]], Field(min_length=1)
    ]
    constantes: dict[Ruta, Valor] = {}


def leer_mapeo(archivo: Path) -> Mapeo:
    """El mapeo escrito en un archivo YAML.

    Raises:
        MapeoInvalido: no es YAML, o algo en él no existe en el contrato; dice dónde.
    """
    try:
        return Mapeo.model_validate(yaml.safe_load(archivo.read_text("utf-8")))
    except UnicodeDecodeError:
        raise MapeoInvalido("No está en UTF-8: guárdelo en UTF-8.") from None
    except yaml.YAMLError as error:
        marca = getattr(error, "problem_mark", None)
        donde = f" cerca de la línea {marca.line + 1}" if marca else ""
        raise MapeoInvalido(f"No es YAML{donde}: revise sangrías, comillas y dos puntos.") from None
    except ValidationError as error:
        [primera, *_] = listar_faltas([dict(e) for e in error.errors(include_input=False)])
        raise MapeoInvalido(f"{primera.campo}: {primera.problema}. {primera.remedio}") from None
