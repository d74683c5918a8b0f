"""Lo común de las órdenes: opciones, progreso y errores que dicen qué hacer."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Annotated

import typer
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from sistema.nucleo.errores import ErrorSistema

NO_SE_PUEDE = 2
OpcionJson = Annotated[bool, typer.Option("--json", help="Escribe un objeto JSON en la salida.")]


@contextmanager
def dar_errores_claros() -> Iterator[None]:
    """Convierte un error previsto en una línea y el código de salida 2; lo imprevisto sigue."""
    try:
        yield
    except ErrorSistema as error:
        typer.echo(f"{error.titulo} {error.detalle}", err=True)
        raise typer.Exit(NO_SE_PUEDE) from None


def crear_progreso() -> Progress:
    """Una barra en la salida de errores; fuera de un terminal no dibuja nada."""
    return Progress(
        TextColumn("{task.description:32}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
        console=Console(file=sys.stderr),
        disable=not sys.stderr.isatty(),
    )
