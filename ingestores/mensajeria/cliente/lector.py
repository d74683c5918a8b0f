"""Leer un tema entero sin pertenecer a ningún grupo: no deja posición ni rastro en Kafka."""

import time
from collections.abc import Generator
from dataclasses import dataclass, field
from datetime import UTC, datetime

from kafka import KafkaConsumer, TopicPartition  # type: ignore[import-untyped]

from ingestores.mensajeria.cliente.comun import ESPERA_CIERRE_MS, traducir_errores
from ingestores.mensajeria.cliente.consumidor import traducir_registro
from ingestores.mensajeria.cliente.descompresion import acotar
from ingestores.mensajeria.errores import KafkaNoDisponible
from ingestores.mensajeria.tipos import ConexionKafka, MensajeCrudo

MAXIMO_LEIDO = 10_000
PLAZO_S = 60.0
_PASO_MS = 200


@dataclass(frozen=True, slots=True)
class MensajeLlegado:
    """Un mensaje y la hora (UTC) en que Kafka lo recibió."""

    mensaje: MensajeCrudo = field(repr=False)
    llegado_en: datetime


def leer_de_principio_a_fin(
    conexion: ConexionKafka, tema: str, espera_s: float
) -> Generator[MensajeLlegado]:
    """Los mensajes que haya en el tema, a lo más los últimos `MAXIMO_LEIDO` de cada partición.

    Si no hay ninguno, espera el primero por `espera_s` segundos. Un tema que no existe, o que esta
    credencial no puede ver, no tiene mensajes.

    Fundamento: técnico (ADR-0015).

    Raises:
        KafkaNoDisponible, KafkaNoAutorizado, ErrorMensajeria.
    """
    acotar()
    with traducir_errores():
        kafka = KafkaConsumer(
            **conexion.como_opciones(),
            group_id=None,
            enable_auto_commit=False,
            auto_offset_reset="earliest",
            allow_auto_create_topics=False,
            fetch_max_bytes=8_388_608,
            max_partition_fetch_bytes=2_097_152,
            receive_message_max_bytes=16_777_216,
            metrics_enabled=False,
        )
        try:
            numeros = kafka.partitions_for_topic(tema) or ()
            particiones = [TopicPartition(tema, numero) for numero in sorted(numeros)]
            yield from _leer(kafka, particiones, espera_s)
        finally:
            kafka.close(autocommit=False, timeout_ms=ESPERA_CIERRE_MS)


def _leer(
    kafka: KafkaConsumer, particiones: list[TopicPartition], espera_s: float
) -> Generator[MensajeLlegado]:
    if not particiones:
        return
    kafka.assign(particiones)
    finales = _esperar_algo(kafka, particiones, espera_s)
    for particion, inicio in kafka.beginning_offsets(particiones).items():
        kafka.seek(particion, max(inicio, finales[particion] - MAXIMO_LEIDO))
    limite = time.monotonic() + PLAZO_S
    while any(kafka.position(p) < final for p, final in finales.items()):
        if time.monotonic() > limite:
            raise KafkaNoDisponible("Kafka no entregó todo lo que hay en el tema.")
        for particion, registros in kafka.poll(timeout_ms=_PASO_MS).items():
            for registro in registros:
                if registro.offset < finales[particion]:
                    llegado_en = datetime.fromtimestamp(registro.timestamp / 1_000, UTC)
                    yield MensajeLlegado(traducir_registro(registro), llegado_en)


def _esperar_algo(
    kafka: KafkaConsumer, particiones: list[TopicPartition], espera_s: float
) -> dict[TopicPartition, int]:
    """Hasta dónde hay mensajes en cada partición, en cuanto haya alguno o termine la espera."""
    limite = time.monotonic() + espera_s
    inicios = kafka.beginning_offsets(particiones)
    while True:
        finales: dict[TopicPartition, int] = kafka.end_offsets(particiones)
        if finales != inicios or time.monotonic() >= limite:
            return finales
        time.sleep(_PASO_MS / 1_000)
