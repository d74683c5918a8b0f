"""Leer JSON sin dudas: UTF-8, sin claves repetidas, sin NaN ni infinitos."""

import json
from typing import Any, NoReturn

_BOM = b"\xef\xbb\xbf"


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
    if cuerpo.startswith(_BOM):
        raise NoEsUtf8("el mensaje empieza con una marca BOM")
    try:
        return _LECTOR.decode(cuerpo.decode("utf-8"))
    except UnicodeDecodeError:
        motivo: JsonInvalido = NoEsUtf8("el mensaje no es UTF-8")
    except _ClaveRepetida:
        motivo = JsonInvalido("un objeto repite una clave")
    except RecursionError:
        motivo = JsonInvalido("demasiados niveles de anidación")
    except ValueError:
        motivo = JsonInvalido("el mensaje no es JSON")
    raise motivo


def _armar_objeto(pares: list[tuple[str, Any]]) -> dict[str, Any]:
    objeto = dict(pares)
    if len(objeto) != len(pares):
        raise _ClaveRepetida
    return objeto


def _rechazar_constante(_nombre: str) -> NoReturn:
    """NaN e infinitos no son JSON, aunque el lector de Python los acepte."""
    raise ValueError


_LECTOR = json.JSONDecoder(object_pairs_hook=_armar_objeto, parse_constant=_rechazar_constante)
