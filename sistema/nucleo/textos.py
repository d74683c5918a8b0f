"""Textos e instantes que llegan de afuera: acotados, legibles y siempre guardables."""

import re
import unicodedata
from datetime import UTC, datetime
from typing import Annotated

from pydantic import AfterValidator, BeforeValidator, Field, StringConstraints, WithJsonSchema
from pydantic_core import PydanticCustomError

INSTANTE_MINIMO = datetime(1900, 1, 1, tzinfo=UTC)

# Porque: Cc y Cf esconden NUL, órdenes de terminal, texto bidireccional y espacios de ancho cero;
# Cs son sustitutos sueltos, que no se pueden codificar en UTF-8; Zl y Zp parten líneas.
_CATEGORIAS_PROHIBIDAS = frozenset({"Cc", "Cf", "Cs", "Zl", "Zp"})
_SALTOS = str.maketrans("", "", "\n\r\t")

_RFC3339 = re.compile(
    r"\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(?:\.\d{1,9})?(?:Z|[+-]\d{2}:\d{2})",
    re.ASCII | re.IGNORECASE,
)


def limpiar_linea(valor: str) -> str:
    """El mismo texto en forma NFC; rechaza los caracteres invisibles en vez de quitarlos.

    La única excepción es el guion opcional (U+00AD), que se quita.
    """
    if valor.isascii() and valor.isprintable():
        return valor
    # Porque: una «í» mal decodificada lo trae siempre; apartar el aviso entero por eso lo demora.
    valor = valor.replace("\u00ad", "")
    if any(unicodedata.category(letra) in _CATEGORIAS_PROHIBIDAS for letra in valor):
        raise PydanticCustomError("caracter_prohibido", "carácter de control o invisible")
    return unicodedata.normalize("NFC", valor)


def limpiar_parrafo(valor: str) -> str:
    """Como `limpiar_linea`, pero admite saltos de línea y tabulaciones."""
    limpiar_linea(valor.translate(_SALTOS))
    return unicodedata.normalize("NFC", valor.replace("\u00ad", ""))


def leer_instante(valor: object) -> datetime:
    """Un instante RFC 3339 con zona, llevado a UTC, desde 1900.

    El límite superior depende de la hora de llegada y lo pone quien llama.
    """
    if not isinstance(valor, str) or not _RFC3339.fullmatch(valor):
        raise PydanticCustomError("instante_invalido", "no es RFC 3339")
    try:
        instante = datetime.fromisoformat(valor.upper()).astimezone(UTC)
    except OverflowError:
        raise PydanticCustomError("instante_fuera_de_rango", "fuera del calendario") from None
    except ValueError:
        raise PydanticCustomError("instante_invalido", "no es RFC 3339") from None
    if instante < INSTANTE_MINIMO:
        raise PydanticCustomError("instante_fuera_de_rango", "anterior a 1900")
    return instante


# Lo mismo, dicho en JSON Schema para los contratos que se publican. Los patrones nombran los
# caracteres invisibles más comunes, no todos: ninguno rechaza lo que aquí se acepta.
_INVISIBLES = r"\u007f-\u009f\u200b-\u200f\u2028-\u202e\u2060-\u2064\u2066-\u206f\ufeff"
_LINEA = Field(json_schema_extra={"pattern": rf"^[^\u0000-\u001f{_INVISIBLES}]*$"})
_PARRAFO = Field(
    json_schema_extra={"pattern": rf"^[^\u0000-\u0008\u000b\u000c\u000e-\u001f{_INVISIBLES}]*$"}
)
_INSTANTE = WithJsonSchema(
    {
        "type": "string",
        "format": "date-time",
        "pattern": (
            r"^[0-9]{4}-[0-9]{2}-[0-9]{2}[Tt][0-9]{2}:[0-9]{2}:[0-9]{2}"
            r"(\.[0-9]{1,9})?([Zz]|[+-][0-9]{2}:[0-9]{2})$"
        ),
    }
)

Codigo = Annotated[str, StringConstraints(max_length=64), AfterValidator(limpiar_linea), _LINEA]
Nombre = Annotated[str, StringConstraints(max_length=200), AfterValidator(limpiar_linea), _LINEA]
Parrafo = Annotated[
    str, StringConstraints(max_length=280), AfterValidator(limpiar_parrafo), _PARRAFO
]
Pais = Annotated[str, StringConstraints(pattern=r"^(?:[A-Z]{2,3})?$")]
Instante = Annotated[datetime, BeforeValidator(leer_instante), _INSTANTE]
