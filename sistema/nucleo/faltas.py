"""Qué falta o sobra en lo que llegó, dicho sin repetir nada de lo que llegó."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

FUERA_DE_RANGO = "fuera del rango de 1900 a mañana"
_OTRA_FALTA = ("no cumple el contrato", "Revise el contrato publicado en /docs.")

# tipo de pydantic: (problema, remedio)
_REGLAS: Mapping[str, tuple[str, str]] = {
    "bool_type": ("debe ser verdadero o falso", "Escriba true o false, sin comillas."),
    "caracter_prohibido": (
        "contiene un carácter de control o invisible",
        "Vuelva a escribirlo a mano; suele venir de copiar y pegar.",
    ),
    "enum": ("valor fuera de la lista", "Use uno de los valores del contrato."),
    "extra_forbidden": ("campo desconocido", "Quítelo o revise su nombre en el contrato."),
    "finite_number": ("debe ser un número finito", "Escriba un número común."),
    "float_type": ("debe ser un número", "Escríbalo sin comillas."),
    "greater_than_equal": ("número bajo el mínimo", "Revise el mínimo en el contrato."),
    "instante_fuera_de_rango": (FUERA_DE_RANGO, "Revise el año."),
    "instante_invalido": (
        "debe ser fecha y hora RFC 3339 con zona",
        "Escríbala como 2026-11-22T03:15:00-03:00.",
    ),
    "int_parsing": ("debe ser un entero", "Escriba un número entero."),
    "int_type": ("debe ser un entero", "Escríbalo sin comillas ni decimales."),
    "less_than_equal": ("número sobre el máximo", "Revise el máximo en el contrato."),
    "literal_error": ("valor fuera de la lista", "Use uno de los valores del contrato."),
    "missing": ("falta", "Agréguelo: es obligatorio."),
    "model_attributes_type": ("debe ser un objeto", "Escriba un objeto JSON: {…}."),
    "model_type": ("debe ser un objeto", "Escriba un objeto JSON: {…}."),
    "ruta_desconocida": (
        "no es un campo del contrato que un archivo pueda llenar",
        "Escríbalo como en el contrato, desde la raíz: data.persona.run.",
    ),
    "string_pattern_mismatch": ("no tiene la forma del contrato", "Revise su forma en /docs."),
    "string_too_long": ("texto demasiado largo", "Acórtelo."),
    "string_too_short": ("texto demasiado corto", "Complételo."),
    "string_type": ("debe ser texto", "Escríbalo entre comillas."),
    "string_unicode": ("texto que no se puede codificar en UTF-8", "Vuelva a escribirlo."),
    "too_long": ("demasiados elementos", "Quite elementos."),
    "tuple_type": ("debe ser una lista", "Escriba una lista JSON: […]."),
    "list_type": ("debe ser una lista", "Escriba una lista JSON: […]."),
    "uuid_parsing": ("debe ser un UUID", "Copie el identificador completo."),
    "uuid_type": ("debe ser un UUID", "Copie el identificador completo, entre comillas."),
    "zona_desconocida": ("no es una zona horaria", "Escríbala como America/Santiago."),
    "vacio": ("está vacío", "Escríbalo: es obligatorio."),
}
_REMEDIOS: Mapping[str, str] = dict([*_REGLAS.values(), _OTRA_FALTA])


@dataclass(frozen=True, slots=True)
class Falta:
    """Dónde está la falta, cuál es y cómo se corrige."""

    campo: str
    problema: str
    remedio: str


def listar_faltas(errores: Iterable[Mapping[str, Any]]) -> list[Falta]:
    """Las faltas de una validación de pydantic, sin repetir.

    Nunca aparece un valor recibido, ni el nombre de un campo que el contrato no conozca: ese nombre
    también lo escribió quien envía.
    """
    return list(dict.fromkeys(_decir(error["type"], error["loc"]) for error in errores))


def remedio_de(problema: str) -> str | None:
    """El remedio de un problema de `listar_faltas`; `None` si no es uno de los suyos."""
    return _REMEDIOS.get(problema)


def _decir(tipo: str, ruta: Sequence[int | str]) -> Falta:
    conocida = ruta[:-1] if tipo == "extra_forbidden" else ruta
    problema, remedio = _REGLAS.get(tipo, _OTRA_FALTA)
    return Falta(_escribir_ruta(conocida), problema, remedio)


def _escribir_ruta(ruta: Sequence[int | str]) -> str:
    partes = [f"[{paso}]" if isinstance(paso, int) else f".{paso}" for paso in ruta]
    return "".join(partes).lstrip(".") or "mensaje"
