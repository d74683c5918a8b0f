"""El único módulo que conoce `kafka`: lo traduce a los tipos y errores de la casa.

Fundamento: técnico (ADR-0004).
"""

import logging
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

from kafka import (  # type: ignore[import-untyped]
    ConsumerRebalanceListener,
    KafkaAdminClient,
    KafkaConsumer,
    KafkaProducer,
    OffsetAndMetadata,
    OffsetSpec,
    TopicPartition,
)
from kafka.coordinator.assignors.roundrobin import (  # type: ignore[import-untyped]
    RoundRobinPartitionAssignor,
)
from kafka.errors import (  # type: ignore[import-untyped]
    AuthorizationError,
    KafkaError,
    SaslAuthenticationFailedError,
    TopicAlreadyExistsError,
    for_code,
)
from typing_extensions import override

from ingestores.mensajeria.errores import (
    EntregaFallida,
    ErrorMensajeria,
    KafkaNoAutorizado,
    KafkaNoDisponible,
)
from ingestores.mensajeria.temas import CONFIGURACION_DE_TEMA
from ingestores.mensajeria.tipos import (
    Cerrable,
    ConexionKafka,
    Fuente,
    LoteCrudo,
    MensajeCrudo,
    Particion,
)
from sistema.cuarentena.tipos import Origen
from sistema.nucleo.bitacora import obtener_bitacora

MAXIMO_POR_LECTURA = 500
_ESPERA_CIERRE_MS = 5_000
_bitacora = obtener_bitacora("mensajeria")

# Porque: con DEBUG, kafka-python escribe claves y cuerpos enteros en la bitácora (INV-7); y el
# aviso de su SCRAM en cada conexión sin TLS alarma de más: SCRAM no envía la clave.
logging.getLogger("kafka").setLevel(logging.WARNING)
logging.getLogger("kafka.net.sasl.scram").setLevel(logging.ERROR)


@contextmanager
def _traducir_errores() -> Iterator[None]:
    # Porque: `from None` en todos: el texto de un error de kafka puede citar registros enteros.
    try:
        yield
    except (AuthorizationError, SaslAuthenticationFailedError) as error:
        raise KafkaNoAutorizado(type(error).__name__) from None
    except KafkaError as error:
        clase = KafkaNoDisponible if error.retriable else ErrorMensajeria
        raise clase(type(error).__name__) from None


class _Asignacion(ConsumerRebalanceListener):  # type: ignore[misc]
    """Anota las particiones que llegan y se van, y las detiene hasta que se las ubique.

    Kafka la llama desde su propio hilo: aquí no se espera a nadie ni se toca la base de datos.
    """

    def __init__(self, kafka: KafkaConsumer) -> None:
        self._kafka = kafka
        self.por_ubicar: set[Particion] = set()

    def on_partitions_assigned(self, assigned: Iterable[tuple[str, int]]) -> None:
        self._kafka.pause(*assigned)
        self.por_ubicar |= {Particion(*particion) for particion in assigned}

    def on_partitions_revoked(self, revoked: Iterable[tuple[str, int]]) -> None:
        self.por_ubicar -= {Particion(*particion) for particion in revoked}


class Consumidor(Cerrable, Fuente):
    """Lee los temas de un grupo de consumo; la posición la pone quien lo usa.

    Una partición recién asignada no entrega nada hasta `ubicar`. Si la posición pedida ya no existe
    en Kafka, entrega desde lo más antiguo que haya: comparar posiciones y dar la alarma es del
    bucle. Lo usa un solo hilo.
    """

    def __init__(self, conexion: ConexionKafka, temas: Sequence[str], grupo: str) -> None:
        with _traducir_errores():
            self._kafka = KafkaConsumer(
                **conexion.como_opciones(),
                group_id=grupo,
                enable_auto_commit=False,
                auto_offset_reset="earliest",
                allow_auto_create_topics=False,
                max_poll_records=MAXIMO_POR_LECTURA,
                max_poll_interval_ms=300_000,
                session_timeout_ms=10_000,  # lo que un consumidor muerto deja sin alertas
                metadata_max_age_ms=30_000,
                fetch_max_bytes=8_388_608,
                max_partition_fetch_bytes=2_097_152,
                receive_message_max_bytes=16_777_216,
                # Porque: por rangos, los temas de una sola partición caen todos en un consumidor.
                partition_assignment_strategy=(RoundRobinPartitionAssignor,),
                metrics_enabled=False,
            )
            self._asignacion = _Asignacion(self._kafka)
            self._kafka.subscribe(topics=list(temas), listener=self._asignacion)
            # Porque: la versión 3.0.12 puede repartir el grupo antes de tener los metadatos de sus
            # temas y dejarlo sin particiones hasta que se renueven: aquí se los espera.
            self._kafka.topics()
        self._ids_de_temas: dict[str, str] = {}
        self._confirmadas: dict[Particion, int] = {}

    @override
    def listar_por_ubicar(self) -> list[Particion]:
        """Las particiones asignadas que aún no tienen posición, en orden estable."""
        return sorted(self._asignacion.por_ubicar)

    @override
    def identificar(self, particion: Particion) -> Origen:
        """El cluster y el tema por los identificadores que les dio Kafka.

        Raises:
            KafkaNoDisponible: los metadatos del tema aún no llegan.
        """
        # Porque: la biblioteca no publica estos identificadores, y pedirlos con otra conexión
        # podría responder por un tema distinto del que se está leyendo.
        cluster = self._kafka._cluster  # noqa: SLF001 - ver arriba
        id_de_tema = cluster.topic_id(particion.tema)
        if id_de_tema is not None:
            self._ids_de_temas[particion.tema] = str(id_de_tema)
        if not cluster.cluster_id or particion.tema not in self._ids_de_temas:
            raise KafkaNoDisponible("Kafka aún no entrega los metadatos del tema.")
        return Origen(cluster.cluster_id, self._ids_de_temas[particion.tema], particion.numero)

    @override
    def ubicar(self, particion: Particion, posicion: int) -> None:
        """Entrega desde `posicion`; sin efecto si la partición ya se asignó a otro."""
        if particion in self._kafka.assignment():
            self._kafka.seek(TopicPartition(*particion), posicion)
            self._kafka.resume(TopicPartition(*particion))
        self._asignacion.por_ubicar.discard(particion)

    @override
    def leer(self, espera_ms: int) -> list[LoteCrudo]:
        """A lo más `MAXIMO_POR_LECTURA` mensajes, un lote por partición.

        Raises:
            KafkaNoDisponible, KafkaNoAutorizado, ErrorMensajeria.
        """
        with _traducir_errores():
            leidos = self._kafka.poll(timeout_ms=espera_ms)
        lotes = []
        for tema_y_numero, registros in leidos.items():
            particion = Particion(*tema_y_numero)
            mensajes = [MensajeCrudo(r.offset, r.value, r.key, tuple(r.headers)) for r in registros]
            lotes.append(LoteCrudo(particion, self.identificar(particion), mensajes))
        return lotes

    @override
    def confirmar(self, particion: Particion, posicion: int) -> None:
        """No espera la respuesta; una confirmación fallida solo se anota en la bitácora."""
        self._confirmadas[particion] = posicion
        try:
            self._kafka.commit_async(_desfases({particion: posicion}), _anotar_confirmacion)
        except KafkaError as error:
            _anotar_confirmacion({}, error)

    @override
    def cerrar(self) -> None:
        """Deja el grupo de inmediato, tras repetir la última confirmación de lo que aún tiene."""
        propias = self._kafka.assignment()
        ultimas = {p: n for p, n in self._confirmadas.items() if p in propias}
        try:
            if ultimas:
                self._kafka.commit(_desfases(ultimas), timeout_ms=_ESPERA_CIERRE_MS)
        except KafkaError as error:
            _anotar_confirmacion({}, error)
        self._kafka.close(autocommit=False, timeout_ms=_ESPERA_CIERRE_MS)


def _desfases(posiciones: Mapping[Particion, int]) -> dict[Any, Any]:
    return {TopicPartition(*p): OffsetAndMetadata(n, "", -1) for p, n in posiciones.items()}


def _anotar_confirmacion(_desfases: object, respuesta: object) -> None:
    if isinstance(respuesta, Exception):
        _bitacora.warning("confirmacion_fallida", clase_error=type(respuesta).__name__)


class Productor(Cerrable):
    """Envía sin esperar y cuenta lo que Kafka confirmó; `vaciar` es lo que da certeza."""

    def __init__(self, conexion: ConexionKafka) -> None:
        self.confirmados = 0
        self._fallidos = 0
        self._ultimo_error = ""
        with _traducir_errores():
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
        with _traducir_errores():
            self._kafka.send(tema, value=cuerpo, key=clave).add_callback(
                self._contar_confirmado
            ).add_errback(self._contar_fallido)

    def vaciar(self, plazo_s: float = 60.0) -> None:
        """Espera a que Kafka responda por todo lo enviado.

        Raises:
            EntregaFallida: algo no se confirmó; el detalle dice cuántos y la clase del error.
            KafkaNoDisponible: el plazo terminó antes.
        """
        with _traducir_errores():
            self._kafka.flush(timeout=plazo_s)
        if self._fallidos:
            fallidos, self._fallidos = self._fallidos, 0
            raise EntregaFallida(f"{fallidos} sin confirmar ({self._ultimo_error})")

    @override
    def cerrar(self) -> None:
        """Suelta las conexiones; lo que no se vació puede perderse."""
        self._kafka.close(timeout=_ESPERA_CIERRE_MS / 1_000)

    def _contar_confirmado(self, _metadatos: object) -> None:
        self.confirmados += 1

    def _contar_fallido(self, error: object) -> None:
        self._fallidos += 1
        self._ultimo_error = type(error).__name__


class Administrador(Cerrable):
    """Crea los temas de contacto; necesita una credencial de administración."""

    def __init__(self, conexion: ConexionKafka) -> None:
        with _traducir_errores():
            self._kafka = KafkaAdminClient(**conexion.como_opciones())

    def crear_temas(self, temas: Sequence[str], particiones: int, replicas: int = -1) -> None:
        """Deja los temas listos; los que ya existen no se tocan, y `replicas` -1 decide Kafka."""
        pedido = {
            tema: {
                "num_partitions": particiones,
                "replication_factor": replicas,
                "configs": CONFIGURACION_DE_TEMA,
            }
            for tema in temas
        }
        with _traducir_errores():
            respuesta = self._kafka.create_topics(pedido, raise_errors=False)
            for tema in respuesta["topics"]:
                if tema["error_code"] not in {0, TopicAlreadyExistsError.errno}:
                    raise for_code(tema["error_code"])
            self._kafka.wait_for_topics(list(temas))

    def listar_finales(self, temas: Sequence[str]) -> dict[Origen, int]:
        """La posición siguiente a lo último que hay en cada partición de estos temas."""
        with _traducir_errores():
            cluster = self._kafka.describe_cluster()["cluster_id"]
            origenes = {
                TopicPartition(tema["name"], particion["partition_index"]): Origen(
                    cluster, str(tema["topic_id"]), particion["partition_index"]
                )
                for tema in self._kafka.describe_topics(list(temas))
                for particion in tema["partitions"]
            }
            pedido = dict.fromkeys(origenes, OffsetSpec.LATEST)
            finales = self._kafka.list_partition_offsets(pedido)
            return {origenes[particion]: finales[particion].offset for particion in finales}

    @override
    def cerrar(self) -> None:
        """Suelta las conexiones."""
        self._kafka.close()
