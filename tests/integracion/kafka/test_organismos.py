"""`sistema organismos kafka`, de la orden a una escritura con lo que entrega."""

import json
import os
from dataclasses import replace
from typing import Any

import pytest
from kafka import KafkaAdminClient  # type: ignore[import-untyped]
from kafka.admin import ConfigResource, ConfigResourceType  # type: ignore[import-untyped]
from kafka.protocol.admin import DescribeClientQuotasRequest  # type: ignore[import-untyped]
from typer.testing import CliRunner

from ingestores.cli import app
from ingestores.mensajeria.cliente import Administrador, Productor
from ingestores.mensajeria.errores import ErrorMensajeria
from ingestores.mensajeria.tipos import ConexionKafka
from sistema.entorno.servicios import ServicioKafka
from sistema.nucleo.papeles import Papel
from tests.apoyo.http import asientos, ordenar
from tests.apoyo.sistema import SistemaDePrueba
from tests.integracion.kafka.apoyo import variables_de_consola
from tests.integracion.kafka.operaciones import enviar

ORGANISMO = "gendarmeria"
TEMA = "contactos.gendarmeria.v1"
DE_PRUEBA = "prueba.gendarmeria.v1"


@pytest.fixture
def entorno(kafka: ServicioKafka, sistema: SistemaDePrueba) -> dict[str, str]:
    return variables_de_consola(kafka, sistema, "administrador")


def habilitar(entorno: dict[str, str], *opciones: str) -> dict[str, Any]:
    orden = ["organismos", "kafka", ORGANISMO, "--json", *opciones]
    resultado = CliRunner().invoke(app, orden, env=entorno)
    assert resultado.exit_code == 0, resultado.stderr
    entregado: dict[str, Any] = json.loads(resultado.stdout)
    return entregado


def como_organismo(entorno: dict[str, str], clave: str) -> ConexionKafka:
    return ConexionKafka(
        bootstrap=entorno["SISTEMA_KAFKA_BOOTSTRAP"],
        seguridad="SASL_PLAINTEXT",
        usuario=ORGANISMO,
        clave=clave,
        plazo_ms=2_000,
    )


def escribir(conexion: ConexionKafka, tema: str) -> int:
    with Productor(conexion) as productor:
        productor.enviar(tema, b"1", b"{}")
        productor.vaciar()
        return productor.confirmados


def administrar(entorno: dict[str, str]) -> KafkaAdminClient:
    return KafkaAdminClient(
        bootstrap_servers=entorno["SISTEMA_KAFKA_BOOTSTRAP"],
        security_protocol="SASL_PLAINTEXT",
        sasl_mechanism="SCRAM-SHA-512",
        sasl_plain_username=entorno["SISTEMA_KAFKA_USUARIO"],
        sasl_plain_password=entorno["SISTEMA_KAFKA_CLAVE"],
    )


def test_con_lo_que_se_entrega_se_escribe_en_el_tema_propio_y_en_ningun_otro(
    entorno: dict[str, str], sistema: SistemaDePrueba, kafka: ServicioKafka
) -> None:
    entregado = habilitar(entorno, "--rotar")
    assert entregado["tema"] == TEMA
    assert entregado["tema_de_prueba"] == DE_PRUEBA
    assert entregado["usuario"] == ORGANISMO
    assert entregado["librdkafka"] == {
        "bootstrap.servers": kafka.bootstrap,
        "security.protocol": "SASL_PLAINTEXT",
        "sasl.mechanism": "SCRAM-SHA-512",
        "enable.idempotence": "true",
        "acks": "all",
        "compression.type": "lz4",
        "sasl.username": "gendarmeria",
        "sasl.password": entregado["clave"],
    }
    assert entregado["java"]["sasl.jaas.config"].endswith(
        f'required username="gendarmeria" password="{entregado["clave"]}";'
    )
    conexion = como_organismo(entorno, entregado["clave"])
    assert escribir(conexion, TEMA) == 1
    assert escribir(conexion, DE_PRUEBA) == 1
    for ajeno in ("contactos.senama.v1", "prueba.senama.v1", "prueba.gendarmeria.v12"):
        with pytest.raises(ErrorMensajeria, match="TopicAuthorizationFailedError"):
            escribir(conexion, ajeno)
    asentado = "SELECT institucion, objeto_id FROM asiento WHERE objeto = 'usuario_kafka'"
    assert sistema.consultar(asentado) == [("gendarmeria", "gendarmeria")]
    [asiento] = [a for a in asientos(sistema) if a.objeto == "usuario_kafka"]
    assert asiento.detalle == {"operador": f"uid:{os.getuid()}", "rotada": True}


def test_repetir_no_cambia_la_clave_y_rotar_si(entorno: dict[str, str]) -> None:
    primera = habilitar(entorno, "--rotar")["clave"]
    repetida = habilitar(entorno)
    assert repetida["clave"] is None
    assert "sasl.password" not in repetida["librdkafka"]
    assert "sasl.jaas.config" not in repetida["java"]
    assert escribir(como_organismo(entorno, primera), TEMA) == 1
    segunda = habilitar(entorno, "--rotar")["clave"]
    assert escribir(como_organismo(entorno, segunda), TEMA) == 1
    with pytest.raises(ErrorMensajeria):
        Administrador(como_organismo(entorno, primera))


def test_queda_un_solo_permiso_la_cuota_y_la_hora_del_broker(entorno: dict[str, str]) -> None:
    habilitar(entorno)
    habilitar(entorno)
    cliente = administrar(entorno)
    try:
        cuotas = enviar(
            cliente,
            DescribeClientQuotasRequest(components=[("user", 0, ORGANISMO)], strict=True),
        ).to_dict()["entries"]
        recurso = ConfigResource(ConfigResourceType.TOPIC, TEMA)
        configuracion = cliente.describe_configs([recurso])
        del_de_prueba = ConfigResource(ConfigResourceType.TOPIC, DE_PRUEBA)
        de_prueba = str(cliente.describe_configs([del_de_prueba]))
    finally:
        cliente.close()
    (cuota,) = cuotas
    assert {v["key"]: v["value"] for v in cuota["values"]} == {
        "producer_byte_rate": 1_048_576.0,
        "request_percentage": 50.0,
    }
    assert "LogAppendTime" in str(configuracion)
    assert "max.decompressed.message.bytes" in str(configuracion)
    assert "'3600000'" in de_prueba
    assert "'900000'" in de_prueba
    assert "LogAppendTime" in de_prueba


# Mutación probada: crear solo los de contactos; crear los de prueba con la retención de los otros.
def test_la_orden_temas_crea_los_dos_de_cada_organismo(
    entorno: dict[str, str], sistema: SistemaDePrueba
) -> None:
    entorno |= {"SISTEMA_BD_CONSUMIDOR": sistema.preparado.urls[Papel.CONSUMIDOR]}
    resultado = CliRunner().invoke(app, ["temas"], env=entorno)
    assert resultado.exit_code == 0, resultado.stderr
    dichos = resultado.stdout.split()
    assert {"contactos.senadis.v1", "prueba.senadis.v1"} <= set(dichos)
    assert len([tema for tema in dichos if tema.startswith("prueba.")]) == len(dichos) / 2
    cliente = administrar(entorno)
    try:
        assert set(dichos) <= set(cliente.list_topics())
        recursos = [
            ConfigResource(ConfigResourceType.TOPIC, f"{de}.senadis.v1")
            for de in ("contactos", "prueba")
        ]
        el_suyo, el_de_prueba = (str(cliente.describe_configs([r])) for r in recursos)
    finally:
        cliente.close()
    assert "'259200000'" in el_suyo
    assert "'3600000'" in el_de_prueba


# Mutación probada: devolver los nombres sin crearlos si no se indicó un Kafka.
def test_la_orden_temas_sin_kafka_no_dice_que_los_creo(
    entorno: dict[str, str], sistema: SistemaDePrueba
) -> None:
    entorno |= {
        "SISTEMA_BD_CONSUMIDOR": sistema.preparado.urls[Papel.CONSUMIDOR],
    }
    del entorno["SISTEMA_KAFKA_BOOTSTRAP"]
    resultado = CliRunner().invoke(app, ["temas"], env=entorno)
    assert (resultado.exit_code, resultado.stdout) == (2, "")
    assert "Falta SISTEMA_KAFKA_BOOTSTRAP" in resultado.stderr


def test_sin_acuerdo_vigente_no_se_crea_nada(entorno: dict[str, str]) -> None:
    resultado = CliRunner().invoke(app, ["organismos", "kafka", "nadie"], env=entorno)
    assert resultado.exit_code == 2
    assert "no tiene un acuerdo vigente" in resultado.stderr
    assert resultado.stdout == ""


def test_en_texto_dice_que_la_clave_no_se_vuelve_a_mostrar(entorno: dict[str, str]) -> None:
    orden = ["organismos", "kafka", ORGANISMO, "--rotar"]
    resultado = CliRunner().invoke(app, orden, env=entorno)
    assert resultado.exit_code == 0
    assert "la clave no se vuelve a mostrar" in resultado.stdout
    assert "Tema de prueba: prueba.gendarmeria.v1" in resultado.stdout
    assert "sasl.username=gendarmeria" in resultado.stdout


# Mutación probada: `solo_ensaya` siempre falso.
def test_con_el_acuerdo_en_prueba_solo_se_escribe_en_el_tema_de_prueba(
    entorno: dict[str, str], sistema: SistemaDePrueba
) -> None:
    ordenar(sistema, "UPDATE acuerdo SET estado = 'prueba' WHERE institucion = 'senadis'")
    orden = ["organismos", "kafka", "senadis", "--json"]
    entrega = json.loads(CliRunner().invoke(app, orden, env=entorno).stdout)
    assert (entrega["tema"], entrega["tema_de_prueba"]) == (None, "prueba.senadis.v1")
    propia = replace(como_organismo(entorno, entrega["clave"]), usuario="senadis")
    assert escribir(propia, "prueba.senadis.v1") == 1
    with pytest.raises(ErrorMensajeria):
        escribir(propia, "contactos.senadis.v1")
