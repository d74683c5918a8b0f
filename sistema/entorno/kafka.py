"""El Kafka local: un Apache Kafka verdadero, en modo KRaft, sin Docker.

Se formatea una vez con las credenciales SCRAM de cada usuario; después arranca, se detiene y
sobrevive a un `kill -9` sobre los mismos datos.
"""

import base64
import shutil
import signal
import socket
import struct
import time
import uuid
from dataclasses import dataclass
from pathlib import Path
from secrets import token_urlsafe

from sistema.entorno import estado
from sistema.entorno.avance import Avance
from sistema.entorno.errores import EntornoNoDisponible
from sistema.entorno.estado import KafkaGuardado
from sistema.entorno.kafka_configuracion import (
    LISTO,
    MECANISMO,
    USUARIOS,
    escribir_argumentos,
    escribir_bitacora,
    escribir_kcat,
    escribir_propiedades,
)
from sistema.entorno.kafka_jars import VERSION, asegurar_jars, buscar_java
from sistema.entorno.kafka_permisos import conceder
from sistema.entorno.procesos import (
    Proceso,
    ejecutar,
    elegir_puerto,
    entorno_sin,
    esta_vivo,
    lanzar_suelto,
    terminar,
)

PLAZO_ARRANQUE_S = 60.0
PAUSA_S = 0.1
INTENTOS = 3
# JAVA_TOOL_OPTIONS y parecidas cambiarían la memoria pedida o ensuciarían la salida.
AJENAS = "JAVA_"
DETENCION = ((signal.SIGTERM, 20.0), (signal.SIGKILL, 5.0))
# Medido con dos núcleos: el compilador C1 solo deja el arranque en 3,0 s en vez de 5,9 s.
MAQUINA_VIRTUAL = (
    "-Xms128m",
    "-Xmx512m",
    "-XX:TieredStopAtLevel=1",
    "-XX:+UseSerialGC",
    "-XX:-UsePerfData",
    "-XX:+ExitOnOutOfMemoryError",
    "-Djava.awt.headless=true",
)
# Petición ApiVersions v0: un agente la responde antes de pedir credenciales.
_API_VERSIONS = struct.pack(">ihhih", 10, 18, 0, 1, -1)


@dataclass(frozen=True, slots=True)
class _Carpetas:
    """Dónde vive cada cosa del Kafka local."""

    base: Path
    jars: Path

    @property
    def datos(self) -> Path:
        return self.base / "datos"

    @property
    def configuracion(self) -> Path:
        return self.base / "conf"

    @property
    def registros(self) -> Path:
        return self.base / "log"


def arrancar(raiz: Path, jars: Path, avance: Avance) -> KafkaGuardado:
    """Deja corriendo el Kafka de esta raíz, listo para recibir clientes.

    Si ya corre, lo reutiliza. Quien llama tiene el cerrojo de la raíz.

    Raises:
        EntornoNoDisponible: no hay Java o jars, o no arranca dentro del plazo.
    """
    carpetas = _Carpetas(raiz / "kafka", jars)
    actual = estado.leer(raiz).kafka
    if actual is not None and _esperar_listo(carpetas, actual):
        if _tiene_sus_usuarios(actual):
            return actual
        detener(raiz)
    java = buscar_java()
    if java is None:
        raise EntornoNoDisponible("Kafka necesita Java 17 o posterior.")
    asegurar_jars(jars, avance)
    for carpeta in (carpetas.base, carpetas.configuracion, carpetas.registros):
        carpeta.mkdir(parents=True, exist_ok=True)
        carpeta.chmod(0o700)
    guardado = _crear_si_falta(raiz, carpetas, java, avance)
    avance(f"Arrancando Apache Kafka {VERSION}…")
    for intento in range(1, INTENTOS + 1):
        guardado = _lanzar(raiz, carpetas, java, guardado)
        if _esperar_listo(carpetas, guardado):
            conceder(guardado)
            return guardado
        if intento == INTENTOS or not _puerto_disputado(carpetas):
            break
    raise EntornoNoDisponible(f"Kafka no arranca; vea {carpetas.registros}.")


def buscar_proceso(raiz: Path) -> Proceso | None:
    """El proceso del Kafka de esta raíz, si está vivo."""
    guardado = estado.leer(raiz).kafka
    proceso = guardado.proceso if guardado else None
    return proceso if proceso is not None and esta_vivo(proceso) else None


def detener(raiz: Path) -> bool:
    """Detiene el Kafka de esta raíz; dice si había algo que detener.

    Raises:
        EntornoNoDisponible: el proceso se negó a terminar.
    """
    proceso = buscar_proceso(raiz)
    if proceso is None:
        return False
    if not terminar(proceso, DETENCION):
        raise EntornoNoDisponible(f"Kafka no termina: {proceso.pid}.")
    return True


def _tiene_sus_usuarios(guardado: KafkaGuardado) -> bool:
    return guardado.claves.keys() >= set(USUARIOS)


def _crear_si_falta(raiz: Path, carpetas: _Carpetas, java: Path, avance: Avance) -> KafkaGuardado:
    actual = estado.leer(raiz)
    conocido = actual.kafka
    if conocido is not None and not _tiene_sus_usuarios(conocido):
        # Lo formateó una versión con menos usuarios: se deja aparte, entero, y se empieza otro.
        if carpetas.datos.exists():
            carpetas.datos.rename(carpetas.base / f"datos.{conocido.id_cluster}")
        conocido = None
    if carpetas.datos.exists():
        if conocido is None:
            raise EntornoNoDisponible(f"Se perdieron las claves de {carpetas.datos}.")
        return conocido
    avance("Preparando el Kafka local…")
    guardado = conocido or KafkaGuardado(
        id_cluster=base64.urlsafe_b64encode(uuid.uuid4().bytes).decode().rstrip("="),
        claves={usuario: token_urlsafe(24) for usuario in USUARIOS},
    )
    # Las claves se guardan antes que los datos: un corte entremedio no los deja cerrados.
    estado.guardar(raiz, actual.model_copy(update={"kafka": guardado}))
    _formatear(carpetas, java, guardado)
    return guardado


def _formatear(carpetas: _Carpetas, java: Path, guardado: KafkaGuardado) -> None:
    nueva = carpetas.base / "datos.nuevo"
    shutil.rmtree(nueva, ignore_errors=True)
    propiedades = carpetas.configuracion / "formato.properties"
    argumentos = carpetas.configuracion / "formato.args"
    escribir_propiedades(propiedades, _con_puertos(guardado), nueva.name)
    credenciales = [
        parte
        for usuario, clave in guardado.claves.items()
        for parte in ("--add-scram", f"{MECANISMO}=[name={usuario},password={clave}]")
    ]
    orden = ["format", "-t", guardado.id_cluster, "-c", str(propiedades), *credenciales]
    escribir_argumentos(argumentos, _orden_java(carpetas, "kafka.tools.StorageTool", orden))
    try:
        # Su salida muestra las credenciales derivadas: no se guarda en ninguna parte.
        formateo = ejecutar(
            (str(java), f"@{argumentos}"), carpeta=carpetas.base, entorno=entorno_sin(AJENAS)
        )
    finally:
        argumentos.unlink()
        propiedades.unlink()
    if formateo.returncode != 0:
        raise EntornoNoDisponible(f"No se pudo formatear Kafka en {carpetas.base}.")
    nueva.rename(carpetas.datos)


def _lanzar(raiz: Path, carpetas: _Carpetas, java: Path, guardado: KafkaGuardado) -> KafkaGuardado:
    con_puertos = _con_puertos(guardado)
    propiedades = carpetas.configuracion / "server.properties"
    escribir_propiedades(propiedades, con_puertos, carpetas.datos.name)
    escribir_kcat(carpetas.configuracion / "kcat.conf", con_puertos)
    (carpetas.registros / "listo.log").unlink(missing_ok=True)
    orden = _orden_java(carpetas, "kafka.Kafka", [str(propiedades)])
    proceso = lanzar_suelto(
        (str(java), *orden),
        carpeta=carpetas.base,
        entorno=entorno_sin(AJENAS),
        salida=carpetas.registros / "salida.log",
    )
    lanzado = con_puertos.model_copy(update={"proceso": proceso, "version": VERSION})
    # Se anota antes de esperar: si quien arranca muere aquí, `detener` aún sabe a quién terminar.
    estado.guardar(raiz, estado.leer(raiz).model_copy(update={"kafka": lanzado}))
    return lanzado


def _orden_java(carpetas: _Carpetas, clase: str, argumentos: list[str]) -> list[str]:
    bitacora = carpetas.configuracion / "log4j2.properties"
    escribir_bitacora(bitacora)
    propias = [
        f"-Dlog4j2.configurationFile={bitacora.as_uri()}",
        f"-Dcarpeta.log={carpetas.registros}",
    ]
    return [*MAQUINA_VIRTUAL, *propias, "-cp", f"{carpetas.jars}/*", clase, *argumentos]


def _con_puertos(guardado: KafkaGuardado) -> KafkaGuardado:
    puertos = {
        "puerto": elegir_puerto(guardado.puerto),
        "puerto_controlador": elegir_puerto(guardado.puerto_controlador),
    }
    return guardado.model_copy(update=puertos)


def _esperar_listo(carpetas: _Carpetas, guardado: KafkaGuardado) -> bool:
    """Espera a que el proceso anotado atienda; si no lo logra en el plazo, lo termina."""
    proceso = guardado.proceso
    limite = time.monotonic() + PLAZO_ARRANQUE_S
    aviso = carpetas.registros / "listo.log"
    while proceso is not None and esta_vivo(proceso) and time.monotonic() < limite:
        avisado = aviso.exists() and LISTO in aviso.read_text("utf-8", errors="replace")
        if avisado and responde(guardado.puerto):
            return True
        time.sleep(PAUSA_S)
    if proceso is not None:
        terminar(proceso, DETENCION)
    return False


def responde(puerto: int, anfitrion: str = "127.0.0.1", plazo_s: float = 2.0) -> bool:
    """Si en ese puerto hay un agente que contesta una petición de Kafka sin cifrar."""
    try:
        with socket.create_connection((anfitrion, puerto), timeout=plazo_s) as enchufe:
            enchufe.sendall(_API_VERSIONS)
            respuesta = enchufe.recv(10, socket.MSG_WAITALL)
    except OSError:
        return False
    # Tamaño, número de la petición y código de error 0.
    return len(respuesta) == 10 and respuesta[4:] == struct.pack(">ih", 1, 0)  # noqa: PLR2004 -- lo que mide ese encabezado


def _puerto_disputado(carpetas: _Carpetas) -> bool:
    registros = (carpetas.registros / "salida.log", carpetas.registros / "servidor.log")
    textos = (r.read_text("utf-8", errors="replace") for r in registros if r.exists())
    return any("BindException" in texto[-20_000:] for texto in textos)
