"""Del texto de los archivos a identidades: lista de buscadas, eventos y personas sueltas."""

import csv
import json
from collections.abc import Iterable, Iterator
from typing import Final

from matching.tipos import Documento, Ficha, Identidad, Sexo

CAMPOS_DE_TEXTO: Final = (
    "run",
    "nombres",
    "apellido_paterno",
    "apellido_materno",
    "nombre_social",
    "fecha_nacimiento",
    "nacionalidad",
)
COLUMNAS_BUSCADAS: Final = (
    "caso_id",
    "run",
    "nombres",
    "apellido_paterno",
    "apellido_materno",
    "fecha_nacimiento",
    "sexo",
    "comuna",
)


class LineaInvalida(ValueError):
    """Una línea no tiene la forma del contrato; el texto no repite su contenido."""


def leer_identidad(persona: dict[str, object], comuna: object = "") -> Identidad:
    """Arma una identidad desde el objeto `persona` del contrato; lo que no está queda sin saber.

    Raises:
        LineaInvalida: algún campo no es del tipo del contrato.
    """
    textos = {campo: _texto(persona.get(campo)) for campo in CAMPOS_DE_TEXTO}
    sexo = _texto(persona.get("sexo"))
    return Identidad(
        **textos,
        sexo=Sexo(sexo) if sexo in Sexo.__members__ else None,
        comuna=_texto(comuna or persona.get("comuna")),
        documentos=tuple(_leer_documentos(persona.get("documentos"))),
    )


def leer_evento(linea: str) -> tuple[str, Identidad]:
    """Lee una línea NDJSON del contrato v1 y devuelve el id del evento y la persona.

    Raises:
        LineaInvalida: no es un evento del contrato.
    """
    try:
        evento = json.loads(linea)
    except (ValueError, RecursionError) as error:
        raise LineaInvalida("no es JSON") from error
    datos = _objeto(_objeto(evento).get("data"))
    evento_id = _texto(evento.get("id"))
    if not evento_id:
        raise LineaInvalida("el evento no tiene id")
    comuna = _objeto(datos.get("lugar", {})).get("comuna")
    return evento_id, leer_identidad(_objeto(datos.get("persona")), comuna)


def leer_buscadas(lineas: Iterable[str]) -> Iterator[tuple[int, Ficha | None]]:
    """Lee el CSV de buscadas; da el número de cada línea y su ficha, o None si es inválida.

    Raises:
        LineaInvalida: faltan columnas.
    """
    filas = csv.DictReader(lineas)
    if not set(COLUMNAS_BUSCADAS) <= set(filas.fieldnames or ()):
        raise LineaInvalida("al CSV de buscadas le faltan columnas")
    for fila in filas:
        caso_id = fila["caso_id"]
        completa = None not in fila and None not in fila.values()
        ficha = (
            Ficha(caso_id, caso_id, leer_identidad(dict(fila))) if completa and caso_id else None
        )
        yield filas.line_num, ficha


def _leer_documentos(valor: object) -> Iterator[Documento]:
    if valor is None:
        return
    if not isinstance(valor, list):
        raise LineaInvalida("los documentos no son una lista")
    for documento in map(_objeto, valor):
        partes = (_texto(documento.get(campo)) for campo in ("tipo", "valor", "pais"))
        yield Documento(*partes)


def _objeto(valor: object) -> dict[str, object]:
    if not isinstance(valor, dict):
        raise LineaInvalida("falta un objeto del contrato")
    return valor


def _texto(valor: object) -> str:
    if valor is None:
        return ""
    if not isinstance(valor, str):
        raise LineaInvalida("un campo de texto no es texto")
    return valor
