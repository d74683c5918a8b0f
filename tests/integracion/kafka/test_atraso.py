"""Lo que un consumidor dice que le falta, contra un Kafka verdadero."""

import time
from uuid import uuid4

from ingestores.mensajeria.cliente import Consumidor
from ingestores.mensajeria.tipos import Atraso
from sistema.entorno.servicios import ServicioKafka
from tests.integracion.kafka.apoyo import conectar, crear_tema, leer_lotes, producir


def test_lo_que_falta_es_el_fin_menos_lo_leido_y_dice_cuando_llego_lo_ultimo(
    kafka: ServicioKafka,
) -> None:
    tema = crear_tema(kafka)
    antes_ms = time.time() * 1_000
    producir(kafka, tema, [b"x"] * 700)
    grupo = f"grupo-{uuid4()}"
    with Consumidor(conectar(kafka, "consumidor"), [tema], grupo) as consumidor:
        assert consumidor.medir() == []
        leidos = sum(len(lote.mensajes) for lote in leer_lotes(consumidor, 1))
        assert leidos <= 500
        [a_medias] = consumidor.medir()
        assert (a_medias.particion, a_medias.pendientes) == ((tema, 0), 700 - leidos)
        assert antes_ms <= (a_medias.leido_hasta_ms or 0) <= time.time() * 1_000 + 1_000
        leer_lotes(consumidor, 700 - leidos)
        al_dia: list[Atraso] = consumidor.medir()
        assert [atraso.pendientes for atraso in al_dia] == [0]
