"""De los conteos agregados de un registro a la tabla de frecuencias del modelo.

La tabla no deja ver a nadie: lo que lleva menos de diez personas no sale, y lo demás sale con su
proporción redondeada a dos cifras, nunca con su conteo.
"""

import csv
from collections import Counter
from collections.abc import Iterable, Iterator
from textwrap import wrap
from typing import Final, NamedTuple
from zlib import crc32

from matching.frecuencias import BITS_COLA_APELLIDO, BITS_COLA_NOMBRE
from matching.lectura import LineaInvalida
from matching.normalizacion import separar_palabras

COLUMNAS: Final = ("tipo", "texto", "conteo")
CONTEO_MINIMO: Final = 10
ESCALA: Final = 1_000_000
ANCHO_LINEA: Final = 88


class Conteos(NamedTuple):
    """Cuántas personas llevan cada apellido y cada nombre, ya plegados."""

    apellidos: Counter[str]
    nombres: Counter[str]


class Tramos(NamedTuple):
    """Palabras por tramo (personas por millón, redondeadas) y qué parte de todas cubren."""

    por_tramo: dict[int, list[str]]
    cobertura: float


def leer_conteos(lineas: Iterable[str]) -> Iterator[tuple[int, Conteos | None]]:
    """Lee el CSV `tipo,texto,conteo`; da el número de cada línea y lo suyo, o None si es mala.

    `tipo` es «apellido» o «nombre». Un apellido es una sola palabra aunque lleve partículas; un
    nombre compuesto cuenta para cada una de las suyas.

    Raises:
        LineaInvalida: faltan columnas.
    """
    filas = csv.DictReader(lineas)
    if not set(COLUMNAS) <= set(filas.fieldnames or ()):
        raise LineaInvalida("al CSV de conteos le faltan columnas")
    for fila in filas:
        yield filas.line_num, _leer_fila(fila)


def sumar_conteos(partes: Iterable[Conteos]) -> Conteos:
    """Suma los conteos de las grafías que se pliegan a la misma palabra."""
    apellidos: Counter[str] = Counter()
    nombres: Counter[str] = Counter()
    for parte in partes:
        apellidos.update(parte.apellidos)
        nombres.update(parte.nombres)
    return Conteos(apellidos, nombres)


def agrupar_en_tramos(conteos: Counter[str], bits_cola: float) -> Tramos:
    """Suprime lo que llevan menos de diez y deja en la cola lo que no es más común que ella."""
    total = conteos.total()
    minimo = max(CONTEO_MINIMO, total * 2.0**-bits_cola)
    visibles = {palabra: veces for palabra, veces in conteos.items() if veces >= minimo}
    por_tramo: dict[int, list[str]] = {}
    for palabra, veces in sorted(visibles.items()):
        por_tramo.setdefault(int(float(f"{veces / total * ESCALA:.2g}")), []).append(palabra)
    cubiertas = sum(tramo * len(palabras) for tramo, palabras in por_tramo.items())
    return Tramos(dict(sorted(por_tramo.items(), reverse=True)), cubiertas / ESCALA)


def escribir_tabla(conteos: Conteos) -> str:
    """Escribe el módulo `matching.tabla_frecuencias`; los mismos conteos dan el mismo texto."""
    apellidos = agrupar_en_tramos(conteos.apellidos, BITS_COLA_APELLIDO)
    nombres = agrupar_en_tramos(conteos.nombres, BITS_COLA_NOMBRE)
    cuerpo = (
        f"COBERTURA_APELLIDOS: Final = {apellidos.cobertura}\n"
        f"COBERTURA_NOMBRES: Final = {nombres.cobertura}\n\n"
        f"APELLIDOS_POR_TRAMO: Final[dict[int, str]] = {{\n{_escribir_tramos(apellidos)}}}\n\n"
        f"NOMBRES_POR_TRAMO: Final[dict[int, str]] = {{\n{_escribir_tramos(nombres)}}}\n"
    )
    return (
        '"""Los apellidos y nombres más comunes; los escribe `python -m matching frecuencias`."""'
        "\n\nfrom typing import Final\n\n"
        f'VERSION_FRECUENCIAS: Final = "conteos-{crc32(cuerpo.encode()):08x}"\n{cuerpo}'
    )


def _leer_fila(fila: dict[str, str]) -> Conteos | None:
    if None in fila or None in fila.values() or not fila["conteo"].isdecimal():
        return None
    palabras, veces = separar_palabras(fila["texto"]), int(fila["conteo"])
    if not palabras:
        return None
    match fila["tipo"]:
        case "apellido":
            return Conteos(Counter({"".join(palabras): veces}), Counter())
        case "nombre":
            return Conteos(Counter(), Counter(dict.fromkeys(palabras, veces)))
        case _:
            return None


def _escribir_tramos(tramos: Tramos) -> str:
    return "".join(
        f'    {tramo}: """\n{_doblar(palabras)}\n    """,\n'
        for tramo, palabras in tramos.por_tramo.items()
    )


def _doblar(palabras: list[str]) -> str:
    return "\n".join(f"        {linea}" for linea in wrap(" ".join(palabras), ANCHO_LINEA))
