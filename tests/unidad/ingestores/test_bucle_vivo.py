"""Seguir en el grupo mientras la base no está, y leer los temas nuevos sin reiniciar."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

import pytest
from typing_extensions import override

from ingestores.mensajeria.bucle import Ritmo, consumir
from ingestores.mensajeria.errores import KafkaNoDisponible
from sistema.contactos.tipos import Lote
from tests.apoyo.reloj_fijo import RelojFijo
from tests.unidad.ingestores.apoyo import (
    Espera,
    FuenteEnMemoria,
    PuertaEnMemoria,
    base_caida,
    escribir_evento,
)

AHORA = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)


class FuenteSinBroker(FuenteEnMemoria):
    """Un Kafka que se cae junto con la base de datos."""

    @override
    def sostener(self) -> None:
        super().sostener()
        raise KafkaNoDisponible("caido")

    @override
    def suscribir(self, temas: Sequence[str]) -> None:
        raise KafkaNoDisponible(f"caido al pedir {len(temas)}")


def caer(puerta: PuertaEnMemoria, veces: int) -> None:
    caidas = [base_caida() for _ in range(veces)]

    def antes(_: Lote) -> None:
        if caidas:
            raise caidas.pop()

    puerta.antes = antes


def test_mientras_la_base_no_esta_kafka_sabe_que_este_consumidor_vive() -> None:
    puerta, fuente = PuertaEnMemoria(), FuenteEnMemoria([escribir_evento(1)])
    caer(puerta, 4)
    consumir(puerta, fuente, lambda: AHORA, Espera(lambda: puerta.atendidos >= 1))
    assert fuente.sostenidas == 4
    assert fuente.confirmadas == [1]


def test_si_tambien_cae_kafka_se_sigue_insistiendo_con_la_base() -> None:
    puerta, fuente = PuertaEnMemoria(), FuenteSinBroker([escribir_evento(1)])
    caer(puerta, 2)
    consumir(puerta, fuente, lambda: AHORA, Espera(lambda: puerta.atendidos >= 1))
    assert fuente.sostenidas == 2
    assert len(puerta.registrados) == 1


# Mutación probada: contar la relectura con la hora de la máquina.
@pytest.mark.parametrize("corre_el_reloj_s", [5, 3_600, 0, -3_600])
def test_cada_cierto_tiempo_relee_los_temas_aunque_se_corrija_la_hora(
    corre_el_reloj_s: int,
) -> None:
    puerta, fuente, reloj = PuertaEnMemoria(), FuenteEnMemoria([]), RelojFijo(AHORA)
    transcurridos_s = 0.0
    ritmo = Ritmo(lectura_ms=1, relectura=timedelta(seconds=30), cronometro=lambda: transcurridos_s)

    def seguir() -> bool:
        nonlocal transcurridos_s
        transcurridos_s += 5
        reloj.avanzar(timedelta(seconds=corre_el_reloj_s))
        return transcurridos_s > 65

    consumir(puerta, fuente, reloj, Espera(seguir), ritmo, lambda: ["contactos.senda.v1"])
    assert fuente.suscripciones == [["contactos.senda.v1"]] * 2


def test_si_kafka_no_esta_al_releer_los_temas_se_intenta_despues() -> None:
    puerta, fuente = PuertaEnMemoria(), FuenteSinBroker([escribir_evento(1)])
    transcurridos_s = 0.0
    pedidos: list[float] = []

    def listar() -> list[str]:
        pedidos.append(transcurridos_s)
        return ["contactos.senda.v1"]

    def seguir() -> bool:
        nonlocal transcurridos_s
        transcurridos_s += 31
        return len(pedidos) >= 2

    ritmo = Ritmo(cronometro=lambda: transcurridos_s)
    consumir(puerta, fuente, lambda: AHORA, Espera(seguir), ritmo, listar)
    assert len(puerta.registrados) == 1
