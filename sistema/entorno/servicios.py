"""La puerta del entorno: PostgreSQL y Kafka, los ajenos que se indiquen o los locales.

Se busca en este orden: el servicio que digan las variables (`DATABASE_URL`; `KAFKA_BOOTSTRAP` con
`KAFKA_SEGURIDAD`, `KAFKA_USUARIO` y `KAFKA_CLAVE`), que nunca se detiene porque no es nuestro; y si
no, el de esta máquina, que no necesita Docker.
"""

import os
import socket
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal, cast, get_args

import psycopg
from sqlalchemy import URL, make_url
from sqlalchemy.exc import ArgumentError

from sistema.entorno import estado, kafka, kafka_jars, kafka_permisos, postgres
from sistema.entorno.avance import Avance, callar
from sistema.entorno.errores import EntornoNoDisponible
from sistema.entorno.procesos import Proceso

Seguridad = Literal["PLAINTEXT", "SASL_PLAINTEXT", "SASL_SSL"]
PRINCIPALES = (
    "administrador",
    "consumidor",
    "alertas",
    "colaboradores",
    kafka_permisos.ORGANISMO_DE_ENSAYO,
)
CONTROLADOR_URL = "postgresql+psycopg"
PUERTO_KAFKA = 9092
PLAZO_CONEXION_S = 10


@dataclass(frozen=True, slots=True)
class Credencial:
    """Con qué usuario y clave se entra a Kafka."""

    usuario: str
    clave: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class ServicioPostgres:
    """Un PostgreSQL en marcha; la URL es la de quien puede crear papeles y bases de datos."""

    url_administracion: str = field(repr=False)
    version: str
    propio: bool


@dataclass(frozen=True, slots=True)
class ServicioKafka:
    """Un Kafka en marcha, con la credencial de cada principal (vacías si es PLAINTEXT)."""

    bootstrap: str
    version: str
    seguridad: Seguridad
    credenciales: Mapping[str, Credencial]
    propio: bool


@dataclass(frozen=True, slots=True)
class EstadoServicio:
    """Cómo está un servicio local; `proceso` es None si no corre."""

    version: str
    puerto: int
    proceso: Proceso | None


@dataclass(frozen=True, slots=True)
class Estado:
    """Qué servicios locales conoce una raíz; None si nunca se creó."""

    postgres: EstadoServicio | None
    kafka: EstadoServicio | None


def arrancar_postgres(
    raiz: Path, avance: Avance = callar, *, url: str | None = None
) -> ServicioPostgres:
    """Deja un PostgreSQL en marcha: el de `url` o `DATABASE_URL` si se dan, o el local.

    Repetirlo no cambia nada.

    Raises:
        EntornoNoDisponible: el ajeno no atiende o no deja crear papeles; el local no arranca.
    """
    if ajena := url or os.environ.get("DATABASE_URL"):
        return _usar_postgres_ajeno(ajena)
    raiz = estado.preparar_raiz(raiz)
    with estado.cerrojo(raiz):
        guardado = postgres.arrancar(raiz, avance)
    direccion = URL.create(
        CONTROLADOR_URL,
        username=postgres.USUARIO,
        password=guardado.clave,
        host="127.0.0.1",
        port=guardado.puerto,
        database="postgres",
    )
    return ServicioPostgres(
        direccion.render_as_string(hide_password=False), guardado.version, propio=True
    )


def arrancar_kafka(
    raiz: Path,
    avance: Avance = callar,
    *,
    bootstrap: str | None = None,
    jars: Path | None = None,
) -> ServicioKafka | None:
    """Deja un Kafka en marcha: el de `bootstrap` o `KAFKA_BOOTSTRAP` si se dan, o el local.

    Args:
        raiz: carpeta del entorno.
        avance: recibe cada paso.
        bootstrap: un Kafka ajeno, con la seguridad de las variables `KAFKA_*`.
        jars: carpeta de jars compartida entre raíces; por omisión, la de la raíz.

    Returns:
        None si no hay ninguno y esta máquina no puede correrlo; `avance` recibe el motivo.

    Raises:
        EntornoNoDisponible: el ajeno no atiende; el local tiene lo necesario y no arranca.
    """
    if ajeno := bootstrap or os.environ.get("KAFKA_BOOTSTRAP"):
        return _usar_kafka_ajeno(ajeno)
    raiz = estado.preparar_raiz(raiz)
    jars = jars or kafka_jars.ruta_jars(raiz)
    if falta := kafka_jars.explicar_falta(jars):
        avance(f"Sin Kafka: {falta}.")
        return None
    with estado.cerrojo(raiz):
        guardado = kafka.arrancar(raiz, jars, avance)
    return ServicioKafka(
        bootstrap=f"127.0.0.1:{guardado.puerto}",
        version=guardado.version,
        seguridad="SASL_PLAINTEXT",
        credenciales={p: Credencial(p, guardado.claves[p]) for p in PRINCIPALES},
        propio=True,
    )


def detener(raiz: Path, avance: Avance = callar) -> None:
    """Detiene lo que esta raíz arrancó y comprueba que no queda ningún proceso; los datos siguen.

    Raises:
        EntornoNoDisponible: algún proceso no terminó.
    """
    if not estado.ruta_llave_maestra(raiz).exists():
        return  # nunca se arrancó nada aquí: no se deja ni el cerrojo
    raiz = raiz.resolve()
    with estado.cerrojo(raiz):
        if kafka.detener(raiz):
            avance("Kafka detenido.")
        if postgres.detener(raiz):
            avance("PostgreSQL detenido.")


def obtener_estado(raiz: Path) -> Estado:
    """Qué servicios locales hay en esta raíz y cuáles corren ahora."""
    raiz = raiz.resolve()
    guardado = estado.leer(raiz)
    pg, kf = guardado.postgres, guardado.kafka
    return Estado(
        EstadoServicio(pg.version, pg.puerto, postgres.buscar_proceso(raiz)) if pg else None,
        EstadoServicio(kf.version, kf.puerto, kafka.buscar_proceso(raiz)) if kf else None,
    )


def _usar_postgres_ajeno(url: str) -> ServicioPostgres:
    try:
        direccion = make_url(url).set(drivername=CONTROLADOR_URL)
    except ArgumentError:
        raise EntornoNoDisponible("DATABASE_URL no es una dirección de base de datos.") from None
    dsn = direccion.set(drivername="postgresql").render_as_string(hide_password=False)
    pregunta = (
        "SELECT current_setting('server_version'), rolsuper OR rolcreaterole AND rolcreatedb"
        " FROM pg_roles WHERE rolname = current_user"
    )
    try:
        with psycopg.connect(dsn, connect_timeout=PLAZO_CONEXION_S) as conexion:
            version, puede = conexion.execute(pregunta).fetchone() or ("", False)
    except psycopg.Error as error:
        # El texto del controlador repite la dirección: se da solo la clase del error.
        raise EntornoNoDisponible(
            f"El PostgreSQL de DATABASE_URL no atiende ({type(error).__name__})."
        ) from None
    if not puede:
        raise EntornoNoDisponible("El usuario de DATABASE_URL debe poder crear papeles y bases.")
    texto = direccion.render_as_string(hide_password=False)
    return ServicioPostgres(texto, str(version).split()[0], propio=False)


def _usar_kafka_ajeno(bootstrap: str) -> ServicioKafka:
    seguridad = os.environ.get("KAFKA_SEGURIDAD", "PLAINTEXT")
    if seguridad not in get_args(Seguridad):
        raise EntornoNoDisponible(f"KAFKA_SEGURIDAD admite: {', '.join(get_args(Seguridad))}.")
    if not any(_atiende(direccion) for direccion in bootstrap.split(",")):
        raise EntornoNoDisponible("El Kafka de KAFKA_BOOTSTRAP no atiende.")
    usuario = os.environ.get("KAFKA_USUARIO", "")
    credencial = Credencial(usuario, os.environ.get("KAFKA_CLAVE", ""))
    return ServicioKafka(
        bootstrap=bootstrap,
        version="desconocida",
        seguridad=cast("Seguridad", seguridad),
        credenciales=dict.fromkeys(PRINCIPALES, credencial) if usuario else {},
        propio=False,
    )


def _atiende(direccion: str) -> bool:
    anfitrion, _, puerto = direccion.strip().rpartition(":")
    try:
        destino = (anfitrion, int(puerto)) if anfitrion else (direccion.strip(), PUERTO_KAFKA)
        socket.create_connection(destino, timeout=PLAZO_CONEXION_S).close()
    except (OSError, ValueError):
        return False
    return True
