"""Opciones, perfiles de Hypothesis y encabezado de toda la batería."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
import structlog
from hypothesis import HealthCheck, settings

from sistema.entorno.servicios import ServicioKafka, ServicioPostgres
from tests.apoyo import describir, leer_opciones
from tests.apoyo.contenedores import kafka_en_docker
from tests.apoyo.servicios import kafka_compartido, liberar, postgres_compartido, raiz_de_corrida
from tests.apoyo.sistema import Plantilla, SistemaDePrueba, copiar, crear_plantilla

# Porque: sin plazo por ejemplo; en dos núcleos compartidos un plazo mide al vecino, no al código.
settings.register_profile("rapido", max_examples=40, deadline=None)
settings.register_profile(
    "ci",
    max_examples=100,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.too_slow],
)
settings.register_profile("nocturno", max_examples=2_000, deadline=None, print_blob=True)
settings.load_profile("rapido")  # se cambia con --hypothesis-profile=ci


def pytest_addoption(parser: pytest.Parser) -> None:
    grupo = parser.getgroup("servicios", "servicios reales")
    grupo.addoption(
        "--exigir-servicios",
        action="store_true",
        help="falla, en vez de informar, si no hay PostgreSQL y Kafka reales",
    )
    grupo.addoption("--postgres", metavar="URL", help="PostgreSQL ya levantado que se usará")
    grupo.addoption("--kafka", metavar="BOOTSTRAP", help="Kafka ya levantado que se usará")


def pytest_report_header(config: pytest.Config) -> list[str]:
    return describir(leer_opciones(config))


@pytest.fixture(autouse=True)
def bitacora_sin_configurar() -> Iterator[None]:
    """Lo que una orden probada aquí mismo configura no cambia por dónde escriben las demás."""
    yield
    structlog.reset_defaults()


@pytest.fixture(scope="session")
def raiz() -> Iterator[Path]:
    carpeta = raiz_de_corrida()
    yield carpeta
    liberar(carpeta)


@pytest.fixture(scope="session")
def postgres(pytestconfig: pytest.Config, raiz: Path) -> ServicioPostgres:
    return postgres_compartido(raiz, leer_opciones(pytestconfig).postgres)


@pytest.fixture(scope="session")
def kafka(pytestconfig: pytest.Config) -> Iterator[ServicioKafka]:
    # Porque: un consumidor de verdad lee todos los temas y comparte grupo con los demás; con un
    # solo Kafka, el de una prueba se llevaría las particiones de otra que corre a la vez.
    opciones = leer_opciones(pytestconfig)
    raiz = raiz_de_corrida(os.environ.get("PYTEST_XDIST_WORKER", "solo"))
    servicio = kafka_compartido(raiz, opciones.kafka)
    if servicio is None and (en_docker := kafka_en_docker()):
        servicio = kafka_compartido(raiz, en_docker)
    if servicio is None:
        if opciones.exigir:
            pytest.fail("No hay un Kafka real: instale Java 17 y Maven, o dé --kafka BOOTSTRAP.")
        pytest.skip("NO EJECUTADO: esta máquina no puede correr un Kafka real.")
    yield servicio
    liberar(raiz)


@pytest.fixture(scope="session")
def plantilla(postgres: ServicioPostgres, raiz: Path) -> Plantilla:
    return crear_plantilla(postgres.url_administracion, raiz)


@pytest.fixture
def sistema(plantilla: Plantilla) -> Iterator[SistemaDePrueba]:
    with copiar(plantilla) as preparado:
        de_prueba = SistemaDePrueba(preparado, plantilla.claves)
        yield de_prueba
        de_prueba.cerrar()
