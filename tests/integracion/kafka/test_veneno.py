"""Un mensaje que mata procesos de verdad, por Kafka y por `entrada`: a la cuarta, cuarentena."""

import signal
import subprocess
import sys
import time
from pathlib import Path
from uuid import UUID, uuid4

import pytest

from ingestores.mensajeria.temas import nombrar_tema
from sistema.entorno.servicios import ServicioKafka
from sistema.entrada.servicio import encolar
from sistema.entrada.tipos import MensajeRecibido
from sistema.nucleo.papeles import Papel
from sistema.nucleo.reloj import ahora
from tests.apoyo.sistema import SistemaDePrueba
from tests.integracion.flujo.procesos import acordar, preparar_temas, variables
from tests.integracion.kafka.apoyo import conectar, producir
from tests.unidad.ingestores.apoyo import escribir_evento

ORGANISMO = "senda"
TEMA = nombrar_tema(ORGANISMO)
VENENO = UUID("00000000-0000-4000-8000-000000000007")
PLAZO_S = 60.0
EVENTOS = 20


def arrancar(
    sistema: SistemaDePrueba, kafka: ServicioKafka | None, registro: Path
) -> "subprocess.Popen[bytes]":
    orden = [sys.executable, "-m", "tests.integracion.kafka.mortal"]
    # Porque: con otro grupo cada vez, nadie espera a que Kafka dé por muerto al anterior.
    orden += [f"grupo-{uuid4()}", str(VENENO), TEMA]
    with registro.open("ab") as salida:
        return subprocess.Popen(  # noqa: S603 - orden fija y propia
            orden, env=variables(sistema, kafka), stdout=salida, stderr=salida
        )


def morir(sistema: SistemaDePrueba, kafka: ServicioKafka | None, registro: Path) -> None:
    proceso = arrancar(sistema, kafka, registro)
    assert proceso.wait(PLAZO_S) == -signal.SIGKILL


def sobrevivir(sistema: SistemaDePrueba, kafka: ServicioKafka | None, registro: Path) -> None:
    proceso = arrancar(sistema, kafka, registro)
    limite = time.monotonic() + PLAZO_S
    try:
        while sistema.contar("bandeja") + sistema.contar("cuarentena") < EVENTOS:
            assert proceso.poll() is None, "el consumidor volvió a morir"
            assert time.monotonic() < limite, "no terminó dentro del plazo"
            time.sleep(0.05)
    finally:
        proceso.terminate()
        assert proceso.wait(PLAZO_S) == 0


def comprobar(sistema: SistemaDePrueba, vivos_por_muerte: list[int]) -> None:
    assert sistema.consultar("SELECT codigo FROM cuarentena") == [("detiene_al_consumidor",)]
    recibidos = {evento for (evento,) in sistema.consultar("SELECT evento_id FROM bandeja")}
    assert len(recibidos) == EVENTOS - 1
    assert VENENO not in recibidos
    assert vivos_por_muerte == [0, 7, 7]


def matar_tres_veces(
    sistema: SistemaDePrueba, kafka: ServicioKafka | None, registro: Path
) -> list[int]:
    recibidos = []
    for _ in range(3):
        morir(sistema, kafka, registro)
        assert sistema.contar("cuarentena") == 0
        recibidos.append(sistema.contar("bandeja"))
    return recibidos


@pytest.mark.timeout(300)
def test_por_kafka_tres_muertes_y_al_cuarto_arranque_va_a_cuarentena(
    sistema: SistemaDePrueba, kafka: ServicioKafka, tmp_path: Path
) -> None:
    acordar(sistema, {ORGANISMO: 0})
    preparar_temas(sistema, kafka)
    conectar(kafka, "consumidor")
    producir(kafka, TEMA, [escribir_evento(n, ORGANISMO) for n in range(EVENTOS)])
    registro = tmp_path / "consumidor.log"
    recibidos = matar_tres_veces(sistema, kafka, registro)
    sobrevivir(sistema, kafka, registro)
    comprobar(sistema, recibidos)


@pytest.mark.timeout(300)
def test_por_entrada_tres_muertes_y_al_cuarto_arranque_va_a_cuarentena(
    sistema: SistemaDePrueba, tmp_path: Path
) -> None:
    acordar(sistema, {ORGANISMO: 0})
    mensajes = [MensajeRecibido(escribir_evento(n, ORGANISMO)) for n in range(EVENTOS)]
    bd = sistema.bd(Papel.API)
    with bd.transaccion() as sesion:
        encolar(sesion, bd.llaves_de_dia, ORGANISMO, mensajes, ahora())
    registro = tmp_path / "consumidor.log"
    recibidos = matar_tres_veces(sistema, None, registro)
    sobrevivir(sistema, None, registro)
    comprobar(sistema, recibidos)
    assert sistema.contar("entrada") == 0
