"""Lee la historia que viene de fuera del Sistema: una búsqueda terminada por línea de un CSV."""

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from io import StringIO

from riesgo.desempeno import COLUMNAS, Registro, leer_registro
from riesgo.errores import DesempenoInvalido
from sistema.desenlaces.errores import HistoriaIlegible


@dataclass(frozen=True, slots=True)
class LineaMala:
    """Una línea que no se entendió: cuál es y cómo se corrige, sin repetir lo que dice."""

    linea: int
    remedio: str


def leer_historia(contenido: bytes) -> Iterator[Registro | LineaMala]:
    """Cada fila del archivo, en orden: su registro, o qué línea está mala y por qué.

    El número es el de la línea del archivo en que termina la fila, contando desde 1; de la que
    abre una comilla y no la cierra, la línea en que empieza.

    Raises:
        HistoriaIlegible: no es texto UTF-8, o su primera línea no trae las columnas.
    """
    try:
        texto = contenido.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise HistoriaIlegible("Guárdelo como CSV en UTF-8.") from None
    filas = csv.DictReader(StringIO(texto, newline=""), strict=True)
    if not set(COLUMNAS) <= set(_columnas(filas)):
        raise HistoriaIlegible(f"Su primera línea debe decir {','.join(COLUMNAS)}.")
    return _leer_filas(filas)


def _columnas(filas: "csv.DictReader[str]") -> list[str]:
    try:
        return list(filas.fieldnames or ())
    except csv.Error:
        return []


def _leer_filas(filas: "csv.DictReader[str]") -> Iterator[Registro | LineaMala]:
    while True:
        anterior = filas.reader.line_num
        try:
            yield leer_registro(next(filas))
        except StopIteration:
            return
        except DesempenoInvalido as error:
            yield LineaMala(filas.reader.line_num, str(error))
        except csv.Error:
            # Porque: una comilla sin cerrar se traga las que siguen; lo que hay que ver es dónde.
            yield LineaMala(anterior + 1, "fila: cierre las comillas o acorte el campo")
