"""M-03: nada de lo que llega detiene al consumidor, y todo queda recibido o apartado.

En la batería corren unos miles de eventos; el perfil mayor se pide en el entorno:

    MUTADOS=100000 pytest --timeout=3600 tests/integracion/postgres/test_cuarentena_mutados.py
"""

import json
import os
import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sistema.cuarentena.tipos import CodigoCuarentena
from sistema.nucleo.papeles import Papel
from tests.apoyo.fabricas import evento
from tests.apoyo.firmas import Firmante
from tests.apoyo.sistema import SistemaDePrueba
from tests.integracion.postgres.apoyo import SALUD
from tests.integracion.postgres.apoyo_cuarentena import Operacion

POR_LOTE = 60
LOTES = int(os.environ.get("MUTADOS", "3000")) // POR_LOTE
BYTES_ROTOS = b"\xff\xfe\x00\x1b\xc3\x28\xed\xa0\x80\xf4\x90\x80\x80"
FIRMANTE = Firmante()

Mutacion = Callable[[bytes, random.Random], bytes]


def voltear_bytes(cuerpo: bytes, azar: random.Random) -> bytes:
    roto = bytearray(cuerpo)
    for _ in range(azar.randint(1, 8)):
        roto[azar.randrange(len(roto))] ^= 1 << azar.randrange(8)
    return bytes(roto)


def romper_utf8(cuerpo: bytes, azar: random.Random) -> bytes:
    donde = azar.randrange(len(cuerpo))
    return cuerpo[:donde] + BYTES_ROTOS[: azar.randint(1, len(BYTES_ROTOS))] + cuerpo[donde:]


def anidar(cuerpo: bytes, azar: random.Random) -> bytes:
    veces = azar.choice([1, 50, 900, 5_000, 30_000])
    abre, cierra = azar.choice([(b"[", b"]"), (b'{"a":', b"}")])
    hondo = abre * veces + b"1" + cierra * azar.choice([0, veces])
    return azar.choice([hondo, cuerpo[:-1] + b',"extra":' + hondo + b"}"])


def cortar(cuerpo: bytes, azar: random.Random) -> bytes:
    return cuerpo[: azar.randrange(len(cuerpo))]


def repetir_tramo(cuerpo: bytes, azar: random.Random) -> bytes:
    desde = azar.randrange(len(cuerpo))
    return cuerpo[: desde + azar.randint(1, 60)] + cuerpo[desde:]


def agrandar(cuerpo: bytes, azar: random.Random) -> bytes:
    return cuerpo + b" " * azar.choice([1, 64_000, 65_536, 90_000])


def escribir(azar: random.Random) -> bytes:
    """Un evento bueno o con un valor raro en un lugar cualquiera."""
    mensaje = json.loads(evento(azar.randrange(1, 10**9)))
    if azar.random() < 0.5:
        return json.dumps(mensaje).encode()
    donde = azar.choice([mensaje, mensaje["data"], mensaje["data"]["persona"]])
    raros: list[Any] = [
        None,
        True,
        -1,
        1e308,
        10**400,
        "",
        "\x00",
        "\ud800",
        "\u202e",
        [],
        {},
        "x" * 3_000,
    ]
    donde[azar.choice([*donde, "otra"])] = azar.choice(raros)
    return json.dumps(mensaje).encode()


def dejar_igual(cuerpo: bytes, _azar: random.Random) -> bytes:
    return cuerpo


MUTACIONES = [
    voltear_bytes,
    romper_utf8,
    anidar,
    cortar,
    repetir_tramo,
    agrandar,
    dejar_igual,
]
FIRMAS: list[Callable[[bytes, random.Random], str | None]] = [
    lambda _c, _a: None,
    lambda _c, _a: None,
    lambda c, _a: FIRMANTE.firmar(c),
    lambda c, _a: FIRMANTE.firmar(c + b"."),
    lambda c, _a: Firmante().firmar(c),
    lambda c, a: "".join(a.sample(FIRMANTE.firmar(c), 105)),
    lambda _c, a: "".join(chr(a.randrange(0x11_0000)) for _ in range(a.randint(0, 200))),
]


@dataclass(frozen=True)
class Semilla:
    """De qué semilla salen los eventos de un lote y qué mutaciones se mezclan en él."""

    numero: int
    mutaciones: Sequence[Mutacion]

    def lote(self) -> list[tuple[bytes, str | None]]:
        azar = random.Random(self.numero)
        salida = []
        for _ in range(POR_LOTE):
            cuerpo = evento(1) if self.mutaciones == [dejar_igual] else escribir(azar)
            for _ in range(azar.randint(1, 3)):
                cuerpo = azar.choice(self.mutaciones)(cuerpo or b"{}", azar)
            salida.append((cuerpo, azar.choice(FIRMAS)(cuerpo, azar)))
        return salida


SEMILLAS = st.builds(
    Semilla,
    st.integers(0, 2**32),
    st.lists(st.sampled_from(MUTACIONES), min_size=1, max_size=len(MUTACIONES)),
)


@pytest.fixture
def operacion(sistema: SistemaDePrueba) -> Operacion:
    operacion = Operacion(sistema)
    FIRMANTE.registrar(sistema)
    return operacion


@given(semilla=SEMILLAS)
@settings(max_examples=LOTES, suppress_health_check=list(HealthCheck))
def test_ningun_evento_mutado_detiene_al_consumidor_y_todos_quedan_clasificados(
    operacion: Operacion, semilla: Semilla
) -> None:
    apartados = operacion.sistema.contar("cuarentena")
    mensajes = semilla.lote()
    hecho = operacion.llegar_firmados(*mensajes)
    assert hecho.nuevos + hecho.repetidos + hecho.en_cuarentena == POR_LOTE
    assert operacion.sistema.contar("cuarentena") == apartados + hecho.en_cuarentena
    codigos = operacion.sistema.consultar("SELECT DISTINCT codigo FROM cuarentena")
    assert {codigo for (codigo,) in codigos} <= set(CodigoCuarentena)
    if semilla.mutaciones == [dejar_igual]:
        malas = [f for cuerpo, f in mensajes if f not in {None, FIRMANTE.firmar(cuerpo)}]
        assert hecho.en_cuarentena == len(malas)


def test_mil_eventos_que_dicen_ser_de_otro_quedan_los_mil_en_cuarentena(
    operacion: Operacion,
) -> None:
    ajenos = ("gendarmeria", "servicio_salud_arica", "", "SERVICIO_SALUD_ARAUCANIA_SUR", "../x")
    cuerpos = []
    for numero in range(1, 1_001):
        mensaje = json.loads(evento(numero))
        mensaje["source"] = f"/organismos/{ajenos[numero % 5]}"
        cuerpos.append(json.dumps(mensaje).encode())
    hechos = [operacion.llegar(*cuerpos[:500]), operacion.llegar(*cuerpos[500:])]
    assert [(h.nuevos, h.repetidos, h.en_cuarentena) for h in hechos] == [(0, 0, 500)] * 2
    assert operacion.sistema.consultar(
        "SELECT codigo, count(*) FROM cuarentena GROUP BY codigo ORDER BY codigo"
    ) == [("esquema_invalido", 600), ("organismo_no_coincide", 400)]
    assert operacion.sistema.contar("bandeja") == 0
    assert operacion.sistema.consultar("SELECT DISTINCT organismo FROM cuarentena") == [(SALUD,)]


def test_lo_apartado_se_abre_con_sus_bytes_exactos(operacion: Operacion) -> None:
    mensajes = Semilla(7, MUTACIONES).lote()
    operacion.llegar_firmados(*mensajes)
    filas = operacion.sistema.consultar("SELECT posicion, vence_el, cuerpo FROM cuarentena")
    assert len(filas) > POR_LOTE / 2
    llaves = operacion.sistema.bd(Papel.TAREAS).llaves_de_dia
    for posicion, vence_el, cerrado in filas:
        abierto = llaves.obtener(vence_el).descifrar(bytes(cerrado), "cuarentena.cuerpo")
        assert abierto == mensajes[posicion][0]
