"""El caso que reposa no se vuelve a evaluar; cualquier cosa que cambie lo despierta."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest

from sistema.casos import reevaluacion
from sistema.evaluaciones.reposo import firmar_programa
from sistema.modelos.caso import MotivoReevaluacion
from sistema.nucleo.papeles import Papel
from sistema.tareas.reevaluacion import Cuenta, atender
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

ELEODORO = 1
REPOSO = Cuenta(reevaluados=1)
SE_EVALUO = Cuenta(fallaron=1)
"""Como lo aportado quedó ilegible, evaluar falla: así se ve que se evaluó."""
HOSPITALIZADO: dict[str, Any] = {"persona": PERSONAS[ELEODORO], "tipo_contacto": "hospitalizacion"}


@pytest.fixture
def caso(sistema: SistemaDePrueba) -> UUID:
    """Un caso ya evaluado, con un contacto que aún no cuenta, y cuyos antecedentes no se abren."""
    abierto = abrir_caso(sistema.bd(Papel.API), sujeto(sistema), PERSONAS[ELEODORO])
    puerta = sistema.puerta()
    puerta.registrar_lote(lote(evento(1, **HOSPITALIZADO), desde=puerta.posicion(KAFKA)))
    sistema.reloj.avanzar(timedelta(hours=1))
    assert atender(sistema.bd(Papel.TAREAS), sistema.reloj()).reevaluados == 1
    volver_ilegible(sistema)
    return abierto


def volver_ilegible(sistema: SistemaDePrueba) -> None:
    with conectar(sistema.preparado.urls[Papel.DUENO]) as conexion:
        conexion.execute("ALTER TABLE antecedente_riesgo DISABLE TRIGGER solo_agregar")
        conexion.execute("UPDATE antecedente_riesgo SET contenido = '\\x00'")


def revisar(
    sistema: SistemaDePrueba, caso: UUID, motivo: MotivoReevaluacion = MotivoReevaluacion.HORAS
) -> Cuenta:
    with sistema.bd(Papel.API).transaccion() as sesion:
        reevaluacion.pedir(sesion, [caso], motivo, sistema.reloj())
    return atender(sistema.bd(Papel.TAREAS), sistema.reloj())


def test_sin_novedades_no_se_evalua_y_sigue_reposando(sistema: SistemaDePrueba, caso: UUID) -> None:
    programado = "SELECT desde, motivo FROM reevaluacion_pendiente"
    antes = sistema.consultar(programado)
    for _ in range(3):
        sistema.reloj.avanzar(timedelta(minutes=1))
        assert revisar(sistema, caso) == REPOSO
    assert sistema.consultar(programado) == antes


def test_llegada_la_hora_en_que_el_tiempo_importa_se_evalua(
    sistema: SistemaDePrueba, caso: UUID
) -> None:
    [(desde,)] = sistema.consultar("SELECT desde FROM reevaluacion_pendiente")
    sistema.reloj.avanzar(desde - sistema.reloj() - timedelta(seconds=1))
    assert revisar(sistema, caso) == REPOSO
    sistema.reloj.avanzar(timedelta(seconds=1))
    assert revisar(sistema, caso) == SE_EVALUO


def test_un_reloj_que_retrocede_hace_evaluar(sistema: SistemaDePrueba, caso: UUID) -> None:
    sistema.reloj.avanzar(timedelta(minutes=-1))
    assert revisar(sistema, caso) == SE_EVALUO


@pytest.mark.parametrize(
    ("motivo", "esperado"),
    [
        *((m, SE_EVALUO) for m in ("datos_cambiados", "contacto", "catalogo", "hipotesis")),
        *((m, REPOSO) for m in ("horas", "plazo_vencido")),
    ],
)
def test_solo_lo_que_pide_el_reloj_se_salta(
    sistema: SistemaDePrueba, caso: UUID, motivo: str, esperado: Cuenta
) -> None:
    assert revisar(sistema, caso, MotivoReevaluacion(motivo)) == esperado


# Mutación probada: quitar del sello cada una de estas entradas.
@pytest.mark.parametrize(
    "cambio",
    [
        "UPDATE caso SET ultima_noticia_en = ultima_noticia_en - interval '1 minute'",
        "UPDATE persona SET sexo = fecha_nacimiento",
        "UPDATE persona SET fecha_nacimiento = sexo",
        "UPDATE plazo SET inicia_en = inicia_en - interval '1 minute'",
        (
            "INSERT INTO antecedente_riesgo (id, caso_id, contenido, registrado_en) "
            "SELECT gen_random_uuid(), id, '', now() FROM caso"
        ),
        (
            "INSERT INTO hipotesis (caso_id, tipo, version, plausibilidad, sustento, "
            "formulada_por, institucion, formulada_en) "
            "SELECT caso.id, 'OTRA', 1, 'media', '', usuario.id, usuario.institucion, now() "
            "FROM caso, usuario LIMIT 1"
        ),
        (
            "INSERT INTO evaluacion_riesgo SELECT (jsonb_populate_record(e, jsonb_build_object("
            "'id', gen_random_uuid(), 'version', version + 1))).* FROM evaluacion_riesgo AS e"
        ),
        "UPDATE coincidencia SET decision = 'revision'",
        "UPDATE coincidencia SET huella_evidencia = '\\x00'",
        (
            "INSERT INTO decision_coincidencia (id, coincidencia_id, caso_id, accion, motivo, "
            "decidida_por, institucion, decidida_en, huella_evidencia) "
            "SELECT gen_random_uuid(), c.id, c.caso_id, 'rechazar', '', usuario.id, "
            "usuario.institucion, now(), c.huella_evidencia FROM coincidencia AS c, usuario LIMIT 1"
        ),
    ],
)
def test_cualquier_cosa_que_se_sepa_del_caso_lo_despierta_aunque_nadie_lo_pida(
    sistema: SistemaDePrueba, caso: UUID, cambio: str
) -> None:
    ejecutar(sistema, cambio)
    assert revisar(sistema, caso) == SE_EVALUO


# Mutación probada: leer lo que va en el sello después de evaluar.
def test_lo_que_cambia_mientras_se_evalua_lo_despierta_despues(sistema: SistemaDePrueba) -> None:
    caso = abrir_caso(sistema.bd(Papel.API), sujeto(sistema), PERSONAS[ELEODORO])
    sistema.reloj.avanzar(timedelta(hours=1))
    esperando = (
        "SELECT count(*) FROM pg_locks JOIN pg_stat_activity USING (pid) "
        "WHERE datname = current_database() AND NOT granted"
    )
    with ThreadPoolExecutor(1) as hilo:
        with conectar(sistema.preparado.urls[Papel.DUENO]) as otro, otro.transaction():
            # Hace esperar a quien planifica, que va después de leer y de evaluar.
            otro.execute("LOCK TABLE diligencia IN EXCLUSIVE MODE")
            bd = sistema.bd(Papel.TAREAS)
            evaluada = hilo.submit(atender, bd, sistema.reloj())
            esperar_hasta(lambda: sistema.consultar(esperando) == [(1,)])
            ejecutar(sistema, "UPDATE persona SET sexo = fecha_nacimiento")
        assert evaluada.result() == REPOSO
    volver_ilegible(sistema)
    assert revisar(sistema, caso) == SE_EVALUO


def test_otro_contacto_lo_despierta_aunque_el_pedido_se_pierda(
    sistema: SistemaDePrueba, caso: UUID
) -> None:
    puerta = sistema.puerta()
    puerta.registrar_lote(lote(evento(2, **HOSPITALIZADO), desde=puerta.posicion(KAFKA)))
    ejecutar(sistema, "DELETE FROM reevaluacion_pendiente WHERE motivo = 'contacto'")
    assert revisar(sistema, caso) == SE_EVALUO


def test_otro_catalogo_lo_despierta(sistema: SistemaDePrueba, caso: UUID, tmp_path: Path) -> None:
    archivo = tmp_path / "nuevo.toml"
    archivo.write_text(escribir_catalogo("nuevo", "vigente_desde = 2026-11-02"), "utf-8")
    assert correr(sistema, "cargar-catalogo", archivo).exit_code == 0
    ejecutar(sistema, "DELETE FROM reevaluacion_pendiente WHERE motivo = 'catalogo'")
    assert revisar(sistema, caso) == SE_EVALUO


def test_lo_que_aun_no_ocurre_no_reposa(sistema: SistemaDePrueba) -> None:
    # Con la hora de la denuncia todavía por llegar, más tarde se leería otra cosa.
    abrir_caso(sistema.bd(Papel.API), sujeto(sistema), PERSONAS[ELEODORO])
    ejecutar(sistema, "UPDATE caso SET ultima_noticia_en = '2030-01-01T00:00Z'")
    sistema.reloj.avanzar(timedelta(hours=1))
    atender(sistema.bd(Papel.TAREAS), sistema.reloj())
    assert sistema.consultar("SELECT reposo FROM reevaluacion_pendiente") == [(None,)]


def test_un_programa_que_cambia_firma_distinto(tmp_path: Path) -> None:
    (tmp_path / "criterios.py").write_text("UMBRAL = 1\n")
    antes = firmar_programa([tmp_path])
    (tmp_path / "notas.md").write_text("nada\n")
    assert firmar_programa([tmp_path]) == antes
    (tmp_path / "criterios.py").write_text("UMBRAL = 2\n")
    assert firmar_programa([tmp_path]) != antes
