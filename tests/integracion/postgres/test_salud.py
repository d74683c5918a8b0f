"""La salud dice la verdad, dice qué hacer y no muestra a nadie."""

import json
import os
import subprocess
import sys
import time
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import make_url

from ingestores.latido import Latidos, PuertaConLatido
from ingestores.mensajeria.tipos import Atraso, Particion
from sistema.cobertura.servicio import leer_salud
from sistema.instituciones.servicio import fijar_retrospectiva
from sistema.nucleo.papeles import Papel
from sistema.nucleo.reloj import ahora
from sistema.sonda.servicio import preparar
from sistema.tareas import servicio as tareas
from sistema.tareas.planificador import correr
from tests.apoyo.fabricas import denuncia, evento, lote
from tests.apoyo.http import cliente_anonimo
from tests.apoyo.sistema import INVESTIGADOR, SUPERVISORA, Plantilla, SistemaDePrueba
from tests.integracion.postgres.apoyo import SALUD, conectar

SENALES = [
    "consumidores",
    "sonda",
    "pendientes",
    "retraso",
    "entrada",
    "cuarentena",
    "retrospectiva",
    "boveda_preparada",
    "boveda_vencida",
    "tareas",
    "frescura",
    "errores",
]


@pytest.fixture
def sano(sistema: SistemaDePrueba) -> SistemaDePrueba:
    """Un Sistema con todo en verde."""
    with sistema.bd(Papel.DUENO).transaccion() as sesion:
        fijar_retrospectiva(sesion, 30)
        preparar(sesion, ahora())
    latir(sistema)
    for tarea in tareas.TAREAS:
        correr(sistema.bd(Papel.TAREAS), ahora, tarea)
    ejecutar(sistema, "UPDATE sonda SET salio_en = now()")
    ejecutar(sistema, "DELETE FROM entrada")
    ejecutar(sistema, "UPDATE busqueda_retrospectiva SET hecha_en = now()")
    return sistema


def ejecutar(sistema: SistemaDePrueba, orden: str, *valores: Any) -> None:
    with conectar(sistema.preparado.urls[Papel.DUENO]) as conexion:
        conexion.execute(orden.encode(), valores)


def latir(sistema: SistemaDePrueba, pendientes: int = 0, hace: timedelta = timedelta(0)) -> None:
    leido_ms = int((ahora() - hace).timestamp() * 1_000)
    with Latidos(sistema.bd(Papel.CONSUMIDOR)) as latidos:
        latidos.medir = lambda: [Atraso(Particion("contactos.x.v1", 0), pendientes, leido_ms)]
        latidos.latir_si_toca(casos=7)


def colores(sistema: SistemaDePrueba) -> dict[str, str]:
    with sistema.bd(Papel.API).transaccion() as sesion:
        return {senal.codigo: senal.estado for senal in leer_salud(sesion).senales}


def malas(sistema: SistemaDePrueba) -> dict[str, str]:
    return {codigo: color for codigo, color in colores(sistema).items() if color != "verde"}


def correr_orden(sistema: SistemaDePrueba, *orden: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(  # noqa: S603 - la orden la escribe la prueba
        [sys.executable, "-m", "ingestores", *orden],
        env={
            **os.environ,
            "SISTEMA_BD_TAREAS": sistema.preparado.urls[Papel.TAREAS],
            "SISTEMA_LLAVE_MAESTRA": str(sistema.preparado.llave_maestra),
        },
        capture_output=True,
        text=True,
        check=False,
    )


def test_un_sistema_sano_esta_en_verde_y_dice_todas_sus_senales(sano: SistemaDePrueba) -> None:
    assert list(colores(sano)) == SENALES
    assert malas(sano) == {}


def test_un_sistema_recien_hecho_dice_que_falta(sistema: SistemaDePrueba) -> None:
    assert malas(sistema) == {"consumidores": "rojo", "sonda": "amarillo", "tareas": "rojo"}


VIEJO_EN_ENTRADA = """
INSERT INTO entrada (organismo, vence_el, cuerpo, recibida_en)
VALUES ('pdi', current_date, '', now() - interval '6 min')
"""
VIEJO_EN_CUARENTENA = """
INSERT INTO cuarentena (id, organismo, cluster, tema, particion, posicion, codigo, detalle,
    vence_el, cuerpo, llegada_en)
VALUES (gen_random_uuid(), 'pdi', '', '', 0, 0, '', '', current_date, '',
    now() - interval '25 days')
"""
CALLADO = """
INSERT INTO actividad_aporte
VALUES ('pdi', current_date - 1, 1, 0, now() - interval '25 hours')
"""
DANOS = [
    ("UPDATE latido_consumidor SET anotado_en = now() - interval '61 s'", "consumidores", "rojo"),
    (
        "UPDATE sonda SET salio_en = NULL, enviada_en = now() - interval '31 s'",
        "sonda",
        "rojo",
    ),
    ("UPDATE sonda SET enviada_en = now() - interval '6 min'", "sonda", "amarillo"),
    ("UPDATE sonda SET enviada_en = now() - interval '11 min'", "sonda", "rojo"),
    ("UPDATE tarea SET fallo = 'DiskFull' WHERE nombre = 'purgar_boveda'", "tareas", "rojo"),
    (
        "UPDATE tarea SET hecha_en = now() - interval '182 min' WHERE nombre = 'purgar_bandeja'",
        "tareas",
        "rojo",
    ),
    (
        "SELECT boveda_crear_dia(current_date - 1)",
        "boveda_vencida",
        "amarillo",
    ),
    ("SELECT boveda_crear_dia(current_date - 2)", "boveda_vencida", "rojo"),
    ("UPDATE acuerdo SET dias_retrospectiva = 7", "boveda_preparada", "rojo"),
    (VIEJO_EN_ENTRADA, "entrada", "amarillo"),
    (VIEJO_EN_CUARENTENA, "cuarentena", "rojo"),
    (
        "UPDATE busqueda_retrospectiva SET hecha_en = NULL, pedida_en = now() - interval '1 hour'",
        "retrospectiva",
        "rojo",
    ),
    (CALLADO, "frescura", "amarillo"),
    (
        "INSERT INTO actividad_aporte VALUES ('pdi', current_date, 20, 1, now())",
        "errores",
        "amarillo",
    ),
    ("INSERT INTO actividad_aporte VALUES ('pdi', current_date, 20, 10, now())", "errores", "rojo"),
]


@pytest.mark.parametrize(("dano", "codigo", "color"), DANOS)
def test_cada_dano_enciende_su_senal_y_ninguna_otra(
    sano: SistemaDePrueba, dano: str, codigo: str, color: str
) -> None:
    ejecutar(sano, dano)
    assert malas(sano) == {codigo: color}


@pytest.mark.parametrize(
    ("pendientes", "hace", "esperado"),
    [
        (0, timedelta(days=3), {}),
        (5, timedelta(hours=2), {"retraso": "amarillo"}),
        (5, timedelta(hours=25), {"retraso": "rojo"}),
        (100_000, timedelta(0), {"pendientes": "amarillo"}),
    ],
)
def test_el_retraso_se_mide_en_mensajes_y_en_tiempo(
    sano: SistemaDePrueba, pendientes: int, hace: timedelta, esperado: dict[str, str]
) -> None:
    latir(sano, pendientes, hace)
    assert malas(sano) == esperado


def test_la_sonda_no_cuenta_como_organismo(sano: SistemaDePrueba) -> None:
    ejecutar(sano, "INSERT INTO actividad_aporte VALUES ('sonda', current_date, 20, 20, now())")
    assert malas(sano) == {}


def test_el_latido_suma_lo_aportado_por_organismo_y_dia(sistema: SistemaDePrueba) -> None:
    bd = sistema.bd(Papel.CONSUMIDOR)
    with Latidos(bd, cadencia_s=0) as latidos:
        puerta = PuertaConLatido(bd, sistema.reloj, latidos)
        assert puerta.abrir() == 0
        puerta.registrar_lote(lote(evento(1), evento(2)))
        puerta.tomar_entrada(1)
        puerta.registrar_lote(lote(evento(2), b"no es JSON", desde=2))
    assert sistema.consultar(
        "SELECT organismo, dia::text, recibidos, apartados, ultimo_en FROM actividad_aporte"
    ) == [(SALUD, "2026-11-22", 4, 1, sistema.reloj())]


def test_lo_que_no_se_pudo_anotar_se_anota_en_el_latido_siguiente(
    sistema: SistemaDePrueba,
) -> None:
    bd = sistema.bd(Papel.CONSUMIDOR)
    with Latidos(bd, cadencia_s=0) as latidos:
        puerta = PuertaConLatido(bd, sistema.reloj, latidos)
        puerta.registrar_lote(lote(evento(1)))
        with conectar(sistema.preparado.urls[Papel.DUENO]) as conexion, conexion.transaction():
            conexion.execute(b"LOCK TABLE actividad_aporte IN ACCESS EXCLUSIVE MODE")
            latidos.latir_si_toca(casos=0)
            # El latido espera el candado hasta su límite de 5 s; el bucle no lo espera a él.
            comienzo_s = time.monotonic()
            latidos.latir_si_toca(casos=0)
            assert time.monotonic() - comienzo_s < 1
            while latidos._escritura and not latidos._escritura.done():  # noqa: SLF001 - ver arriba
                time.sleep(0.05)
    assert sistema.consultar("SELECT recibidos FROM actividad_aporte") == [(1,)]


def test_la_salud_de_la_operacion_es_de_la_supervision_y_queda_asentada(
    sano: SistemaDePrueba,
) -> None:
    assert sano.cliente(INVESTIGADOR).get("/v1/operacion/salud").status_code == 404
    leida = sano.cliente(SUPERVISORA).get("/v1/operacion/salud").json()
    assert leida["estado"] == "verde"
    assert [senal["codigo"] for senal in leida["senales"]] == SENALES
    assert all(senal["remedio"] and senal["umbral"] for senal in leida["senales"])
    asientos = sano.consultar("SELECT desenlace FROM asiento WHERE accion = 'salud:ver' ORDER BY 1")
    assert asientos == [("hecho",), ("rechazado",)]


def test_la_salud_no_dice_nada_de_una_persona(sano: SistemaDePrueba) -> None:
    respuesta = sano.cliente("receptor.carabineros").post("/v1/denuncias", json=denuncia())
    caso_id = respuesta.json()["caso_id"]
    sano.puerta().registrar_lote(lote(evento(), evento(9)))
    leida = sano.cliente(SUPERVISORA).get("/v1/operacion/salud").text
    for secreto in ("12.345.678", "12345678", "Huenchull", "Rosario", caso_id):
        assert secreto not in leida


# Mutación probada: no tocar `pulso`.
def test_si_la_base_no_acepta_escrituras_la_salud_viva_da_503_y_se_recupera_sola(
    sistema: SistemaDePrueba,
) -> None:
    cliente = cliente_anonimo(sistema)
    assert cliente.get("/v1/salud").json() == {"estado": "verde"}
    [(base,)] = sistema.consultar("SELECT current_database()")
    ejecutar(sistema, f'ALTER DATABASE "{base}" SET default_transaction_read_only = on')
    sistema.bd(Papel.API).motor.dispose()
    comienzo_s = time.monotonic()
    while cliente.get("/v1/salud").status_code != 503:
        assert time.monotonic() - comienzo_s < 10
    cuerpo = cliente.get("/v1/salud").json()
    assert cuerpo["codigo"] == "base_no_disponible"
    with conectar(sistema.preparado.urls[Papel.DUENO]) as conexion:
        conexion.execute(b"SET default_transaction_read_only = off")
        conexion.execute(f'ALTER DATABASE "{base}" RESET default_transaction_read_only'.encode())
    sistema.bd(Papel.API).motor.dispose()
    comienzo_s = time.monotonic()
    while cliente.get("/v1/salud").status_code != 200:
        assert time.monotonic() - comienzo_s < 10


# Mutación probada: no pedir disco.
def test_la_salud_viva_pide_disco_de_verdad(sistema: SistemaDePrueba, plantilla: Plantilla) -> None:
    """Con un límite a sus archivos temporales, la API falla como con el disco lleno."""
    base = make_url(sistema.preparado.urls[Papel.DUENO]).database
    limite = f"ALTER ROLE sistema_api IN DATABASE \"{base}\" SET temp_file_limit = '64kB'"
    with conectar(plantilla.url_administracion) as administracion:
        administracion.execute(limite.encode())
    assert cliente_anonimo(sistema).get("/v1/salud").status_code == 503


def test_la_orden_sale_con_0_en_verde_con_1_en_rojo_y_con_2_si_no_se_puede_saber(
    sano: SistemaDePrueba,
) -> None:
    verde = correr_orden(sano, "salud", "--json")
    assert (verde.returncode, json.loads(verde.stdout)["estado"]) == (0, "verde"), verde.stderr
    ejecutar(sano, "UPDATE latido_consumidor SET anotado_en = now() - interval '1 hour'")
    rojo = correr_orden(sano, "salud")
    assert rojo.returncode == 1
    assert "Levante el servicio «consumidor»" in rojo.stdout
    ejecutar(sano, "DROP TABLE pulso, tarea")
    assert correr_orden(sano, "salud").returncode == 2
