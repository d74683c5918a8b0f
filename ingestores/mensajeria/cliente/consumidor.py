"""Leer los temas de contacto como miembro de un grupo de consumo."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from kafka import (  # type: ignore[import-untyped]
    ConsumerRebalanceListener,
    KafkaConsumer,
    OffsetAndMetadata,
    TopicPartition,
)
from kafka.consumer.fetcher import ConsumerRecord  # type: ignore[import-untyped]
from kafka.coordinator.assignors.roundrobin import (  # type: ignore[import-untyped]
    RoundRobinPartitionAssignor,
)
from kafka.errors import KafkaError  # type: ignore[import-untyped]
from typing_extensions import override

from ingestores.mensajeria.cliente.comun import ESPERA_CIERRE_MS, traducir_errores
from ingestores.mensajeria.cliente.descompresion import Marca, acotar
from ingestores.mensajeria.errores import KafkaNoDisponible
from ingestores.mensajeria.tipos import (
    Atraso,
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
SIN_LEER_MS = 300_000
CABECERA_FIRMA = "firma"
FIRMA_MAXIMA_BYTES = 512
FIRMA_ILEGIBLE = ""
_bitacora = obtener_bitacora("mensajeria")


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

    def __init__(
        self,
        conexion: ConexionKafka,
        temas: Sequence[str],
        grupo: str,
        *,
        sin_leer_ms: int = SIN_LEER_MS,
    ) -> None:
        acotar()
        self._temas: frozenset[str] = frozenset()
        self._ids_de_temas: dict[str, str] = {}
        self._confirmadas: dict[Particion, int] = {}
        self._leidos: dict[Particion, tuple[int, int | None]] = {}
        with traducir_errores():
            self._kafka = KafkaConsumer(
                **conexion.como_opciones(),
                group_id=grupo,
                enable_auto_commit=False,
                auto_offset_reset="earliest",
                allow_auto_create_topics=False,
                max_poll_records=MAXIMO_POR_LECTURA,
                max_poll_interval_ms=sin_leer_ms,
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
        self.suscribir(temas)

    @override
    def suscribir(self, temas: Sequence[str]) -> None:
        """Pasa a leer estos temas; el grupo se reparte de nuevo solo si cambiaron.

        Raises:
            KafkaNoDisponible, KafkaNoAutorizado, ErrorMensajeria.
        """
        pedidos = frozenset(temas)
        if pedidos == self._temas:
            return
        with traducir_errores():
            self._kafka.subscribe(topics=sorted(pedidos), listener=self._asignacion)
            # Porque: la versión 3.0.12 puede repartir el grupo antes de tener los metadatos de sus
            # temas y dejarlo sin particiones hasta que se renueven: aquí se los espera.
            self._kafka.topics()
        self._temas = pedidos

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
            self._leidos[particion] = (posicion, None)
            self._kafka.resume(TopicPartition(*particion))
        self._asignacion.por_ubicar.discard(particion)

    @override
    def sostener(self) -> None:
        """Sigue en el grupo sin leer: pausa lo que tiene, atiende al grupo y lo reanuda.

        Raises:
            KafkaNoDisponible, KafkaNoAutorizado, ErrorMensajeria.
        """
        with traducir_errores():
            self._kafka.pause(*self._kafka.assignment())
            try:
                self._kafka.poll(timeout_ms=0)
            finally:
                por_ubicar = self._asignacion.por_ubicar
                ubicadas = [p for p in self._kafka.assignment() if Particion(*p) not in por_ubicar]
                self._kafka.resume(*ubicadas)

    @override
    def leer(self, espera_ms: int) -> list[LoteCrudo]:
        """A lo más `MAXIMO_POR_LECTURA` mensajes, un lote por partición.

        Raises:
            KafkaNoDisponible, KafkaNoAutorizado, ErrorMensajeria.
        """
        with traducir_errores():
            leidos = self._kafka.poll(timeout_ms=espera_ms)
        lotes = []
        for tema_y_numero, registros in leidos.items():
            particion = Particion(*tema_y_numero)
            self._leidos[particion] = (registros[-1].offset + 1, registros[-1].timestamp)
            mensajes = [traducir_registro(registro) for registro in registros]
            lotes.append(LoteCrudo(particion, self.identificar(particion), mensajes))
        return lotes

    def medir(self) -> list[Atraso]:
        """Cuánto falta en cada partición que tiene, según lo último que dijo Kafka.

        No pregunta nada por la red; las particiones de las que aún no se sabe no aparecen.
        """
        atrasos = []
        for propia in self._kafka.assignment():
            particion = Particion(*propia)
            try:
                final = self._kafka.highwater(propia)
            except KafkaError:
                continue  # se la llevó otro consumidor entre una línea y la otra
            siguiente, leido_hasta_ms = self._leidos.get(particion, (final, None))
            if final is not None:
                atrasos.append(Atraso(particion, max(0, final - siguiente), leido_hasta_ms))
        return atrasos

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
                self._kafka.commit(_desfases(ultimas), timeout_ms=ESPERA_CIERRE_MS)
        except KafkaError as error:
            _anotar_confirmacion({}, error)
        self._kafka.close(autocommit=False, timeout_ms=ESPERA_CIERRE_MS)


def traducir_registro(registro: ConsumerRecord) -> MensajeCrudo:
    """El registro con los nombres de la casa; un grupo que no se abrió viene marcado."""
    firma = None
    for nombre, valor in registro.headers:
        if isinstance(nombre, Marca):
            return MensajeCrudo(int(valor), registro.value, legible=False, ultima=registro.offset)
        if nombre == CABECERA_FIRMA:
            firma = FIRMA_ILEGIBLE if firma is not None else _leer_firma(valor)
    return MensajeCrudo(registro.offset, registro.value, registro.key, firma)


def _leer_firma(valor: bytes | None) -> str:
    """La firma como texto; vacía, que nunca es válida, si no es ASCII imprimible y corta."""
    if valor is None or len(valor) > FIRMA_MAXIMA_BYTES or not valor.isascii():
        return FIRMA_ILEGIBLE
    texto = valor.decode("ascii")
    return texto if texto.isprintable() else FIRMA_ILEGIBLE


def _desfases(posiciones: Mapping[Particion, int]) -> dict[Any, Any]:
    return {TopicPartition(*p): OffsetAndMetadata(n, "", -1) for p, n in posiciones.items()}


def _anotar_confirmacion(_desfases: object, respuesta: object) -> None:
    if isinstance(respuesta, Exception):
        _bitacora.warning("confirmacion_fallida", clase_error=type(respuesta).__name__)
