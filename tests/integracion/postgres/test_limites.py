"""Los límites de la base cortan lo largo, y ni el consumidor ni la cartera se quedan atascados."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from pathlib import Path
from uuid import UUID

import psycopg
import pytest
from psycopg import errors
from sqlalchemy import Connection, event, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session
from structlog.testing import capture_logs

from ingestores.mensajeria.bucle import consumir_entrada
from ingestores.mensajeria.registro import Registro
from ingestores.mensajeria.retroceso import Retroceso, vencio_el_plazo
from ingestores.mensajeria.tipos import MensajeCrudo
from ingestores.mensajes.decodificacion import releer
from sistema.casos.cartera import anotar_alta
from sistema.contactos.servicio import PuertaDeContactos
from sistema.cuarentena.tipos import Origen
from sistema.entorno.carga import DENUNCIAS_POR_TRANSACCION
from sistema.entrada.servicio import encolar
from sistema.entrada.tipos import MensajeRecibido
from sistema.nucleo.bd import Bd, copiar
from sistema.nucleo.configuracion import carpeta_de_dias
from sistema.nucleo.llaves_de_dia import LlaveNoDisponible
from sistema.nucleo.papeles import Papel
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

CANDADO_DE_CARTERA = 21_500_001
EN_CALMA = Retroceso(minimo_s=0.0, maximo_s=0.0)


def con_boveda(sistema: SistemaDePrueba) -> None:
    ejecutar(sistema, "UPDATE acuerdo SET dias_retrospectiva = 30, vigente_desde = '2020-01-01'")


def consumidor(sistema: SistemaDePrueba, puerta: PuertaDeContactos) -> Registro:
    return Registro(puerta, sistema.reloj, lambda _s: False, EN_CALMA)


def crudos(*numeros: int) -> list[MensajeCrudo]:
    return [MensajeCrudo(n, evento(n + 1)) for n in numeros]


@contextmanager
def transaccion_mas_corta(sistema: SistemaDePrueba, bd: Bd, limite: str) -> Iterator[None]:
    """Todo lo que cada transacción escriba en `bandeja` o `coincidencia` cuesta 10 ms por fila."""
    ejecutar(
        sistema,
        "CREATE FUNCTION demorar() RETURNS trigger LANGUAGE plpgsql AS "
        "'BEGIN PERFORM pg_sleep(0.01); RETURN NEW; END'",
    )
    for tabla in ("bandeja", "coincidencia"):
        ejecutar(
            sistema,
            f"CREATE TRIGGER demora BEFORE INSERT ON {tabla} "
            "FOR EACH ROW EXECUTE FUNCTION demorar()",
        )

    def limitar(conexion: Connection) -> None:
        conexion.exec_driver_sql("SET LOCAL transaction_timeout = 0")
        conexion.exec_driver_sql(f"SET LOCAL transaction_timeout = '{limite}'")

    event.listen(bd.motor, "begin", limitar)
    try:
        yield
    finally:
        event.remove(bd.motor, "begin", limitar)


def consultar(sesion: Session) -> None:
    sesion.execute(text("SELECT 1"))


def copiar_uno(sesion: Session) -> None:
    copiar(sesion, "COPY boveda (fila) FROM STDIN (FORMAT binary)", ("uuid",), [(UUID(int=1),)])


def leer_el_corte_antes_de_preguntar(sesion: Session) -> None:
    """Lo que ocurre solo cuando el corte llega pegado a la respuesta anterior."""
    cruda = sesion.connection().connection.driver_connection
    assert isinstance(cruda, psycopg.Connection)
    cruda.pgconn.consume_input()
    cruda.pgconn.is_busy()


class TestConsumidor:
    # Mutación probada: insistir con el mismo lote (no termina).
    def test_un_lote_que_no_cabe_en_el_limite_de_la_base_se_registra_por_partes(
        self, sistema: SistemaDePrueba
    ) -> None:
        puerta = sistema.puerta()
        registro = consumidor(sistema, puerta)
        with (
            transaccion_mas_corta(sistema, sistema.bd(Papel.CONSUMIDOR), "600ms"),
            capture_logs() as bitacora,
        ):
            assert registro.registrar(KAFKA, SALUD, 0, crudos(*range(96)))
        assert sistema.contar("bandeja") == 96
        assert sistema.contar("cuarentena") == 0
        assert puerta.posicion(KAFKA) == 96
        assert sistema.consultar("SELECT intentos FROM intento_lote") == [(0,)]
        cortes = [h for h in bitacora if h["event"] == "base_no_disponible"]
        assert {corte["sqlstate"] for corte in cortes} == {"25P04"}
        assert "lote_no_cabe" in {h["event"] for h in bitacora if h.get("alarma")}

    # Mutación probada: no acortar el paso (no termina); darla por hecha con un paso acortado.
    def test_un_paso_hacia_atras_que_no_cabe_se_da_por_partes(
        self, sistema: SistemaDePrueba
    ) -> None:
        con_boveda(sistema)
        puerta = sistema.puerta()
        puerta.registrar_lote(lote(*[evento(n) for n in range(1, 97)]))
        caso = abrir_caso(sistema.bd(Papel.API), sujeto(sistema), PERSONAS[0])
        registro = consumidor(sistema, puerta)
        with (
            transaccion_mas_corta(sistema, sistema.bd(Papel.CONSUMIDOR), "800ms"),
            capture_logs() as bitacora,
        ):
            while registro.mirar_atras():
                pass
        assert coincidencias(sistema) == [(caso, UUID(int=n)) for n in range(1, 97)]
        assert "paso_no_cabe" in {h["event"] for h in bitacora if h.get("alarma")}
        assert sistema.consultar(
            "SELECT examinados, halladas, hecha_en IS NOT NULL FROM busqueda_retrospectiva"
        ) == [(96, 96, True)]

    # Mutación probada: no escuchar los avisos; no completar el código del error.
    @pytest.mark.parametrize("llega_como_aviso", [False, True])
    @pytest.mark.parametrize("despues", [consultar, copiar_uno])
    def test_quedarse_quieto_dentro_de_una_transaccion_tambien_se_reconoce(
        self,
        sistema: SistemaDePrueba,
        despues: Callable[[Session], None],
        *,
        llega_como_aviso: bool,
    ) -> None:
        with Session(sistema.bd(Papel.CONSUMIDOR).motor) as quieta:
            quieta.execute(text("SET LOCAL idle_in_transaction_session_timeout = '50ms'"))
            [proceso] = quieta.scalars(text("SELECT pg_backend_pid()"))
            vivo = "SELECT count(*) FROM pg_stat_activity WHERE pid = :p"
            esperar_hasta(lambda: sistema.consultar(vivo, p=proceso) == [(0,)])
            if llega_como_aviso:
                leer_el_corte_antes_de_preguntar(quieta)
            with pytest.raises(DBAPIError) as error:
                despues(quieta)
        assert vencio_el_plazo(error.value)


class TestEntrada:
    # Mutación probada: pedir siempre al organismo más antiguo.
    def test_lo_que_dejo_a_medias_un_muerto_no_hace_esperar_a_otro_organismo(
        self, sistema: SistemaDePrueba
    ) -> None:
        bd, otro = sistema.bd(Papel.API), "registro_civil"
        with bd.transaccion() as sesion:
            for organismo, numero in ((SALUD, 1), (otro, 2)):
                mensajes = [
                    MensajeRecibido(evento(numero).replace(SALUD.encode(), organismo.encode()))
                ]
                encolar(sesion, bd.llaves_de_dia, organismo, mensajes, sistema.reloj())
        puerta = sistema.puerta()
        [tomada] = puerta.tomar_entrada(500)
        assert puerta.anotar_intento(Origen("entrada", SALUD, 0), tomada.numero, tomada.numero + 1)
        assert consumir_entrada(consumidor(sistema, sistema.puerta()))
        assert sistema.consultar("SELECT organismo FROM entrada") == [(SALUD,)]


def mirar(puerta: PuertaDeContactos) -> None:
    while puerta.mirar_atras(releer):
        pass


def estropear(llave: Path) -> bytes:
    guardado = llave.read_bytes()
    llave.write_bytes(b"danada" * 10)
    return guardado


class TestLlaves:
    def carpeta(self, sistema: SistemaDePrueba) -> Path:
        return carpeta_de_dias(sistema.preparado.llave_maestra)

    # Mutación probada: tratar la llave dañada como la que venció.
    def test_una_llave_danada_no_aparta_lo_que_espera_en_entrada(
        self, sistema: SistemaDePrueba
    ) -> None:
        bd = sistema.bd(Papel.API)
        with bd.transaccion() as sesion:
            mensajes = [MensajeRecibido(evento(1))]
            encolar(sesion, bd.llaves_de_dia, SALUD, mensajes, sistema.reloj())
        [llave] = self.carpeta(sistema).iterdir()
        guardado = estropear(llave)
        registro = consumidor(sistema, sistema.puerta())
        with capture_logs() as bitacora:
            assert not consumir_entrada(registro)
        assert [h["event"] for h in bitacora if h.get("alarma")] == ["llaves_no_disponibles"]
        assert (sistema.contar("entrada"), sistema.contar("cuarentena")) == (1, 0)
        llave.write_bytes(guardado)
        assert consumir_entrada(registro)
        assert (sistema.contar("entrada"), sistema.contar("bandeja")) == (0, 1)

    # Mutación probada: no desistir del intento; dejar salir el error.
    def test_un_lote_espera_a_que_vuelva_la_llave_y_no_cuenta_como_muerte(
        self, sistema: SistemaDePrueba
    ) -> None:
        con_boveda(sistema)
        vence = sistema.reloj().date() + timedelta(days=30)
        sistema.bd(Papel.DUENO).llaves_de_dia.asegurar(vence)
        llave = self.carpeta(sistema) / vence.isoformat()
        guardado, intentos = estropear(llave), []

        def esperar(_segundos: float) -> bool:
            intentos.extend(sistema.consultar("SELECT intentos FROM intento_lote"))
            if len(intentos) == 5:
                llave.write_bytes(guardado)
            return False

        registro = Registro(sistema.puerta(), sistema.reloj, esperar, EN_CALMA)
        assert registro.registrar(KAFKA, SALUD, 0, crudos(0, 1))
        assert intentos == [(0,)] * 5
        assert (sistema.contar("boveda"), sistema.contar("cuarentena")) == (2, 0)

    # Mutación probada: dar por hecha la búsqueda; que la primera detenga a las demás; olvidar lo
    # leído de los días anteriores.
    def test_una_busqueda_sin_llave_queda_pendiente_y_no_detiene_a_las_demas(
        self, sistema: SistemaDePrueba
    ) -> None:
        con_boveda(sistema)
        with sistema.preparado.abrir(Papel.CONSUMIDOR) as bd:
            puerta = PuertaDeContactos(bd, sistema.reloj)
            puerta.registrar_lote(lote(evento(1)))
            ejecutar(sistema, "UPDATE acuerdo SET dias_retrospectiva = 40")
            puerta.registrar_lote(lote(evento(2), evento(3, persona=PERSONAS[1]), desde=1))
        segundo_dia = sistema.reloj().date() + timedelta(days=40)
        llave = self.carpeta(sistema) / segundo_dia.isoformat()
        guardado = estropear(llave)
        rosario, eleodoro = (
            abrir_caso(sistema.bd(Papel.API), sujeto(sistema), persona) for persona in PERSONAS[:2]
        )
        otra = sistema.puerta()
        with pytest.raises(LlaveNoDisponible):
            mirar(otra)
        assert coincidencias(sistema) == [(rosario, UUID(int=1))]
        pendientes = "SELECT avance_dia FROM busqueda_retrospectiva WHERE hecha_en IS NULL"
        assert sorted(sistema.consultar(pendientes)) == [
            (date(1, 1, 1),),
            (sistema.reloj().date() + timedelta(days=30),),
        ]
        llave.write_bytes(guardado)
        mirar(otra)
        assert coincidencias(sistema) == sorted(
            [(rosario, UUID(int=1)), (rosario, UUID(int=2)), (eleodoro, UUID(int=3))]
        )
        assert sistema.consultar(pendientes) == []


class TestCandadoExclusivo:
    @pytest.fixture
    def caso(self, sistema: SistemaDePrueba) -> UUID:
        return abrir_caso(sistema.bd(Papel.API), sujeto(sistema), PERSONAS[0])

    def cambiar(
        self, sistema: SistemaDePrueba, caso: UUID, *despues: str, veces: int = 1
    ) -> tuple[str, float]:
        """Cambia la cartera y, con el candado tomado, corre otras órdenes.

        Devuelve con qué código lo cortó la base y cuántos segundos después de tener el candado.
        """
        tomado_s = 0.0

        def trabajar() -> None:
            nonlocal tomado_s
            with sistema.bd(Papel.API).transaccion() as sesion:
                for _ in range(veces):
                    anotar_alta(sesion, caso, sistema.reloj())
                    tomado_s = tomado_s or time.monotonic()
                    for orden in despues:
                        sesion.execute(text(orden))

        with pytest.raises(DBAPIError) as error:
            trabajar()
        return str(getattr(error.value.orig, "sqlstate", "")), time.monotonic() - tomado_s

    # Mutación probada: sin límites propios; ponerlos sin apagar antes el plazo que corre.
    def test_quien_se_cuelga_trabajando_con_el_candado_lo_suelta_a_los_4_s(
        self, sistema: SistemaDePrueba, caso: UUID
    ) -> None:
        codigo, duro_s = self.cambiar(sistema, caso, "SELECT pg_sleep(9)")
        assert codigo == "25P04"
        assert 3.5 <= duro_s <= 5

    # Mutación probada: volver a dar el plazo entero cada vez que se toma.
    def test_tomarlo_muchas_veces_en_una_transaccion_no_da_mas_plazo(
        self, sistema: SistemaDePrueba, caso: UUID
    ) -> None:
        codigo, duro_s = self.cambiar(sistema, caso, "SELECT pg_sleep(1)", veces=8)
        assert codigo == "25P04"
        assert 3.5 <= duro_s <= 5

    # Mutación probada: sin límite para quedarse quieto con el candado.
    def test_quien_se_queda_quieto_con_el_candado_lo_suelta_a_los_2_s(
        self, sistema: SistemaDePrueba, caso: UUID
    ) -> None:
        with (
            conectar(sistema.preparado.urls[Papel.DUENO]) as lote_que_espera,
            Session(sistema.bd(Papel.API).motor) as quieta,
        ):
            anotar_alta(quieta, caso, sistema.reloj())
            antes_s = time.monotonic()
            orden = f"SELECT pg_advisory_lock_shared({CANDADO_DE_CARTERA})"
            lote_que_espera.execute(orden.encode())
            espera_s = time.monotonic() - antes_s
            with pytest.raises(DBAPIError) as error:
                quieta.execute(text("SELECT 1"))
        assert 1.5 <= espera_s <= 3
        assert isinstance(error.value.orig, errors.IdleInTransactionSessionTimeout)

    # Mutación probada: contar el plazo desde antes de tener el candado; dejarlo puesto después.
    def test_lo_de_antes_del_candado_no_cuenta_y_el_limite_no_queda_puesto(
        self, sistema: SistemaDePrueba, caso: UUID
    ) -> None:
        bd = sistema.bd(Papel.API)
        with bd.transaccion() as sesion:
            sesion.execute(text("SELECT pg_sleep(2.5)"))
            anotar_alta(sesion, caso, sistema.reloj())
            sesion.execute(text("SELECT pg_sleep(2.5)"))
        with bd.transaccion() as sesion:
            limites = sesion.execute(
                text(
                    "SELECT current_setting('transaction_timeout'), "
                    "current_setting('idle_in_transaction_session_timeout')"
                )
            ).one()
        assert tuple(limites) == ("15s", "5s")


def test_sembrar_no_retiene_la_cartera_mas_de_veinte_denuncias() -> None:
    assert DENUNCIAS_POR_TRANSACCION == 20
