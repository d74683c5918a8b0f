"""Cada lote y cada coincidencia dejan su constancia, en la misma transacción."""

from hashlib import sha256
from uuid import UUID

from sistema.modelos.auditoria import Asiento
from sistema.nucleo.papeles import Papel
from tests.apoyo.fabricas import evento, lote
from tests.apoyo.reloj_fijo import INICIO
from tests.apoyo.sistema import SistemaDePrueba
from tests.integracion.postgres.apoyo import PERSONAS, SALUD, abrir_caso, sujeto


def asientos(sistema: SistemaDePrueba, accion: str) -> list[Asiento]:
    with sistema.bd(Papel.DUENO).transaccion() as sesion:
        return list(sesion.query(Asiento).filter_by(accion=accion).order_by(Asiento.numero))


def test_cada_lote_deja_un_asiento_con_sus_cuentas_y_el_resumen_de_sus_ids(
    sistema: SistemaDePrueba,
) -> None:
    abrir_caso(sistema.bd(Papel.API), sujeto(sistema), PERSONAS[0])
    puerta = sistema.puerta()
    puerta.registrar_lote(lote(evento(2), evento(1), b"malo", evento(1)))
    puerta.registrar_lote(lote(evento(3, persona=PERSONAS[1]), desde=4))
    primero, segundo = asientos(sistema, "contactos:registrar")
    ids = "\n".join(str(UUID(int=numero)) for numero in (1, 1, 2))
    assert (primero.objeto, primero.objeto_id) == ("lote", sha256(ids.encode()).hexdigest())
    assert (primero.institucion, primero.desenlace, primero.resultados) == (SALUD, "hecho", 2)
    assert primero.ocurrido_en == INICIO
    assert primero.detalle == {
        "nuevos": 2,
        "repetidos": 1,
        "en_cuarentena": 1,
        "coincidencias": 2,
        "alertas": 2,
    }
    assert segundo.detalle == {
        "nuevos": 1,
        "repetidos": 0,
        "en_cuarentena": 0,
        "coincidencias": 0,
        "alertas": 0,
    }


def test_cada_coincidencia_deja_su_propio_asiento_dentro_de_su_caso(
    sistema: SistemaDePrueba,
) -> None:
    quien = sujeto(sistema)
    casos = {abrir_caso(sistema.bd(Papel.API), quien, PERSONAS[0]) for _ in range(2)}
    sistema.puerta().registrar_lote(lote(evento(1), evento(2, persona=PERSONAS[1])))
    hallazgos = asientos(sistema, "coincidencia:hallar")
    guardadas = sistema.consultar("SELECT CAST(id AS text), caso_id FROM coincidencia")
    assert {(a.objeto_id, a.caso_id) for a in hallazgos} == set(guardadas)
    assert {a.caso_id for a in hallazgos} == casos
    assert [(a.objeto, a.institucion, a.usuario_id) for a in hallazgos] == [
        ("coincidencia", None, None),
        ("coincidencia", None, None),
    ]
