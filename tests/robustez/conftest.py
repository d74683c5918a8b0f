"""Un mundo por módulo."""

from collections.abc import Callable, Iterator

import pytest

from tests.apoyo.sistema import Plantilla
from tests.robustez.abrir import mundos
from tests.robustez.mundo import Mundo


@pytest.fixture(scope="module")
def abrir(plantilla: Plantilla) -> Iterator[Callable[[], Mundo]]:
    with mundos(plantilla) as abrir_uno:
        yield abrir_uno


@pytest.fixture(scope="module")
def mundo(abrir: Callable[[], Mundo]) -> Mundo:
    return abrir()
