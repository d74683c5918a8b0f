"""Cómo se muestran las cifras: una tabla por asunto o una línea JSON por fila."""

import json
import sys
from collections.abc import Mapping, Sequence
from typing import Final

from rich.console import Console
from rich.table import Table

ANCHO_MINIMO: Final = 132
"""Las tablas más anchas caben en esto; en una consola angosta las líneas se doblan."""

Valor = str | int | float | Sequence[str]
Fila = Mapping[str, Valor]


class Informe:
    """Escribe en la salida estándar; con `en_json`, para otro programa."""

    def __init__(self, *, en_json: bool) -> None:
        self.en_json = en_json
        self.consola = Console()
        self.consola.width = max(self.consola.width, ANCHO_MINIMO)

    def mostrar(self, cifra: str, titulo: str, filas: Sequence[Fila]) -> None:
        """Muestra filas con las mismas columnas; las fracciones van con tres decimales."""
        if self.en_json:
            for fila in filas:
                redonda = {campo: _redondear(valor) for campo, valor in fila.items()}
                sys.stdout.write(json.dumps({"cifra": cifra, **redonda}, ensure_ascii=False) + "\n")
            sys.stdout.flush()
            return
        tabla = Table(title=titulo, title_justify="left")
        for numero, columna in enumerate(filas[0]):
            tabla.add_column(
                columna.replace("_", " "), justify="right" if numero else "left", no_wrap=not numero
            )
        for fila in filas:
            tabla.add_row(*map(_escribir, fila.values()))
        self.consola.print(tabla)


def _redondear(valor: Valor) -> Valor:
    return round(valor, 4) if isinstance(valor, float) else valor


def _escribir(valor: Valor) -> str:
    if isinstance(valor, float):
        return f"{valor:.3f}"
    if isinstance(valor, str | int):
        return str(valor)
    return " ".join(valor)
