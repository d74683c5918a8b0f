"""`sistema organismos probar`: dice qué corregir en el tema de prueba y no deja efecto alguno."""

import json
from pathlib import Path
from typing import Any

import pytest
from kafka import KafkaAdminClient  # type: ignore[import-untyped]
from typer.testing import CliRunner

from ingestores.cli import app
from ingestores.consumidor import listar_temas
from ingestores.mensajeria.cliente import Productor
from ingestores.mensajeria.organismos import habilitar
from ingestores.mensajeria.tipos import ConexionKafka
from sistema.entorno.servicios import ServicioKafka
from sistema.nucleo.papeles import Papel
from tests.apoyo.sistema import SistemaDePrueba
from tests.integracion.kafka.apoyo import conexion_de, variables_de_consola

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


def ensayar(kafka: ServicioKafka, organismo: str, cuerpos: list[bytes]) -> None:
    """El organismo recibe sus temas y su clave, y escribe en el de prueba."""
    entrega = habilitar(conexion_de(kafka, "administrador"), organismo, rotar=True)
    propia = ConexionKafka(
        bootstrap=kafka.bootstrap,
        seguridad="SASL_PLAINTEXT",
        usuario=organismo,
        clave=entrega.clave or "",
    )
    with Productor(propia) as productor:
        for cuerpo in cuerpos:
            productor.enviar(entrega.tema_de_prueba, b"1", cuerpo)
        productor.vaciar()


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
