"""Lo que recuerda PostgreSQL de cada tramo empezado, sin Kafka de por medio."""

from sistema.contactos.tipos import Intento
from sistema.cuarentena.tipos import Origen
from tests.apoyo.fabricas import KAFKA, evento, lote
from tests.apoyo.http import ordenar
from tests.apoyo.sistema import SistemaDePrueba

ENTRADA = Origen("entrada", "senda", 0)


def test_cada_arranque_en_el_mismo_lugar_suma_uno_y_recuerda_hasta_donde_iba(
    sistema: SistemaDePrueba,
) -> None:
    puerta = sistema.puerta()
    assert puerta.anotar_intento(KAFKA, 10, 510) == Intento(1, 510)
    assert puerta.anotar_intento(KAFKA, 10, 600) == Intento(2, 510)
    assert puerta.anotar_intento(KAFKA, 11, 12, 1) == Intento(2, 12)
    assert puerta.anotar_intento(KAFKA, 11, 600) == Intento(3, 12)
    assert puerta.anotar_intento(KAFKA, 12, 600) == Intento(1, 600)


def test_el_lote_que_se_registra_da_por_terminado_su_intento(sistema: SistemaDePrueba) -> None:
    puerta = sistema.puerta()
    puerta.anotar_intento(KAFKA, 0, 1)
    puerta.registrar_lote(lote(evento(1)))
    assert sistema.consultar("SELECT intentos FROM intento_lote") == [(0,)]
    assert puerta.anotar_intento(KAFKA, 0, 1) == Intento(1, 1)


def test_un_intento_que_vio_reiniciarse_a_postgres_no_cuenta(sistema: SistemaDePrueba) -> None:
    puerta = sistema.puerta()
    puerta.anotar_intento(KAFKA, 0, 500)
    puerta.anotar_intento(KAFKA, 0, 500)
    ordenar(
        sistema,
        "UPDATE intento_lote SET empezado_en = pg_postmaster_start_time() - interval '1 second'",
    )
    assert puerta.anotar_intento(KAFKA, 0, 500) == Intento(2, 500)


def test_en_entrada_lo_que_otro_acaba_de_empezar_es_suyo_por_seis_segundos(
    sistema: SistemaDePrueba,
) -> None:
    puerta = sistema.puerta()
    assert puerta.anotar_intento(ENTRADA, 5, 9) == Intento(1, 9)
    assert puerta.anotar_intento(ENTRADA, 5, 9) is None
    assert puerta.anotar_intento(ENTRADA, 6, 9) == Intento(1, 9)
    ordenar(sistema, "UPDATE intento_lote SET empezado_en = now() - interval '7 seconds'")
    assert puerta.anotar_intento(ENTRADA, 6, 9) is not None


def test_un_reloj_de_la_base_que_retrocede_no_traba_el_origen(sistema: SistemaDePrueba) -> None:
    puerta = sistema.puerta()
    puerta.anotar_intento(KAFKA, 0, 500)
    ordenar(sistema, "UPDATE intento_lote SET empezado_en = now() + interval '1 hour'")
    assert puerta.anotar_intento(KAFKA, 0, 500) == Intento(2, 500)
