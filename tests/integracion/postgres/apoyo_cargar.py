"""La orden `sistema cargar` como la corre quien opera, en una carpeta propia."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TypeVar

from sqlalchemy import text
from typer.testing import CliRunner, Result

from ingestores.cli import app
from sistema.nucleo.papeles import Papel
from tests.apoyo.sistema import SistemaDePrueba


class Consola:
    """La orden con el entorno de la API."""

    def __init__(self, sistema: SistemaDePrueba, carpeta: Path) -> None:
        self.sistema = sistema
        self.carpeta = carpeta
        self.variables = {
            "SISTEMA_BD_API": sistema.preparado.urls[Papel.API],
            "SISTEMA_LLAVE_MAESTRA": str(sistema.preparado.llave_maestra),
        }

    def correr(self, *argumentos: str) -> Result:
        return CliRunner().invoke(app, ["cargar", *argumentos], env=self.variables)


C = TypeVar("C", bound=Consola)


@contextmanager
def abrir_consola(consola: C) -> Iterator[C]:
    """La consola en su carpeta, con los títulos vigentes a la hora de verdad."""
    # Porque: la orden mira la hora de verdad y la semilla tiene la del reloj fijo.
    with consola.sistema.bd(Papel.DUENO).transaccion() as sesion:
        sesion.execute(text("UPDATE acuerdo SET vigente_desde = '2020-01-01'"))
    anterior = Path.cwd()
    os.chdir(consola.carpeta)
    yield consola
    os.chdir(anterior)
