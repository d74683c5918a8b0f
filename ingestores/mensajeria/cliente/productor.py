"""Enviar mensajes y saber cuáles confirmó Kafka."""

from kafka import KafkaProducer  # type: ignore[import-untyped]
from typing_extensions import override

from ingestores.mensajeria.cliente.comun import ESPERA_CIERRE_MS, traducir_errores
from ingestores.mensajeria.errores import EntregaFallida
from ingestores.mensajeria.tipos import Cerrable, ConexionKafka


class Productor(Cerrable):
    """Envía sin esperar y cuenta lo que Kafka confirmó; `vaciar` es lo que da certeza."""

    def __init__(self, conexion: ConexionKafka) -> None:
        self.confirmados = 0
        self._fallidos = 0
        self._ultimo_error = ""
        with traducir_errores():
            self._kafka = KafkaProducer(
                **conexion.como_opciones(),
                enable_idempotence=True,
                acks="all",
                linger_ms=20,
                batch_size=262_144,
                compression_type="lz4",
                allow_auto_create_topics=False,
                metrics_enabled=False,
            )

    def enviar(self, tema: str, clave: bytes, cuerpo: bytes | None) -> None:
        """Encola un mensaje (sin cuerpo, una lápida); su suerte se sabe en `vaciar`.

        Raises:
            KafkaNoDisponible: el tema no existe o el broker no responde.
        """
        with traducir_errores():
            self._kafka.send(tema, value=cuerpo, key=clave).add_callback(
                self._contar_confirmado
            ).add_errback(self._contar_fallido)

    def vaciar(self, plazo_s: float = 60.0) -> None:
        """Espera a que Kafka responda por todo lo enviado.

        Raises:
            EntregaFallida: algo no se confirmó; el detalle dice cuántos y la clase del error.
            KafkaNoDisponible: el plazo terminó antes.
        """
        with traducir_errores():
            self._kafka.flush(timeout=plazo_s)
        if self._fallidos:
            fallidos, self._fallidos = self._fallidos, 0
            raise EntregaFallida(f"{fallidos} sin confirmar ({self._ultimo_error})")

    @override
    def cerrar(self) -> None:
        """Suelta las conexiones; lo que no se vació puede perderse."""
        self._kafka.close(timeout=ESPERA_CIERRE_MS / 1_000)

    def _contar_confirmado(self, _metadatos: object) -> None:
        self.confirmados += 1

    def _contar_fallido(self, error: object) -> None:
        self._fallidos += 1
        self._ultimo_error = type(error).__name__
