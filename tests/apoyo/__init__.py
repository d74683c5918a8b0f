"""Apoyo común de las pruebas: lo que se pidió por la línea de órdenes y cómo se leyó."""

import os
from dataclasses import dataclass

import pytest


@dataclass(frozen=True)
class OpcionesDeServicios:
    """Servicios que se pidieron para esta corrida.

    Una dirección vacía significa «el que se encuentre o se levante».
    """

    exigir: bool
    postgres: str | None
    kafka: str | None


def leer_opciones(config: pytest.Config) -> OpcionesDeServicios:
    """Reúne las opciones de pytest con las variables DATABASE_URL y KAFKA_BOOTSTRAP."""
    return OpcionesDeServicios(
        exigir=bool(config.getoption("--exigir-servicios")),
        postgres=config.getoption("--postgres") or os.environ.get("DATABASE_URL"),
        kafka=config.getoption("--kafka") or os.environ.get("KAFKA_BOOTSTRAP"),
    )


def describir(opciones: OpcionesDeServicios) -> list[str]:
    """Frases para el encabezado de pytest; no muestra direcciones, que pueden llevar contraseña."""
    postgres = (
        "el de la dirección dada" if opciones.postgres else "el que se encuentre o el embebido"
    )
    kafka = (
        "el de la dirección dada" if opciones.kafka else "el que se encuentre o uno local con Java"
    )
    falta = "falla" if opciones.exigir else "se informa como no ejecutado"
    return [f"PostgreSQL: {postgres}", f"Kafka: {kafka}", f"si falta un servicio: {falta}"]
