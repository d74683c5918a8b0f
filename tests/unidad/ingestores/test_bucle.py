"""La lista de fallas del bucle, línea por línea, sin Kafka."""

from datetime import UTC, datetime

import pytest
from sqlalchemy.exc import ProgrammingError
from structlog.testing import capture_logs

from ingestores.mensajeria.bucle import Ritmo, consumir
from ingestores.mensajeria.errores import KafkaNoAutorizado, KafkaNoDisponible
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


def eventos(cuantos: int) -> list[bytes | None]:
    return [escribir_evento(n) for n in range(cuantos)]


def correr(
    puerta: PuertaEnMemoria,
    fuente: FuenteEnMemoria | None,
    atendidos: int,
) -> Espera:
    espera = Espera(lambda: puerta.atendidos >= atendidos, plazo_s=5)
    ritmo = Ritmo(lectura_ms=1, retroceso=Retroceso(minimo_s=0.1, maximo_s=0.5))
    consumir(puerta, fuente, lambda: AHORA, espera, ritmo)
    assert puerta.atendidos == atendidos
    return espera


class TestKafka:
    def test_cada_lote_se_registra_y_despues_se_confirma_en_kafka(self) -> None:
        puerta, fuente = PuertaEnMemoria(), FuenteEnMemoria(eventos(7))
        fuente.maximo = 3
        confirmadas_al_registrar: list[list[int]] = []
        puerta.despues = lambda _: confirmadas_al_registrar.append(list(fuente.confirmadas))
        correr(puerta, fuente, 7)
        assert [(lote.desde, lote.hasta) for lote in puerta.lotes] == [(0, 3), (3, 6), (6, 7)]
        assert confirmadas_al_registrar == [[], [3], [3, 6]]
        assert fuente.confirmadas == [3, 6, 7]

    def test_al_recibir_una_particion_parte_de_la_posicion_guardada(self) -> None:
        puerta, fuente = PuertaEnMemoria(), FuenteEnMemoria(eventos(5))
        puerta.posiciones[KAFKA] = 3
        correr(puerta, fuente, 2)
        assert fuente.ubicaciones == [3]
        assert puerta.posiciones == {KAFKA: 5}

    def test_un_mensaje_envenenado_no_detiene_la_particion(self) -> None:
        fuente = FuenteEnMemoria([escribir_evento(1), b"\xff", None, b"{", escribir_evento(2)])
        puerta = PuertaEnMemoria()
        correr(puerta, fuente, 5)
        assert puerta.cuarentena == {
            (KAFKA, 1): "no_utf8",
            (KAFKA, 2): "json_invalido",
            (KAFKA, 3): "json_invalido",
        }
        assert len(puerta.registrados) == 2
        assert puerta.posiciones == {KAFKA: 5}

    def test_un_evento_repetido_no_tiene_segundo_efecto(self) -> None:
        puerta = PuertaEnMemoria()
        correr(puerta, FuenteEnMemoria([escribir_evento(1), escribir_evento(1)]), 2)
        assert len(puerta.registrados) == 1
        assert puerta.repetidos == 1

    def test_si_otro_consumidor_avanzo_se_salta_a_su_posicion(self) -> None:
        puerta, fuente = PuertaEnMemoria(), FuenteEnMemoria(eventos(6))
        fuente.maximo = 2

        def adelantarse(lote: Lote) -> None:
            if lote.desde == 2:
                puerta.posiciones[KAFKA] = 5

        puerta.antes = adelantarse
        correr(puerta, fuente, 3)
        assert [(lote.desde, lote.hasta) for lote in puerta.lotes] == [(0, 2), (5, 6)]
        assert fuente.ubicaciones == [0, 5]

    def test_si_kafka_no_esta_se_reintenta_y_la_entrada_sigue(self) -> None:
        puerta, fuente = PuertaEnMemoria(), FuenteEnMemoria(eventos(1))
        fuente.fallas = [KafkaNoDisponible("caido"), KafkaNoDisponible("caido")]
        puerta.entrada = [EntradaPendiente(1, "senda", escribir_evento(9, "senda"))]
        correr(puerta, fuente, 2)
        assert puerta.lotes[0].origen == Origen("entrada", "senda", 0)
        assert puerta.lotes[1].origen == KAFKA

    def test_sin_permiso_el_proceso_muere(self) -> None:
        puerta, fuente = PuertaEnMemoria(), FuenteEnMemoria(eventos(1))
        fuente.fallas = [KafkaNoAutorizado("TopicAuthorizationFailedError")]
        with pytest.raises(KafkaNoAutorizado):
            correr(puerta, fuente, 1)


class TestDesfase:
    def test_lo_que_kafka_ya_borro_da_la_alarma_y_se_sigue_con_lo_que_hay(self) -> None:
        puerta, fuente = PuertaEnMemoria(), FuenteEnMemoria(eventos(8))
        puerta.posiciones[KAFKA] = 2
        fuente.inicio = 5
        with capture_logs() as bitacora:
            correr(puerta, fuente, 3)
        (alarma,) = [hecho for hecho in bitacora if hecho.get("alarma")]
        assert (
            alarma.items()
            >= {
                "event": "desfase_fuera_de_rango",
                "log_level": "error",
                "tema": "contactos.senama.v1",
                "particion": 0,
                "esperada": 2,
                "recibida": 5,
            }.items()
        )
        assert puerta.posiciones == {KAFKA: 8}

    def test_un_registro_mas_corto_que_lo_guardado_tambien_da_la_alarma(self) -> None:
        puerta, fuente = PuertaEnMemoria(), FuenteEnMemoria(eventos(3))
        puerta.posiciones[KAFKA] = 10
        with capture_logs() as bitacora:
            correr(puerta, fuente, 3)
        assert [h["event"] for h in bitacora if h.get("alarma")] == ["desfase_fuera_de_rango"]
        assert puerta.posiciones == {KAFKA: 3}

    def test_un_tema_recreado_es_otro_origen_y_se_lee_desde_su_principio(self) -> None:
        puerta, fuente = PuertaEnMemoria(), FuenteEnMemoria(eventos(2))
        puerta.despues = lambda lote: (
            fuente.recrear_tema([escribir_evento(n) for n in range(50, 60)])
            if lote.origen == KAFKA
            else None
        )
        with capture_logs() as bitacora:
            correr(puerta, fuente, 12)
        assert [h["event"] for h in bitacora if h.get("alarma")] == ["tema_recreado"]
        assert puerta.posiciones == {KAFKA: 2, Origen("cluster", "tema-2", 0): 10}
        assert len(set(puerta.registrados)) == 12


class TestBaseDeDatos:
    def test_con_la_base_caida_no_avanza_e_insiste_con_esperas_crecientes_y_techo(self) -> None:
        puerta, fuente = PuertaEnMemoria(), FuenteEnMemoria(eventos(3))
        caidas = [base_caida() for _ in range(5)]

        def caer(_: Lote) -> None:
            assert fuente.confirmadas == []
            if caidas:
                raise caidas.pop()

        puerta.antes = caer
        espera = correr(puerta, fuente, 3)
        assert [s for s in espera.esperas if s >= 0.1] == [0.1, 0.2, 0.4, 0.5, 0.5]
        assert puerta.repetidos == 0
        assert fuente.confirmadas == [3]

    def test_detener_con_la_base_caida_termina_sin_avanzar(self) -> None:
        puerta, fuente = PuertaEnMemoria(), FuenteEnMemoria(eventos(3))
        intentos: list[Lote] = []

        def caer(lote: Lote) -> None:
            intentos.append(lote)
            raise base_caida()

        puerta.antes = caer
        consumir(puerta, fuente, lambda: AHORA, Espera(lambda: len(intentos) == 4))
        assert len(intentos) == 4
        assert puerta.posiciones == {}
        assert fuente.confirmadas == []

    @pytest.mark.parametrize("error", [ZeroDivisionError(), ProgrammingError("x", {}, OSError())])
    def test_un_error_desconocido_mata_al_proceso_sin_confirmar(self, error: Exception) -> None:
        puerta, fuente = PuertaEnMemoria(), FuenteEnMemoria(eventos(3))

        def romper(_: Lote) -> None:
            raise error

        puerta.antes = romper
        with pytest.raises(type(error)):
            correr(puerta, fuente, 3)
        assert fuente.confirmadas == []

    def test_una_muerte_entre_los_dos_commits_no_repite_ni_pierde(self) -> None:
        puerta, fuente = PuertaEnMemoria(), FuenteEnMemoria(eventos(4))
        fuente.maximo = 2

        def morir(lote: Lote) -> None:
            if lote.desde == 0:
                raise KeyboardInterrupt

        puerta.despues = morir
        with pytest.raises(KeyboardInterrupt):
            correr(puerta, fuente, 4)
        assert fuente.confirmadas == []
        correr(puerta, FuenteEnMemoria(fuente.mensajes), 4)
        assert len(puerta.registrados) == 4
        assert puerta.repetidos == 0


class TestEntrada:
    def test_sin_kafka_se_consume_la_tabla_entrada(self) -> None:
        puerta = PuertaEnMemoria()
        puerta.entrada = [
            EntradaPendiente(5, "senda", escribir_evento(1, "senda")),
            EntradaPendiente(6, "senama", escribir_evento(2, "senama")),
            EntradaPendiente(9, "senda", b"{"),
        ]
        correr(puerta, None, 3)
        assert puerta.entrada == []
        assert {lote.organismo for lote in puerta.lotes} == {"senda", "senama"}
        assert puerta.cuarentena == {(Origen("entrada", "senda", 0), 9): "json_invalido"}

    def test_sin_trabajo_espera_en_vez_de_girar(self) -> None:
        puerta = PuertaEnMemoria()
        espera = Espera(lambda: len(espera.esperas) >= 3)
        consumir(puerta, None, lambda: AHORA, espera, Ritmo(lectura_ms=250))
        assert espera.esperas == [0.25, 0.25, 0.25]

    def test_kafka_y_entrada_se_turnan(self) -> None:
        puerta, fuente = PuertaEnMemoria(), FuenteEnMemoria(eventos(4))
        fuente.maximo = 2
        puerta.entrada = [
            EntradaPendiente(n, "senda", escribir_evento(100 + n, "senda")) for n in range(600)
        ]
        correr(puerta, fuente, 604)
        de_donde = [lote.origen.cluster for lote in puerta.lotes]
        assert de_donde == ["cluster", "entrada", "cluster", "entrada"]

    def test_detener_termina_el_lote_en_mano(self) -> None:
        puerta, fuente = PuertaEnMemoria(), FuenteEnMemoria(eventos(4))
        fuente.maximo = 2
        consumir(puerta, fuente, lambda: AHORA, Espera(lambda: bool(puerta.lotes)))
        assert puerta.posiciones == {KAFKA: 2}
        assert fuente.confirmadas == [2]
