"""Lleva lo escrito a una forma comparable: sin tildes, sin partículas, con fechas leídas.

Todo lo de aquí es idempotente, no distingue mayúsculas ni tildes y acota su costo: de un texto
enorme solo mira el comienzo.
"""

import html
import re
import unicodedata
from calendar import monthrange
from functools import lru_cache
from typing import NamedTuple

LARGO_MAXIMO_TEXTO = 160
MAXIMO_PALABRAS = 8
LARGO_MAXIMO_PALABRA = 30
MEMO_TEXTOS = 1 << 16

ANIO_MINIMO, ANIO_MAXIMO = 1880, 2100
MESES = 12
SIGLO_CORTO_DESDE = 30

PARTICULAS = frozenset({"DE", "DEL", "LA", "LAS", "LOS", "EL", "Y", "E", "DA", "DO", "DOS", "VON"})
VIUDEZ = frozenset({"VDA", "VIUDA"})
RELLENOS = frozenset(
    """NN NNN RN SN XX XXX SIN NOMBRE DESCONOCIDO DESCONOCIDA IGNORADO IGNORADA RECIEN NACIDO NACIDA
    IDENTIFICADO IDENTIFICADA HIJO HIJA""".split()  # noqa: SIM905 - se lee mejor que una lista
)
UNIDAS = frozenset({"SAN", "SANTA", "SANTO", "SAINT", "SAINTE", "ST", "MAC", "MC"})
ARTICULOS = frozenset({"LA", "LAS", "LOS", "EL"})
IGNORADAS = PARTICULAS | VIUDEZ | RELLENOS
PEGADAS = ("DELAS", "DELOS", "DELA")
RESTO_MINIMO_PEGADO = 5
RESTOS_DE_DEL = frozenset({"RIO", "VALLE", "CAMPO", "POZO", "PINO", "CANTO", "SOLAR", "FIERRO"})

_CIFRAS_POR_LETRAS = str.maketrans("01358", "OIESB")
_MAL_DECODIFICADO = re.compile("[ÃÂ][\u0080-\u00bf\u2018-\u203a\u0152-\u0178€™]")
_CORTE = re.compile(r"[^A-Z0-9'´`’?\ufffd]+")
_SOBRANTE = re.compile(r"[^A-Z0-9]+")
_FECHA_ISO = re.compile(r"(\d{4})[-/. ](\d{1,2})[-/. ](\d{1,2})(?:[T ].*)?")
_FECHA_CHILENA = re.compile(r"(\d{1,2})[-/. ](\d{1,2})[-/. ](\d{4}|\d{2})")
_FECHA_COMPACTA = re.compile(r"(\d{4})(\d{2})(\d{2})")
_SOLO_ANIO = re.compile(r"(?:APROX\.?|CIRCA|C\.|~)?\s*(\d{4})(?:[-/.]\d{1,2})?", re.IGNORECASE)


class Fecha(NamedTuple):
    """Una fecha de nacimiento leída; `anio` 0 es desconocida.

    `mes_dia` es mes·100+día; 0 significa que solo se sabe el año.
    """

    anio: int = 0
    mes_dia: int = 0


SIN_FECHA = Fecha()


def plegar(texto: str) -> str:
    """Devuelve el texto en mayúsculas ASCII, sin tildes, con la mala decodificación reparada."""
    texto = texto[:LARGO_MAXIMO_TEXTO]
    if not texto.isascii() or "&" in texto:
        texto = _sin_tildes(reparar(html.unescape(texto)))
    return texto.upper()[:LARGO_MAXIMO_TEXTO]


@lru_cache(maxsize=MEMO_TEXTOS)
def separar_palabras(texto: str) -> tuple[str, ...]:
    """Separa un nombre en palabras comparables, con San, Santa y Mac unidos.

    Quita las partículas y lo que se escribe cuando no se sabe el nombre («NN», «Recién nacido»).
    """
    unidas: list[str] = []
    prefijo = ""
    for palabra in _cortar(texto):
        if palabra in IGNORADAS:
            continue
        entera = _despegar(palabra) if palabra.startswith("DEL") else palabra
        prefijo = (prefijo + entera)[:LARGO_MAXIMO_PALABRA]
        if palabra not in UNIDAS and prefijo not in UNIDAS:
            unidas.append(prefijo)
            prefijo = ""
    if prefijo:
        unidas.append(prefijo)
    return tuple(unidas[:MAXIMO_PALABRAS])


def _despegar(palabra: str) -> str:
    """Quita la partícula pegada de «Delafuente» o «Delrío», y deja «Delgado» como está."""
    for particula in PEGADAS:
        resto = palabra.removeprefix(particula)
        if resto != palabra and len(resto) >= RESTO_MINIMO_PEGADO:
            return resto
    resto = palabra.removeprefix("DEL")
    return resto if resto in RESTOS_DE_DEL else palabra


def es_apellido_de_casada(texto: str) -> bool:
    """Dice si el apellido está escrito como el del cónyuge: «de Soto», «vda. de Soto»."""
    palabras = _cortar(texto)
    if palabras[:1] and palabras[0] in VIUDEZ:
        return True
    return len(palabras) > 1 and palabras[0] == "DE" and palabras[1] not in ARTICULOS


def leer_fecha(texto: str) -> Fecha:
    """Lee una fecha de nacimiento escrita de las maneras usuales; lo imposible pierde lo que sobra.

    Un mes mayor que 12 con un día que sí puede ser mes se lee invertido; un día o mes imposible
    deja solo el año; un año imposible deja todo sin saber.
    """
    if not texto or not texto.isascii():
        return SIN_FECHA
    return _leer_fecha(texto[:LARGO_MAXIMO_TEXTO].strip())


@lru_cache(maxsize=MEMO_TEXTOS)
def _leer_fecha(texto: str) -> Fecha:
    if forma := _FECHA_ISO.fullmatch(texto) or _FECHA_COMPACTA.fullmatch(texto):
        return _armar_fecha(int(forma[1]), int(forma[2]), int(forma[3]))
    if forma := _FECHA_CHILENA.fullmatch(texto):
        return _armar_fecha(_anio_completo(forma[3]), int(forma[2]), int(forma[1]))
    if forma := _SOLO_ANIO.fullmatch(texto):
        return _armar_fecha(int(forma[1]), 0, 0)
    return SIN_FECHA


def _armar_fecha(anio: int, mes: int, dia: int) -> Fecha:
    if not ANIO_MINIMO <= anio <= ANIO_MAXIMO:
        return SIN_FECHA
    if mes > MESES >= dia:
        mes, dia = dia, mes
    posible = 1 <= mes <= MESES and 1 <= dia <= monthrange(anio, mes)[1]
    return Fecha(anio, mes * 100 + dia if posible else 0)


def _anio_completo(cifras: str) -> int:
    anio = int(cifras)
    if len(cifras) > 2:  # noqa: PLR2004 - dos cifras es un año abreviado
        return anio
    return anio + (1900 if anio >= SIGLO_CORTO_DESDE else 2000)


def _cortar(texto: str) -> list[str]:
    """Parte el texto plegado y devuelve las palabras con las cifras leídas como letras."""
    plegado = plegar(texto)
    # Porque: casi todos los nombres son solo letras y espacios; así cuestan la cuarta parte.
    if plegado.isascii() and plegado.replace(" ", "").isalpha():
        return plegado.split()
    palabras = (_SOBRANTE.sub("", trozo) for trozo in _CORTE.split(plegado))
    return [
        palabra.translate(_CIFRAS_POR_LETRAS) if not palabra.isalpha() else palabra
        for palabra in palabras
        if palabra and not palabra.isdigit()
    ]


def reparar(texto: str) -> str:
    """Deshace la lectura de UTF-8 como Latin-1 («MuÃ±oz»), tan solo si el resultado es posible."""
    if not _MAL_DECODIFICADO.search(texto):
        return texto
    for codificacion in ("latin-1", "cp1252"):
        try:
            return texto.encode(codificacion).decode("utf-8")
        except UnicodeError:
            continue
    return texto


def _sin_tildes(texto: str) -> str:
    descompuesto = unicodedata.normalize("NFKD", texto.replace("ß", "ss").replace("ø", "o"))
    return "".join(c for c in descompuesto if not unicodedata.combining(c))
