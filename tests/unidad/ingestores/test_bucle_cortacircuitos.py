"""El cortacircuitos: un mensaje que mata al proceso no detiene a su partición ni a sus vecinos."""

from collections.abc import Callable
from datetime import UTC, datetime

import pytest
from structlog.testing import capture_logs

from ingestores.mensajeria.bucle import Ritmo, consumir
from ingestores.mensajeria.retroceso import Retroceso
from sistema.contactos.tipos import Lote
from sistema.cuarentena.tipos import Origen
from sistema.entrada.tipos import EntradaPendiente
from tests.unidad.ingestores.apoyo import (
    Espera,
    FuenteEnMemoria,
    PuertaEnMemoria,
    base_caida,
    escribir_evento,
)

AHORA = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
KAFKA = Origen("cluster", "tema-1", 0)
ENTRADA = Origen("entrada", "senda", 0)


class Muerte(BaseException):
    """El proceso termina sin despedirse."""


def matar_al_leer(posicion: int) -> Callable[[Lote], None]:
    def antes(lote: Lote) -> None:
        if posicion in {evento.posicion for evento in lote.eventos}:
            raise Muerte

    return antes


def arrancar(puerta: PuertaEnMemoria, fuente: FuenteEnMemoria | None, atendidos: int) -> None:
    espera = Espera(lambda: puerta.atendidos >= atendidos, plazo_s=5)
    ritmo = Ritmo(lectura_ms=1, retroceso=Retroceso(minimo_s=0.1, maximo_s=0.5))
    consumir(puerta, fuente, lambda: AHORA, espera, ritmo)
    assert puerta.atendidos == atendidos


def morir(puerta: PuertaEnMemoria, mensajes: list[bytes | None] | None, atendidos: int) -> None:
    with pytest.raises(Muerte):
        arrancar(puerta, FuenteEnMemoria(mensajes) if mensajes else None, atendidos)


def _hasta_otro_lote(puerta: PuertaEnMemoria, hechos: int) -> Espera:
    return Espera(lambda: len(puerta.lotes) > hechos, plazo_s=5)


def eventos(cuantos: int) -> list[bytes | None]:
    return [escribir_evento(n) for n in range(cuantos)]


class TestKafka:
    def test_el_que_mata_tres_veces_va_a_cuarentena_en_el_cuarto_arranque(self) -> None:
        puerta, mensajes = PuertaEnMemoria(), eventos(8)
        puerta.antes = matar_al_leer(3)
        registrados = []
        for _ in range(3):
            morir(puerta, mensajes, 8)
            registrados.append(len(puerta.registrados))
        assert registrados == [0, 3, 3]
        assert puerta.cuarentena == {}
        with capture_logs() as bitacora:
            arrancar(puerta, FuenteEnMemoria(mensajes), 8)
        assert puerta.cuarentena == {(KAFKA, 3): "detiene_al_consumidor"}
        assert len(set(puerta.registrados)) == 7
        assert puerta.posiciones == {KAFKA: 8}
        (alarma,) = [hecho for hecho in bitacora if hecho.get("alarma")]
        assert alarma["event"] == "mensaje_detiene_al_consumidor"
        assert (alarma["organismo"], alarma["posicion"]) == ("senama", 3)

    def test_el_primero_del_lote_tambien_tiene_tres_oportunidades(self) -> None:
        puerta, mensajes = PuertaEnMemoria(), eventos(3)
        puerta.antes = matar_al_leer(0)
        for _ in range(3):
            morir(puerta, mensajes, 3)
            assert puerta.cuarentena == {}
        arrancar(puerta, FuenteEnMemoria(mensajes), 3)
        assert puerta.cuarentena == {(KAFKA, 0): "detiene_al_consumidor"}

    def test_tras_una_muerte_va_de_a_uno_hasta_donde_llegaba_el_tramo(self) -> None:
        puerta, mensajes = PuertaEnMemoria(), eventos(4)
        puerta.antes = matar_al_leer(2)
        morir(puerta, mensajes, 4)
        puerta.antes = lambda _: None
        arrancar(puerta, FuenteEnMemoria(eventos(9)), 9)
        tramos = [(lote.desde, lote.hasta) for lote in puerta.lotes]
        assert tramos == [(0, 1), (1, 2), (2, 3), (3, 4), (4, 9)]

    def test_una_muerte_que_no_se_repite_no_deja_a_nadie_en_cuarentena(self) -> None:
        puerta, mensajes = PuertaEnMemoria(), eventos(6)
        for posicion in (1, 2, 3, 4):
            puerta.antes = matar_al_leer(posicion)
            morir(puerta, mensajes, 6)
        puerta.antes = lambda _: None
        arrancar(puerta, FuenteEnMemoria(mensajes), 6)
        assert puerta.cuarentena == {}
        assert len(set(puerta.registrados)) == 6

    def test_dos_venenos_seguidos_terminan_los_dos_en_cuarentena(self) -> None:
        puerta, mensajes = PuertaEnMemoria(), eventos(5)

        def antes(lote: Lote) -> None:
            if {1, 2} & {evento.posicion for evento in lote.eventos}:
                raise Muerte

        puerta.antes = antes
        muertes = 0
        while puerta.atendidos < 5:
            try:
                arrancar(puerta, FuenteEnMemoria(mensajes), 5)
            except Muerte:
                muertes += 1
        assert sorted(posicion for _, posicion in puerta.cuarentena) == [1, 2]
        assert 4 <= muertes <= 6
        assert len(set(puerta.registrados)) == 3

    def test_la_base_caida_no_cuenta_como_muerte(self) -> None:
        puerta, mensajes = PuertaEnMemoria(), eventos(3)
        caidas = [base_caida() for _ in range(6)]

        def caer(_: Lote) -> None:
            if caidas:
                raise caidas.pop()

        puerta.antes = caer
        arrancar(puerta, FuenteEnMemoria(mensajes), 3)
        assert [(lote.desde, lote.hasta) for lote in puerta.lotes] == [(0, 3)]
        assert puerta.cuarentena == {}

    def test_detener_en_orden_no_cuenta_como_muerte(self) -> None:
        puerta, mensajes = PuertaEnMemoria(), eventos(3)
        for _ in range(3):
            fuente = FuenteEnMemoria(mensajes)
            fuente.maximo = 1
            hechos = len(puerta.lotes)
            consumir(puerta, fuente, lambda: AHORA, _hasta_otro_lote(puerta, hechos))
        assert puerta.intentos == {}
        assert len(puerta.registrados) == 3


class TestEntrada:
    def test_el_que_mata_tres_veces_va_a_cuarentena_y_sus_vecinos_se_registran(self) -> None:
        puerta = PuertaEnMemoria()
        puerta.entrada = [
            EntradaPendiente(n, "senda", escribir_evento(n, "senda")) for n in (4, 7, 9)
        ]
        puerta.antes = matar_al_leer(7)
        for _ in range(3):
            morir(puerta, None, 3)
        arrancar(puerta, None, 3)
        assert puerta.cuarentena == {(ENTRADA, 7): "detiene_al_consumidor"}
        assert len(puerta.registrados) == 2
        assert puerta.entrada == []

    def test_lo_que_no_se_abre_va_a_cuarentena_sin_matar_a_nadie(self) -> None:
        puerta = PuertaEnMemoria()
        puerta.entrada = [
            EntradaPendiente(1, "senda", b"\x00cerrado", legible=False),
            EntradaPendiente(2, "senda", escribir_evento(2, "senda")),
        ]
        arrancar(puerta, None, 2)
        assert puerta.cuarentena == {(ENTRADA, 1): "ilegible"}
        assert len(puerta.registrados) == 1

    def test_lo_que_otro_tiene_en_mano_se_deja_para_despues(self) -> None:
        puerta = PuertaEnMemoria()
        puerta.entrada = [EntradaPendiente(1, "senda", escribir_evento(1, "senda"))]
        puerta.ocupados = {ENTRADA}
        espera = Espera(lambda: len(espera.esperas) >= 3)
        consumir(puerta, None, lambda: AHORA, espera, Ritmo(lectura_ms=250))
        assert puerta.lotes == []
        puerta.ocupados = set()
        arrancar(puerta, None, 1)
        assert len(puerta.registrados) == 1
