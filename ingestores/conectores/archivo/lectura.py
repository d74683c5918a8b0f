"""Las líneas de un archivo CSV o NDJSON, cada una con su número y sin cargarlo entero."""

import csv
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from ingestores.conectores.archivo.armado import Armador
from ingestores.conectores.archivo.mapeo import Mapeo
from ingestores.conectores.archivo.tipos import Linea, Salto
from sistema.entorno.carga import ArchivoIlegible
from sistema.nucleo.json_estricto import JsonInvalido, leer_json

_FUENTE = "/organismos/"
_BOM = {"utf-8": "utf-8-sig", "latin-1": "latin-1"}


def leer_csv(archivo: Path, armador: Armador) -> Iterator[Linea]:
    """El evento de cada fila de un CSV; el número es el de la línea en que la fila termina.

    Raises:
        ArchivoIlegible: no es CSV en la codificación del mapeo, o le falta una columna.
    """
    mapeo = armador.mapeo
    with archivo.open(newline="", encoding=_BOM[mapeo.codificacion]) as lineas:
        lector = csv.DictReader(lineas, delimiter=mapeo.separador)
        try:
            _exigir_columnas(mapeo, lector.fieldnames or ())
            for fila in lector:
                numero = lector.line_num
                if None in fila or None in fila.values():
                    yield _saltar(numero, "fila", "no tiene las columnas del encabezado")
                else:
                    yield armador.armar(numero, fila)
        except (UnicodeDecodeError, csv.Error):
            # Porque: `from None`: el error original lleva dentro un trozo del archivo.
            raise ArchivoIlegible(
                f"No es CSV en {mapeo.codificacion} después de la línea {lector.line_num}."
            ) from None


def leer_ndjson(archivo: Path, organismo: str | None) -> Iterator[Linea]:
    """Cada evento de un NDJSON que ya cumple el contrato, con sus bytes exactos.

    Sin `organismo`, cada evento es del que dice su `source`.
    """
    for numero, cuerpo in _leer_lineas(archivo):
        yield Linea(numero, organismo or _organismo_de(cuerpo), cuerpo)


def leer_ndjson_ajeno(archivo: Path, armador: Armador) -> Iterator[Linea]:
    """El evento que el mapeo arma con cada objeto de un NDJSON ajeno."""
    for numero, cuerpo in _leer_lineas(archivo):
        try:
            objeto: Any = leer_json(cuerpo)
        except JsonInvalido as error:
            yield _saltar(numero, "línea", error.motivo)
            continue
        if isinstance(objeto, dict):
            yield armador.armar(numero, objeto)
        else:
            yield _saltar(numero, "línea", "no es un objeto JSON")


def _leer_lineas(archivo: Path) -> Iterator[tuple[int, bytes]]:
    with archivo.open("rb") as lineas:
        for numero, linea in enumerate(lineas, start=1):
            cuerpo = linea.rstrip(b"\r\n")
            if cuerpo.strip():
                yield numero, cuerpo


def _exigir_columnas(mapeo: Mapeo, encabezado: object) -> None:
    nombres = set(encabezado) if isinstance(encabezado, (list, tuple)) else set()
    for columna in mapeo.columnas:
        if columna not in nombres:
            raise ArchivoIlegible(
                f"El encabezado no tiene la columna «{columna}» que nombra el mapeo; "
                "revise también el separador y la codificación."
            )


def _saltar(numero: int, campo: str, problema: str) -> Linea:
    return Linea(numero, saltos=(Salto(numero, campo, problema, "Corrija la línea y repita."),))


def _organismo_de(linea: bytes) -> str:
    try:
        return str(json.loads(linea)["source"]).removeprefix(_FUENTE)
    except (ValueError, KeyError, TypeError, RecursionError):
        return ""
