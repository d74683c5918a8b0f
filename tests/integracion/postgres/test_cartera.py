"""Ninguna coincidencia se pierde, en ningún orden de abrir casos y recibir eventos (INV-1)."""

import random
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from itertools import count
from typing import Any
from uuid import UUID

import pytest
from psycopg import errors
from sqlalchemy import Connection, event, text
from sqlalchemy.exc import DBAPIError

from sistema.contactos.cartera import Cartera
from sistema.contactos.servicio import PuertaDeContactos
from sistema.nucleo.papeles import Papel
from tests.apoyo.fabricas import KAFKA, evento, lote
from tests.apoyo.sistema import SistemaDePrueba
from tests.integracion.postgres.apoyo import (
    PERSONAS,
    abrir_caso,
    coincidencias,
    conectar,
    esperar_hasta,
    sujeto,
)

# Escrito aquí a propósito: la API y el consumidor deben usar el mismo número.
CANDADO_DE_CARTERA = 21_500_001
TOMAR_EXCLUSIVO = text("SELECT pg_advisory_xact_lock(:c)")
TOMAR_COMPARTIDO = text("SELECT pg_advisory_xact_lock_shared(:c)")
COPIAR_CASO = text("""
    WITH copia AS (
        INSERT INTO caso SELECT gen_random_uuid(), persona_id, estado, abierto_en,
            ultima_noticia_en, comuna_desaparicion, circunstancias, sintetico, es_sonda
        FROM caso, generate_series(1, :veces) WHERE id = :caso RETURNING id
    )
    INSERT INTO cartera_cambio (caso_id, cambio) SELECT id, 'alta' FROM copia RETURNING caso_id
""")


def abrir(sistema: SistemaDePrueba, numero: int = 0) -> UUID:
    return abrir_caso(sistema.bd(Papel.API), sujeto(sistema), PERSONAS[numero])


def cerrar(sistema: SistemaDePrueba, caso: UUID) -> None:
    """Termina un caso como lo hará el Ministerio Público: candado, estado y diario."""
    with sistema.bd(Papel.DUENO).transaccion() as sesion:
        sesion.execute(TOMAR_EXCLUSIVO, {"c": CANDADO_DE_CARTERA})
        sesion.execute(text("UPDATE caso SET estado = 'termino' WHERE id = :id"), {"id": caso})
        sesion.execute(
            text("INSERT INTO cartera_cambio (caso_id, cambio) VALUES (:id, 'baja')"),
            {"id": caso},
        )


def copiar_caso(sistema: SistemaDePrueba, caso: UUID, veces: int) -> list[UUID]:
    """Abre más casos de la misma persona, todos en una transacción; devuelve sus ids."""
    with sistema.bd(Papel.DUENO).transaccion() as sesion:
        sesion.execute(TOMAR_EXCLUSIVO, {"c": CANDADO_DE_CARTERA})
        return list(sesion.scalars(COPIAR_CASO, {"caso": caso, "veces": veces}))


def esperando_candado(sistema: SistemaDePrueba) -> int:
    """Cuántas transacciones de esta base esperan el candado de la cartera."""
    [(cuantas,)] = sistema.consultar(
        "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND NOT granted AND objid = :c "
        "AND database = (SELECT oid FROM pg_database WHERE datname = current_database())",
        c=CANDADO_DE_CARTERA,
    )
    return int(cuantas)


def registrar(puerta: PuertaDeContactos, numero: int, persona: int = 0) -> int:
    """Un lote de un solo evento, a continuación del anterior; cuántas coincidencias dio."""
    desde = puerta.posicion(KAFKA)
    leido = lote(evento(numero, persona=PERSONAS[persona]), desde=desde)
    return puerta.registrar_lote(leido).coincidencias


class TestAlDia:
    def test_un_caso_abierto_despues_de_la_puerta_lo_halla_el_lote_siguiente(
        self,
        sistema: SistemaDePrueba,
    ) -> None:
        puerta = sistema.puerta()
        assert registrar(puerta, 1) == 0
        caso = abrir(sistema)
        assert registrar(puerta, 2) == 1
        assert coincidencias(sistema) == [(caso, UUID(int=2))]

    @pytest.mark.parametrize("ya_abiertos", [0, 1, 2])
    def test_los_dos_casos_de_una_persona_reciben_su_coincidencia(
        self,
        sistema: SistemaDePrueba,
        ya_abiertos: int,
    ) -> None:
        puertas = [sistema.puerta()]
        casos = [abrir(sistema)]
        puertas.append(sistema.puerta())
        casos += copiar_caso(sistema, casos[0], 1)
        puertas.append(sistema.puerta())
        assert registrar(puertas[ya_abiertos], 1) == 2
        assert coincidencias(sistema) == [(caso, UUID(int=1)) for caso in sorted(casos)]
        assert sistema.contar("contacto") == 1
        assert sistema.contar("entrega_alerta") == 6

    def test_dos_denuncias_de_la_misma_persona_no_compiten(self, sistema: SistemaDePrueba) -> None:
        puerta = sistema.puerta()
        casos = [abrir(sistema), abrir(sistema)]
        assert registrar(puerta, 1) == 2
        decisiones = sistema.consultar("SELECT caso_id, decision FROM coincidencia ORDER BY 1")
        assert decisiones == [(caso, "enlace") for caso in sorted(casos)]

    def test_un_caso_terminado_deja_de_coincidir_sin_reabrir_la_puerta(
        self,
        sistema: SistemaDePrueba,
    ) -> None:
        cerrado, abierto = abrir(sistema), abrir(sistema)
        puerta = sistema.puerta()
        assert registrar(puerta, 1) == 2
        cerrar(sistema, cerrado)
        assert registrar(puerta, 2) == 1
        cerrar(sistema, abierto)
        assert registrar(puerta, 3) == 0
        assert registrar(sistema.puerta(), 4) == 0

    def test_una_puerta_recien_abierta_no_carga_los_casos_terminados(
        self,
        sistema: SistemaDePrueba,
    ) -> None:
        abrir(sistema, 1)
        cerrar(sistema, abrir(sistema, 0))
        puerta = PuertaDeContactos(sistema.bd(Papel.CONSUMIDOR), sistema.reloj)
        assert puerta.abrir() == 1

    def test_un_lote_que_falla_no_deja_atrasada_la_cartera(self, sistema: SistemaDePrueba) -> None:
        puerta = sistema.puerta()
        caso = abrir(sistema)
        with sistema.bd(Papel.DUENO).transaccion() as sesion:
            sesion.execute(text("ALTER TABLE bandeja RENAME TO guardada"))
        with pytest.raises(DBAPIError):
            registrar(puerta, 1)
        with sistema.bd(Papel.DUENO).transaccion() as sesion:
            sesion.execute(text("ALTER TABLE guardada RENAME TO bandeja"))
        assert registrar(puerta, 1) == 1
        assert coincidencias(sistema) == [(caso, UUID(int=1))]

    def test_dos_puertas_van_cada_una_al_dia(self, sistema: SistemaDePrueba) -> None:
        una, otra = sistema.puerta(), sistema.puerta()
        abrir(sistema)
        assert (registrar(una, 1), registrar(otra, 2)) == (1, 1)

    def test_la_carga_pagina_no_olvida_ni_repite_a_nadie(self, sistema: SistemaDePrueba) -> None:
        copiar_caso(sistema, abrir(sistema), 4_500)
        puerta = PuertaDeContactos(sistema.bd(Papel.CONSUMIDOR), sistema.reloj)
        assert puerta.abrir() == 4_501

    def test_la_puesta_al_dia_no_se_queda_en_la_primera_pagina(
        self,
        sistema: SistemaDePrueba,
    ) -> None:
        bd, cartera = sistema.bd(Papel.CONSUMIDOR), Cartera()
        cartera.cargar(bd)
        copiar_caso(sistema, abrir(sistema), 4_500)
        with bd.transaccion() as sesion:
            cartera.poner_al_dia(sesion)
        assert len(cartera) == 4_501


class TestCandado:
    def test_la_primera_orden_del_lote_es_el_candado_y_va_sola(
        self,
        sistema: SistemaDePrueba,
    ) -> None:
        abrir(sistema)
        puerta = sistema.puerta()
        transacciones: list[list[str]] = []

        def abrir_transaccion(_conexion: Connection) -> None:
            transacciones.append([])

        def anotar(*argumentos: Any) -> None:
            transacciones[-1].append(" ".join(str(argumentos[2]).split()))

        motor = sistema.bd(Papel.CONSUMIDOR).motor
        event.listen(motor, "begin", abrir_transaccion)
        event.listen(motor, "before_cursor_execute", anotar)
        puerta.registrar_lote(lote(evento()))
        event.remove(motor, "before_cursor_execute", anotar)
        event.remove(motor, "begin", abrir_transaccion)
        [ordenes] = [t for t in transacciones if any("INTO bandeja" in orden for orden in t)]
        assert ordenes[0] == "SELECT pg_advisory_xact_lock_shared(%(c)s)"
        assert "FROM cartera_cambio" in ordenes[1]
        assert len([orden for orden in ordenes if "advisory" in orden]) == 1

    def test_abrir_un_caso_espera_al_lote_en_curso(self, sistema: SistemaDePrueba) -> None:
        bd, quien = sistema.bd(Papel.API), sujeto(sistema)
        with ThreadPoolExecutor(1) as hilos:
            with sistema.bd(Papel.CONSUMIDOR).motor.connect() as en_curso:
                en_curso.execute(TOMAR_COMPARTIDO, {"c": CANDADO_DE_CARTERA})
                denuncia = hilos.submit(abrir_caso, bd, quien, PERSONAS[0])
                esperar_hasta(lambda: esperando_candado(sistema) == 1, plazo_s=1.8)
                assert sistema.contar("caso") == 0
                en_curso.rollback()
            assert isinstance(denuncia.result(), UUID)

    def test_el_lote_espera_al_caso_que_se_esta_abriendo_y_lo_encuentra(
        self,
        sistema: SistemaDePrueba,
    ) -> None:
        puerta = sistema.puerta()
        caso = abrir(sistema)
        with ThreadPoolExecutor(1) as hilos:
            with sistema.bd(Papel.DUENO).transaccion() as abriendo:
                abriendo.execute(TOMAR_EXCLUSIVO, {"c": CANDADO_DE_CARTERA})
                lote_en_espera = hilos.submit(registrar, puerta, 1)
                esperar_hasta(lambda: esperando_candado(sistema) == 1, plazo_s=4.0)
                abriendo.execute(COPIAR_CASO, {"caso": caso, "veces": 1})
            assert lote_en_espera.result() == 2

    def test_dos_lotes_no_se_esperan(self, sistema: SistemaDePrueba) -> None:
        puerta = sistema.puerta()
        with sistema.bd(Papel.CONSUMIDOR).motor.connect() as en_curso:
            en_curso.execute(TOMAR_COMPARTIDO, {"c": CANDADO_DE_CARTERA})
            assert registrar(puerta, 1) == 0

    def test_un_consumidor_detenido_con_el_candado_no_deja_sin_denuncias_mas_de_5_s(
        self,
        sistema: SistemaDePrueba,
    ) -> None:
        bd, quien = sistema.bd(Papel.API), sujeto(sistema)
        with conectar(sistema.preparado.urls[Papel.CONSUMIDOR]) as detenido:
            detenido.execute("BEGIN")
            detenido.execute("SELECT pg_advisory_xact_lock_shared(%s)", [CANDADO_DE_CARTERA])
            antes_s = time.monotonic()
            abrir_caso(bd, quien, PERSONAS[0])
            assert time.monotonic() - antes_s <= 5.0
            with pytest.raises(errors.IdleInTransactionSessionTimeout):
                detenido.execute("SELECT 1")


class Carrera:
    """Tres hilos abren casos mientras dos puertas registran lotes sin descanso."""

    def __init__(self, sistema: SistemaDePrueba, semilla: int) -> None:
        azar = random.Random(semilla)
        self.ordenes = [azar.sample(range(6), 6) for _ in range(3)]
        self.sistema = sistema
        self.bd, self.quien = sistema.bd(Papel.API), sujeto(sistema)
        self.puertas = [sistema.puerta(), sistema.puerta()]
        self.abiertos: list[tuple[UUID, int]] = []
        self.esperadas: set[tuple[UUID, UUID]] = set()
        self.salida = threading.Barrier(5)
        self.terminado = threading.Event()

    def correr(self) -> None:
        with ThreadPoolExecutor(5) as hilos:
            consumidores = [hilos.submit(self.consumir, numero) for numero in range(2)]
            for denunciante in [hilos.submit(self.denunciar, orden) for orden in self.ordenes]:
                denunciante.result()
            self.terminado.set()
            for consumidor in consumidores:
                consumidor.result()

    def denunciar(self, orden: list[int]) -> None:
        self.salida.wait()
        for persona in orden:
            self.abiertos.append((abrir_caso(self.bd, self.quien, PERSONAS[persona]), persona))

    def consumir(self, numero: int) -> None:
        puerta, origen = self.puertas[numero], replace(KAFKA, particion=numero)
        self.salida.wait()
        for vuelta in count(1 + numero * 10_000):
            es_la_ultima = self.terminado.is_set()
            confirmados = list(self.abiertos)
            ids = range(vuelta * 10, vuelta * 10 + 6)
            cuerpos = [evento(id_, persona=PERSONAS[n]) for n, id_ in enumerate(ids)]
            self.esperadas.update((caso, UUID(int=ids[persona])) for caso, persona in confirmados)
            leido = lote(*cuerpos, desde=puerta.posicion(origen))
            puerta.registrar_lote(replace(leido, origen=origen))
            if es_la_ultima:
                return


@pytest.mark.parametrize("semilla", [1, 2, 3])
def test_lo_que_llega_despues_de_confirmado_el_caso_siempre_coincide(
    sistema: SistemaDePrueba,
    semilla: int,
) -> None:
    carrera = Carrera(sistema, semilla)
    carrera.correr()
    assert len(carrera.abiertos) == 18
    assert len(carrera.esperadas) >= 36
    assert carrera.esperadas - set(coincidencias(sistema)) == set()


def test_setenta_mil_cambios_acumulados_no_detienen_al_consumidor(sistema: SistemaDePrueba) -> None:
    puerta = sistema.puerta()
    caso = abrir(sistema)
    with sistema.bd(Papel.DUENO).transaccion() as sesion:
        sesion.execute(COPIAR_CASO, {"caso": caso, "veces": 70_000})
        sesion.execute(text("UPDATE caso SET estado = 'termino' WHERE id <> :c"), {"c": caso})
    assert registrar(puerta, 1) == 1
    assert registrar(puerta, 2) == 1
