"""La cola de casos por reevaluar: quién pide, que pedir no espera y que ningún pedido se pierde."""

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import pytest

from ingestores.mensajes.decodificacion import releer
from sistema.casos import reevaluacion
from sistema.casos.esquemas import PersonaDesaparecida
from sistema.casos.reevaluacion import Pedido, Revision
from sistema.casos.servicio import corregir_persona
from sistema.coincidencias.esquemas import DecisionNueva
from sistema.coincidencias.servicio import decidir
from sistema.modelos.caso import MotivoReevaluacion
from sistema.modelos.coincidencia import AccionDecision
from sistema.nucleo.bd import Bd
from sistema.nucleo.papeles import Papel
from sistema.sonda.servicio import preparar
from sistema.usuarios.servicio import sujeto_de_consola
from tests.apoyo.fabricas import KAFKA, evento, lote
from tests.apoyo.sistema import INVESTIGADOR, SistemaDePrueba
from tests.integracion.postgres.apoyo import PERSONAS, abrir_caso, ejecutar, sujeto

CONTACTO = MotivoReevaluacion.CONTACTO
DATOS = MotivoReevaluacion.DATOS_CAMBIADOS
HORAS = MotivoReevaluacion.HORAS
HIPOTESIS = MotivoReevaluacion.HIPOTESIS


@pytest.fixture
def tareas(sistema: SistemaDePrueba) -> Bd:
    return sistema.bd(Papel.TAREAS)


def abrir(sistema: SistemaDePrueba, cual: int = 0) -> UUID:
    return abrir_caso(sistema.bd(Papel.API), sujeto(sistema), PERSONAS[cual])


def vaciar(sistema: SistemaDePrueba) -> None:
    ejecutar(sistema, "DELETE FROM reevaluacion_pendiente")


def pedidos(sistema: SistemaDePrueba) -> list[tuple[Any, ...]]:
    return sistema.consultar("SELECT caso_id, motivo FROM reevaluacion_pendiente ORDER BY numero")


def recibir(sistema: SistemaDePrueba, numero: int, cual: int) -> None:
    puerta = sistema.puerta()
    cuerpo = evento(numero, persona=PERSONAS[cual])
    puerta.registrar_lote(lote(cuerpo, desde=puerta.posicion(KAFKA)))


def corregir(sistema: SistemaDePrueba, caso: UUID, **cambios: str) -> None:
    bd = sistema.bd(Papel.API)
    persona = PersonaDesaparecida.model_validate(PERSONAS[0] | cambios)
    with bd.transaccion() as sesion:
        corregir_persona(sesion, bd.llavero, sujeto(sistema), caso, persona)


def reclamar(bd: Bd, ahora: datetime, maximo: int = 10) -> list[Pedido]:
    with bd.transaccion() as sesion:
        return reevaluacion.reclamar(sesion, ahora, maximo)


def reclamar_y_fallar(bd: Bd, ahora: datetime) -> Pedido:
    """El único pedido que toca, reclamado en una transacción que se deshace."""
    reclamados: list[Pedido] = []

    def morir() -> None:
        with bd.transaccion() as sesion:
            reclamados.extend(reevaluacion.reclamar(sesion, ahora, 10))
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        morir()
    [pedido] = reclamados
    return pedido


def pedir(
    sistema: SistemaDePrueba, caso: UUID, motivo: MotivoReevaluacion, desde: datetime | None = None
) -> None:
    with sistema.bd(Papel.API).transaccion() as sesion:
        reevaluacion.pedir(sesion, [caso], motivo, sistema.reloj(), desde)


# Mutación probada: quitar el pedido de `_abrir_caso`.
def test_un_caso_recien_abierto_queda_por_evaluar(sistema: SistemaDePrueba) -> None:
    caso = abrir(sistema)
    assert pedidos(sistema) == [(caso, "datos_cambiados")]


# Mutación probada: pedir sin mirar si hubo cambios.
def test_corregir_a_la_persona_pide_reevaluar_sus_casos_y_repetirlo_igual_no(
    sistema: SistemaDePrueba,
) -> None:
    caso = abrir(sistema)
    vaciar(sistema)
    corregir(sistema, caso)
    assert pedidos(sistema) == []
    corregir(sistema, caso, fecha_nacimiento="2010-03-09")
    assert pedidos(sistema) == [(caso, "datos_cambiados")]


# Mutación probada: quitar el pedido de `Enlazador.enlazar`.
def test_un_contacto_que_coincide_pide_reevaluar_en_su_misma_transaccion(
    sistema: SistemaDePrueba,
) -> None:
    caso, _otro = abrir(sistema), abrir(sistema, 1)
    vaciar(sistema)
    recibir(sistema, 1, 0)
    assert pedidos(sistema) == [(caso, "contacto")]


def test_un_contacto_que_no_coincide_o_que_se_repite_no_pide_nada(
    sistema: SistemaDePrueba,
) -> None:
    abrir(sistema)
    recibir(sistema, 1, 0)
    vaciar(sistema)
    recibir(sistema, 1, 0)
    recibir(sistema, 2, 1)
    assert pedidos(sistema) == []


def test_mirar_hacia_atras_pide_reevaluar_lo_que_halla_y_lo_que_recalcula(
    sistema: SistemaDePrueba,
) -> None:
    caso = abrir(sistema)
    recibir(sistema, 1, 0)
    corregir(sistema, caso, fecha_nacimiento="1984-03-10")
    vaciar(sistema)
    puerta = sistema.puerta()
    while puerta.mirar_atras(releer):
        pass
    assert set(pedidos(sistema)) == {(caso, "contacto")}


def test_decidir_sobre_una_coincidencia_pide_reevaluar_su_caso(sistema: SistemaDePrueba) -> None:
    caso = abrir(sistema)
    recibir(sistema, 1, 0)
    vaciar(sistema)
    [(coincidencia,)] = sistema.consultar("SELECT id FROM coincidencia")
    with sistema.bd(Papel.API).transaccion() as sesion:
        quien = sujeto_de_consola(sesion, INVESTIGADOR, sistema.reloj())
        nueva = DecisionNueva(accion=AccionDecision.RECHAZAR, motivo="Dato sintético.")
        decidir(sesion, quien, coincidencia, nueva)
    assert pedidos(sistema) == [(caso, "contacto")]


def test_ni_las_sondas_ni_los_casos_terminados_se_piden(sistema: SistemaDePrueba) -> None:
    with sistema.bd(Papel.DUENO).transaccion() as sesion:
        preparar(sesion, sistema.reloj())
    caso = abrir(sistema)
    ejecutar(sistema, "UPDATE caso SET estado = 'termino' WHERE NOT es_sonda")
    [(sonda,)] = sistema.consultar("SELECT id FROM caso WHERE es_sonda")
    vaciar(sistema)
    with sistema.bd(Papel.TAREAS).transaccion() as sesion:
        reevaluacion.pedir(sesion, [caso, sonda], HORAS, sistema.reloj())
        assert reevaluacion.pedir_de_todos(sesion, HORAS, sistema.reloj()) == 0
        assert reevaluacion.pedir_de_olvidados(sesion, sistema.reloj()) == 0
    assert pedidos(sistema) == []


def test_un_caso_que_termina_con_pedidos_se_olvida_sin_evaluarse(
    sistema: SistemaDePrueba, tareas: Bd
) -> None:
    abrir(sistema)
    activo = abrir(sistema, 1)
    ejecutar(
        sistema,
        "UPDATE caso SET estado = 'termino' WHERE id <> :activo".replace(":activo", f"'{activo}'"),
    )
    assert reclamar(tareas, sistema.reloj(), maximo=1) == [Pedido(activo, DATOS)]
    assert pedidos(sistema) == []


def test_varios_pedidos_de_un_caso_se_atienden_de_una_vez_y_manda_el_que_no_es_la_hora(
    sistema: SistemaDePrueba, tareas: Bd
) -> None:
    caso = abrir(sistema)
    vaciar(sistema)
    for motivo in (HORAS, CONTACTO, HIPOTESIS):
        pedir(sistema, caso, motivo)
    assert reclamar(tareas, sistema.reloj()) == [Pedido(caso, CONTACTO)]
    assert reclamar(tareas, sistema.reloj()) == []


def test_lo_que_aun_no_toca_no_se_reclama_y_lo_programado_se_va_con_lo_que_si(
    sistema: SistemaDePrueba, tareas: Bd
) -> None:
    caso = abrir(sistema)
    vaciar(sistema)
    ahora = sistema.reloj()
    pedir(sistema, caso, CONTACTO, ahora + timedelta(seconds=1))
    assert reclamar(tareas, ahora) == []
    pedir(sistema, caso, HORAS)
    assert reclamar(tareas, ahora) == [Pedido(caso, HORAS)]
    assert pedidos(sistema) == []


def test_lo_que_se_pide_mientras_se_atiende_queda_para_la_proxima_y_no_espera(
    sistema: SistemaDePrueba, tareas: Bd
) -> None:
    caso = abrir(sistema)
    with tareas.transaccion() as sesion:
        assert reevaluacion.reclamar(sesion, sistema.reloj(), 10) == [Pedido(caso, DATOS)]
        recibir(sistema, 1, 0)  # otra conexión: si esperara, la corta el plazo de su papel
    assert pedidos(sistema) == [(caso, "contacto")]


def test_si_quien_atiende_no_termina_los_pedidos_vuelven_a_estar(
    sistema: SistemaDePrueba, tareas: Bd
) -> None:
    caso = abrir(sistema)

    def morir() -> None:
        with tareas.transaccion() as sesion:
            assert reevaluacion.reclamar(sesion, sistema.reloj(), 10) == [Pedido(caso, DATOS)]
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        morir()
    assert reclamar(tareas, sistema.reloj()) == [Pedido(caso, DATOS)]


# Mutación probada: sin SKIP LOCKED, el segundo espera y lo corta `lock_timeout`.
def test_dos_que_atienden_a_la_vez_se_reparten_los_casos(
    sistema: SistemaDePrueba, tareas: Bd
) -> None:
    casos = {abrir(sistema, cual) for cual in range(3)}
    with tareas.transaccion() as una, tareas.transaccion() as otra:
        primera = reevaluacion.reclamar(una, sistema.reloj(), 2)
        segunda = reevaluacion.reclamar(otra, sistema.reloj(), 2)
        assert (len(primera), len(segunda)) == (2, 1)
        assert {p.caso_id for p in (*primera, *segunda)} == casos
    assert pedidos(sistema) == []


def test_la_red_pide_solo_los_casos_que_no_tienen_pedido(
    sistema: SistemaDePrueba, tareas: Bd
) -> None:
    con_pedido, olvidado = abrir(sistema), abrir(sistema, 1)
    vaciar(sistema)
    pedir(sistema, con_pedido, HORAS, sistema.reloj() + timedelta(days=1))
    with tareas.transaccion() as sesion:
        assert reevaluacion.pedir_de_olvidados(sesion, sistema.reloj()) == 1
    assert pedidos(sistema) == [(con_pedido, "horas"), (olvidado, "horas")]


def test_lo_pospuesto_espera_cada_vez_mas_hasta_una_hora(
    sistema: SistemaDePrueba, tareas: Bd
) -> None:
    abrir(sistema)
    esperas = []
    for _ in range(9):
        ahora = sistema.reloj()
        fallido = reclamar_y_fallar(tareas, ahora)
        with tareas.transaccion() as sesion:
            reevaluacion.posponer(sesion, fallido, ahora)
        [(desde,)] = sistema.consultar("SELECT desde FROM reevaluacion_pendiente")
        esperas.append((desde - ahora) / timedelta(minutes=1))
        sistema.reloj.avanzar(desde - ahora)
    assert esperas == [1, 2, 4, 8, 16, 32, 60, 60, 60]


# Mutación probada: posponer todo lo del caso que ya toca.
def test_posponer_no_aleja_el_contacto_que_llega_mientras_se_falla(
    sistema: SistemaDePrueba, tareas: Bd
) -> None:
    caso, ahora = abrir(sistema), sistema.reloj()
    fallido = reclamar_y_fallar(tareas, ahora)
    pedir(sistema, caso, CONTACTO)
    with tareas.transaccion() as sesion:
        reevaluacion.posponer(sesion, fallido, ahora)
    assert sistema.consultar("SELECT motivo, desde FROM reevaluacion_pendiente ORDER BY 1") == [
        ("contacto", ahora),
        ("datos_cambiados", ahora + timedelta(minutes=1)),
    ]


# Mutación probada: en `reclamar_caso`, no mirar si algún pedido ya toca.
def test_quien_llega_tarde_a_un_caso_ya_atendido_no_borra_su_proxima_revision(
    sistema: SistemaDePrueba, tareas: Bd
) -> None:
    caso, ahora = abrir(sistema), sistema.reloj()
    proxima = ahora + timedelta(hours=6)
    fallido = reclamar_y_fallar(tareas, ahora)
    with tareas.transaccion() as otro:
        assert reevaluacion.reclamar(otro, ahora, 10) == [fallido]
        reevaluacion.programar(otro, [Revision(caso, proxima, HORAS, None)], ahora)
    with tareas.transaccion() as tarde:
        assert reevaluacion.reclamar_caso(tarde, caso, ahora) is None
    programados = sistema.consultar("SELECT caso_id, desde FROM reevaluacion_pendiente")
    assert programados == [(caso, proxima)]


def test_un_caso_que_otro_tiene_en_mano_no_se_reclama_y_uno_libre_si(
    sistema: SistemaDePrueba, tareas: Bd
) -> None:
    caso, ahora = abrir(sistema), sistema.reloj()
    with tareas.transaccion() as una, tareas.transaccion() as otra:
        assert reevaluacion.reclamar_caso(una, caso, ahora) == Pedido(caso, DATOS)
        assert reevaluacion.reclamar_caso(otra, caso, ahora) is None
    assert pedidos(sistema) == []
