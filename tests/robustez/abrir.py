"""Los mundos que una corrida va abriendo, cada uno sobre su propia base de datos."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager

from tests.apoyo.sistema import Plantilla, copiar
from tests.robustez.mundo import Mundo, SistemaDeUnaApp


@contextmanager
def mundos(plantilla: Plantilla) -> Iterator[Callable[[], Mundo]]:
    """Una función que abre un mundo nuevo y cierra el anterior."""
    with ExitStack() as pila:

        def abrir() -> Mundo:
            pila.pop_all().close()
            sistema = SistemaDeUnaApp(pila.enter_context(copiar(plantilla)), plantilla.claves)
            pila.callback(sistema.cerrar)
            return Mundo(sistema)

        yield abrir
