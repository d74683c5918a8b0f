"""De un evento de hospitalización en Kafka a una categoría más alta, con los procesos de verdad."""

import json
from pathlib import Path

from ingestores.mensajeria.cliente import Productor
from ingestores.mensajeria.temas import nombrar_tema
from sistema.entorno.servicios import ServicioKafka
from sistema.nucleo.papeles import Papel
from tests.apoyo.fabricas import evento
from tests.apoyo.kafka import conexion_de
from tests.apoyo.sistema import FISCAL, SistemaDePrueba
from tests.integracion.flujo.procesos import acordar, correr, esperar, preparar_temas, variables
from tests.integracion.postgres.apoyo import PERSONAS, SALUD, abrir_caso, sujeto

ELEODORO = PERSONAS[1]


def test_una_hospitalizacion_que_llega_por_kafka_sube_el_riesgo_y_avisa(
    sistema: SistemaDePrueba, kafka: ServicioKafka, tmp_path: Path
) -> None:
    acordar(sistema, {})
    preparar_temas(sistema, kafka)
    caso = abrir_caso(sistema.bd(Papel.API), sujeto(sistema), ELEODORO)
    cuerpo = evento(1, persona=ELEODORO, tipo_contacto="hospitalizacion")
    with Productor(conexion_de(kafka, "colaboradores")) as productor:
        productor.enviar(nombrar_tema(SALUD), json.loads(cuerpo)["id"].encode(), cuerpo)
        productor.vaciar()
    entorno = variables(sistema, kafka) | {
        "SISTEMA_BD_TAREAS": sistema.preparado.urls[Papel.TAREAS]
    }
    pedido = (
        "SELECT caso_id, motivo FROM reevaluacion_pendiente WHERE motivo = 'contacto' "
        "AND desde <= now()"
    )
    with correr(["consumidor"], entorno, tmp_path / "consumidor.log") as proceso:
        esperar(lambda: sistema.consultar(pedido) == [(caso, "contacto")], proceso)
    with correr(["tareas"], entorno, tmp_path / "tareas.log") as proceso:
        esperar(lambda: sistema.contar("vigencia_riesgo") == 1, proceso)
    assert sistema.consultar("SELECT caso_id, categoria FROM vigencia_riesgo") == [(caso, "ALTO")]
    assert sistema.consultar(pedido) == []
    alertas = sistema.cliente(FISCAL).get("/v1/alertas").json()["alertas"]
    assert [(a["clase"], a["caso_id"], a["categoria"]) for a in alertas] == [
        ("riesgo", str(caso), "ALTO"),
        ("posible_paradero", str(caso), None),
    ]
