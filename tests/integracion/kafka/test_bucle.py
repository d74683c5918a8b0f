"""El bucle sobre un Kafka verdadero, con la puerta en memoria."""

import threading
from datetime import UTC, datetime
from uuid import uuid4

import pytest
from kafka import TopicPartition  # type: ignore[import-untyped]
from structlog.testing import capture_logs

from ingestores.mensajeria.bucle import consumir
from ingestores.mensajeria.cliente import Consumidor
from ingestores.mensajeria.temas import obtener_organismo
from ingestores.mensajeria.tipos import Particion
from sistema.contactos.tipos import Lote
from sistema.cuarentena.tipos import Origen
from sistema.entorno.servicios import ServicioKafka
from tests.integracion.kafka.apoyo import (
    administrar,
    conectar,
    contar_miembros,
    crear_tema,
    esperar_hasta,
    leer_confirmada,
    producir,
    recrear_tema,
)
from tests.unidad.ingestores.apoyo import Espera, PuertaEnMemoria, base_caida, escribir_evento

AHORA = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)


class Escenario:
    """Un tema propio, un grupo propio y una puerta que sobrevive a las muertes del bucle."""

    def __init__(self, kafka: ServicioKafka, particiones: int = 1) -> None:
        self.kafka = kafka
        self.tema = crear_tema(kafka, particiones)
        self.grupo = f"grupo-{uuid4()}"
        self.puerta = PuertaEnMemoria()

    def producir(self, desde: int, hasta: int) -> None:
        organismo = obtener_organismo(self.tema)
        producir(
            self.kafka, self.tema, [escribir_evento(n, organismo) for n in range(desde, hasta)]
        )

    def abrir(self) -> Consumidor:
        return Consumidor(conectar(self.kafka, "consumidor"), [self.tema], self.grupo)

    def correr(self, atendidos: int) -> Espera:
        espera = Espera(lambda: self.puerta.atendidos >= atendidos)
        with self.abrir() as consumidor:
            consumir(self.puerta, consumidor, lambda: AHORA, espera)
        assert self.puerta.atendidos == atendidos
        return espera

    def confirmada(self, numero: int = 0) -> int | None:
        return leer_confirmada(self.kafka, self.grupo, Particion(self.tema, numero))

    def origen(self) -> Origen:
        (origen,) = self.puerta.posiciones
        return origen


def test_todo_lo_producido_se_registra_una_vez_y_queda_confirmado(kafka: ServicioKafka) -> None:
    escenario = Escenario(kafka, particiones=3)
    escenario.producir(0, 1_500)
    escenario.correr(1_500)
    assert len(set(escenario.puerta.registrados)) == 1_500
    assert max(len(lote.eventos) for lote in escenario.puerta.lotes) <= 500
    guardadas = {o.particion: n for o, n in escenario.puerta.posiciones.items()}
    assert {n: escenario.confirmada(n) for n in range(3)} == guardadas


def test_la_base_se_confirma_antes_que_kafka(kafka: ServicioKafka) -> None:
    escenario = Escenario(kafka)
    escenario.producir(0, 5)
    vistas: list[int | None] = []
    escenario.puerta.despues = lambda _: vistas.append(escenario.confirmada())
    escenario.correr(5)
    assert vistas == [None]
    assert escenario.confirmada() == 5


def test_al_asignarse_parte_de_la_base_aunque_kafka_diga_otra_cosa(kafka: ServicioKafka) -> None:
    escenario = Escenario(kafka)
    escenario.producir(0, 10)
    escenario.correr(10)
    escenario.puerta.posiciones[escenario.origen()] = 7
    escenario.correr(13)
    assert escenario.puerta.lotes[-1].desde == 7
    assert escenario.puerta.repetidos == 3
    assert escenario.puerta.posiciones[escenario.origen()] == 10


def test_una_muerte_entre_los_dos_commits_no_repite_ni_pierde(kafka: ServicioKafka) -> None:
    escenario = Escenario(kafka)
    escenario.producir(0, 700)

    def morir(lote: Lote) -> None:
        if lote.desde == 0:
            raise KeyboardInterrupt

    escenario.puerta.despues = morir
    with pytest.raises(KeyboardInterrupt):
        escenario.correr(700)
    assert escenario.confirmada() is None
    escenario.correr(700)
    assert len(set(escenario.puerta.registrados)) == 700
    assert escenario.puerta.repetidos == 0


def test_una_muerte_antes_de_la_base_vuelve_a_entregar_todo(kafka: ServicioKafka) -> None:
    escenario = Escenario(kafka)
    escenario.producir(0, 20)
    muertes = [KeyboardInterrupt(), KeyboardInterrupt()]

    def morir(_: Lote) -> None:
        if muertes:
            raise muertes.pop()

    escenario.puerta.antes = morir
    for _ in range(2):
        with pytest.raises(KeyboardInterrupt):
            escenario.correr(20)
    assert escenario.puerta.posiciones == {}
    escenario.correr(20)
    assert len(set(escenario.puerta.registrados)) == 20


def test_con_la_base_caida_insiste_y_no_avanza(kafka: ServicioKafka) -> None:
    escenario = Escenario(kafka)
    escenario.producir(0, 5)
    caidas = [base_caida() for _ in range(4)]

    def caer(_: Lote) -> None:
        if caidas:
            assert escenario.confirmada() is None
            raise caidas.pop()

    escenario.puerta.antes = caer
    espera = escenario.correr(5)
    assert espera.esperas == [0.1, 0.2, 0.4, 0.8]
    assert escenario.puerta.repetidos == 0


def test_el_veneno_no_detiene_la_particion(kafka: ServicioKafka) -> None:
    escenario = Escenario(kafka)
    escenario.producir(0, 2)
    veneno: list[bytes | None] = [None, b"\xff\xfe", b"[" * 50_000, b"{" + b" " * 100_000 + b"}"]
    producir(kafka, escenario.tema, [*veneno, escribir_evento(8, "senama")])
    escenario.producir(2, 4)
    escenario.correr(9)
    assert {posicion: codigo for (_, posicion), codigo in escenario.puerta.cuarentena.items()} == {
        2: "json_invalido",
        3: "no_utf8",
        4: "json_invalido",
        5: "tamano_excedido",
        6: "organismo_no_coincide",
    }
    assert len(escenario.puerta.registrados) == 4
    assert escenario.puerta.posiciones[escenario.origen()] == 9


def test_lo_que_la_retencion_borro_da_la_alarma_y_se_sigue(kafka: ServicioKafka) -> None:
    escenario = Escenario(kafka)
    escenario.producir(0, 10)
    cliente = administrar(kafka)
    cliente.delete_records({TopicPartition(escenario.tema, 0): 4})
    cliente.close()
    with capture_logs() as bitacora:
        escenario.correr(6)
    (alarma,) = [hecho for hecho in bitacora if hecho.get("alarma")]
    assert alarma["event"] == "desfase_fuera_de_rango"
    assert (alarma["esperada"], alarma["recibida"]) == (0, 4)
    assert escenario.puerta.posiciones[escenario.origen()] == 10


def test_un_tema_recreado_se_lee_desde_su_principio(kafka: ServicioKafka) -> None:
    escenario = Escenario(kafka)
    escenario.producir(0, 3)
    escenario.correr(3)
    recrear_tema(kafka, escenario.tema)
    escenario.producir(100, 110)
    escenario.correr(13)
    assert sorted(escenario.puerta.posiciones.values()) == [3, 10]


def test_al_repartirse_las_particiones_nada_se_pierde_ni_se_repite(kafka: ServicioKafka) -> None:
    escenario = Escenario(kafka, particiones=4)
    puerta = escenario.puerta
    fin = threading.Event()
    quienes: set[str] = set()
    puerta.despues = lambda _: quienes.add(threading.current_thread().name)

    def trabajar() -> None:
        with escenario.abrir() as consumidor:
            consumir(puerta, consumidor, lambda: AHORA, fin.wait)

    hilos = [threading.Thread(target=trabajar, name=nombre) for nombre in ("uno", "dos")]
    try:
        hilos[0].start()
        escenario.producir(0, 400)
        esperar_hasta(lambda: puerta.atendidos >= 400)
        hilos[1].start()
        for tramo in range(400, 1_600, 100):
            escenario.producir(tramo, tramo + 100)
        esperar_hasta(lambda: contar_miembros(kafka, escenario.grupo) == 2)
        escenario.producir(1_600, 2_000)
        esperar_hasta(lambda: puerta.atendidos >= 2_000)
    finally:
        fin.set()
        for hilo in hilos:
            hilo.join()
    assert quienes == {"uno", "dos"}
    assert len(puerta.registrados) == len(set(puerta.registrados)) == 2_000
    assert puerta.repetidos == 0
    assert sum(puerta.posiciones.values()) == 2_000
