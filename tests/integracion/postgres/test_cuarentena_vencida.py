"""Lo que ya venció no se aparta: guardarlo crearía otra llave para un día que se destruyó."""

from datetime import date, timedelta

import pytest
from structlog.testing import capture_logs

from sistema.entrada.servicio import encolar
from sistema.entrada.tipos import MensajeRecibido
from sistema.nucleo.llaves_de_dia import LlavesDeDia
from sistema.nucleo.papeles import Papel
from tests.apoyo.sistema import SistemaDePrueba
from tests.integracion.postgres.apoyo import SALUD
from tests.integracion.postgres.apoyo_cuarentena import Operacion

VENCIDOS = {
    "event": "apartados_ya_vencidos",
    "log_level": "error",
    "modulo": "cuarentena",
    "alarma": True,
    "organismo": "servicio_salud_araucania_sur",
    "total": 2,
}


@pytest.fixture
def operacion(sistema: SistemaDePrueba) -> Operacion:
    return Operacion(sistema)


def llaves_del_consumidor(operacion: Operacion) -> LlavesDeDia:
    return operacion.sistema.bd(Papel.CONSUMIDOR).llaves_de_dia


def hoy_de_la_base(operacion: Operacion) -> date:
    [(hoy,)] = operacion.sistema.consultar("SELECT current_date")
    assert isinstance(hoy, date)
    return hoy


def encolar_que_vence(operacion: Operacion, vence_el: date, *cuerpos: bytes) -> None:
    llaves = llaves_del_consumidor(operacion)
    with operacion.sistema.bd(Papel.API).transaccion() as sesion:
        mensajes = [MensajeRecibido(cuerpo) for cuerpo in cuerpos]
        encolar(sesion, llaves, SALUD, mensajes, operacion.sistema.reloj(), vence_el)


def test_lo_que_vencio_en_la_cola_se_cuenta_y_se_avisa_y_no_revive_su_llave(
    operacion: Operacion,
) -> None:
    hoy = hoy_de_la_base(operacion)
    ayer, manana = hoy - timedelta(days=1), hoy + timedelta(days=1)
    encolar_que_vence(operacion, manana, b"\xff")
    encolar_que_vence(operacion, ayer, b"malo", b"peor")
    # Las tareas destruyen el día; este consumidor aún tiene su llave en la memoria.
    operacion.sistema.bd(Papel.TAREAS).llaves_de_dia.destruir_anteriores(hoy)
    with capture_logs() as escrito:
        [resultado] = operacion.consumir_entrada()
    assert escrito == [VENCIDOS]
    assert (resultado.nuevos, operacion.sistema.contar("entrada")) == (0, 0)
    assert operacion.sistema.consultar("SELECT vence_el, codigo FROM cuarentena") == [
        (manana, "no_utf8")
    ]
    assert operacion.sistema.consultar(
        "SELECT codigo, cuantos FROM error_aporte ORDER BY codigo"
    ) == [("json_invalido", 2), ("no_utf8", 1)]
    assert ayer not in llaves_del_consumidor(operacion).listar()


def test_lo_que_ya_no_abre_tampoco_revive_su_llave(operacion: Operacion) -> None:
    hoy = hoy_de_la_base(operacion)
    ayer = hoy - timedelta(days=1)
    encolar_que_vence(operacion, ayer, b"malo", b"peor")
    llaves_del_consumidor(operacion).destruir_anteriores(hoy)
    with capture_logs() as escrito:
        operacion.consumir_entrada()
    assert escrito == [VENCIDOS]
    assert operacion.sistema.contar("cuarentena") == 0
    assert ayer not in llaves_del_consumidor(operacion).listar()


def test_lo_que_vence_hoy_se_aparta_aunque_el_reloj_del_proceso_este_adelantado(
    operacion: Operacion,
) -> None:
    hoy = hoy_de_la_base(operacion)
    encolar_que_vence(operacion, hoy, b"malo")
    operacion.sistema.reloj.avanzar(timedelta(days=5))
    with capture_logs() as escrito:
        operacion.consumir_entrada()
    assert escrito == []
    assert operacion.sistema.consultar("SELECT vence_el FROM cuarentena") == [(hoy,)]
