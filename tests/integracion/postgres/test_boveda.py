"""La bóveda: se halla por una clave compartida, por sus días, y vencida no queda nada."""

from datetime import date

import pytest
from sqlalchemy.exc import DBAPIError

from sistema.boveda import servicio as boveda
from sistema.boveda.tipos import Recuperado, Resguardo
from sistema.nucleo.bd import Bd
from sistema.nucleo.papeles import Papel
from tests.apoyo.fabricas import evento, lote
from tests.apoyo.sistema import SistemaDePrueba
from tests.integracion.postgres.apoyo import ejecutar

# Del pasado: la base no deja borrar un día que aún no vence.
ENERO = [date(2026, 1, dia) for dia in (1, 2, 3)]


def guardar(bd: Bd, *resguardos: Resguardo) -> None:
    with bd.transaccion() as sesion:
        for dia in {resguardo.vence_el for resguardo in resguardos}:
            boveda.preparar_dia(sesion, bd.llaves_de_dia, dia)
        boveda.guardar(sesion, bd.llaves_de_dia, resguardos)


def buscar(bd: Bd, *claves: str, hoy: date = ENERO[0]) -> list[Recuperado]:
    with bd.transaccion() as sesion:
        return list(boveda.buscar(sesion, bd.llaves_de_dia, claves, hoy))


def resguardo(dia: date, cuerpo: bytes, *claves: str, firma: str | None = None) -> Resguardo:
    return Resguardo(dia, "registro_civil", cuerpo, firma, frozenset(claves))


def test_se_halla_por_cualquiera_de_sus_claves_y_una_sola_vez(sistema: SistemaDePrueba) -> None:
    bd = sistema.bd(Papel.CONSUMIDOR)
    cuerpo = b"con\nsaltos\x00\xff"
    guardar(bd, resguardo(ENERO[1], cuerpo, "run:1", "par:A|B:1990", firma="k:abc"))
    guardar(bd, resguardo(ENERO[1], b"ajeno", "run:2"))
    esperado = [Recuperado("registro_civil", cuerpo, "k:abc")]
    assert buscar(bd, "run:1") == esperado
    assert buscar(bd, "par:A|B:1990", "run:1", "run:9") == esperado
    assert buscar(bd, "run:9") == []
    assert buscar(bd) == []


def test_se_busca_en_todos_los_dias_vigentes_y_en_ninguno_vencido(sistema: SistemaDePrueba) -> None:
    bd = sistema.bd(Papel.CONSUMIDOR)
    guardar(bd, *(resguardo(dia, dia.isoformat().encode(), "run:1") for dia in ENERO))
    assert [r.cuerpo for r in buscar(bd, "run:1", hoy=ENERO[1])] == [b"2026-01-02", b"2026-01-03"]


def test_lo_guardado_no_se_lee_sin_las_llaves(sistema: SistemaDePrueba) -> None:
    guardar(sistema.bd(Papel.CONSUMIDOR), resguardo(ENERO[0], b"CANARIO-1", "run:12345678"))
    [(cuerpo,)] = sistema.consultar("SELECT cuerpo FROM boveda")
    assert b"CANARIO" not in bytes(cuerpo)
    assert b"registro_civil" not in bytes(cuerpo)


def test_purgar_borra_los_dias_vencidos_y_sus_llaves(sistema: SistemaDePrueba) -> None:
    bd, tareas = sistema.bd(Papel.CONSUMIDOR), sistema.bd(Papel.TAREAS)
    guardar(bd, *(resguardo(dia, b"x", "run:1") for dia in ENERO))
    with tareas.transaccion() as sesion:
        assert boveda.purgar(sesion, tareas.llaves_de_dia, ENERO[2]) == ENERO[:2]
    with tareas.transaccion() as sesion:
        assert boveda.purgar(sesion, tareas.llaves_de_dia, ENERO[2]) == []
        assert boveda.listar_dias(sesion) == [ENERO[2]]
    assert sistema.consultar("SELECT vence_el FROM boveda") == [(ENERO[2],)]
    assert sistema.consultar("SELECT vence_el FROM boveda_clave") == [(ENERO[2],)]
    assert ENERO[0] not in tareas.llaves_de_dia.listar()


def test_un_reloj_adelantado_no_destruye_antes_de_tiempo(sistema: SistemaDePrueba) -> None:
    bd, tareas = sistema.bd(Papel.CONSUMIDOR), sistema.bd(Papel.TAREAS)
    futuro = date(2999, 1, 1)
    guardar(bd, resguardo(futuro, b"x", "run:1"))
    with tareas.transaccion() as sesion:
        assert futuro not in boveda.purgar(sesion, tareas.llaves_de_dia, date(3000, 1, 1))
    assert [r.cuerpo for r in buscar(bd, "run:1")] == [b"x"]
    assert [r.cuerpo for r in buscar(bd, "run:1", hoy=date(3000, 1, 1))] == [b"x"]


def test_la_base_no_deja_borrar_un_dia_que_no_ha_vencido(sistema: SistemaDePrueba) -> None:
    guardar(sistema.bd(Papel.CONSUMIDOR), resguardo(date(2999, 1, 1), b"x"))
    with (
        sistema.bd(Papel.TAREAS).transaccion() as sesion,
        pytest.raises(DBAPIError, match="ya vencieron"),
    ):
        sesion.connection().exec_driver_sql("SELECT boveda_borrar_dia('2999-01-01')")


def test_preparar_un_dia_dos_veces_no_cambia_nada(sistema: SistemaDePrueba) -> None:
    bd = sistema.bd(Papel.CONSUMIDOR)
    guardar(bd, resguardo(ENERO[0], b"x", "run:1"))
    guardar(bd, resguardo(ENERO[0], b"y", "run:1"))
    assert [r.cuerpo for r in buscar(bd, "run:1")] == [b"x", b"y"]


def test_sin_dia_preparado_el_evento_no_se_guarda_en_cualquier_parte(
    sistema: SistemaDePrueba,
) -> None:
    bd = sistema.bd(Papel.CONSUMIDOR)
    with pytest.raises(DBAPIError, match="no partition"), bd.transaccion() as sesion:
        boveda.guardar(sesion, bd.llaves_de_dia, [resguardo(date(2026, 1, 9), b"x")])
    assert sistema.contar("boveda") == 0


class TestElLote:
    def test_sin_dias_en_el_acuerdo_no_guarda_nada(self, sistema: SistemaDePrueba) -> None:
        assert sistema.puerta().registrar_lote(lote(evento(1), evento(2))).nuevos == 2
        assert (sistema.contar("boveda"), sistema.contar("boveda_clave")) == (0, 0)

    def test_con_dias_guarda_todo_lo_nuevo_hasta_su_vencimiento(
        self, sistema: SistemaDePrueba
    ) -> None:
        ejecutar(sistema, "UPDATE acuerdo SET dias_retrospectiva = 30")
        puerta = sistema.puerta()
        cuerpos = [evento(numero) for numero in (1, 2)]
        puerta.registrar_lote(lote(*cuerpos, b"malo"))
        puerta.registrar_lote(lote(*cuerpos, desde=3))
        assert sistema.consultar("SELECT vence_el FROM boveda") == [(date(2026, 12, 22),)] * 2
        assert sistema.contar("boveda_clave") >= 2
