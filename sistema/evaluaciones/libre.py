"""El JSON de forma libre en que se aporta: lo revisa `riesgo`, pero sus textos se revisan aquí."""

from typing import Annotated

from pydantic import AfterValidator, JsonValue

from sistema.nucleo.textos import limpiar_linea, limpiar_parrafo


def limpiar_todo(valor: JsonValue) -> JsonValue:
    """El mismo valor con todos sus textos legibles: rechaza los caracteres invisibles.

    Los de una clave se rechazan igual, pero la clave no cambia: dos podrían volverse la misma.
    """
    if isinstance(valor, str):
        return limpiar_parrafo(valor)
    if isinstance(valor, list):
        return [limpiar_todo(uno) for uno in valor]
    if isinstance(valor, dict):
        return {_exigir_legible(clave): limpiar_todo(uno) for clave, uno in valor.items()}
    return valor


def _exigir_legible(clave: str) -> str:
    limpiar_linea(clave)
    return clave


Libre = Annotated[JsonValue, AfterValidator(limpiar_todo)]
