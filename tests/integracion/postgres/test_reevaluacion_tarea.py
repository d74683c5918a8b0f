"""La tarea que reevalúa: cada motivo llega a una evaluación y ningún caso detiene a los demás."""

import os
import subprocess
import sys
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from structlog.testing import capture_logs

from sistema.casos import reevaluacion
from sistema.catalogos import servicio as catalogos
from sistema.modelos.caso import MotivoReevaluacion
from sistema.nucleo.bd import Bd
from sistema.nucleo.papeles import Papel
from sistema.nucleo.reloj import ahora
from sistema.tareas.reevaluacion import Cuenta, atender, atender_pendientes, pedir_olvidados
from tests.apoyo.fabricas import KAFKA, evento, lote
from tests.apoyo.sistema import SistemaDePrueba
from tests.integracion.postgres.apoyo import (
    PERSONAS,
    abrir_caso,
    conectar,
    ejecutar,
    esperar_hasta,
    sujeto,
)
from tests.integracion.postgres.apoyo_protocolo import correr, escribir_catalogo

# Escrito aquí a propósito: todas las versiones deben turnarse con el mismo número.
CANDADO_DE_RIESGO = 21_500_013

# Un adulto de quien se sabe cuándo se tuvo la última noticia: nada fija ALTO por sí solo.
ELEODORO = 1


@pytest.fixture
def tareas(sistema: SistemaDePrueba) -> Bd:
    return sistema.bd(Papel.TAREAS)


def entorno(sistema: SistemaDePrueba) -> dict[str, str]:
    """Las variables con que una orden llega a esta base."""
    return {
        **{n: v for n, v in os.environ.items() if not n.startswith("SISTEMA_")},
        "SISTEMA_BD_TAREAS": sistema.preparado.urls[Papel.TAREAS],
        "SISTEMA_BD_DUENO": sistema.preparado.urls[Papel.DUENO],
        "SISTEMA_LLAVE_MAESTRA": str(sistema.preparado.llave_maestra),
    }


def abrir(sistema: SistemaDePrueba, cual: int = ELEODORO, **cambios: Any) -> UUID:
    return abrir_caso(sistema.bd(Papel.API), sujeto(sistema), PERSONAS[cual], **cambios)


def atender_ya(sistema: SistemaDePrueba) -> Cuenta:
    return atender(sistema.bd(Papel.TAREAS), sistema.reloj())


def evaluaciones(sistema: SistemaDePrueba, caso: UUID) -> list[tuple[Any, ...]]:
    orden = (
        "SELECT version, motivo, categoria FROM evaluacion_riesgo WHERE caso_id = :caso "
        "ORDER BY version"
    )
    return sistema.consultar(orden, caso=caso)


def programados(sistema: SistemaDePrueba, caso: UUID) -> list[tuple[Any, ...]]:
    orden = "SELECT desde, motivo FROM reevaluacion_pendiente WHERE caso_id = :caso ORDER BY desde"
    return sistema.consultar(orden, caso=caso)


def pedir(sistema: SistemaDePrueba, caso: UUID, motivo: MotivoReevaluacion) -> None:
    with sistema.bd(Papel.API).transaccion() as sesion:
        reevaluacion.pedir(sesion, [caso], motivo, sistema.reloj())


def romper(sistema: SistemaDePrueba, caso: UUID) -> None:
    """Deja ilegible a la persona de un caso."""
    with conectar(sistema.preparado.urls[Papel.DUENO]) as conexion:
        conexion.execute(
            "UPDATE persona SET sexo = '\\x00' WHERE id = "
            "(SELECT persona_id FROM caso WHERE id = %s)",
            [caso],
        )


def test_un_caso_recien_abierto_se_evalua_y_queda_programada_su_proxima_revision(
    sistema: SistemaDePrueba,
) -> None:
    caso = abrir(sistema)
    assert atender_ya(sistema) == Cuenta(reevaluados=1)
    assert evaluaciones(sistema, caso) == [(1, "datos_cambiados", "SIN_DETERMINAR")]
    # La denuncia es de la medianoche de Chile: lo primero que toca son las 6 horas.
    assert programados(sistema, caso) == [(sistema.reloj() + timedelta(hours=6), "horas")]


# Mutación probada: no llamar a `programar` después de evaluar.
def test_sin_que_nadie_aporte_se_revisa_a_sus_horas_y_sube_al_cumplir_el_tramo(
    sistema: SistemaDePrueba,
) -> None:
    caso = abrir(sistema)  # sin noticias desde el 20 a las 12:00
    revisiones = []
    for _ in range(6):
        atender_ya(sistema)
        [(desde, motivo)] = programados(sistema, caso)
        revisiones.append((f"{desde:%d %H:%M}", motivo))
        sistema.reloj.avanzar(desde - sistema.reloj())
    assert revisiones == [
        ("22 09:00", "horas"),
        ("22 15:00", "horas"),
        ("22 21:00", "horas"),
        ("23 03:00", "plazo_vencido"),
        ("23 12:00", "horas"),
        ("24 03:00", "horas"),
    ]
    assert evaluaciones(sistema, caso) == [
        (1, "datos_cambiados", "SIN_DETERMINAR"),
        (2, "horas", "SIN_DETERMINAR"),
    ]


@pytest.mark.parametrize("motivo", list(MotivoReevaluacion))
def test_cada_motivo_produce_una_reevaluacion_que_lo_dice(
    sistema: SistemaDePrueba, motivo: MotivoReevaluacion
) -> None:
    caso = abrir(sistema)
    atender_ya(sistema)
    ejecutar(sistema, "UPDATE caso SET ultima_noticia_en = '2026-11-10T00:00Z'")
    pedir(sistema, caso, motivo)
    assert atender_ya(sistema) == Cuenta(reevaluados=1)
    assert evaluaciones(sistema, caso)[1:] == [(2, motivo.value, "SIN_DETERMINAR")]


def test_un_contacto_con_un_hospital_sube_la_categoria_y_avisa_una_vez(
    sistema: SistemaDePrueba,
) -> None:
    caso = abrir(sistema)
    atender_ya(sistema)
    puerta = sistema.puerta()
    cuerpo = evento(1, persona=PERSONAS[ELEODORO], tipo_contacto="hospitalizacion")
    puerta.registrar_lote(lote(cuerpo, desde=puerta.posicion(KAFKA)))
    assert atender_ya(sistema) == Cuenta(reevaluados=1, subieron=1)
    assert evaluaciones(sistema, caso)[1:] == [(2, "contacto", "ALTO")]
    pedir(sistema, caso, MotivoReevaluacion.CONTACTO)
    assert atender_ya(sistema) == Cuenta(reevaluados=1)
    assert len(evaluaciones(sistema, caso)) == 2
    assert sistema.consultar("SELECT count(*) FROM alerta WHERE clase = 'riesgo'") == [(1,)]


def test_repetir_sin_que_nada_cambie_no_guarda_nada_mas_que_la_proxima_revision(
    sistema: SistemaDePrueba,
) -> None:
    caso = abrir(sistema)
    atender_ya(sistema)
    antes = (sistema.contar("antecedente_riesgo"), sistema.contar("diligencia"))
    for _ in range(3):
        pedir(sistema, caso, MotivoReevaluacion.DATOS_CAMBIADOS)
        atender_ya(sistema)
    assert len(evaluaciones(sistema, caso)) == 1
    assert len(programados(sistema, caso)) == 1
    assert (sistema.contar("antecedente_riesgo"), sistema.contar("diligencia")) == antes


# Mutación probada: sin atender de a uno la tanda que falla, ninguno de los tres se evalúa.
def test_un_caso_que_falla_da_la_alarma_se_pospone_y_no_detiene_a_los_demas(
    sistema: SistemaDePrueba,
) -> None:
    sano, roto, otro = (abrir(sistema, cual) for cual in (0, 1, 2))
    romper(sistema, roto)
    with capture_logs() as bitacora:
        assert atender_ya(sistema) == Cuenta(reevaluados=2, subieron=0, fallaron=1)
    alarmas = [hecho["clase_error"] for hecho in bitacora if hecho.get("alarma")]
    assert alarmas == ["CifradoInvalido"]
    assert [len(evaluaciones(sistema, caso)) for caso in (sano, roto, otro)] == [1, 0, 1]
    [(desde, _motivo)] = programados(sistema, roto)
    assert desde == sistema.reloj() + timedelta(minutes=1)
    # Ya no está entre lo que toca: la pasada siguiente no vuelve a tropezar con él.
    assert atender_ya(sistema) == Cuenta()
    sistema.reloj.avanzar(timedelta(minutes=1))
    assert atender_ya(sistema) == Cuenta(fallaron=1)
    [(desde, _motivo)] = programados(sistema, roto)
    assert desde == sistema.reloj() + timedelta(minutes=2)


def test_un_caso_que_fallaba_se_evalua_cuando_se_arregla(sistema: SistemaDePrueba) -> None:
    caso = abrir(sistema)
    ejecutar(sistema, "CREATE TABLE sana AS SELECT sexo FROM persona")
    romper(sistema, caso)
    atender_ya(sistema)
    ejecutar(sistema, "UPDATE persona SET sexo = (SELECT sexo FROM sana)")
    sistema.reloj.avanzar(timedelta(minutes=1))
    assert atender_ya(sistema) == Cuenta(reevaluados=1)
    assert evaluaciones(sistema, caso) == [(1, "datos_cambiados", "SIN_DETERMINAR")]


def test_por_tandas_de_cualquier_tamano_se_atienden_todos_y_se_avisa_el_avance(
    sistema: SistemaDePrueba, tareas: Bd
) -> None:
    for cual in range(5):
        abrir(sistema, cual)
    avances: list[int] = []
    assert atender(tareas, sistema.reloj(), avances.append, tanda=2).reevaluados == 5
    assert avances == [2, 2, 1]


def test_lo_que_nadie_pidio_lo_encuentra_la_red_de_cada_hora(
    sistema: SistemaDePrueba, tareas: Bd
) -> None:
    caso = abrir(sistema)
    ejecutar(sistema, "DELETE FROM reevaluacion_pendiente")
    assert atender_pendientes(tareas, sistema.reloj) == 0
    assert pedir_olvidados(tareas, sistema.reloj) == 1
    assert pedir_olvidados(tareas, sistema.reloj) == 0
    assert atender_pendientes(tareas, sistema.reloj) == 1
    assert evaluaciones(sistema, caso) == [(1, "horas", "SIN_DETERMINAR")]


def test_un_reloj_adelantado_no_da_por_pasadas_horas_que_no_pasaron(
    sistema: SistemaDePrueba, tareas: Bd
) -> None:
    abrir(sistema)
    atender_ya(sistema)
    ejecutar(sistema, "UPDATE reevaluacion_pendiente SET desde = now() + interval '1 hour'")
    assert atender_pendientes(tareas, lambda: ahora() + timedelta(days=400)) == 0


# Mutación probada: confirmar los pedidos borrados antes de evaluar.
def test_un_proceso_muerto_mientras_evalua_no_pierde_ningun_pedido(
    sistema: SistemaDePrueba,
) -> None:
    casos = [abrir(sistema, cual) for cual in range(3)]
    with conectar(sistema.preparado.urls[Papel.DUENO]) as conexion:
        for caso in casos:
            conexion.execute(
                "SELECT pg_advisory_lock(%s, hashtext(%s))", [CANDADO_DE_RIESGO, str(caso)]
            )
        proceso = subprocess.Popen(
            [sys.executable, "-m", "ingestores", "riesgo", "reevaluar"],
            env=entorno(sistema),
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        esperar_hasta(
            lambda: (
                sistema.consultar(
                    "SELECT count(*) FROM pg_locks JOIN pg_database AS b ON b.oid = database "
                    "AND b.datname = current_database() WHERE locktype = 'advisory' AND NOT granted"
                )
                == [(1,)]
            ),
            60,
        )
        proceso.kill()
        proceso.wait()
    esperar_hasta(lambda: atender_ya(sistema).reevaluados == 3)
    assert [len(evaluaciones(sistema, caso)) for caso in casos] == [1, 1, 1]


def ordenar(sistema: SistemaDePrueba, *opciones: str) -> tuple[int, str]:
    """La orden `sistema riesgo reevaluar` en su propio proceso: cómo salió y qué escribió."""
    proceso = subprocess.run(  # noqa: S603 - orden fija y propia
        [sys.executable, "-m", "ingestores", "riesgo", "reevaluar", *opciones],
        env=entorno(sistema),
        check=False,
        capture_output=True,
        text=True,
        timeout=60,
    )
    return proceso.returncode, proceso.stdout


def test_la_orden_reevalua_lo_pendiente_o_todo_y_lo_dice(sistema: SistemaDePrueba) -> None:
    for cual in (0, 1):
        abrir(sistema, cual)
    nada = '{"reevaluados": 0, "subieron": 0, "fallaron": 0}\n'
    dos = '{"reevaluados": 2, "subieron": 0, "fallaron": 0}\n'
    assert ordenar(sistema, "--json") == (0, dos)
    assert ordenar(sistema, "--json") == (0, nada)
    assert ordenar(sistema, "--todos", "--json") == (0, dos)
    assert ordenar(sistema, "--todos") == (
        0,
        "2 casos reevaluados: subió la categoría en 0 y fallaron 0.\n",
    )


def test_la_orden_sale_con_uno_si_algun_caso_fallo(sistema: SistemaDePrueba) -> None:
    romper(sistema, abrir(sistema))
    uno = '{"reevaluados": 0, "subieron": 0, "fallaron": 1}\n'
    assert ordenar(sistema, "--json") == (1, uno)


def test_cargar_un_catalogo_que_ya_rige_pide_reevaluar_todos_y_uno_futuro_no(
    sistema: SistemaDePrueba, tmp_path: Path
) -> None:
    caso = abrir(sistema)
    ejecutar(sistema, "DELETE FROM reevaluacion_pendiente")
    for version, dia, pedidos in (("futura", "2090-01-01", []), ("nueva", "2026-11-02", [caso])):
        archivo = tmp_path / f"{version}.toml"
        archivo.write_text(escribir_catalogo(version, f"vigente_desde = {dia}"), "utf-8")
        assert correr(sistema, "cargar-catalogo", archivo).exit_code == 0
        hechos = sistema.consultar("SELECT caso_id, motivo FROM reevaluacion_pendiente")
        assert hechos == [(pedido, "catalogo") for pedido in pedidos]
    # Mutación probada: pedir siempre que el cargado rija. Repetirlo no cambia cuál rige.
    assert correr(sistema, "cargar-catalogo", tmp_path / "nueva.toml").exit_code == 0
    assert sistema.contar("reevaluacion_pendiente") == 1


# Mutación probada: que `resumir` no mire la versión del catálogo.
def test_un_catalogo_que_empieza_a_regir_trae_sus_diligencias_aunque_proponga_lo_mismo(
    sistema: SistemaDePrueba,
) -> None:
    caso = abrir(sistema)
    atender_ya(sistema)
    nueva = ('codigo = "PERFIL"', 'codigo = "PERFIL_NUEVO"')
    texto = escribir_catalogo("2026.2", "vigente_desde = 2026-11-24", nueva)
    with sistema.bd(Papel.DUENO).transaccion() as sesion:
        catalogos.cargar(sesion, texto, sistema.reloj())
    assert sistema.consultar("SELECT 1 FROM diligencia WHERE codigo = 'PERFIL_NUEVO'") == []
    sistema.reloj.avanzar(timedelta(days=3))
    atender_ya(sistema)
    assert evaluaciones(sistema, caso)[-1][1] == "horas"
    orden = "SELECT caso_id FROM diligencia WHERE codigo = 'PERFIL_NUEVO'"
    assert sistema.consultar(orden) == [(caso,)]
