"""El último recurso de las pruebas: un Kafka en Docker, si aquí no corre uno y Docker responde.

No se ha ejercitado: donde esto se construyó no hay motor de Docker, y solo se probó que sin él no
estorba.
"""

import atexit
import shutil
import subprocess

from testcontainers.community.kafka import KafkaContainer

from sistema.entorno.kafka_jars import VERSION


def kafka_en_docker() -> str | None:
    """La dirección de un Kafka recién levantado en Docker; None si no hay motor que responda."""
    docker = shutil.which("docker")
    if docker is None:
        return None
    pregunta = subprocess.run([docker, "info"], capture_output=True, check=False)  # noqa: S603 - orden fija y propia
    if pregunta.returncode != 0:
        return None
    contenedor = KafkaContainer(f"apache/kafka:{VERSION}").with_kraft()
    contenedor.start()
    atexit.register(contenedor.stop)
    return str(contenedor.get_bootstrap_server())
