"""La memoria de decisiones por dentro: de quién es el rechazo, qué cuesta y que nada se pierde."""

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any
from uuid import UUID

import pytest
from psycopg import errors
from sqlalchemy import event as suceso
from sqlalchemy import select, text

from matching.evidencia import huella_de_evidencia
from matching.tipos import Identidad, Sexo
from sistema.coincidencias.esquemas import DecisionNueva
from sistema.coincidencias.servicio import decidir, listar_previas
from sistema.modelos.coincidencia import AccionDecision, EstadoDecision
from sistema.modelos.contacto import Contacto
from sistema.modelos.persona import Persona
from sistema.nucleo.errores import ReglaIncumplida
from sistema.nucleo.papeles import Papel
from sistema.usuarios.servicio import sujeto_de_consola
from tests.apoyo.fabricas import KAFKA, evento, lote
from tests.apoyo.sistema import INVESTIGADOR, SistemaDePrueba
from tests.integracion.postgres.apoyo import (
    PERSONAS,
    abrir_caso,
    conectar,
    esperar_hasta,
    sujeto,
)

# Escrito aquí a propósito: todas las versiones de la API deben turnarse con el mismo número.
CANDADO_DE_DECISION = 21_500_011


def abrir(sistema: SistemaDePrueba, numero: int = 0) -> UUID:
    return abrir_caso(sistema.bd(Papel.API), sujeto(sistema), PERSONAS[numero])


def recibir(sistema: SistemaDePrueba, numero: int, *personas: int) -> int:
    """Un lote con un evento de cada persona; cuántas coincidencias dio."""
    puerta = sistema.puerta()
    cuerpos = [evento(numero + n, persona=PERSONAS[p]) for n, p in enumerate(personas or (0,))]
    leido = lote(*cuerpos, desde=puerta.posicion(KAFKA))
    return puerta.registrar_lote(leido).coincidencias


def tomar(sistema: SistemaDePrueba, coincidencia: UUID, accion: str) -> None:
    bd = sistema.bd(Papel.API)
    nueva = DecisionNueva(accion=AccionDecision(accion), motivo="Dato sintético.")
    with bd.transaccion() as sesion:
        quien = sujeto_de_consola(sesion, INVESTIGADOR, sistema.reloj())
        decidir(sesion, quien, coincidencia, nueva)


def coincidencia_de(sistema: SistemaDePrueba, caso: UUID) -> UUID:
    """La más antigua del caso."""
    orden = "SELECT id FROM coincidencia WHERE caso_id = :caso ORDER BY id LIMIT 1"
    [(coincidencia,)] = sistema.consultar(orden, caso=caso)
    assert isinstance(coincidencia, UUID)
    return coincidencia


def acciones(sistema: SistemaDePrueba) -> list[str]:
    filas = sistema.consultar("SELECT accion FROM decision_coincidencia ORDER BY numero")
    return [accion for (accion,) in filas]


def reunir(sistema: SistemaDePrueba, caso: UUID, otro: UUID) -> None:
    """Declara que los dos casos son de la misma persona."""
    with sistema.bd(Papel.DUENO).transaccion() as sesion:
        sesion.execute(
            text(
                "UPDATE caso SET persona_id = (SELECT persona_id FROM caso WHERE id = :caso) "
                "WHERE id = :otro"
            ),
            {"caso": caso, "otro": otro},
        )


def sentencias_del_lote(sistema: SistemaDePrueba, numero: int, persona: int) -> list[str]:
    """Las órdenes de un lote que leen la memoria de decisiones."""
    vistas: list[str] = []

    def anotar(_c: Any, _k: Any, orden: str, *_resto: Any) -> None:
        vistas.append(orden)

    motor = sistema.bd(Papel.CONSUMIDOR).motor
    suceso.listen(motor, "before_cursor_execute", anotar)
    recibir(sistema, numero, persona, *([persona] * 20))
    suceso.remove(motor, "before_cursor_execute", anotar)
    return [orden for orden in vistas if "decision_coincidencia" in orden]


# Mutación probada: buscar el rechazo por caso y no por persona.
def test_los_casos_que_un_funcionario_reunio_comparten_el_rechazo(
    sistema: SistemaDePrueba,
) -> None:
    casos = abrir(sistema), abrir(sistema)
    reunir(sistema, *casos)
    assert recibir(sistema, 1) == 2
    coincidencia = coincidencia_de(sistema, casos[0])
    tomar(sistema, coincidencia, "rechazar")
    assert recibir(sistema, 2) == 0
    tomar(sistema, coincidencia, "deshacer")
    assert recibir(sistema, 3) == 2


# Mutación probada: no comparar la persona en `omitir_rechazados`.
def test_un_rechazo_no_alcanza_a_otro_caso_que_nadie_reunio(sistema: SistemaDePrueba) -> None:
    rechazado, otro = abrir(sistema), abrir(sistema)
    assert recibir(sistema, 1) == 2
    tomar(sistema, coincidencia_de(sistema, rechazado), "rechazar")
    assert recibir(sistema, 2) == 1
    [(caso,)] = sistema.consultar(
        "SELECT caso_id FROM coincidencia WHERE evento_id = :e", e=UUID(int=2)
    )
    assert caso == otro


def test_en_un_lote_solo_se_omite_lo_rechazado(sistema: SistemaDePrueba) -> None:
    rechazado = abrir(sistema, 0)
    abrir(sistema, 1)
    assert recibir(sistema, 1, 0) == 1
    tomar(sistema, coincidencia_de(sistema, rechazado), "rechazar")
    assert recibir(sistema, 10, 0, 1, 0, 2) == 1
    assert sistema.contar("contacto") == 2


# Mutación probada: `ORDER BY … numero` sin DESC.
def test_manda_la_ultima_decision_sobre_la_misma_evidencia(sistema: SistemaDePrueba) -> None:
    caso = abrir(sistema)
    assert recibir(sistema, 1, 0, 0) == 2
    [(primera,), (segunda,)] = sistema.consultar("SELECT id FROM coincidencia ORDER BY id")
    tomar(sistema, primera, "rechazar")
    assert recibir(sistema, 5) == 0
    tomar(sistema, segunda, "confirmar")
    assert recibir(sistema, 6) == 1
    tomar(sistema, segunda, "rechazar")
    assert recibir(sistema, 7) == 0
    assert coincidencia_de(sistema, caso) == primera


# Mutación probada: calcular la huella solo con el evento.
def test_corregir_la_ficha_de_la_buscada_devuelve_el_par(sistema: SistemaDePrueba) -> None:
    caso = abrir(sistema)
    recibir(sistema, 1)
    tomar(sistema, coincidencia_de(sistema, caso), "rechazar")
    assert recibir(sistema, 2) == 0
    with sistema.bd(Papel.DUENO).transaccion() as sesion:
        sesion.scalars(select(Persona)).one().nombre_social = "Charo"
    assert recibir(sistema, 3) == 1


def test_lo_hallado_antes_de_guardar_huellas_se_decide_y_no_calla_a_otros(
    sistema: SistemaDePrueba,
) -> None:
    caso = abrir(sistema)
    recibir(sistema, 1)
    with sistema.bd(Papel.DUENO).transaccion() as sesion:
        sesion.execute(text("UPDATE coincidencia SET huella_evidencia = ''"))
    tomar(sistema, coincidencia_de(sistema, caso), "rechazar")
    assert recibir(sistema, 2) == 1


# Mutación probada: guardar la huella sin llave.
def test_con_solo_la_base_no_se_puede_probar_un_run(sistema: SistemaDePrueba) -> None:
    abrir(sistema)
    recibir(sistema, 1)
    datos = {**PERSONAS[0], "sexo": Sexo(PERSONAS[0]["sexo"])}
    huella = huella_de_evidencia(Identidad(**datos), Identidad(**datos))
    [(guardada,)] = sistema.consultar("SELECT huella_evidencia FROM coincidencia")
    assert bytes(guardada) == sistema.bd(Papel.API).llavero.huella(huella.encode())
    assert bytes(guardada) != bytes.fromhex(huella)


# Mutación probada: consultar aunque nadie coincida.
def test_la_memoria_se_consulta_una_vez_por_lote_y_solo_si_alguien_coincide(
    sistema: SistemaDePrueba,
) -> None:
    abrir(sistema, 0)
    assert len(sentencias_del_lote(sistema, 100, 0)) == 1
    assert sentencias_del_lote(sistema, 200, 2) == []


@pytest.mark.parametrize(
    "orden",
    [
        "UPDATE decision_coincidencia SET accion = 'deshacer'",
        "DELETE FROM decision_coincidencia",
        "TRUNCATE decision_coincidencia",
    ],
)
def test_ni_el_dueno_reescribe_una_decision(sistema: SistemaDePrueba, orden: str) -> None:
    with (
        conectar(sistema.preparado.urls[Papel.DUENO]) as conexion,
        pytest.raises(errors.RaiseException, match="decision_coincidencia solo admite agregar"),
    ):
        conexion.execute(orden.encode())


def decidir_a_la_vez(
    sistema: SistemaDePrueba, coincidencia: UUID, pedidas: Sequence[str]
) -> list[BaseException | None]:
    """Varias decisiones que ya esperan su turno, en este orden, cuando la primera puede seguir."""
    en_espera = (
        "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND NOT granted "
        "AND classid = :c AND database = "
        "(SELECT oid FROM pg_database WHERE datname = current_database())"
    )
    with (
        ThreadPoolExecutor(len(pedidas)) as hilos,
        conectar(sistema.preparado.urls[Papel.DUENO]) as retiene,
    ):
        retiene.execute(
            "SELECT pg_advisory_lock(%s, hashtext(%s))", [CANDADO_DE_DECISION, str(coincidencia)]
        )
        tareas = []
        for numero, accion in enumerate(pedidas, start=1):
            tareas.append(hilos.submit(tomar, sistema, coincidencia, accion))
            esperar_hasta(
                lambda n=numero: (  # type: ignore[misc]
                    sistema.consultar(en_espera, c=CANDADO_DE_DECISION) == [(n,)]
                )
            )
        retiene.execute("SELECT pg_advisory_unlock_all()")
        return [tarea.exception() for tarea in tareas]


# Mutación probada: no tomar el candado.
@pytest.mark.parametrize(
    ("pedidas", "estado"), [(("confirmar", "rechazar"), 0), (("rechazar", "confirmar"), 1)]
)
def test_de_dos_decisiones_opuestas_a_la_vez_quedan_ambas_y_vale_la_ultima(
    sistema: SistemaDePrueba, pedidas: tuple[str, str], estado: int
) -> None:
    caso = abrir(sistema)
    recibir(sistema, 1)
    assert decidir_a_la_vez(sistema, coincidencia_de(sistema, caso), pedidas) == [None, None]
    assert acciones(sistema) == list(pedidas)
    assert recibir(sistema, 2) == estado


# Mutación probada: leer las decisiones antes de tomar el candado.
def test_de_dos_decisiones_iguales_a_la_vez_queda_una(sistema: SistemaDePrueba) -> None:
    caso = abrir(sistema)
    recibir(sistema, 1)
    pedidas = ("confirmar", "confirmar")
    primera, segunda = decidir_a_la_vez(sistema, coincidencia_de(sistema, caso), pedidas)
    assert primera is None
    assert isinstance(segunda, ReglaIncumplida)
    assert acciones(sistema) == ["confirmar"]


# Mutación probada: `with_for_update(key_share=True)` al leer las coincidencias previas.
def test_recalcular_espera_a_la_decision_que_se_esta_tomando_y_la_ve(
    sistema: SistemaDePrueba,
) -> None:
    caso = abrir(sistema)
    recibir(sistema, 1)
    coincidencia = coincidencia_de(sistema, caso)
    esperando = (
        "SELECT count(*) FROM pg_locks JOIN pg_stat_activity USING (pid) "
        "WHERE locktype = 'transactionid' AND NOT granted AND datname = current_database()"
    )

    def leer_previas() -> EstadoDecision:
        with sistema.bd(Papel.CONSUMIDOR).transaccion() as sesion:
            [previa] = listar_previas(sesion, sesion.scalars(select(Contacto))).values()
            return previa.estado_decision

    with ThreadPoolExecutor(1) as hilos:
        with sistema.bd(Papel.API).transaccion() as sesion:
            quien = sujeto_de_consola(sesion, INVESTIGADOR, sistema.reloj())
            nueva = DecisionNueva(accion=AccionDecision.CONFIRMAR, motivo="Dato sintético.")
            decidir(sesion, quien, coincidencia, nueva)
            leido = hilos.submit(leer_previas)
            esperar_hasta(lambda: leido.done() or sistema.consultar(esperando) == [(1,)])
        assert leido.result() is EstadoDecision.CONFIRMADA
