"""El grupo de consumo: entrar, salir, quedarse y leer temas nuevos, sin perder ni repetir."""

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from uuid import uuid4

import pytest
from kafka import KafkaProducer  # type: ignore[import-untyped]

from ingestores.mensajeria.bucle import Ritmo, consumir
from ingestores.mensajeria.cliente import Consumidor
from ingestores.mensajeria.retroceso import Retroceso
from ingestores.mensajeria.temas import obtener_organismo
from sistema.contactos.tipos import Lote
from sistema.entorno.servicios import ServicioKafka
from sistema.nucleo.reloj import ahora
from tests.integracion.kafka.apoyo import (
    administrar,
    conectar,
    contar_miembros,
    crear_tema,
    esperar_hasta,
    leer_lotes,
    producir,
)
from tests.integracion.kafka.test_bucle import Escenario
from tests.unidad.ingestores.apoyo import PuertaEnMemoria, base_caida, escribir_evento

RITMO = Ritmo(lectura_ms=50, relectura=timedelta(seconds=1), retroceso=Retroceso(maximo_s=0.3))


@contextmanager
def consumiendo(escenario: Escenario, fuente: Consumidor | None = None) -> Iterator[None]:
    """Un consumidor más del grupo, en su hilo, mientras dure el bloque; se detiene en orden."""
    fin = threading.Event()

    def trabajar() -> None:
        with fuente or escenario.abrir() as propia:
            consumir(escenario.puerta, propia, ahora, fin.wait, RITMO)

    hilo = threading.Thread(target=trabajar)
    hilo.start()
    try:
        yield
    finally:
        fin.set()
        hilo.join()


def listar_miembros(kafka: ServicioKafka, grupo: str) -> set[str]:
    cliente = administrar(kafka)
    try:
        return {m["member_id"] for m in cliente.describe_groups([grupo])[grupo]["members"]}
    finally:
        cliente.close()


@pytest.mark.timeout(240)
def test_entrar_y_salir_mientras_llegan_eventos_no_pierde_ni_repite(kafka: ServicioKafka) -> None:
    escenario = Escenario(kafka, particiones=4)
    puerta = escenario.puerta
    producidos = 0

    def producir_mas() -> None:
        nonlocal producidos
        escenario.producir(producidos, producidos + 200)
        producidos += 200

    def hasta_que_sean(cuantos: int) -> None:
        def son() -> bool:
            producir_mas()
            return contar_miembros(kafka, escenario.grupo) == cuantos

        esperar_hasta(son, 40)

    with consumiendo(escenario):
        for _ in range(3):
            with consumiendo(escenario):
                hasta_que_sean(2)
                with consumiendo(escenario):
                    hasta_que_sean(3)
                hasta_que_sean(2)
            hasta_que_sean(1)
        esperar_hasta(lambda: puerta.atendidos >= producidos, 40)
    assert len(puerta.registrados) == len(set(puerta.registrados)) == producidos
    assert puerta.repetidos == 0
    assert puerta.cuarentena == {}
    assert sum(puerta.posiciones.values()) == producidos


@pytest.mark.timeout(120)
def test_con_la_base_caida_mas_de_lo_que_kafka_tolera_sigue_en_el_grupo(
    kafka: ServicioKafka,
) -> None:
    escenario = Escenario(kafka)
    escenario.producir(0, 3)
    vuelve_en = time.monotonic() + 8

    def caer(_: Lote) -> None:
        if time.monotonic() < vuelve_en:
            raise base_caida()

    escenario.puerta.antes = caer
    fuente = Consumidor(
        conectar(kafka, "consumidor"), [escenario.tema], escenario.grupo, sin_leer_ms=3_000
    )
    with consumiendo(escenario, fuente):
        esperar_hasta(lambda: contar_miembros(kafka, escenario.grupo) == 1)
        antes = listar_miembros(kafka, escenario.grupo)
        esperar_hasta(lambda: escenario.puerta.atendidos == 3)
        assert listar_miembros(kafka, escenario.grupo) == antes
    assert escenario.puerta.repetidos == 0
    assert escenario.confirmada() == 3


def test_el_tema_de_un_acuerdo_nuevo_se_lee_sin_reiniciar(kafka: ServicioKafka) -> None:
    viejo, nuevo = crear_tema(kafka), crear_tema(kafka)
    temas = [viejo]
    puerta = PuertaEnMemoria()
    producir(kafka, viejo, [escribir_evento(1, obtener_organismo(viejo))])
    producir(kafka, nuevo, [escribir_evento(2, obtener_organismo(nuevo))])
    fin = threading.Event()

    def trabajar() -> None:
        with Consumidor(conectar(kafka, "consumidor"), temas, f"grupo-{uuid4()}") as fuente:
            consumir(puerta, fuente, ahora, fin.wait, RITMO, lambda: list(temas))

    hilo = threading.Thread(target=trabajar)
    hilo.start()
    try:
        esperar_hasta(lambda: puerta.atendidos == 1)
        temas.append(nuevo)
        esperar_hasta(lambda: puerta.atendidos == 2)
    finally:
        fin.set()
        hilo.join()
    assert len(puerta.registrados) == 2


@pytest.mark.parametrize(
    ("cabeceras", "esperada"),
    [
        ([], None),
        ([("otra", b"x")], None),
        ([("firma", b"0123456789abcdef:QUJD")], "0123456789abcdef:QUJD"),
        ([("firma", b"x" * 512)], "x" * 512),
        ([("firma", b"x" * 513)], ""),
        ([("firma", "ñ".encode())], ""),
        ([("firma", b"a\x00b")], ""),
        ([("firma", b"una"), ("firma", b"otra")], ""),
    ],
)
def test_la_cabecera_firma_llega_como_texto_o_como_firma_que_no_vale(
    kafka: ServicioKafka, cabeceras: list[tuple[str, bytes]], esperada: str | None
) -> None:
    tema = crear_tema(kafka)
    productor = KafkaProducer(
        **conectar(kafka, "colaboradores").como_opciones(), enable_idempotence=True
    )
    productor.send(tema, value=b"{}", headers=cabeceras).get(timeout=20)
    productor.close()
    with Consumidor(conectar(kafka, "consumidor"), [tema], f"grupo-{uuid4()}") as consumidor:
        (lote,) = leer_lotes(consumidor, 1)
    assert [mensaje.firma for mensaje in lote.mensajes] == [esperada]
