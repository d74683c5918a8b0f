"""Un Sistema por módulo para las pruebas que prueban muchas entradas y no miran lo de las otras."""

from collections.abc import Iterator

import pytest
from fastapi.testclient import TestClient

from tests.apoyo.sistema import Plantilla, SistemaDePrueba, copiar


@pytest.fixture(scope="module")
def sistema_del_modulo(plantilla: Plantilla) -> Iterator[SistemaDePrueba]:
    with copiar(plantilla) as preparado:
        de_prueba = SistemaDePrueba(preparado, plantilla.claves)
        yield de_prueba
        de_prueba.cerrar()


@pytest.fixture(scope="module")
def cliente_del_modulo(sistema_del_modulo: SistemaDePrueba) -> TestClient:
    """Un investigador con sesión abierta, para las pruebas del módulo que comparten Sistema."""
    return sistema_del_modulo.cliente()
