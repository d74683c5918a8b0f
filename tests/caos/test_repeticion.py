"""Repetirlo todo, mezclarlo con basura y repartirlo una y otra vez deja el mismo resultado."""

import random
import threading
import time
from pathlib import Path

import pytest
from sqlalchemy import text

from sistema.entorno.servicios import ServicioKafka
from sistema.nucleo.papeles import Papel
from sistema.nucleo.reloj import ahora
from tests.apoyo.sistema import SistemaDePrueba
from tests.caos import esperado
from tests.caos.arena import anotar_finales
from tests.caos.consumidores import Consumidores
from tests.caos.historia import leer_hechos
from tests.caos.huella import resumir
from tests.caos.laboratorio import Laboratorio, como_mensaje, laboratorio
from tests.caos.malformados import FAMILIAS, codigos_apartados, codigos_debidos, mezclar
from tests.caos.tablas import leer_tablas, mirar
from tests.caos.verificador import Esperado, Informe, leer_historia, verificar

CAMBIOS, CADA_S = 10, 1.5


def abrir_todos(lab: Laboratorio) -> None:
    for indice in range(len(lab.escenario.denuncias)):
        lab.casos.abrir(indice)


def comprobar(lab: Laboratorio) -> Informe:
    deben, pueden = esperado.calcular(lab.casos, lab.escenario.eventos, ahora())
    contado = leer_historia(leer_hechos(lab.historia.ruta))
    with mirar(lab.url) as conexion:
        tablas = leer_tablas(conexion)
    return verificar(contado, tablas, Esperado(frozenset(deben), frozenset(pueden)))


@pytest.mark.timeout(300)
def test_repetir_los_temas_enteros_deja_la_misma_huella(
    sistema: SistemaDePrueba, kafka: ServicioKafka, tmp_path: Path
) -> None:
    with laboratorio(sistema, kafka, tmp_path, buscadas=60, eventos=1_500) as lab:
        abrir_todos(lab)
        [*al_principio] = sistema.consultar("SELECT tema, posicion FROM posicion_consumida")
        lab.producir(mezclar(lab.escenario.eventos, 36, random.Random(1)))
        lab.consumir_todo()
        antes = resumir(lab.estado())
        with sistema.bd(Papel.DUENO).transaccion() as sesion:
            sesion.execute(text("UPDATE posicion_consumida SET posicion = 0"))
            for tema, posicion in al_principio:
                orden = text("UPDATE posicion_consumida SET posicion = :p WHERE tema = :t")
                sesion.execute(orden, {"p": posicion, "t": tema})
        lab.consumir_todo()
        assert resumir(lab.estado()) == antes
        repetidos = "SELECT count(*) FROM asiento WHERE accion = 'contactos:registrar'"
        assert sistema.consultar(repetidos + " AND resultados = 0")[0][0] > 0
        assert comprobar(lab).motivos == {}


@pytest.mark.timeout(300)
def test_cien_malformados_entre_cinco_mil_quedan_apartados_con_su_razon(
    sistema: SistemaDePrueba, kafka: ServicioKafka, tmp_path: Path
) -> None:
    assert len(FAMILIAS) == 12
    with laboratorio(sistema, kafka, tmp_path, buscadas=120, eventos=5_000) as lab:
        abrir_todos(lab)
        lab.producir(mezclar(lab.escenario.eventos, 100, random.Random(2)))
        lab.consumir_todo()
        assert sistema.contar("bandeja") == 5_000
        assert sistema.contar("cuarentena") == 100
        assert codigos_apartados(lab) == codigos_debidos(100)
        assert codigos_debidos(100)["json_invalido"] == 52
        assert comprobar(lab).motivos == {}


@pytest.mark.timeout(300)
def test_una_tormenta_de_repartos_no_pierde_ni_dobla_nada(
    sistema: SistemaDePrueba, kafka: ServicioKafka, tmp_path: Path
) -> None:
    azar = random.Random(3)
    with laboratorio(sistema, kafka, tmp_path, buscadas=80, eventos=3_000) as lab:
        abrir_todos(lab)
        mensajes = [como_mensaje(evento) for evento in lab.escenario.eventos]
        produccion = threading.Thread(target=lambda: lab.producir(mensajes))
        produccion.start()
        registro = tmp_path / "tormenta.log"
        with Consumidores(lab.entorno(), registro, lab.historia) as consumidores:
            consumidores.pedir(1)
            for _ in range(CAMBIOS):
                cuantos = azar.choice([n for n in (1, 2, 3) if n != consumidores.cuantos])
                consumidores.pedir(cuantos)
                time.sleep(CADA_S)
            produccion.join()
            lab.esperar(anotar_finales(sistema.preparado, kafka, lab.historia))
            assert consumidores.caidas == 0
        assert sistema.contar("bandeja") == 3_000
        assert comprobar(lab).motivos == {}
