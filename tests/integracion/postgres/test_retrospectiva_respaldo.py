"""Un respaldo que vuelve después de la purga no abre nada de lo vencido (INV-4)."""

from datetime import UTC, date, datetime, timedelta
from uuid import UUID

import pytest
from sqlalchemy import text

from ingestores.mensajes.decodificacion import decodificar, releer
from sistema.boveda import servicio as boveda
from sistema.contactos.tipos import EventoContacto, Lote
from sistema.entrada import servicio as entrada
from sistema.entrada.tipos import MensajeRecibido
from sistema.nucleo.errores import CifradoInvalido
from sistema.nucleo.llaves_de_dia import LlavesDeDia
from sistema.nucleo.papeles import Papel
from tests.apoyo.fabricas import KAFKA, evento, lote
from tests.apoyo.sistema import SistemaDePrueba
from tests.integracion.postgres.apoyo import (
    PERSONAS,
    SALUD,
    abrir_caso,
    coincidencias,
    sujeto,
)

# Porque: la base solo borra días que para ella ya pasaron.
LLEGADA = datetime(2026, 1, 1, 12, tzinfo=UTC)
VENCE = date(2026, 1, 31)
TABLAS = ("boveda", "boveda_clave", "entrada", "cuarentena")


@pytest.fixture
def lleno(sistema: SistemaDePrueba) -> SistemaDePrueba:
    """El 1 de enero llegan tres mensajes de Rosario: a la bóveda, a `entrada` y a la cuarentena."""
    sistema.reloj.instante = LLEGADA
    sistema.consultar(
        "UPDATE acuerdo SET dias_retrospectiva = 30, vigente_desde = '2020-01-01' RETURNING 1"
    )
    puerta = sistema.puerta()
    leido = decodificar(de_enero(1), 0, SALUD, LLEGADA)
    assert isinstance(leido, EventoContacto)
    rechazados = lote(de_enero(2)[:-1], desde=1).rechazados
    puerta.registrar_lote(
        Lote(
            origen=KAFKA, organismo=SALUD, desde=0, hasta=2, eventos=[leido], rechazados=rechazados
        )
    )
    bd = sistema.bd(Papel.CONSUMIDOR)
    with sistema.bd(Papel.TAREAS).transaccion() as sesion:
        mensaje = MensajeRecibido(de_enero(3))
        entrada.encolar(sesion, bd.llaves_de_dia, SALUD, [mensaje], LLEGADA, VENCE)
    assert [sistema.contar(tabla) for tabla in TABLAS] == [1, 4, 1, 1]
    return sistema


def de_enero(numero: int) -> bytes:
    return (
        evento(numero, ocurrido_en="2026-01-01T10:00:00Z")
        .decode()
        .replace("2026-11-22T02:59:00Z", "2026-01-01T11:00:00Z")
        .encode()
    )


def respaldar(sistema: SistemaDePrueba) -> None:
    with sistema.bd(Papel.DUENO).transaccion() as sesion:
        sesion.execute(text("CREATE SCHEMA respaldo"))
        for tabla in TABLAS:
            sesion.execute(text(f"CREATE TABLE respaldo.{tabla} AS TABLE {tabla}"))


def purgar(sistema: SistemaDePrueba) -> None:
    sistema.reloj.avanzar(timedelta(days=31))
    bd = sistema.bd(Papel.TAREAS)
    with bd.transaccion() as sesion:
        assert VENCE in boveda.purgar(sesion, bd.llaves_de_dia, sistema.reloj().date())


def restaurar(sistema: SistemaDePrueba) -> None:
    with sistema.bd(Papel.DUENO).transaccion() as sesion:
        sesion.execute(text("SELECT boveda_crear_dia(:dia)"), {"dia": VENCE})
        sesion.execute(text("DELETE FROM entrada"))
        sesion.execute(text("DELETE FROM cuarentena"))
        for tabla in TABLAS:
            identidad = "OVERRIDING SYSTEM VALUE" if tabla == "entrada" else ""
            orden = f"INSERT INTO {tabla} {identidad} SELECT * FROM respaldo.{tabla}"  # noqa: S608 - las tablas son literales
            sesion.execute(text(orden))
    assert [sistema.contar(tabla) for tabla in TABLAS] == [1, 4, 1, 1]


def cuerpos_que_abren(sistema: SistemaDePrueba, llaves: LlavesDeDia) -> list[str]:
    """En qué tablas hay un cuerpo que estas llaves abren."""
    abren = []
    for tabla in ("boveda", "entrada", "cuarentena"):
        orden = f"SELECT cuerpo, vence_el FROM {tabla}"  # noqa: S608 - la tabla es un literal
        [(cerrado, vence_el)] = sistema.consultar(orden)
        try:
            llaves.obtener(vence_el).descifrar(bytes(cerrado), f"{tabla}.cuerpo")
        except CifradoInvalido:
            continue
        abren.append(tabla)
    return abren


def test_antes_de_vencer_las_tres_abren(lleno: SistemaDePrueba) -> None:
    nueva = lleno.preparado.abrir(Papel.CONSUMIDOR)
    assert cuerpos_que_abren(lleno, nueva.llaves_de_dia) == ["boveda", "entrada", "cuarentena"]
    nueva.cerrar()


def test_restaurado_despues_de_la_purga_ninguna_abre(lleno: SistemaDePrueba) -> None:
    respaldar(lleno)
    purgar(lleno)
    restaurar(lleno)
    nueva = lleno.preparado.abrir(Papel.CONSUMIDOR)
    assert cuerpos_que_abren(lleno, nueva.llaves_de_dia) == []
    nueva.cerrar()


def test_ni_el_consumidor_que_estaba_en_marcha_la_usa(lleno: SistemaDePrueba) -> None:
    puerta = lleno.puerta()
    assert [fila.legible for fila in puerta.tomar_entrada(10)] == [True]
    respaldar(lleno)
    purgar(lleno)
    restaurar(lleno)
    caso = abrir_caso(
        lleno.bd(Papel.API),
        sujeto(lleno),
        PERSONAS[0],
        desaparicion={"ultima_noticia_en": "2026-01-01T12:00:00Z"},
    )
    while puerta.mirar_atras(releer):
        pass
    assert coincidencias(lleno) == []
    assert [fila.legible for fila in puerta.tomar_entrada(10)] == [False]
    hechas = lleno.consultar("SELECT caso_id, examinados, ilegibles FROM busqueda_retrospectiva")
    assert hechas == [(caso, 0, 0)]


def test_un_dia_antes_de_vencer_todavia_se_halla(lleno: SistemaDePrueba) -> None:
    lleno.reloj.avanzar(timedelta(days=30))
    bd = lleno.bd(Papel.TAREAS)
    with bd.transaccion() as sesion:
        assert VENCE not in boveda.purgar(sesion, bd.llaves_de_dia, lleno.reloj().date())
    caso = abrir_caso(
        lleno.bd(Papel.API),
        sujeto(lleno),
        PERSONAS[0],
        desaparicion={"ultima_noticia_en": "2026-01-01T12:00:00Z"},
    )
    puerta = lleno.puerta()
    while puerta.mirar_atras(releer):
        pass
    assert coincidencias(lleno) == [(caso, UUID(int=1))]
