"""Cómo se cita una palabra de un nombre: tal como la escribió la gente, no como se compara.

Solo pasan letras, cifras y los signos que llevan los nombres: una cita no puede traer nada que
altere la pantalla de quien la lee.
"""

import html
import re
import unicodedata
from functools import lru_cache
from typing import Final

from matching.normalizacion import LARGO_MAXIMO_TEXTO, reparar, separar_palabras
from matching.tipos import Identidad

MEMO_CITAS: Final = 1 << 15
PALABRAS_DE_UNA_CITA: Final = 3
SIGNOS: Final = frozenset(" .'’´`-?\N{REPLACEMENT CHARACTER}")
_ENTRE_PALABRAS: Final = re.compile(r"[\s-]+")


def citar(palabra: str, identidad: Identidad) -> str:
    """Devuelve la palabra como está escrita en la identidad; si no se reconoce, como se compara.

    Lo que viene todo en mayúsculas o en minúsculas se escribe con mayúscula inicial.
    """
    campos = (
        identidad.apellido_paterno,
        identidad.apellido_materno,
        identidad.nombres,
        identidad.nombre_social,
    )
    for campo in campos:
        escrita = _buscar(palabra, campo) if campo else ""
        if escrita:
            return escrita
    return palabra.capitalize()


@lru_cache(maxsize=MEMO_CITAS)
def _buscar(palabra: str, campo: str) -> str:
    """El campo entero si es la palabra («San Martín»), o el trozo que lo es; vacío si ninguno."""
    visible = _limpiar(campo)
    if "".join(separar_palabras(visible)) == palabra:
        return _presentar(visible)
    trozos = _ENTRE_PALABRAS.split(visible)
    for cuantos in range(1, PALABRAS_DE_UNA_CITA + 1):
        for desde in range(len(trozos) - cuantos + 1):
            trozo = " ".join(trozos[desde : desde + cuantos])
            if separar_palabras(trozo) == (palabra,):
                return _presentar(trozo)
    return ""


def _limpiar(campo: str) -> str:
    """Repara la mala decodificación y deja solo lo que puede llevar un nombre."""
    texto = reparar(html.unescape(campo[:LARGO_MAXIMO_TEXTO]))
    compuesto = unicodedata.normalize("NFC", texto)
    return " ".join("".join(c for c in compuesto if c.isalnum() or c in SIGNOS).split())


def _presentar(texto: str) -> str:
    if not (texto.isupper() or texto.islower()):
        return texto
    return " ".join(palabra.capitalize() for palabra in texto.split(" "))
