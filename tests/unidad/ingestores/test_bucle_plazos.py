"""Lo que no cabe en los límites de la base se parte, y sin llaves se espera: nadie se atasca."""

from collections.abc import Callable
from datetime import UTC, datetime

import pytest
from structlog.testing import capture_logs
from structlog.typing import EventDict

from ingestores.mensajeria.bucle import Ritmo, consumir
from ingestores.mensajeria.retroceso import Retroceso
from sistema.contactos.tipos import Lote
from sistema.cuarentena.tipos import Origen
from sistema.entrada.tipos import EntradaPendiente
from sistema.nucleo.errores import CifradoInvalido
from sistema.nucleo.llaves_de_dia import LlaveNoDisponible
from tests.unidad.ingestores.apoyo import (
    Espera,
    FuenteEnMemoria,
    PuertaEnMemoria,
    base_caida,
    escribir_evento,
    plazo_vencido,
)

AHORA = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
KAFKA = Origen("cluster", "tema-1", 0)
ENTRADA = Origen("entrada", "senda", 0)


def eventos(cuantos: int) -> list[bytes | None]:
    return [escribir_evento(n) for n in range(cuantos)]


def correr(puerta: PuertaEnMemoria, fuente: FuenteEnMemoria | None, atendidos: int) -> Espera:
    espera = Espera(lambda: puerta.atendidos >= atendidos, plazo_s=5)
    ritmo = Ritmo(lectura_ms=1, retroceso=Retroceso(minimo_s=0.1, maximo_s=0.5))
    consumir(puerta, fuente, lambda: AHORA, espera, ritmo)
    assert puerta.atendidos == atendidos
    return espera


def vencer_si(no_cabe: Callable[[Lote], bool]) -> Callable[[Lote], None]:
    def antes(lote: Lote) -> None:
        if no_cabe(lote):
            raise plazo_vencido()

    return antes


def hasta_la_primera_espera(fuente: FuenteEnMemoria) -> Espera:
    return Espera(lambda: fuente.sostenidas > 0, plazo_s=5)


def tramos(puerta: PuertaEnMemoria) -> list[tuple[int, int]]:
    return [(lote.desde, lote.hasta) for lote in puerta.lotes]


def alarmas(bitacora: list[EventDict]) -> list[str]:
    return [hecho["event"] for hecho in bitacora if hecho.get("alarma")]


class TestPlazo:
    # Mutación probada: insistir con el mismo lote.
    def test_el_lote_que_no_cabe_se_parte_y_despues_vuelve_a_ir_entero(self) -> None:
        puerta, fuente = PuertaEnMemoria(), FuenteEnMemoria(eventos(1_000))
        lenta = True

        def no_cabe(lote: Lote) -> bool:
            nonlocal lenta
            lenta = lenta and lote.desde < 125
            return lenta and lote.hasta - lote.desde > 125

        puerta.antes = vencer_si(no_cabe)
        with capture_logs() as bitacora:
            correr(puerta, fuente, 1_000)
        assert tramos(puerta) == [(0, 125), (125, 375), (375, 500), (500, 1_000)]
        assert alarmas(bitacora) == ["lote_no_cabe", "lote_no_cabe"]
        assert [h["total"] for h in bitacora if h.get("alarma")] == [500, 250]
        assert puerta.cuarentena == {}
        assert puerta.repetidos == 0

    def test_un_solo_vencimiento_no_parte_nada(self) -> None:
        puerta, fuente = PuertaEnMemoria(), FuenteEnMemoria(eventos(8))
        fallas = [plazo_vencido()]

        def antes(_: Lote) -> None:
            if fallas:
                raise fallas.pop()

        puerta.antes = antes
        with capture_logs() as bitacora:
            correr(puerta, fuente, 8)
        assert tramos(puerta) == [(0, 8)]
        assert alarmas(bitacora) == []

    # Mutación probada: seguir con `_tope` entero en el lote siguiente.
    def test_mientras_siga_lento_el_lote_siguiente_parte_por_lo_que_cupo(self) -> None:
        puerta, fuente = PuertaEnMemoria(), FuenteEnMemoria(eventos(24))
        fuente.maximo = 8
        probados: list[int] = []

        def no_cabe(lote: Lote) -> bool:
            probados.append(lote.hasta - lote.desde)
            return probados[-1] > 2

        puerta.antes = vencer_si(no_cabe)
        correr(puerta, fuente, 24)
        assert probados.count(8) == 2
        assert [hasta - desde for desde, hasta in tramos(puerta)] == [2] * 12

    # Mutación probada: insistir sin fin con el mensaje que solo tampoco cabe.
    def test_el_mensaje_que_solo_no_cabe_va_a_cuarentena_y_sus_vecinos_se_registran(self) -> None:
        puerta, fuente = PuertaEnMemoria(), FuenteEnMemoria(eventos(8))
        probados = 0

        def no_cabe(lote: Lote) -> bool:
            nonlocal probados
            malo = 5 in {evento.posicion for evento in lote.eventos}
            probados += malo and len(lote.eventos) == 1
            return malo

        puerta.antes = vencer_si(no_cabe)
        with capture_logs() as bitacora:
            correr(puerta, fuente, 8)
        assert puerta.cuarentena == {(KAFKA, 5): "detiene_al_consumidor"}
        assert len(set(puerta.registrados)) == 7
        assert puerta.posiciones == {KAFKA: 8}
        assert probados == 6
        assert alarmas(bitacora)[-4:] == ["mensaje_no_cabe"] * 3 + ["mensaje_detiene_al_consumidor"]

    def test_morir_en_medio_de_un_lote_partido_va_de_a_uno_como_siempre(self) -> None:
        puerta, mensajes = PuertaEnMemoria(), eventos(8)

        def antes(lote: Lote) -> None:
            if lote.hasta - lote.desde > 4:
                raise plazo_vencido()
            raise KeyboardInterrupt

        puerta.antes = antes
        with pytest.raises(KeyboardInterrupt):
            correr(puerta, FuenteEnMemoria(mensajes), 8)
        assert puerta.intentos == {KAFKA: (0, 8, 1)}
        puerta.antes = lambda _: None
        correr(puerta, FuenteEnMemoria(mensajes), 8)
        assert tramos(puerta) == [(n, n + 1) for n in range(8)]

    def test_una_fila_de_entrada_que_no_cabe_tampoco_detiene_a_las_demas(self) -> None:
        puerta = PuertaEnMemoria()
        puerta.entrada = [
            EntradaPendiente(n, "senda", escribir_evento(n, "senda")) for n in (4, 7, 9)
        ]
        puerta.antes = vencer_si(lambda lote: 7 in {e.posicion for e in lote.eventos})
        correr(puerta, None, 3)
        assert puerta.cuarentena == {(ENTRADA, 7): "detiene_al_consumidor"}
        assert puerta.entrada == []

    # Mutación probada: no acortar el paso; quedarse insistiendo dentro de `mirar_atras`.
    def test_el_paso_hacia_atras_que_no_cabe_se_acorta_y_los_eventos_siguen(self) -> None:
        puerta, fuente = PuertaEnMemoria(), FuenteEnMemoria(eventos(4))
        fuente.maximo = 1
        pasos: list[int] = []

        def mirar() -> int:
            pasos.append(puerta.por_paso)
            if puerta.por_paso > 125:
                raise plazo_vencido("25P03")
            return 0

        puerta.al_mirar = mirar
        with capture_logs() as bitacora:
            correr(puerta, fuente, 4)
        assert pasos == [500, 500, 250, 250, 125, 125][: len(pasos)]
        assert alarmas(bitacora) == ["paso_no_cabe"] * 2

    # Mutación probada: repetir enseguida el paso de un solo evento que no cabe.
    def test_el_paso_de_un_evento_que_no_cabe_descansa_treinta_segundos(self) -> None:
        puerta, ahora_s, vueltas = PuertaEnMemoria(), 1_000.0, 0
        puerta.por_paso = 1
        probados: list[float] = []

        def mirar() -> int:
            probados.append(ahora_s)
            raise plazo_vencido()

        def seguir() -> bool:
            nonlocal ahora_s, vueltas
            vueltas += 1
            ahora_s += 1
            return vueltas > 80

        puerta.al_mirar = mirar
        ritmo = Ritmo(lectura_ms=1, retroceso=Retroceso(), cronometro=lambda: ahora_s)
        consumir(puerta, None, lambda: AHORA, Espera(seguir), ritmo)
        rondas = sorted({round(probado) for probado in probados})
        assert len(probados) == 6
        assert rondas[-1] - rondas[0] >= 60


class TestLlaves:
    # Mutación probada: dejar salir el error; contar el intento.
    @pytest.mark.parametrize("error", [LlaveNoDisponible(), CifradoInvalido()])
    def test_sin_llaves_espera_con_alarma_y_sin_contar_el_intento(
        self, error: CifradoInvalido
    ) -> None:
        puerta, fuente = PuertaEnMemoria(), FuenteEnMemoria(eventos(3))
        fallas = [error] * 7
        vistos: list[int] = []

        def antes(_: Lote) -> None:
            vistos.append(puerta.intentos[KAFKA][2])
            if fallas:
                raise fallas.pop()

        puerta.antes = antes
        with capture_logs() as bitacora:
            espera = correr(puerta, fuente, 3)
        assert tramos(puerta) == [(0, 3)]
        assert puerta.cuarentena == {}
        assert vistos == [1] * 8
        assert alarmas(bitacora) == ["llaves_no_disponibles"] * 7
        assert [s for s in espera.esperas if s >= 0.1] == [0.1, 0.2, 0.4, 0.5, 0.5, 0.5, 0.5]
        assert fuente.sostenidas == 7

    # Mutación probada: no desistir del intento antes de esperar.
    def test_detener_mientras_faltan_las_llaves_no_cuenta_como_muerte(self) -> None:
        puerta, mensajes = PuertaEnMemoria(), eventos(3)
        probados = 0

        def antes(_: Lote) -> None:
            nonlocal probados
            probados += 1
            raise LlaveNoDisponible

        puerta.antes = antes
        for arranque in range(1, 6):
            fuente = FuenteEnMemoria(mensajes)
            consumir(puerta, fuente, lambda: AHORA, hasta_la_primera_espera(fuente))
            assert probados == arranque
        puerta.antes = lambda _: None
        correr(puerta, FuenteEnMemoria(mensajes), 3)
        assert tramos(puerta) == [(0, 3)]

    def test_una_muerte_de_antes_se_sigue_contando(self) -> None:
        puerta, fallas = PuertaEnMemoria(), [LlaveNoDisponible()]
        puerta.intentos[KAFKA] = (0, 2, 1)

        def antes(_: Lote) -> None:
            if fallas:
                raise fallas.pop()

        puerta.antes = antes
        correr(puerta, FuenteEnMemoria(eventos(3)), 3)
        assert tramos(puerta) == [(0, 1), (1, 2), (2, 3)]

    # Mutación probada: dejar salir el error de `tomar_entrada`; no descansar.
    def test_sin_la_llave_de_entrada_kafka_sigue_y_la_alarma_no_inunda(self) -> None:
        puerta, fuente, ahora_s = PuertaEnMemoria(), FuenteEnMemoria(eventos(20)), 0.0
        fuente.maximo = 1
        puerta.entrada = [EntradaPendiente(1, "senda", escribir_evento(99, "senda"))]

        def tomar() -> None:
            if ahora_s < 12:
                raise LlaveNoDisponible

        def seguir() -> bool:
            nonlocal ahora_s
            ahora_s += 0.5
            return puerta.atendidos >= 21

        puerta.al_tomar = tomar
        with capture_logs() as bitacora:
            ritmo = Ritmo(lectura_ms=1, cronometro=lambda: ahora_s)
            consumir(puerta, fuente, lambda: AHORA, Espera(seguir), ritmo)
        assert alarmas(bitacora) == ["llaves_no_disponibles"] * 3
        assert puerta.lotes[0].origen == KAFKA
        assert len(puerta.registrados) == 21

    # Mutación probada: dejar salir el error de `mirar_atras`; no descansar.
    def test_sin_llaves_para_mirar_atras_los_eventos_siguen_y_la_alarma_no_inunda(self) -> None:
        puerta, fuente, ahora_s = PuertaEnMemoria(), FuenteEnMemoria(eventos(100)), 0.0
        fuente.maximo = 1

        def mirar() -> int:
            raise LlaveNoDisponible

        def seguir() -> bool:
            nonlocal ahora_s
            ahora_s += 0.5
            return puerta.atendidos >= 100

        puerta.al_mirar = mirar
        with capture_logs() as bitacora:
            ritmo = Ritmo(lectura_ms=1, cronometro=lambda: ahora_s)
            consumir(puerta, fuente, lambda: AHORA, Espera(seguir), ritmo)
        assert len(puerta.registrados) == 100
        assert alarmas(bitacora)[:2] == ["llaves_no_disponibles"] * 2
        assert len(alarmas(bitacora)) <= 1 + ahora_s // 30


class TestEntrada:
    # Mutación probada: pedir siempre al organismo más antiguo.
    def test_el_organismo_que_otro_tiene_en_mano_no_hace_esperar_a_los_demas(self) -> None:
        puerta = PuertaEnMemoria()
        puerta.entrada = [
            EntradaPendiente(n, "senda", escribir_evento(n, "senda")) for n in range(500)
        ] + [EntradaPendiente(500, "senama", escribir_evento(500, "senama"))]
        puerta.ocupados = {ENTRADA}
        correr(puerta, None, 1)
        assert [lote.organismo for lote in puerta.lotes] == ["senama"]
        assert len(puerta.entrada) == 500

    def test_con_la_base_caida_al_tomar_se_insiste(self) -> None:
        puerta, caidas = PuertaEnMemoria(), [base_caida()]
        puerta.entrada = [EntradaPendiente(1, "senda", escribir_evento(1, "senda"))]

        def tomar() -> None:
            if caidas:
                raise caidas.pop()

        puerta.al_tomar = tomar
        correr(puerta, None, 1)
