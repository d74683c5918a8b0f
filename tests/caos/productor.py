"""Un productor que escribe su propia historia: qué envió y dónde dice Kafka que quedó."""

import threading
import time
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from kafka import KafkaProducer  # type: ignore[import-untyped]
from kafka.errors import KafkaError  # type: ignore[import-untyped]

from ingestores.mensajeria.tipos import ConexionKafka
from tests.caos.historia import Historia

PLAZO_DE_ENTREGA_S = 120
PAUSA_S = 0.5


@dataclass(frozen=True)
class Mensaje:
    """Lo que se envía: `roto` dice que no cumple el contrato y debe terminar apartado."""

    tema: str
    evento: str
    cuerpo: bytes = field(repr=False)
    roto: bool = False


class ProductorConHistoria:
    """Envía y vuelve a enviar lo que Kafka no confirmó, hasta que lo confirme."""

    def __init__(self, conexion: ConexionKafka, historia: Historia) -> None:
        self._historia = historia
        self._numero = 0
        self._cerrojo = threading.Lock()
        self._fallidos: list[Mensaje] = []
        self._en_vuelo = 0
        self.confirmados = 0
        self._kafka = KafkaProducer(
            **conexion.como_opciones(),
            enable_idempotence=True,
            acks="all",
            linger_ms=5,
            max_block_ms=PLAZO_DE_ENTREGA_S * 1_000,
            delivery_timeout_ms=PLAZO_DE_ENTREGA_S * 1_000,
            allow_auto_create_topics=False,
            metrics_enabled=False,
        )

    def enviar(self, mensaje: Mensaje) -> None:
        """Anota el envío, lo encola y anota lo que Kafka responda, cuando responda."""
        with self._cerrojo:
            self._numero += 1
            self._en_vuelo += 1
            numero = self._numero
        self._historia.anotar(
            "enviado", numero=numero, evento=mensaje.evento, roto=mensaje.roto, tema=mensaje.tema
        )
        try:
            futuro = self._kafka.send(
                mensaje.tema, value=mensaje.cuerpo, key=mensaje.evento.encode()
            )
        except KafkaError as error:
            self._anotar_fallido(numero, mensaje, error)
            return
        futuro.add_callback(lambda datos: self._anotar_confirmado(numero, datos))
        futuro.add_errback(lambda error: self._anotar_fallido(numero, mensaje, error))

    def enviar_a_ritmo(
        self, mensajes: Iterable[Mensaje], por_segundo: float, detener: threading.Event
    ) -> None:
        """Envía a ritmo parejo; lo que se atrase por una falla se envía apenas se pueda."""
        comienzo_s = time.monotonic()
        for turno, mensaje in enumerate(mensajes):
            espera_s = comienzo_s + turno / por_segundo - time.monotonic()
            if espera_s > 0 and detener.wait(espera_s):
                return
            self.enviar(mensaje)

    def terminar(self, plazo_s: float) -> None:
        """Espera hasta que Kafka confirme todo, reenviando lo fallido.

        Raises:
            TimeoutError: quedó algo sin confirmar.
        """
        limite_s = time.monotonic() + plazo_s
        while time.monotonic() < limite_s:
            with self._cerrojo:
                fallidos, self._fallidos = self._fallidos, []
                en_vuelo = self._en_vuelo
            if not fallidos and not en_vuelo:
                self._kafka.close(timeout=5)
                return
            for mensaje in fallidos:
                self.enviar(mensaje)
            time.sleep(PAUSA_S)
        raise TimeoutError("Kafka no confirmó todo lo enviado.")

    def _anotar_confirmado(self, numero: int, datos: Any) -> None:
        self._historia.anotar(
            "confirmado",
            numero=numero,
            tema=datos.topic,
            particion=datos.partition,
            desfase=datos.offset,
        )
        with self._cerrojo:
            self._en_vuelo -= 1
            self.confirmados += 1

    def _anotar_fallido(self, numero: int, mensaje: Mensaje, error: object) -> None:
        self._historia.anotar("fallido", numero=numero, error=type(error).__name__)
        with self._cerrojo:
            self._en_vuelo -= 1
            self._fallidos.append(mensaje)
