"""Cuándo un rechazo repite lo que se escribió, o no dice qué corregir."""

import json
from collections.abc import Iterator, Mapping
from typing import Any, Final

from httpx2 import Response

from sistema.nucleo import faltas

LARGO_MINIMO: Final = 5
"""De menos letras, una coincidencia con un texto fijo es casualidad."""
PROBLEMA: Final = "application/problem+json"
CONCESION: Final = "client_credentials"
"""El error de OAuth dice cuál usar."""


def escritos(valor: object) -> Iterator[str]:
    """Todo texto, clave y número de lo enviado, en cualquier nivel."""
    if isinstance(valor, Mapping):
        for clave, uno in valor.items():
            yield from escritos(clave)
            yield from escritos(uno)
    elif isinstance(valor, list | tuple):
        for uno in valor:
            yield from escritos(uno)
    elif isinstance(valor, bytes):
        yield valor.decode("latin-1")
    elif valor is not None and not isinstance(valor, bool):
        yield str(valor)


def hay_eco(respuesta: Response, enviado: object, contrato: str) -> bool:
    """Si un rechazo repite algo de lo enviado que no sea una palabra del contrato."""
    dicho = _textos_de(respuesta)
    return any(
        len(texto) >= LARGO_MINIMO and texto in dicho and texto not in contrato
        for texto in escritos(enviado)
    )


def palabras_del_contrato(openapi: Mapping[str, Any]) -> str:
    """Lo que la respuesta puede decir por su cuenta: el contrato y los textos de las faltas."""
    return json.dumps(openapi, ensure_ascii=False) + repr(vars(faltas)) + CONCESION


def es_mudo(respuesta: Response) -> bool:
    """Si un rechazo no nombra ningún campo ni da una razón."""
    if respuesta.headers.get("content-type") != PROBLEMA:
        # Porque: el estándar de OAuth fija otra forma para los errores de su ruta.
        return not respuesta.json().get("error_description")
    problema = respuesta.json()
    if respuesta.status_code == 422:
        return not all(falta["campo"] and falta["remedio"] for falta in problema["errores"])
    return not problema["detail"]


def _textos_de(respuesta: Response) -> str:
    return "\n".join(escritos(respuesta.json())) if respuesta.content else ""
