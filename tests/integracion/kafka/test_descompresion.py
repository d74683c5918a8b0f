"""Bombas y grupos rotos contra el broker verdadero: ni él ni el consumidor caen."""

import tracemalloc
from collections.abc import Iterator

import pytest
from kafka import KafkaAdminClient  # type: ignore[import-untyped]
from kafka.record.default_records import DefaultRecordBatchBuilder  # type: ignore[import-untyped]
from kafka.record.util import calc_crc32c  # type: ignore[import-untyped]

from sistema.entorno.servicios import ServicioKafka
from tests.integracion.kafka.apoyo import conectar
from tests.integracion.kafka.operaciones import codigos, enviar, pedir_escritura
from tests.integracion.kafka.test_bucle import Escenario

MEGA = 1_000_000
CODECS = {"gzip": 1, "lz4": 3, "zstd": 4}
INVALID_RECORD = 87
con_cada_codec = pytest.mark.parametrize("codec", CODECS)


@pytest.fixture
def cliente(kafka: ServicioKafka) -> Iterator[KafkaAdminClient]:
    abierto = KafkaAdminClient(**conectar(kafka, "colaboradores").como_opciones())
    yield abierto
    abierto.close()


def armar(codec: int, valores: list[bytes], cabecera: str | None = None) -> bytearray:
    armador = DefaultRecordBatchBuilder(
        magic=2,
        compression_type=codec,
        is_transactional=False,
        producer_id=-1,
        producer_epoch=-1,
        base_sequence=-1,
        batch_size=len(valores) * MEGA * 2,
    )
    cabeceras = [(cabecera, b"1")] if cabecera else []
    for lugar, valor in enumerate(valores):
        armador.append(lugar, 0, None, valor, cabeceras)
    armado: bytearray = armador.build()
    return armado


def sellar(grupo: bytearray) -> bytes:
    """El grupo con la suma que corresponde a sus bytes."""
    suma = calc_crc32c(bytes(grupo[21:]))
    grupo[17:21] = suma.to_bytes(4)
    return bytes(grupo)


def en_snappy(valor: bytes) -> bytes:
    """Un grupo comprimido con Snappy, códec que aquí no está instalado."""
    grupo = armar(0, [valor])
    datos = bytes(grupo[61:])
    assert len(datos) < 60
    bloque = bytes([len(datos), (len(datos) - 1) << 2]) + datos
    marco = b"\x82SNAPPY\x00" + (1).to_bytes(4) + (1).to_bytes(4) + len(bloque).to_bytes(4) + bloque
    nuevo = bytearray(grupo[:61] + marco)
    nuevo[8:12] = (len(nuevo) - 12).to_bytes(4)
    nuevo[22] = 2
    return sellar(nuevo)


@con_cada_codec
def test_el_broker_rechaza_un_mensaje_que_pasa_de_su_techo_al_descomprimirse(
    kafka: ServicioKafka, cliente: KafkaAdminClient, codec: str
) -> None:
    escenario = Escenario(kafka)
    bomba = bytes(armar(CODECS[codec], [bytes(64 * MEGA)]))
    assert len(bomba) < MEGA
    assert codigos(enviar(cliente, pedir_escritura(escenario.tema, bomba))) == {INVALID_RECORD}
    escenario.producir(0, 2)
    escenario.correr(2)


@con_cada_codec
def test_una_bomba_de_muchos_mensajes_va_a_cuarentena_y_sus_vecinos_se_guardan(
    kafka: ServicioKafka, cliente: KafkaAdminClient, codec: str
) -> None:
    escenario = Escenario(kafka)
    escenario.producir(0, 2)
    bomba = bytes(armar(CODECS[codec], [bytes(MEGA)] * 150))
    assert len(bomba) < MEGA
    assert codigos(enviar(cliente, pedir_escritura(escenario.tema, bomba))) == {0}
    escenario.producir(2, 4)
    tracemalloc.start()
    try:
        escenario.correr(5)
        _ahora, pico = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert pico < 50 * MEGA
    assert len(escenario.puerta.registrados) == 4
    assert escenario.puerta.cuarentena == {(escenario.origen(), 2): "ilegible"}
    assert escenario.puerta.posiciones == {escenario.origen(): 154}
    (rechazado,) = [r for lote in escenario.puerta.lotes for r in lote.rechazados]
    assert rechazado.cuerpo[61:] == bomba[61:]


def test_demasiados_mensajes_minimos_en_un_grupo_son_uno_solo_en_cuarentena(
    kafka: ServicioKafka, cliente: KafkaAdminClient
) -> None:
    escenario = Escenario(kafka)
    grupo = bytes(armar(CODECS["zstd"], [b""] * 10_001))
    assert codigos(enviar(cliente, pedir_escritura(escenario.tema, grupo))) == {0}
    escenario.producir(0, 1)
    escenario.correr(2)
    assert escenario.puerta.cuarentena == {(escenario.origen(), 0): "ilegible"}
    assert escenario.puerta.posiciones == {escenario.origen(): 10_002}


def test_un_codec_que_no_esta_no_detiene_al_consumidor(
    kafka: ServicioKafka, cliente: KafkaAdminClient
) -> None:
    escenario = Escenario(kafka)
    escenario.producir(0, 1)
    grupo = en_snappy(b"un mensaje en snappy")
    assert codigos(enviar(cliente, pedir_escritura(escenario.tema, grupo))) == {0}
    escenario.producir(1, 2)
    escenario.correr(3)
    assert escenario.puerta.cuarentena == {(escenario.origen(), 1): "ilegible"}
    assert len(escenario.puerta.registrados) == 2


def test_una_cabecera_que_no_es_texto_no_detiene_al_consumidor(
    kafka: ServicioKafka, cliente: KafkaAdminClient
) -> None:
    escenario = Escenario(kafka)
    grupo = armar(0, [b"uno", b"dos"], cabecera="zzzz")
    lugar = grupo.rindex(b"zzzz")
    grupo[lugar : lugar + 4] = b"\xff\xfe\xfd\xfc"
    assert codigos(enviar(cliente, pedir_escritura(escenario.tema, sellar(grupo)))) == {0}
    escenario.producir(0, 1)
    escenario.correr(3)
    assert escenario.puerta.cuarentena == {
        (escenario.origen(), 0): "json_invalido",
        (escenario.origen(), 1): "ilegible",
    }
    assert len(escenario.puerta.registrados) == 1
