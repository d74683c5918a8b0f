"""Un Kafka para cada proceso de estas pruebas: sus consumidores leen todos los temas."""

import os
from collections.abc import Iterator

import pytest

from sistema.entorno.servicios import ServicioKafka
from tests.apoyo import leer_opciones
from tests.apoyo.servicios import kafka_compartido, liberar, raiz_de_corrida


@pytest.fixture(scope="session")
def kafka(pytestconfig: pytest.Config) -> Iterator[ServicioKafka]:
    opciones = leer_opciones(pytestconfig)
    corrida = raiz_de_corrida()
    raiz = corrida.with_name(f"{corrida.name}-caos-{os.environ.get('PYTEST_XDIST_WORKER', 'solo')}")
    servicio = kafka_compartido(raiz, opciones.kafka)
    if servicio is None:
        if opciones.exigir:
            pytest.fail("No hay un Kafka real: instale Java 17 y Maven, o dé --kafka BOOTSTRAP.")
        pytest.skip("NO EJECUTADO: esta máquina no puede correr un Kafka real.")
    yield servicio
    liberar(raiz)
