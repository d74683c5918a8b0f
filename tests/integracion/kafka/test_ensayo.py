"""`sistema organismos probar`: dice qué corregir en el tema de prueba y no deja efecto alguno."""

import json
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from kafka import KafkaAdminClient, KafkaProducer  # type: ignore[import-untyped]
from typer.testing import CliRunner

from ingestores.cli import app
from ingestores.consumidor import listar_temas
from ingestores.mensajeria.cliente import Productor
from ingestores.mensajeria.organismos import habilitar
from ingestores.mensajeria.tipos import ConexionKafka
from sistema.entorno.servicios import ServicioKafka
from sistema.nucleo.papeles import Papel
from sistema.nucleo.reloj import ahora
from tests.apoyo.firmas import Firmante
from tests.apoyo.kafka import conexion_de
from tests.apoyo.sistema import SistemaDePrueba
from tests.integracion.kafka.apoyo import variables_de_consola
from tests.integracion.kafka.operaciones import codigos, enviar, pedir_escritura
from tests.integracion.kafka.test_descompresion import en_snappy

DATOS = Path(__file__).parents[2] / "datos" / "mensajes" / "registro_civil"
VALIDO = min(DATOS.glob("valido_*.json")).read_bytes()
TABLAS = (
    "bandeja",
    "cuarentena",
    "boveda",
    "error_aporte",
    "posicion_consumida",
    "entrada",
    "contacto",
    "asiento",
)


@pytest.fixture
def entorno(kafka: ServicioKafka, sistema: SistemaDePrueba) -> dict[str, str]:
    return variables_de_consola(kafka, sistema, "consumidor")


def ensayar(
    kafka: ServicioKafka, organismo: str, cuerpos: list[bytes], firma: str | None = None
) -> None:
    """El organismo recibe sus temas y su clave, y escribe en el de prueba."""
    entrega = habilitar(conexion_de(kafka, "administrador"), organismo, rotar=True)
    propia = ConexionKafka(
        bootstrap=kafka.bootstrap,
        seguridad="SASL_PLAINTEXT",
        usuario=organismo,
        clave=entrega.clave or "",
    )
    if firma is not None:
        enviar_firmados(propia, entrega.tema_de_prueba, cuerpos, firma)
        return
    with Productor(propia) as productor:
        for cuerpo in cuerpos:
            productor.enviar(entrega.tema_de_prueba, b"1", cuerpo)
        productor.vaciar()


def enviar_firmados(conexion: ConexionKafka, tema: str, cuerpos: list[bytes], firma: str) -> None:
    """Como lo haría el organismo: el productor de la casa no escribe cabeceras."""
    productor = KafkaProducer(**conexion.como_opciones(), enable_idempotence=True)
    try:
        for cuerpo in cuerpos:
            productor.send(tema, cuerpo, headers=[("firma", firma.encode())]).get(timeout=20)
    finally:
        productor.close()


def ultimos(resultado: Any, cuantos: int) -> list[tuple[str | None, str | None]]:
    """El código y el detalle de los últimos mensajes; el tema puede traer los de otra prueba."""
    mensajes = json.loads(resultado.stdout)["mensajes"][-cuantos:]
    return [(mensaje["codigo"], mensaje["detalle"]) for mensaje in mensajes]


def listar_grupos(kafka: ServicioKafka) -> list[str]:
    """Los grupos que Kafka conoce."""
    cliente = KafkaAdminClient(**conexion_de(kafka, "administrador").como_opciones())
    try:
        return sorted(grupo["group_id"] for grupo in cliente.list_groups())
    finally:
        cliente.close()


def probar(entorno: dict[str, str], organismo: str, *opciones: str) -> Any:
    orden = ["organismos", "probar", organismo, "--esperar", "0", *opciones]
    return CliRunner().invoke(app, orden, env=entorno)


# Mutación probada: leer con un grupo; que `listar_temas` dé el de prueba; salir siempre con 0.
def test_dice_lo_valido_y_lo_que_hay_que_corregir_sin_citar_ni_dejar_efecto(
    entorno: dict[str, str], kafka: ServicioKafka, sistema: SistemaDePrueba
) -> None:
    malo = json.loads(VALIDO) | {"time": "secreto-inventado"}
    ensayar(kafka, "registro_civil", [VALIDO])
    antes = {tabla: sistema.contar(tabla) for tabla in TABLAS}
    grupos = listar_grupos(kafka)

    valido = probar(entorno, "registro_civil", "--json")
    assert valido.exit_code == 0, valido.output
    (mensaje,) = json.loads(valido.stdout)["mensajes"][-1:]
    assert (mensaje["valido"], mensaje["codigo"], mensaje["detalle"]) == (True, None, None)

    ensayar(kafka, "registro_civil", [json.dumps(malo).encode()])
    con_uno_malo = probar(entorno, "registro_civil")
    assert con_uno_malo.exit_code == 1
    assert "válido" in con_uno_malo.stdout
    assert "esquema_invalido: time:" in con_uno_malo.stdout
    assert "secreto-inventado" not in con_uno_malo.output

    assert {tabla: sistema.contar(tabla) for tabla in TABLAS} == antes
    assert not [t for t in listar_temas(sistema.bd(Papel.CONSUMIDOR)) if "prueba" in t]
    assert listar_grupos(kafka) == grupos


# Mutación probada: no pasar la firma a quien lee; no leer las llaves del organismo.
def test_con_firma_dice_si_se_verificaria_y_por_que_no(
    entorno: dict[str, str], kafka: ServicioKafka, sistema: SistemaDePrueba
) -> None:
    propio, ajeno, retirado = Firmante(), Firmante(), Firmante()
    sistema.reloj.instante = ahora() - timedelta(hours=1)
    propio.registrar(sistema, "registro_civil")
    ajeno.registrar(sistema, "gendarmeria")
    retirado.registrar(sistema, "registro_civil")
    retirado.retirar(sistema, "registro_civil")
    ensayar(kafka, "registro_civil", [VALIDO, VALIDO + b" "], propio.firmar(VALIDO))
    ensayar(kafka, "registro_civil", [VALIDO], ajeno.firmar(VALIDO))
    ensayar(kafka, "registro_civil", [VALIDO], retirado.firmar(VALIDO))
    resultado = probar(entorno, "registro_civil", "--json")
    assert resultado.exit_code == 1
    assert ultimos(resultado, 4) == [
        (None, None),
        ("firma_invalida", "firma: no corresponde a los bytes recibidos"),
        ("firma_invalida", "firma: la llave no está registrada para este organismo"),
        ("firma_invalida", "firma: la llave está retirada o aún no rige"),
    ]
    assert VALIDO.decode() not in resultado.output


# Mutación probada: no mirar `legible`.
def test_un_grupo_que_no_se_abre_dice_con_que_comprimir(
    entorno: dict[str, str], kafka: ServicioKafka
) -> None:
    clave = habilitar(conexion_de(kafka, "administrador"), "sernameg", rotar=True).clave or ""
    propia = ConexionKafka(
        bootstrap=kafka.bootstrap, seguridad="SASL_PLAINTEXT", usuario="sernameg", clave=clave
    )
    cliente = KafkaAdminClient(**propia.como_opciones())
    try:
        pedido = pedir_escritura("prueba.sernameg.v1", en_snappy(b"corto"))
        assert codigos(enviar(cliente, pedido)) == {0}
    finally:
        cliente.close()
    resultado = probar(entorno, "sernameg", "--json")
    assert resultado.exit_code == 1
    assert ultimos(resultado, 1) == [
        ("ilegible", "el grupo de mensajes no se pudo abrir: use lz4, gzip o zstd")
    ]


def test_sin_mensajes_sin_acuerdo_o_sin_kafka_sale_con_dos(
    entorno: dict[str, str], kafka: ServicioKafka
) -> None:
    ensayar(kafka, "servicio_medico_legal", [])
    vacio = probar(entorno, "servicio_medico_legal")
    assert (vacio.exit_code, vacio.stdout) == (2, "")
    assert "No hay mensajes en prueba.servicio_medico_legal.v1" in vacio.stderr

    sin_acuerdo = probar(entorno, "nadie")
    assert sin_acuerdo.exit_code == 2
    assert "no tiene un acuerdo vigente" in sin_acuerdo.stderr

    sin_clave = probar(entorno | {"SISTEMA_KAFKA_BOOTSTRAP": ""}, "servicio_medico_legal")
    assert sin_clave.exit_code == 2
