"""Cómo se rompe cada cosa y cómo se compone."""

import contextlib
import os
import random
import signal
import threading
import time
from collections.abc import Callable, Sequence
from pathlib import Path

import psutil
import psycopg
from psycopg import sql
from sqlalchemy import make_url

from sistema.entorno.procesos import Proceso
from sistema.entorno.servicios import obtener_estado
from sistema.nucleo.papeles import Papel
from tests.caos.arena import Arena, como_libpq
from tests.caos.consumidores import Consumidores
from tests.caos.plan import Clase, Falla
from tests.caos.puntos import DEL_LOTE

CONSUMIDORES_MINIMOS, CONSUMIDORES_MAXIMOS = 1, 3
DE_SERVICIO = frozenset(Clase) - {
    Clase.MATAR_CONSUMIDOR,
    Clase.MORIR_EN_PUNTO,
    Clase.CONGELAR_CONSUMIDOR,
    Clase.REBALANCEO,
}
RELLENO = "relleno"
BLOQUE = 4_194_304
PAUSA_S = 0.5


class Rompedor:
    """Ejecuta un plan; los servicios se rompen de a uno, los consumidores cuando sea."""

    def __init__(self, arena: Arena, consumidores: Consumidores, semilla: int) -> None:
        self._arena = arena
        self._consumidores = consumidores
        self._azar = random.Random(semilla)
        self._servicios = threading.Lock()
        self._errores: list[BaseException] = []
        self._maneras: dict[Clase, Callable[[Falla], None]] = {
            Clase.MATAR_CONSUMIDOR: lambda _f: consumidores.matar(self._azar),
            Clase.MORIR_EN_PUNTO: self._morir_en_punto,
            Clase.CONGELAR_CONSUMIDOR: lambda f: consumidores.congelar(self._azar, f.dura_s),
            Clase.REBALANCEO: self._rebalancear,
            Clase.MATAR_BROKER: self._tumbar_broker,
            Clase.BROKER_CAIDO: self._tumbar_broker,
            Clase.CONGELAR_BROKER: self._congelar_broker,
            Clase.MATAR_POSTGRES: self._matar_postgres,
            Clase.DISCO_LLENO: self._llenar_disco,
            Clase.SIN_CONEXIONES: self._negar_conexiones,
        }

    def ejecutar(self, plan: Sequence[Falla]) -> None:
        """Cada falla a su hora, en su propio hilo; vuelve cuando todas sanaron.

        Raises:
            ExceptionGroup: alguna no se pudo provocar o componer.
        """
        comienzo_s = time.monotonic()
        hilos = []
        for falla in sorted(plan, key=lambda falla: falla.en_s):
            time.sleep(max(0.0, comienzo_s + falla.en_s - time.monotonic()))
            hilo = threading.Thread(target=self._romper, args=[falla], name=falla.clase)
            hilo.start()
            hilos.append(hilo)
        for hilo in hilos:
            hilo.join()
        if self._errores:
            raise BaseExceptionGroup("Hubo fallas que no se pudieron provocar", self._errores)

    def puede(self, clase: Clase) -> bool:
        """Si esta máquina deja provocarla."""
        return clase is not Clase.DISCO_LLENO or self._arena.disco is not None

    def _romper(self, falla: Falla) -> None:
        historia = self._arena.historia
        turno = self._servicios if falla.clase in DE_SERVICIO else contextlib.nullcontext()
        try:
            with turno:
                historia.anotar("falla", clase=falla.clase, dura_s=falla.dura_s)
                self._maneras[falla.clase](falla)
        except BaseException as error:  # noqa: BLE001 - se junta y se lanza al final, en `ejecutar`
            self._errores.append(error)
            historia.anotar("falla_imposible", clase=falla.clase, error=type(error).__name__)
            return
        historia.anotar("sanada", clase=falla.clase)

    def _morir_en_punto(self, _falla: Falla) -> None:
        punto = self._azar.choice(DEL_LOTE).nombre
        self._arena.historia.anotar("punto", punto=punto)
        self._consumidores.morir_en(punto, self._azar)

    def _rebalancear(self, _falla: Falla) -> None:
        actuales = self._consumidores.cuantos
        posibles = range(CONSUMIDORES_MINIMOS, CONSUMIDORES_MAXIMOS + 1)
        opciones = [n for n in (actuales - 1, actuales + 1) if n in posibles]
        self._consumidores.pedir(self._azar.choice(opciones))

    def _tumbar_broker(self, falla: Falla) -> None:
        matar(self._broker())
        time.sleep(falla.dura_s)
        self._arena.reponer()

    def _congelar_broker(self, falla: Falla) -> None:
        pid = self._broker().pid
        os.kill(pid, signal.SIGSTOP)
        time.sleep(falla.dura_s)
        os.kill(pid, signal.SIGCONT)

    def _matar_postgres(self, _falla: Falla) -> None:
        estado = obtener_estado(self._arena.raiz).postgres
        if estado is None or estado.proceso is None:
            raise RuntimeError("PostgreSQL no estaba corriendo.")
        # Porque: sin su padre, los hijos siguen un rato; una máquina que cae se los lleva.
        principal = psutil.Process(estado.proceso.pid)
        for proceso in [principal, *principal.children(recursive=True)]:
            with contextlib.suppress(psutil.NoSuchProcess):
                proceso.kill()
        self._arena.reponer()

    def _llenar_disco(self, falla: Falla) -> None:
        if self._arena.disco is None:
            raise RuntimeError("Aquí no se puede montar un disco de tamaño fijo.")
        relleno = self._arena.disco / RELLENO
        try:
            limite_s = time.monotonic() + falla.dura_s
            while time.monotonic() < limite_s:
                llenar(relleno)
                self._arena.historia.anotar("disco_probado", negada=self._probar_escritura())
                time.sleep(PAUSA_S)
        finally:
            relleno.unlink(missing_ok=True)
        self._arena.reponer()

    def _probar_escritura(self) -> str:
        """Con qué error se niega PostgreSQL a escribir; vacío si pudo."""
        try:
            with psycopg.connect(como_libpq(self._arena.url_administracion)) as conexion:
                conexion.execute("CREATE TABLE prueba AS SELECT repeat('x', 8000) AS largo")
                conexion.execute("SELECT pg_switch_wal()")
                conexion.rollback()
        except psycopg.Error as error:
            return type(error).__name__
        return ""

    def _negar_conexiones(self, falla: Falla) -> None:
        self._limitar(0)
        try:
            time.sleep(falla.dura_s)
        finally:
            self._limitar(-1)

    def _limitar(self, conexiones: int) -> None:
        """Cuántas conexiones puede tener el consumidor; con 0, además, corta las que tiene."""
        url = como_libpq(self._arena.url_administracion)
        papel = str(make_url(self._arena.preparado.urls[Papel.CONSUMIDOR]).username)
        with psycopg.connect(url, autocommit=True) as conexion:
            conexion.execute(
                sql.SQL("ALTER ROLE {} CONNECTION LIMIT {}").format(
                    sql.Identifier(papel), sql.Literal(conexiones)
                )
            )
            if conexiones == 0:
                conexion.execute(
                    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = %s",
                    [papel],
                )

    def _broker(self) -> Proceso:
        estado = obtener_estado(self._arena.raiz).kafka
        if estado is None or estado.proceso is None:
            raise RuntimeError("Kafka no estaba corriendo.")
        return estado.proceso


def matar(proceso: Proceso) -> None:
    """Lo mata de golpe y espera a que desaparezca."""
    victima = psutil.Process(proceso.pid)
    victima.kill()
    victima.wait()


def llenar(relleno: Path) -> None:
    """Escribe hasta que no quepa un byte más."""
    with relleno.open("ab", buffering=0) as archivo:
        for tamano in (BLOQUE, 4_096, 1):
            try:
                while archivo.write(bytes(tamano)):
                    pass
            except OSError:
                continue
