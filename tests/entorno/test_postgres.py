"""El PostgreSQL local arranca, resiste y se va sin dejar rastro."""

import json
import os
import signal
import socket
import sys
import threading
from pathlib import Path

import psycopg
import pytest
from sqlalchemy import make_url

from sistema.entorno.identidad import elegir_identidad
from sistema.entorno.postgres import buscar_binarios
from sistema.entorno.procesos import ejecutar
from sistema.entorno.servicios import arrancar_postgres, detener, obtener_estado
from tests.apoyo.servicios import REPOSITORIO
from tests.entorno.procesos import listar_que_mencionan

ORDEN = "from sistema.entorno.comandos import app; app()"
TRES_ORDENES = """
"$0" -c "$1" arrancar --sin-kafka --json --raiz "$2" &&
"$0" -c "$1" estado --json --raiz "$2" &&
"$0" -c "$1" detener --json --raiz "$2"
"""


def _conectar(url: str, clave: str | None = None) -> psycopg.Connection:
    direccion = make_url(url).set(drivername="postgresql")
    if clave is not None:
        direccion = direccion.set(password=clave)
    return psycopg.connect(direccion.render_as_string(hide_password=False), connect_timeout=5)


def _leer_ajuste(url: str, nombre: str) -> str:
    with _conectar(url) as conexion:
        fila = conexion.execute("SELECT current_setting(%s)", [nombre]).fetchone()
    assert fila is not None
    return str(fila[0])


def _pid(raiz: Path) -> int:
    postgres = obtener_estado(raiz).postgres
    assert postgres is not None
    assert postgres.proceso is not None
    return postgres.proceso.pid


def test_arranca_con_durabilidad_y_sin_escribir_valores_en_su_registro(raiz: Path) -> None:
    servicio = arrancar_postgres(raiz)
    ajustes = ("fsync", "full_page_writes", "data_checksums", "listen_addresses")
    assert [_leer_ajuste(servicio.url_administracion, a) for a in ajustes] == [
        "on",
        "on",
        "on",
        "127.0.0.1",
    ]
    with _conectar(servicio.url_administracion) as conexion, pytest.raises(psycopg.DataError):
        conexion.execute("SELECT %s::int", ["Nombre Secreto"])
    with _conectar(servicio.url_administracion) as conexion:
        conexion.execute("CREATE TEMP TABLE t (v text PRIMARY KEY)")
        conexion.execute("INSERT INTO t VALUES (%s)", ["Nombre Secreto"])
        with pytest.raises(psycopg.errors.UniqueViolation):
            conexion.execute("INSERT INTO t VALUES (%s)", ["Nombre Secreto"])
    assert "Secreto" not in (raiz / "postgres" / "servidor.log").read_text("utf-8")


def test_una_clave_equivocada_no_entra(raiz: Path) -> None:
    servicio = arrancar_postgres(raiz)
    with pytest.raises(psycopg.OperationalError, match="password authentication failed"):
        _conectar(servicio.url_administracion, clave="otra")


def test_detener_no_deja_procesos_y_los_datos_siguen(raiz: Path) -> None:
    servicio = arrancar_postgres(raiz)
    with _conectar(servicio.url_administracion) as conexion:
        conexion.execute("CREATE TABLE t AS SELECT 42 AS v")
    detener(raiz)
    assert listar_que_mencionan(raiz) == []
    otra_vez = arrancar_postgres(raiz)
    with _conectar(otra_vez.url_administracion) as conexion:
        assert conexion.execute("SELECT v FROM t").fetchone() == (42,)


def test_arrancar_dos_veces_reutiliza_el_mismo_servidor(raiz: Path) -> None:
    primero = arrancar_postgres(raiz)
    pid = _pid(raiz)
    assert arrancar_postgres(raiz) == primero
    assert _pid(raiz) == pid


def test_dos_arranques_simultaneos_dan_un_solo_servidor(raiz: Path) -> None:
    urls: list[str] = []
    hilos = [
        threading.Thread(target=lambda: urls.append(arrancar_postgres(raiz).url_administracion))
        for _ in range(2)
    ]
    for hilo in hilos:
        hilo.start()
    for hilo in hilos:
        hilo.join()
    assert len(urls) == 2
    assert len(set(urls)) == 1


def test_tras_kill_9_vuelve_con_lo_confirmado(raiz: Path) -> None:
    servicio = arrancar_postgres(raiz)
    with _conectar(servicio.url_administracion) as conexion:
        conexion.execute("CREATE TABLE t AS SELECT 42 AS v")
    os.kill(_pid(raiz), signal.SIGKILL)
    otra_vez = arrancar_postgres(raiz)
    with _conectar(otra_vez.url_administracion) as conexion:
        assert conexion.execute("SELECT v FROM t").fetchone() == (42,)


def test_si_su_puerto_fue_ocupado_usa_otro(raiz: Path) -> None:
    servicio = arrancar_postgres(raiz)
    puerto = make_url(servicio.url_administracion).port
    assert puerto is not None
    detener(raiz)
    with socket.create_server(("127.0.0.1", puerto)):
        otra_vez = arrancar_postgres(raiz)
        assert make_url(otra_vez.url_administracion).port != puerto
        assert _leer_ajuste(otra_vez.url_administracion, "server_encoding") == "UTF8"


def test_sirve_en_una_carpeta_mas_honda_que_una_ruta_de_enchufe(raiz: Path) -> None:
    honda = raiz / ("a" * 80) / ("b" * 80)
    servicio = arrancar_postgres(honda)
    assert _leer_ajuste(servicio.url_administracion, "data_directory") == str(
        honda / "postgres" / "datos"
    )
    detener(honda)
    assert listar_que_mencionan(honda) == []


def test_un_usuario_corriente_arranca_y_detiene(raiz: Path) -> None:
    """Si la batería corre como root, la orden usa la identidad que root le da a PostgreSQL."""
    binarios = buscar_binarios()
    assert binarios is not None
    raiz.mkdir(parents=True)
    identidad = elegir_identidad(binarios, raiz)
    identidad.entregar(raiz)
    quien = ejecutar([*identidad.prefijo, "id", "-u"]).stdout.strip()
    assert quien != "0"
    # Las tres en un solo espacio de usuarios: desde otro no se ve lo que hace el primero.
    orden = [*identidad.prefijo, "/bin/sh", "-c", TRES_ORDENES, sys.executable, ORDEN, str(raiz)]
    resultado = ejecutar(orden, carpeta=REPOSITORIO)
    assert resultado.returncode == 0, resultado.stderr
    assert [
        json.loads(linea)["postgres"] is not None for linea in resultado.stdout.split("\n")[:3]
    ] == [
        True,
        True,
        False,
    ]
    assert listar_que_mencionan(raiz) == []


def test_datos_de_otra_version_se_explican_y_no_se_tocan(raiz: Path) -> None:
    arrancar_postgres(raiz)
    detener(raiz)
    marca = raiz / "postgres" / "datos" / "PG_VERSION"
    marca.write_text("11\n")
    with pytest.raises(Exception, match="es de PostgreSQL 11"):
        arrancar_postgres(raiz)
    marca.write_text("18\n")


def test_nadie_mas_puede_leer_sus_datos_ni_sus_claves(raiz: Path) -> None:
    arrancar_postgres(raiz)
    privados = [
        "entorno.json",
        "llaves",
        "llaves/maestra",
        "postgres/datos",
        "postgres/servidor.log",
    ]
    assert [oct((raiz / p).stat().st_mode & 0o077) for p in privados] == ["0o0"] * 5
