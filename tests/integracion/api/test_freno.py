"""Frenar a quien adivina sin dejar fuera a quien está de turno."""

import threading
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import timedelta
from itertools import cycle

import pytest
from argon2 import PasswordHasher

from sistema.autenticacion import claves
from sistema.autenticacion.claves import SIMULTANEAS, turno
from sistema.autenticacion.freno import demora_de_clave, demora_de_factor
from tests.apoyo.http import CLAVE, asientos, crear_cuenta, ordenar
from tests.apoyo.ingreso import PROPIA, Persona, emitir, estado_de_credencial
from tests.apoyo.sistema import DE_ENSAYO, SistemaDePrueba

MALA = "una clave que nadie tiene"
CUARTO_DE_HORA = timedelta(minutes=15)


def fallar(sistema: SistemaDePrueba, veces: int, cuenta: str = "ana", red: int = 0) -> list[int]:
    """Claves equivocadas, cada una desde otra red si `red` es 0, esperando lo que haga falta."""
    estados = []
    for n in range(veces):
        intruso = Persona(sistema, cuenta, f"198.51.100.{red or n + 1}")
        estados.append(intruso.entrar(MALA).status_code)
        sistema.reloj.avanzar(timedelta(seconds=17))
    return estados


@pytest.mark.parametrize(
    ("fallos", "demora_s"),
    [(1, 0), (4, 0), (5, 1), (6, 2), (9, 16), (10, 900), (11, 16), (19, 16), (20, 900), (90, 900)],
)
def test_la_espera_crece_desde_el_quinto_fallo_y_cada_diez_se_traba(
    fallos: int, demora_s: int
) -> None:
    assert demora_de_clave(fallos) == timedelta(seconds=demora_s)


def test_los_codigos_se_traban_cada_cinco() -> None:
    assert [demora_de_factor(n) == CUARTO_DE_HORA for n in range(1, 11)] == [
        n in {5, 10} for n in range(1, 11)
    ]
    assert demora_de_factor(100) > timedelta(days=36_000)


# AU-01. Mutación probada: no contar antes de verificar; `demora_de_clave` siempre cero.
def test_en_un_cuarto_de_hora_se_verifican_a_lo_mas_diez_claves_de_cada_cuenta(
    sistema: SistemaDePrueba,
) -> None:
    cuentas = [crear_cuenta(sistema, "ana"), crear_cuenta(sistema, "berta"), "no-existe"]
    verificadas: Counter[str] = Counter()
    redes = cycle(range(1, 200))
    for _tanda in range(112):
        for cuenta in cuentas:
            intruso = Persona(sistema, cuenta, f"198.51.100.{next(redes)}", DE_ENSAYO)
            estado = intruso.entrar(MALA).status_code
            assert estado in {401, 429}
            verificadas[cuenta] += estado == 401
        sistema.reloj.avanzar(timedelta(seconds=8))
    assert verificadas == {"ana": 10, "berta": 10, "no-existe": 10}


# Mutación probada: contar en `_exigir_suya` en vez de en `_admitir`.
def test_adivinar_en_paralelo_no_da_mas_intentos(sistema: SistemaDePrueba) -> None:
    crear_cuenta(sistema, "ana")

    intrusos = [Persona(sistema, "ana", f"198.51.100.{n + 1}") for n in range(24)]
    with ThreadPoolExecutor(8) as hilos:
        estados = Counter(hilos.map(lambda i: i.entrar(MALA).status_code, intrusos))
    assert estados == {401: 5, 429: 19}


# Mutación probada: usar el balde de la cuenta aunque el equipo sea conocido.
def test_nadie_de_fuera_deja_sin_entrar_a_quien_usa_su_equipo_de_siempre(
    sistema: SistemaDePrueba,
) -> None:
    ana = Persona.dada_de_alta(sistema)
    assert fallar(sistema, 10) == [401] * 10
    desde_otro = Persona(sistema, "ana", "203.0.113.9").entrar(PROPIA)
    assert (desde_otro.status_code, desde_otro.headers["retry-after"]) == (429, "883")
    assert desde_otro.json()["codigo"] == "intentos_excedidos"
    assert ana.entrar(PROPIA).status_code == 201
    assert ana.probar(ana.codigo()).status_code == 200
    # Que ella haya entrado no le regala intentos a quien está trabado.
    assert Persona(sistema, "ana", "203.0.113.9").entrar(PROPIA).status_code == 429
    sistema.reloj.avanzar(CUARTO_DE_HORA)
    assert Persona(sistema, "ana", "203.0.113.9").entrar(PROPIA).status_code == 201


def test_el_equipo_conocido_tambien_se_frena_y_no_frena_a_los_demas(
    sistema: SistemaDePrueba,
) -> None:
    ana = Persona.dada_de_alta(sistema)
    assert [ana.entrar(MALA).status_code for _ in range(6)] == [401] * 5 + [429]
    assert Persona(sistema, "ana", "203.0.113.9").entrar(PROPIA).status_code == 201


def test_el_equipo_de_otra_persona_no_es_un_equipo_conocido(sistema: SistemaDePrueba) -> None:
    ana = Persona.dada_de_alta(sistema)
    Persona.dada_de_alta(sistema, "berta")
    fallar(sistema, 10, "berta")
    prestado = Persona(sistema, "berta", "203.0.113.9")
    prestado.dispositivo = ana.dispositivo
    assert prestado.entrar(PROPIA).status_code == 429


# Mutación probada: no contar a la red; no acortar la IPv6.
@pytest.mark.parametrize(
    ("direcciones", "vecina", "ajena"),
    [
        (["198.51.100.7"] * 10, "198.51.100.7", "198.51.100.8"),
        ([f"2001:db8::{n:x}" for n in range(1, 11)], "2001:db8::ffff", "2001:db8:0:1::1"),
    ],
    ids=["ipv4", "ipv6"],
)
def test_diez_fallos_traban_la_red_y_no_las_demas(
    sistema: SistemaDePrueba, direcciones: list[str], vecina: str, ajena: str
) -> None:
    crear_cuenta(sistema, "ana")
    for n, direccion in enumerate(direcciones):
        assert Persona(sistema, f"nadie-{n}", direccion).entrar(MALA).status_code == 401
        sistema.reloj.avanzar(timedelta(seconds=17))
    assert Persona(sistema, "ana", vecina, DE_ENSAYO).entrar(CLAVE).status_code == 429
    assert Persona(sistema, "ana", ajena, DE_ENSAYO).entrar(CLAVE).status_code == 201
    sistema.reloj.avanzar(CUARTO_DE_HORA)
    assert Persona(sistema, "ana", vecina, DE_ENSAYO).entrar(CLAVE).status_code == 201


def test_al_centesimo_fallo_la_clave_no_sirve_hasta_que_se_emita_otra(
    sistema: SistemaDePrueba,
) -> None:
    ana = Persona.dada_de_alta(sistema)
    ana.dispositivo = ""
    fallar(sistema, 1)
    ordenar(sistema, "UPDATE freno_ingreso SET fallos = 99 WHERE usuario_id IS NOT NULL")
    fallar(sistema, 1)
    sistema.reloj.avanzar(timedelta(days=30))
    assert ana.entrar(PROPIA).status_code == 429
    assert ana.entrar(emitir(sistema, "ana")).status_code == 201


def test_entrar_bien_olvida_los_fallos_anteriores(sistema: SistemaDePrueba) -> None:
    ana = Persona.dada_de_alta(sistema)
    ana.dispositivo = ""
    for _vuelta in range(3):
        assert fallar(sistema, 4) == [401] * 4
        assert ana.entrar(PROPIA).status_code == 201
        sistema.reloj.avanzar(timedelta(minutes=16))


def test_el_freno_se_responde_igual_a_la_cuenta_que_no_existe_y_queda_asentado(
    sistema: SistemaDePrueba,
) -> None:
    crear_cuenta(sistema, "ana")
    respuestas = []
    for cuenta in ("ana", "nadie"):
        for n in range(5):
            Persona(sistema, cuenta, f"198.51.100.{n + 1}").entrar(MALA)
        respuestas.append(Persona(sistema, cuenta, "203.0.113.9").entrar(MALA))
        sistema.reloj.avanzar(timedelta(minutes=16))
    ana, nadie = respuestas
    assert (ana.status_code, ana.content, ana.headers) == (429, nadie.content, nadie.headers)
    frenados = [a for a in asientos(sistema) if a.detalle == {"motivo": "intentos_excedidos"}]
    assert [a.usuario_id is None for a in frenados] == [False, True]
    for (fila,) in sistema.consultar("SELECT f::text FROM freno_ingreso f"):
        assert "nadie" not in fila


@contextmanager
def ocupar_los_turnos() -> Iterator[None]:
    """Todos los lugares de verificación tomados por otros hilos."""
    tomados = threading.Barrier(SIMULTANEAS + 1)
    soltar = threading.Event()

    def ocupar() -> None:
        with turno():
            tomados.wait()
            soltar.wait()

    hilos = [threading.Thread(target=ocupar) for _ in range(SIMULTANEAS)]
    for hilo in hilos:
        hilo.start()
    tomados.wait()
    try:
        yield
    finally:
        soltar.set()
        for hilo in hilos:
            hilo.join()


# Mutación probada: sin tope de espera; contar el intento antes de tener turno.
def test_sin_turno_se_responde_que_vuelva_y_no_cuenta_como_fallo(
    sistema: SistemaDePrueba, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(claves, "ESPERA_MAXIMA_S", 0.05)
    crear_cuenta(sistema, "ana")
    with ocupar_los_turnos():
        respuesta = Persona(sistema).entrar(MALA)
    assert (respuesta.status_code, respuesta.headers["retry-after"]) == (503, "2")
    assert respuesta.json()["codigo"] == "ingreso_saturado"
    assert (sistema.contar("freno_ingreso"), asientos(sistema)) == (0, [])
    assert Persona(sistema, ajustes=DE_ENSAYO).entrar(CLAVE).status_code == 201


# Mutación probada: quitar `_conviene`.
def test_una_clave_cifrada_con_otros_parametros_se_recifra_al_entrar(
    sistema: SistemaDePrueba,
) -> None:
    crear_cuenta(sistema, "ana")
    debil = PasswordHasher(time_cost=1, memory_cost=8_192, parallelism=1).hash(CLAVE)
    ordenar(sistema, f"UPDATE credencial_usuario SET clave_argon2 = '{debil}'")  # noqa: S608 - valor propio
    assert Persona(sistema, ajustes=DE_ENSAYO).entrar(MALA).status_code == 401
    assert estado_de_credencial(sistema, "ana")["clave_argon2"] == debil
    assert Persona(sistema, ajustes=DE_ENSAYO).entrar(CLAVE).status_code == 201
    fuerte = estado_de_credencial(sistema, "ana")["clave_argon2"]
    assert fuerte.startswith("$argon2id$v=19$m=65536,t=3,p=1$")
    assert Persona(sistema, ajustes=DE_ENSAYO).entrar(CLAVE).status_code == 201
