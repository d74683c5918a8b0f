"""Lo periódico: prepara lo que viene, olvida a tiempo, no antes, y nunca lo hacen dos a la vez."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from psycopg import errors

from sistema.boveda import servicio as boveda
from sistema.boveda.tipos import Resguardo
from sistema.entrada.servicio import encolar
from sistema.entrada.tipos import MensajeRecibido
from sistema.instituciones.servicio import fijar_retrospectiva
from sistema.nucleo.bd import Bd
from sistema.nucleo.mando import Mando
from sistema.nucleo.papeles import Papel
from sistema.nucleo.reloj import Reloj, ahora
from sistema.sonda.servicio import preparar
from sistema.tareas import servicio
from sistema.tareas.planificador import correr, planificar
from sistema.tareas.tipos import Desenlace, Tarea
from tests.apoyo.fabricas import evento, lote
from tests.apoyo.sistema import SistemaDePrueba
from tests.integracion.postgres.apoyo import SALUD, abrir_caso, conectar, esperar_hasta, sujeto

ADELANTADO = timedelta(days=400)


@pytest.fixture
def tareas(sistema: SistemaDePrueba) -> Bd:
    return sistema.bd(Papel.TAREAS)


def hoy_de_la_base(sistema: SistemaDePrueba) -> date:
    dia = sistema.consultar("SELECT current_date")[0][0]
    assert isinstance(dia, date)
    return dia


def en_un_ano() -> datetime:
    """Un reloj de proceso que se adelantó."""
    return ahora() + ADELANTADO


def ejecutar(sistema: SistemaDePrueba, orden: str, *valores: Any) -> None:
    with conectar(sistema.preparado.urls[Papel.DUENO]) as conexion:
        conexion.execute(orden.encode(), valores)


def dar_treinta_dias(sistema: SistemaDePrueba) -> None:
    with sistema.bd(Papel.DUENO).transaccion() as sesion:
        fijar_retrospectiva(sesion, 30)


def encolar_que_vence(sistema: SistemaDePrueba, vence_el: date) -> None:
    bd = sistema.bd(Papel.API)
    with bd.transaccion() as sesion:
        mensaje = MensajeRecibido(b"{}")
        encolar(sesion, bd.llaves_de_dia, SALUD, [mensaje], ahora(), vence_el)


def apartar_que_vence(sistema: SistemaDePrueba, vence_el: date) -> None:
    ejecutar(
        sistema,
        "INSERT INTO cuarentena (id, organismo, cluster, tema, particion, posicion, codigo, "
        "detalle, vence_el, cuerpo) VALUES (gen_random_uuid(), %s, 'c', 't', 0, "
        "(random() * 1e9)::int, 'json_invalido', '', %s, '')",
        SALUD,
        vence_el,
    )


def recibir_hace(sistema: SistemaDePrueba, cuanto: timedelta, cuantos: int = 1) -> None:
    ejecutar(
        sistema,
        "INSERT INTO bandeja (organismo, evento_id, huella, recibido_en) "
        "SELECT %s, gen_random_uuid(), '', now() - %s FROM generate_series(1, %s)",
        SALUD,
        cuanto,
        cuantos,
    )


def test_preparar_deja_listos_los_dias_de_cada_plazo_de_hoy_a_dos_dias_mas(
    sistema: SistemaDePrueba, tareas: Bd
) -> None:
    dar_treinta_dias(sistema)
    ejecutar(sistema, "UPDATE acuerdo SET dias_retrospectiva = 7 WHERE institucion = %s", SALUD)
    ejecutar(sistema, "UPDATE acuerdo SET dias_retrospectiva = 0 WHERE institucion = 'pdi'")
    hoy = hoy_de_la_base(sistema)
    esperados = [hoy + timedelta(n) for n in (7, 8, 9, 30, 31, 32)]
    assert servicio.preparar_dias(tareas) == esperados
    assert servicio.preparar_dias(tareas) == []
    with tareas.transaccion() as sesion:
        assert boveda.listar_dias(sesion) == esperados
    assert set(esperados) <= set(tareas.llaves_de_dia.listar())


def test_un_acuerdo_terminado_no_pide_dias(sistema: SistemaDePrueba, tareas: Bd) -> None:
    dar_treinta_dias(sistema)
    ejecutar(sistema, "UPDATE acuerdo SET vigente_hasta = now() - interval '1 day'")
    assert servicio.preparar_dias(tareas) == []


def test_purgar_la_boveda_destruye_lo_vencido_y_conserva_lo_que_vence_hoy(
    sistema: SistemaDePrueba, tareas: Bd
) -> None:
    hoy = hoy_de_la_base(sistema)
    ayer = hoy - timedelta(days=1)
    for dia in (ayer, hoy):
        with tareas.transaccion() as sesion:
            boveda.preparar_dia(sesion, tareas.llaves_de_dia, dia)
        consumidor = sistema.bd(Papel.CONSUMIDOR)
        with consumidor.transaccion() as sesion:
            boveda.guardar(sesion, consumidor.llaves_de_dia, [Resguardo(dia, SALUD, b"{}")])
    assert ayer in servicio.purgar_boveda(tareas, ahora)
    assert sistema.consultar("SELECT vence_el FROM boveda") == [(hoy,)]
    assert hoy in tareas.llaves_de_dia.listar()


# Mutación probada: usar la hora del proceso en vez de la más atrasada, en cada una de las cuatro.
def test_un_reloj_adelantado_un_ano_no_borra_nada_antes_de_tiempo(
    sistema: SistemaDePrueba, tareas: Bd
) -> None:
    manana = hoy_de_la_base(sistema) + timedelta(days=1)
    encolar_que_vence(sistema, manana)
    apartar_que_vence(sistema, manana)
    recibir_hace(sistema, timedelta(days=1))
    ejecutar(
        sistema,
        "INSERT INTO latido_consumidor (proceso, tema, particion, pendientes, casos, anotado_en) "
        "VALUES (gen_random_uuid(), 'entrada', 0, 0, 0, now())",
    )
    borrados = [
        purgar(tareas, en_un_ano)
        for purgar in (
            servicio.purgar_entrada,
            servicio.purgar_cuarentena,
            servicio.purgar_bandeja,
            servicio.purgar_latidos,
        )
    ]
    assert borrados == [0, 0, 0, 0]
    assert manana not in servicio.purgar_boveda(tareas, en_un_ano)
    assert manana in tareas.llaves_de_dia.listar()


def test_un_reloj_atrasado_tampoco_adelanta_el_olvido(sistema: SistemaDePrueba, tareas: Bd) -> None:
    apartar_que_vence(sistema, hoy_de_la_base(sistema) - timedelta(days=1))
    assert servicio.purgar_cuarentena(tareas, lambda: ahora() - timedelta(days=3)) == 0
    assert servicio.purgar_cuarentena(tareas, ahora) == 1


def test_lo_vencido_de_entrada_y_cuarentena_se_borra_y_lo_que_vence_hoy_no(
    sistema: SistemaDePrueba, tareas: Bd
) -> None:
    hoy = hoy_de_la_base(sistema)
    for dia in (hoy - timedelta(days=1), hoy):
        encolar_que_vence(sistema, dia)
        apartar_que_vence(sistema, dia)
    borrados = (servicio.purgar_entrada(tareas, ahora), servicio.purgar_cuarentena(tareas, ahora))
    assert borrados == (1, 1)
    assert sistema.consultar("SELECT vence_el FROM entrada") == [(hoy,)]
    assert sistema.consultar("SELECT vence_el FROM cuarentena") == [(hoy,)]


def test_la_bandeja_se_purga_por_tandas_pasados_treinta_y_cinco_dias(
    sistema: SistemaDePrueba, tareas: Bd
) -> None:
    recibir_hace(sistema, timedelta(days=35, minutes=1), 25)
    recibir_hace(sistema, timedelta(days=34, hours=23), 3)
    assert servicio.purgar_bandeja(tareas, ahora, tanda=10) == 25
    assert sistema.contar("bandeja") == 3


def test_el_recibo_de_lo_que_se_guardo_no_se_olvida(sistema: SistemaDePrueba, tareas: Bd) -> None:
    abrir_caso(sistema.bd(Papel.API), sujeto(sistema))
    sistema.puerta().registrar_lote(lote(evento(1)))
    assert sistema.contar("contacto") == 1
    ejecutar(sistema, "UPDATE bandeja SET recibido_en = now() - interval '400 days'")
    assert servicio.purgar_bandeja(tareas, ahora, tanda=10) == 0
    assert sistema.contar("bandeja") == 1


def test_las_afirmaciones_y_los_tokens_vencidos_se_borran_un_dia_despues(
    sistema: SistemaDePrueba, tareas: Bd
) -> None:
    ejecutar(
        sistema,
        "WITH c AS (INSERT INTO credencial_maquina (id, institucion, nombre, algoritmo, publica, "
        "creada_en) VALUES (gen_random_uuid(), %s, 'm', 'ES256', '', now()) RETURNING id), "
        "t AS (INSERT INTO token_maquina (huella, credencial_id, alcance, emitido_en, vence_en) "
        "SELECT decode(n::text, 'escape'), id, '', now(), now() + n * interval '24 hours' "
        "FROM c, generate_series(-2, 1) AS n) "
        "INSERT INTO afirmacion_usada (credencial_id, jti, vence_en) "
        "SELECT id, n::text, now() + n * interval '24 hours' FROM c, generate_series(-1, 1) AS n",
        SALUD,
    )
    # Un día después de vencer, y ni antes: una API atrasada aún daría por viva la afirmación.
    assert servicio.purgar_credenciales(tareas, ahora) == 3
    assert (sistema.contar("token_maquina"), sistema.contar("afirmacion_usada")) == (2, 2)


def test_una_tarea_que_falla_queda_anotada_y_conserva_cuando_le_fue_bien(
    sistema: SistemaDePrueba, tareas: Bd
) -> None:
    def fallar(_bd: Bd, _reloj: Reloj) -> int:
        raise ZeroDivisionError

    buena = Tarea("prueba", timedelta(hours=1), lambda _bd, _reloj: 3)
    assert correr(tareas, ahora, buena) == Desenlace("prueba", 3)
    [(bien_en,)] = sistema.consultar("SELECT hecha_en FROM tarea")
    mala = Tarea("prueba", timedelta(hours=1), fallar)
    assert correr(tareas, ahora, mala) == Desenlace("prueba", 0, "ZeroDivisionError")
    assert sistema.consultar("SELECT hecha_en, fallo FROM tarea") == [
        (bien_en, "ZeroDivisionError")
    ]
    asientos = sistema.consultar("SELECT objeto_id, resultados FROM asiento ORDER BY numero")
    assert asientos == [("prueba", 3), ("prueba", 0)]


def test_todas_las_tareas_corren_una_vez_con_su_propio_papel(
    sistema: SistemaDePrueba, tareas: Bd
) -> None:
    dar_treinta_dias(sistema)
    with sistema.bd(Papel.DUENO).transaccion() as sesion:
        preparar(sesion, ahora())
    fallos = {t.nombre: correr(tareas, ahora, t).fallo for t in servicio.TAREAS}
    assert fallos == dict.fromkeys(fallos)
    assert sistema.contar("tarea") == 11


@contextmanager
def planificando(bd: Bd, *lista: Tarea) -> Iterator[threading.Event]:
    """Un planificador en otro hilo, detenido en orden al salir."""
    detener = threading.Event()
    hilo = threading.Thread(target=planificar, args=(bd, ahora, detener, lista))
    hilo.start()
    try:
        yield detener
    finally:
        detener.set()
        hilo.join(20)
        assert not hilo.is_alive()


def contadora(nombre: str, veces: list[str]) -> Tarea:
    def contar(_bd: Bd, _reloj: Reloj) -> int:
        veces.append(nombre)
        return 0

    return Tarea(nombre, timedelta(seconds=0.2), contar)


def mas_de(veces: list[str], cuantas: int) -> Callable[[], bool]:
    return lambda: len(veces) > cuantas


# Mutación probada: sin pedir el mando, el segundo también corre.
def test_de_dos_procesos_corre_uno_y_si_pierde_su_conexion_toma_el_otro(
    sistema: SistemaDePrueba,
) -> None:
    uno, otro = sistema.preparado.abrir(Papel.TAREAS), sistema.preparado.abrir(Papel.TAREAS)
    primero: list[str] = []
    segundo: list[str] = []
    with uno, otro, planificando(uno, contadora("a", primero)) as detener_primero:
        esperar_hasta(mas_de(primero, 2))
        with planificando(otro, contadora("a", segundo)):
            visto = len(primero)
            esperar_hasta(mas_de(primero, visto + 5))
            assert segundo == []
            detener_primero.set()
            esperar_hasta(mas_de(segundo, 2))


def test_quien_pierde_la_conexion_del_mando_deja_de_mandar(sistema: SistemaDePrueba) -> None:
    with sistema.preparado.abrir(Papel.TAREAS) as bd, Mando(bd.motor) as mando:
        assert mando.tomar()
        with Mando(bd.motor) as aspirante:
            assert not aspirante.tomar()
            with conectar(sistema.preparado.urls[Papel.TAREAS]) as conexion:
                conexion.execute(
                    b"SELECT pg_terminate_backend(pid) FROM pg_locks JOIN pg_database AS b "
                    b"ON b.oid = database AND b.datname = current_database() "
                    b"WHERE locktype = 'advisory' AND objid = 21500125 AND granted"
                )
            esperar_hasta(aspirante.tomar)
        with pytest.raises(Exception, match="terminating connection"):
            mando.comprobar()


def test_detener_espera_a_que_termine_la_tarea_en_curso(sistema: SistemaDePrueba) -> None:
    empezo, seguir, terminadas = threading.Event(), threading.Event(), []

    def lenta(_bd: Bd, _reloj: Reloj) -> int:
        empezo.set()
        assert seguir.wait(10)
        terminadas.append(1)
        return 0

    bd = sistema.preparado.abrir(Papel.TAREAS)
    with bd, planificando(bd, Tarea("lenta", timedelta(hours=1), lenta)) as detener:
        assert empezo.wait(10)
        detener.set()
        seguir.set()
    assert terminadas == [1]


def test_las_tareas_no_borran_lo_que_no_les_toca(sistema: SistemaDePrueba) -> None:
    with conectar(sistema.preparado.urls[Papel.TAREAS]) as conexion:
        for orden in ("DELETE FROM coincidencia", "DELETE FROM contacto", "DELETE FROM alerta"):
            with pytest.raises(errors.InsufficientPrivilege):
                conexion.execute(orden.encode())


def test_la_bandeja_recuerda_mas_que_kafka_y_que_la_cuarentena() -> None:
    assert timedelta(days=35) == servicio.RETENCION_DE_BANDEJA
