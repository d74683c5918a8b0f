"""Leer JSON sin dudas: UTF-8, sin claves repetidas, sin NaN ni infinitos."""

import json
from collections.abc import Iterator
from typing import Any, NoReturn

_BOM = b"\xef\xbb\xbf"
_BLANCOS = " \t\n\r"


class JsonInvalido(ValueError):
    """Los bytes no son un JSON que se lea de una sola manera; `motivo` no cita el contenido."""

    def __init__(self, motivo: str) -> None:
        self.motivo = motivo
        super().__init__(motivo)


class NoEsUtf8(JsonInvalido):
    """Ni siquiera es texto en UTF-8."""


class _ClaveRepetida(ValueError):
    """Dos lectores distintos podrían ver dos mensajes distintos: no se adivina cuál vale."""


def leer_json(cuerpo: bytes) -> Any:  # noqa: ANN401 - JSON puede ser cualquier valor
    """El valor que dicen los bytes.

    Raises:
        NoEsUtf8: empieza con BOM o no es UTF-8.
        JsonInvalido: no es JSON, repite claves, trae NaN o anida demasiado.
    """
    texto = _decodificar(cuerpo)
    try:
        return _LECTOR.decode(texto)
    except (ValueError, RecursionError) as error:
        motivo = _explicar(error)
    raise JsonInvalido(motivo)


def partir_arreglo(cuerpo: bytes) -> Iterator[bytes]:
    """Los bytes exactos de cada elemento de un arreglo, en orden y sin volver a escribirlos.

    Raises:
        NoEsUtf8, JsonInvalido: como `leer_json`, o no es un arreglo; los elementos anteriores a la
            falta ya salieron.
    """
    texto = _decodificar(cuerpo)
    lugar = _saltar(texto, 0)
    if texto[lugar : lugar + 1] != "[":
        raise JsonInvalido("el mensaje no es un arreglo")
    lugar = _saltar(texto, lugar + 1)
    signo = "]" if texto[lugar : lugar + 1] == "]" else ","
    while signo == ",":
        hasta = _leer_valor(texto, lugar)
        yield texto[lugar:hasta].encode("utf-8")
        hasta = _saltar(texto, hasta)
        signo = texto[hasta : hasta + 1]
        lugar = _saltar(texto, hasta + 1) if signo == "," else hasta
    if signo != "]" or _saltar(texto, lugar + 1) != len(texto):
        raise JsonInvalido("el mensaje no es JSON")


def _leer_valor(texto: str, lugar: int) -> int:
    try:
        return _LECTOR.raw_decode(texto, lugar)[1]
    except (ValueError, RecursionError) as error:
        motivo = _explicar(error)
    raise JsonInvalido(motivo)


def _explicar(error: ValueError | RecursionError) -> str:
    if isinstance(error, _ClaveRepetida):
        return "un objeto repite una clave"
    if isinstance(error, RecursionError):
        return "demasiados niveles de anidación"
    return "el mensaje no es JSON"


def _decodificar(cuerpo: bytes) -> str:
    if cuerpo.startswith(_BOM):
        raise NoEsUtf8("el mensaje empieza con una marca BOM")
    try:
        return cuerpo.decode("utf-8")
    except UnicodeDecodeError:
        raise NoEsUtf8("el mensaje no es UTF-8") from None


def _saltar(texto: str, lugar: int) -> int:
    while lugar < len(texto) and texto[lugar] in _BLANCOS:
        lugar += 1
    return lugar


def _armar_objeto(pares: list[tuple[str, Any]]) -> dict[str, Any]:
    objeto = dict(pares)
    if len(objeto) != len(pares):
        raise _ClaveRepetida
    return objeto


def _rechazar_constante(_nombre: str) -> NoReturn:
    """NaN e infinitos no son JSON, aunque el lector de Python los acepte."""
    raise ValueError


_LECTOR = json.JSONDecoder(object_pairs_hook=_armar_objeto, parse_constant=_rechazar_constante)
