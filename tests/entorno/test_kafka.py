"""El Kafka local es un Kafka verdadero: pide clave, guarda lo escrito y se va sin dejar rastro."""

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest
from kafka import (  # type: ignore[import-untyped]  # la biblioteca no trae tipos
    KafkaAdminClient,
    KafkaConsumer,
    KafkaProducer,
)
from kafka.admin import NewTopic  # type: ignore[import-untyped]  # la biblioteca no trae tipos
from kafka.errors import KafkaError  # type: ignore[import-untyped]  # la biblioteca no trae tipos

from ingestores.mensajeria.organismos import habilitar
from ingestores.mensajeria.tipos import ConexionKafka
from sistema.entorno import kafka_configuracion
from sistema.entorno.servicios import (
    Credencial,
    ServicioKafka,
    arrancar_kafka,
    detener,
    obtener_estado,
)
from tests.apoyo.servicios import JARS
from tests.entorno.procesos import listar_que_mencionan

PLAZO_LISTO_S = 20
PLAZO_DE_CORTE_S = 15


def _arrancar(raiz: Path) -> ServicioKafka:
    servicio = arrancar_kafka(raiz, jars=JARS)
    assert servicio is not None, (
        "Esta prueba necesita Java 17 y Maven: vea sistema entorno instalar"
    )
    return servicio


def _opciones(servicio: ServicioKafka, credencial: Credencial) -> dict[str, Any]:
    return {
        "bootstrap_servers": servicio.bootstrap,
        "security_protocol": servicio.seguridad,
        "sasl_mechanism": "SCRAM-SHA-512",
        "sasl_plain_username": credencial.usuario,
        "sasl_plain_password": credencial.clave,
    }


def _escribir(servicio: ServicioKafka, tema: str, valor: bytes) -> None:
    opciones = _opciones(servicio, servicio.credenciales["colaboradores"])
    productor = KafkaProducer(**opciones, enable_idempotence=True)
    try:
        productor.send(tema, valor).get(timeout=20)
    finally:
        productor.close()


def _leer_todo(servicio: ServicioKafka, tema: str) -> list[bytes]:
    opciones = _opciones(servicio, servicio.credenciales["consumidor"])
    consumidor = KafkaConsumer(
        tema,
        **opciones,
        group_id=None,
        enable_auto_commit=False,
        auto_offset_reset="earliest",
        consumer_timeout_ms=3_000,
    )
    try:
        return [mensaje.value for mensaje in consumidor]
    finally:
        consumidor.close()


def _crear_tema(servicio: ServicioKafka, tema: str) -> None:
    admin = KafkaAdminClient(**_opciones(servicio, servicio.credenciales["administrador"]))
    try:
        admin.create_topics([NewTopic(name=tema, num_partitions=1, replication_factor=1)])
    finally:
        admin.close()


def test_kafka_vive_una_vida_completa(raiz: Path) -> None:
    """Listo en su plazo, con claves, con datos que resisten un kill -9, y sin restos al irse."""
    inicio = time.monotonic()
    servicio = _arrancar(raiz)
    assert time.monotonic() - inicio < PLAZO_LISTO_S
    assert servicio.version == "4.2.2"
    assert servicio.seguridad == "SASL_PLAINTEXT"

    _crear_tema(servicio, "contactos.prueba.v1")
    _escribir(servicio, "contactos.prueba.v1", b"uno")
    assert _arrancar(raiz) == servicio

    kafka = obtener_estado(raiz).kafka
    assert kafka is not None
    assert kafka.proceso is not None
    os.kill(kafka.proceso.pid, signal.SIGKILL)
    servicio = _arrancar(raiz)
    _escribir(servicio, "contactos.prueba.v1", b"dos")
    assert _leer_todo(servicio, "contactos.prueba.v1") == [b"uno", b"dos"]

    detener(raiz)
    assert listar_que_mencionan(raiz) == []
    publicos = [p for p in (raiz / "kafka").iterdir() if p.stat().st_mode & 0o077]
    assert (raiz / "kafka").stat().st_mode & 0o077 == 0, publicos


def test_sus_claves_no_se_ven_en_los_registros(raiz: Path) -> None:
    servicio = _arrancar(raiz)
    detener(raiz)
    textos = [r.read_text("utf-8") for r in (raiz / "kafka" / "log").iterdir()]
    claves = [c.clave for c in servicio.credenciales.values()]
    assert [c for c in claves if any(c in texto for texto in textos)] == []


def test_sin_la_clave_no_se_entra_y_sin_scram_entra_uno_solo(raiz: Path) -> None:
    servicio = _arrancar(raiz)
    falsa = Credencial("administrador", "otra clave")
    with pytest.raises(KafkaError):
        KafkaAdminClient(**_opciones(servicio, falsa), bootstrap_timeout_ms=3_000)

    plano = {"sasl_mechanism": "PLAIN", "bootstrap_timeout_ms": 3_000}
    con_plano = []
    for principal, credencial in servicio.credenciales.items():
        try:
            KafkaAdminClient(**_opciones(servicio, credencial) | plano).close()
        except KafkaError:
            continue
        con_plano.append(principal)
    assert con_plano == ["servicio_salud_concepcion"]


def test_cambiada_la_clave_una_conexion_ya_abierta_deja_de_escribir_en_el_plazo(
    raiz: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(kafka_configuracion, "VIDA_DE_CONEXION_MS", 2_000)
    servicio = _arrancar(raiz)
    abierta = _producir_como(servicio, _dar_clave(servicio))
    try:
        assert _confirma(abierta)
        segunda = _producir_como(servicio, _dar_clave(servicio))
        try:
            limite = time.monotonic() + PLAZO_DE_CORTE_S
            while _confirma(abierta):
                assert time.monotonic() < limite, "la clave anterior sigue escribiendo"
                # La misma espera no corta a quien tiene la clave que rige.
                assert _confirma(segunda)
            assert _confirma(segunda)
        finally:
            _matar(segunda)
    finally:
        _matar(abierta)


def _producir_como(servicio: ServicioKafka, credencial: Credencial) -> subprocess.Popen[str]:
    orden = [sys.executable, "-m", "tests.entorno.productor_suelto"]
    proceso = subprocess.Popen(  # noqa: S603 - la orden es de esta misma prueba
        orden,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )
    _decir(proceso, json.dumps(_opciones(servicio, credencial)))
    return proceso


def _decir(proceso: subprocess.Popen[str], linea: str) -> None:
    assert proceso.stdin is not None
    proceso.stdin.write(f"{linea}\n")
    proceso.stdin.flush()


def _confirma(proceso: subprocess.Popen[str]) -> bool:
    _decir(proceso, "otro")
    assert proceso.stdout is not None
    respuesta = proceso.stdout.readline().strip()
    assert respuesta in {"si", "no"}
    return respuesta == "si"


def _matar(proceso: subprocess.Popen[str]) -> None:
    proceso.kill()
    proceso.communicate()


def _dar_clave(servicio: ServicioKafka) -> Credencial:
    administrador = servicio.credenciales["administrador"]
    conexion = ConexionKafka(
        bootstrap=servicio.bootstrap,
        seguridad=servicio.seguridad,
        usuario=administrador.usuario,
        clave=administrador.clave,
    )
    entrega = habilitar(conexion, "gendarmeria", rotar=True)
    return Credencial("gendarmeria", entrega.clave or "")
