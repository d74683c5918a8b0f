"""Ningún orden ni simultaneidad pierde ni repite una coincidencia (INV-1)."""

import os
import random
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import replace
from itertools import count, permutations
from typing import Any
from uuid import UUID

import pytest

from ingestores.mensajes.decodificacion import releer
from sistema.casos.esquemas import PersonaDesaparecida
from sistema.casos.servicio import corregir_persona
from sistema.contactos.servicio import PuertaDeContactos
from sistema.entrada.servicio import encolar
from sistema.entrada.tipos import MensajeRecibido
from sistema.nucleo.papeles import Papel
from sistema.nucleo.reloj import ahora
from tests.apoyo.fabricas import KAFKA, evento, lote
from tests.apoyo.sistema import SistemaDePrueba
from tests.integracion.postgres.apoyo import (
    PERSONAS,
    SALUD,
    abrir_caso,
    coincidencias,
    conectar,
    ejecutar,
    esperar_hasta,
    sujeto,
)

ROSARIO = PERSONAS[0]
SIN_RUN = {k: v for k, v in ROSARIO.items() if k != "run"}
SOLO_RUN = {"run": ROSARIO["run"], "sexo": "F"}
EVENTOS_POR_LOTE = 6
GUARDADO = (
    "entrega_alerta",
    "alerta",
    "version_coincidencia",
    "coincidencia",
    "contacto",
    "boveda",
    "boveda_clave",
    "bandeja",
)


def mirar(puerta: PuertaDeContactos) -> None:
    while puerta.mirar_atras(releer):
        pass


def con_boveda(sistema: SistemaDePrueba) -> None:
    sistema.consultar(
        "UPDATE acuerdo SET dias_retrospectiva = 30, vigente_desde = '2020-01-01' RETURNING 1"
    )


class Carrera:
    """Tres hilos denuncian y corrigen mientras dos consumidores registran y miran hacia atrás."""

    def __init__(self, sistema: SistemaDePrueba, semilla: int) -> None:
        azar = random.Random(semilla)
        self.ordenes = [azar.sample(range(6), 6) for _ in range(3)]
        self.sistema = sistema
        self.bd, self.quien = sistema.bd(Papel.API), sujeto(sistema)
        self.puertas = [sistema.puerta(), sistema.puerta()]
        self.abiertos: list[tuple[UUID, int]] = []
        self.eventos: list[tuple[UUID, int]] = []
        self.salida = threading.Barrier(5)
        self.terminado = threading.Event()

    def correr(self) -> None:
        with ThreadPoolExecutor(5) as hilos:
            consumidores = [hilos.submit(self.consumir, numero) for numero in range(2)]
            denunciantes = [hilos.submit(self.denunciar, orden) for orden in self.ordenes]
            for denunciante in denunciantes:
                denunciante.result()
            self.terminado.set()
            for consumidor in consumidores:
                consumidor.result()
        mirar(self.puertas[0])

    def denunciar(self, orden: list[int]) -> None:
        self.salida.wait()
        for persona in orden:
            # Se denuncia con el nombre a medias y se corrige después: también eso compite.
            a_medias = {"nombres": PERSONAS[persona]["nombres"]}
            caso = abrir_caso(self.bd, self.quien, a_medias)
            self.abiertos.append((caso, persona))
            with self.bd.transaccion() as sesion:
                corregida = PersonaDesaparecida.model_validate(PERSONAS[persona])
                corregir_persona(sesion, self.bd.llavero, self.quien, caso, corregida)

    def consumir(self, numero: int) -> None:
        puerta, origen = self.puertas[numero], replace(KAFKA, particion=numero)
        self.salida.wait()
        for vuelta in count(1 + numero * 10_000):
            es_la_ultima = self.terminado.is_set()
            ids = [vuelta * 10 + persona for persona in range(EVENTOS_POR_LOTE)]
            cuerpos = [evento(id_, persona=PERSONAS[n]) for n, id_ in enumerate(ids)]
            leido = lote(*cuerpos, desde=puerta.posicion(origen))
            puerta.registrar_lote(replace(leido, origen=origen))
            self.eventos += [(UUID(int=id_), n) for n, id_ in enumerate(ids)]
            puerta.mirar_atras(releer)
            if es_la_ultima:
                return


@pytest.mark.parametrize("semilla", [1, 2, 3])
def test_cada_par_que_coincide_tiene_exactamente_una_coincidencia(
    sistema: SistemaDePrueba, semilla: int
) -> None:
    con_boveda(sistema)
    carrera = Carrera(sistema, semilla)
    carrera.correr()
    assert len(carrera.abiertos) == 18
    esperadas = sorted(
        (caso, suyo)
        for caso, persona in carrera.abiertos
        for suyo, quien in carrera.eventos
        if quien == persona
    )
    assert coincidencias(sistema) == esperadas
    assert sistema.contar("contacto") == len(carrera.eventos)
    assert sistema.consultar("SELECT count(*) FROM busqueda_retrospectiva WHERE hecha_en IS NULL")[
        0
    ] == (0,)


def test_dos_consumidores_se_reparten_las_busquedas_sin_esperarse(
    sistema: SistemaDePrueba,
) -> None:
    con_boveda(sistema)
    puerta = sistema.puerta()
    puerta.registrar_lote(lote(*[evento(n) for n in range(1, 31)]))
    casos = [abrir_caso(sistema.bd(Papel.API), sujeto(sistema), ROSARIO) for _ in range(6)]
    with ThreadPoolExecutor(3) as hilos:
        for hecho in [hilos.submit(mirar, sistema.puerta()) for _ in range(3)]:
            hecho.result()
    assert coincidencias(sistema) == [
        (caso, UUID(int=n)) for caso in sorted(casos) for n in range(1, 31)
    ]
    assert (sistema.contar("contacto"), sistema.contar("alerta")) == (30, 180)


Accion = tuple[str, dict[str, Any]]
ACCIONES: tuple[Accion, ...] = (
    ("caso", ROSARIO),
    ("caso", SOLO_RUN),
    ("evento", SIN_RUN),
    ("evento", SOLO_RUN),
)


def test_los_casos_repetidos_de_una_persona_reciben_lo_mismo_en_cualquier_orden(
    sistema: SistemaDePrueba,
) -> None:
    con_boveda(sistema)
    bd, quien = sistema.bd(Papel.API), sujeto(sistema)
    for orden in permutations(range(len(ACCIONES))):
        puerta = sistema.puerta()
        casos, eventos = [], []
        for numero in orden:
            que, persona = ACCIONES[numero]
            if que == "caso":
                casos.append(abrir_caso(bd, quien, persona))
            else:
                desde = puerta.posicion(KAFKA)
                puerta.registrar_lote(lote(evento(numero + 1, persona=persona), desde=desde))
                eventos.append(UUID(int=numero + 1))
        mirar(puerta)
        pares = sorted((caso, suyo) for caso in casos for suyo in eventos)
        assert coincidencias(sistema) == pares, orden
        vaciar(sistema)


def vaciar(sistema: SistemaDePrueba) -> None:
    sistema.consultar(
        "WITH cerrados AS (UPDATE caso SET estado = 'termino' WHERE estado <> 'termino' "
        "RETURNING id) "
        "INSERT INTO cartera_cambio (caso_id, cambio) SELECT id, 'baja' FROM cerrados RETURNING 1"
    )
    for tabla in GUARDADO:
        ejecutar(sistema, f"DELETE FROM {tabla}")  # noqa: S608 - la tabla es un literal


@contextmanager
def consumidor(sistema: SistemaDePrueba) -> Iterator["subprocess.Popen[bytes]"]:
    """El proceso de verdad, sin Kafka; al salir del bloque está muerto."""
    variables = {
        **{n: v for n, v in os.environ.items() if not n.startswith("SISTEMA_")},
        "SISTEMA_BD_CONSUMIDOR": sistema.preparado.urls[Papel.CONSUMIDOR],
        "SISTEMA_LLAVE_MAESTRA": str(sistema.preparado.llave_maestra),
    }
    proceso = subprocess.Popen(
        [sys.executable, "-m", "ingestores.consumidor"],
        env=variables,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        yield proceso
    finally:
        proceso.kill()
        proceso.wait()


def detenido_en_la_bandeja(sistema: SistemaDePrueba) -> bool:
    """Si un lote, que ya tiene el candado de la cartera, espera para escribir en la bandeja."""
    [(cuantos,)] = sistema.consultar(
        "SELECT count(*) FROM pg_locks AS espera JOIN pg_locks AS candado USING (pid) "
        "WHERE espera.relation = 'bandeja'::regclass AND NOT espera.granted "
        "AND candado.locktype = 'advisory' AND candado.mode = 'ShareLock' AND candado.granted"
    )
    return bool(cuantos)


@pytest.mark.parametrize("esperando_a_la_base", [True, False])
def test_un_consumidor_detenido_en_medio_de_un_lote_demora_una_denuncia_5_s_a_lo_mas(
    sistema: SistemaDePrueba, *, esperando_a_la_base: bool
) -> None:
    con_boveda(sistema)
    bd, quien = sistema.bd(Papel.API), sujeto(sistema)
    cuerpo = evento(1, ocurrido_en="2020-01-01T10:00:00Z").replace(
        b"2026-11-22T02", b"2020-01-02T02"
    )
    with consumidor(sistema) as proceso, conectar(sistema.preparado.urls[Papel.DUENO]) as estorbo:
        estorbo.execute("BEGIN")
        estorbo.execute("LOCK TABLE bandeja IN SHARE MODE")
        with bd.transaccion() as sesion:
            encolar(sesion, bd.llaves_de_dia, SALUD, [MensajeRecibido(cuerpo)], ahora())
        esperar_hasta(lambda: detenido_en_la_bandeja(sistema))
        proceso.send_signal(signal.SIGSTOP)
        if not esperando_a_la_base:
            estorbo.execute("COMMIT")
        antes_s = time.monotonic()
        caso = abrir_caso(bd, quien, ROSARIO)
        demora_s = time.monotonic() - antes_s
        assert demora_s <= 5.0
        if esperando_a_la_base:
            estorbo.execute("COMMIT")
        proceso.send_signal(signal.SIGCONT)
        esperar_hasta(lambda: coincidencias(sistema) == [(caso, UUID(int=1))])
        assert proceso.poll() is None
