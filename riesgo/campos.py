"""Piezas para leer JSON: cada valor malo se nombra por su campo, sin repetirlo."""

import json
import re
from collections.abc import Iterable, Mapping
from datetime import date, datetime
from enum import StrEnum
from typing import Final, TypeVar

from riesgo.errores import AntecedentesInvalidos

Objeto = Mapping[str, object]
E = TypeVar("E", bound=StrEnum)
_FECHA: Final = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)


def cargar_json(texto: str | bytes) -> object:
    """El JSON leído; una clave repetida es un error, no la última que gana.

    Raises:
        AntecedentesInvalidos: no es JSON, o repite una clave.
    """
    try:
        return json.loads(texto, object_pairs_hook=_sin_repetir)
    except AntecedentesInvalidos:
        raise
    except (ValueError, RecursionError) as error:
        raise AntecedentesInvalidos.en("archivo", "no es JSON en UTF-8: corríjalo") from error


def _sin_repetir(pares: list[tuple[str, object]]) -> dict[str, object]:
    if len({clave for clave, _ in pares}) != len(pares):
        raise AntecedentesInvalidos.en("archivo", "repite una clave en el mismo objeto: deje una")
    return dict(pares)


def leer_objeto(valor: object, campo: str, conocidas: Iterable[str]) -> Objeto:
    """Un objeto que solo trae claves conocidas.

    Raises:
        AntecedentesInvalidos: no es un objeto o trae una clave que no se conoce.
    """
    if not isinstance(valor, dict):
        raise AntecedentesInvalidos.en(campo, "escriba un objeto JSON")
    permitidas = tuple(conocidas)
    if not set(valor) <= set(permitidas):
        raise AntecedentesInvalidos.en(
            campo, f"trae una clave que no se conoce; se admiten: {', '.join(permitidas)}"
        )
    return valor


def leer_texto(datos: Objeto, campo: str) -> str:
    """Un texto; si no está, vacío.

    Raises:
        AntecedentesInvalidos: no es texto.
    """
    valor = datos.get(campo, "")
    if not isinstance(valor, str):
        raise AntecedentesInvalidos.en(campo, "escriba un texto entre comillas")
    try:
        valor.encode()
    except UnicodeEncodeError as error:
        raise AntecedentesInvalidos.en(campo, "trae caracteres que no son texto") from error
    return valor


def leer_instante(datos: Objeto, campo: str) -> datetime | None:
    """Un instante RFC 3339 con zona; si no está, None.

    Raises:
        AntecedentesInvalidos: no se entiende. Sin zona, lo rechaza la pieza que lo recibe.
    """
    if datos.get(campo) is None:
        return None
    texto = leer_texto(datos, campo)
    try:
        return datetime.fromisoformat(texto)
    except ValueError as error:
        raise AntecedentesInvalidos.en(
            campo, "escriba fecha y hora con zona: AAAA-MM-DDTHH:MM:SS-03:00"
        ) from error


def leer_fecha(datos: Objeto, campo: str) -> date | None:
    """Una fecha AAAA-MM-DD; si no está, None.

    Raises:
        AntecedentesInvalidos: no se entiende.
    """
    if datos.get(campo) is None:
        return None
    texto = leer_texto(datos, campo)
    try:
        # Porque: `fromisoformat` también acepta semanas y fechas sin guiones.
        return date.fromisoformat(texto if _FECHA.fullmatch(texto) else "")
    except ValueError as error:
        raise AntecedentesInvalidos.en(campo, "escriba una fecha real: AAAA-MM-DD") from error


def leer_opcion(datos: Objeto, campo: str, opciones: type[E], por_defecto: E) -> E:
    """Una de las opciones; si no está, la que se da.

    Raises:
        AntecedentesInvalidos: no es ninguna.
    """
    if datos.get(campo) is None:
        return por_defecto
    texto = leer_texto(datos, campo)
    try:
        return opciones(texto)
    except ValueError as error:
        raise AntecedentesInvalidos.en(campo, f"use una de: {', '.join(opciones)}") from error


def leer_entero(datos: Objeto, campo: str) -> int | None:
    """Un entero; si no está, None.

    Raises:
        AntecedentesInvalidos: no es un entero.
    """
    valor = datos.get(campo)
    if valor is None or type(valor) is int:
        return valor
    raise AntecedentesInvalidos.en(campo, "escriba un número entero, sin comillas")
