"""De quien no se busca no queda rastro en ningún disco (INV-4), ni en ninguna bitácora (INV-7).

Unas personas canario, con nombre y RUN al azar, se aportan por Kafka y por HTTP: bien escritas, mal
escritas y en otras codificaciones. Después se recorre byte a byte todo lo que el Sistema escribió.
Kafka queda aparte: por diseño guarda 72 horas lo que recibe, y lo protegen sus permisos y su disco.
"""

import base64
import json
import secrets
import string
import time
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import uuid4

import psycopg
import pytest
from psycopg import sql
from sqlalchemy import make_url, text

from ingestores.mensajeria.cliente import Productor
from ingestores.mensajeria.temas import nombrar_tema
from sistema.entorno.servicios import ServicioKafka, ServicioPostgres
from sistema.nucleo.papeles import Papel
from tests.apoyo.fabricas import denuncia, evento
from tests.apoyo.kafka import conexion_de
from tests.apoyo.sistema import RECEPTOR, SistemaDePrueba
from tests.integracion.flujo.barrido import FORMAS, Aguja, barrer, enhebrar
from tests.integracion.flujo.procesos import (
    acordar,
    api,
    correr,
    dar_credencial,
    esperar,
    preparar_temas,
    variables,
)

CON_BOVEDA, SIN_BOVEDA = "servicio_salud_concepcion", "servicio_salud_metropolitano_sur"
PERSONAS = 40


@dataclass(frozen=True)
class Canarios:
    """Personas inventadas que nadie busca; sus nombres y sus RUN empiezan con un azar común."""

    nombres: tuple[str, ...]
    runs: tuple[str, ...]

    def persona(self, numero: int) -> dict[str, Any]:
        return {
            "run": self.runs[numero % len(self.runs)],
            "nombres": self.nombres[numero % len(self.nombres)],
            "apellido_paterno": self.nombres[(numero + 1) % len(self.nombres)],
            "apellido_materno": self.nombres[(numero + 2) % len(self.nombres)].lower(),
            "fecha_nacimiento": "1971-02-03",
            "sexo": "F",
        }


def soltar_canarios() -> Canarios:
    azar = "".join(secrets.choice(string.ascii_lowercase) for _ in range(12))
    nombre = f"{azar[:5]}ñ{azar[5:]}é".capitalize()
    cuerpo = f"{secrets.randbelow(9) + 1}{secrets.randbelow(100_000):05d}"
    runs = [f"{cuerpo}{n:02d}" for n in range(PERSONAS)]
    return Canarios(
        nombres=tuple(f"{nombre}{letra}a" for letra in string.ascii_lowercase[:20]),
        # Con puntos, con guion y de corrido: cada uno es un texto distinto que buscar.
        runs=tuple(
            escrito
            for run in runs
            for escrito in (f"{run[:2]}.{run[2:5]}.{run[5:]}-K", f"{run}-k", f"{run}K")
        ),
    )


def cuerpos(canarios: Canarios, organismo: str) -> Iterator[bytes]:
    """Cada persona bien escrita y, además, de todas las maneras de escribirla mal."""
    for numero in range(PERSONAS):
        bueno = json.loads(evento(persona=canarios.persona(numero)))
        bueno |= {"id": str(uuid4()), "source": f"/organismos/{organismo}"}
        escrito = json.dumps(bueno, ensure_ascii=numero % 2 == 0)
        yield escrito.encode()
        nombre = canarios.nombres[numero % len(canarios.nombres)]
        ajeno = bueno | {"id": str(uuid4()), "source": "/organismos/senama"}
        con_campo = bueno | {"id": str(uuid4()), nombre: canarios.runs[numero]}
        yield from (
            escrito[:-3].encode(),
            escrito.encode("utf-16-le"),
            json.dumps(bueno, ensure_ascii=False).encode("latin-1"),
            base64.b64encode(escrito.encode()),
            escrito.encode().hex().encode(),
            json.dumps(escrito).encode(),
            json.dumps(ajeno).encode(),
            json.dumps(con_campo, ensure_ascii=False).encode(),
            escrito.encode() + b" " * 66_000,
        )


@pytest.fixture
def carpetas(
    postgres: ServicioPostgres, raiz: Path, tmp_path: Path, pytestconfig: pytest.Config
) -> list[Path]:
    """Todo donde el Sistema escribe en esta máquina: datos, WAL, registros, llaves y bitácoras."""
    propias = [ruta for ruta in raiz.iterdir() if ruta.is_dir() and ruta.name != "kafka"]
    if not postgres.propio:
        with _administrar(postgres) as admin:
            [(datos,)] = admin.execute("SHOW data_directory").fetchall()
        if not Path(datos).is_dir():
            falta = "NO EJECUTADO: el disco de PostgreSQL no está en esta máquina."
            pytest.fail(falta) if pytestconfig.getoption("--exigir-servicios") else pytest.skip(
                falta
            )
        propias.append(Path(datos))
    return [*propias, tmp_path]


def _administrar(postgres: ServicioPostgres) -> psycopg.Connection[Any]:
    libpq = make_url(postgres.url_administracion).set(drivername="postgresql")
    return psycopg.connect(libpq.render_as_string(hide_password=False), autocommit=True)


def _escribir_wal_entero(postgres: ServicioPostgres, sistema: SistemaDePrueba) -> None:
    """El WAL comprime las páginas enteras: sin esto el barrido no vería lo que hay en ellas."""
    base = sql.Identifier(make_url(sistema.preparado.urls[Papel.DUENO]).database or "")
    sistema.cerrar()
    with _administrar(postgres) as admin:
        admin.execute(sql.SQL("ALTER DATABASE {} SET wal_compression = off").format(base))


def _bajar_al_disco(postgres: ServicioPostgres) -> None:
    with _administrar(postgres) as admin:
        admin.execute("CHECKPOINT")


def _aportar_por_kafka(kafka: ServicioKafka, canarios: Canarios, organismo: str) -> int:
    """También la clave del registro lleva un RUN: la escribe quien envía."""
    enviados = list(cuerpos(canarios, organismo))
    with Productor(conexion_de(kafka, "colaboradores")) as productor:
        for numero, cuerpo in enumerate(enviados):
            clave = canarios.runs[numero % len(canarios.runs)].encode()
            productor.enviar(nombrar_tema(organismo), clave, cuerpo)
        productor.vaciar()
    return len(enviados)


def _aportar_por_http(
    sistema: SistemaDePrueba, puerto: int, canarios: Canarios, organismo: str
) -> int:
    """Cuántos quedaron recibidos; cada uno pasa además por el banco de ensayo."""
    estados = []
    with dar_credencial(sistema, organismo, puerto) as colaborador:
        for cuerpo in cuerpos(canarios, organismo):
            estados.append(colaborador.aportar(cuerpo))
            colaborador.aportar(cuerpo, "/v1/eventos/prueba")
    assert set(estados) == {202, 400, 413}
    return estados.count(202)


def _aportar_todo(
    sistema: SistemaDePrueba, kafka: ServicioKafka, canarios: Canarios, bitacoras: Path
) -> None:
    """Aporta por las dos puertas, con y sin bóveda, y espera a que todo esté atendido."""
    preparar_temas(sistema, kafka)
    entorno = variables(sistema, kafka)
    with ExitStack() as pila:
        puerto = pila.enter_context(api(entorno, bitacoras / "api.log"))
        consumidor = pila.enter_context(
            correr(["consumidor"], entorno, bitacoras / "consumidor.log")
        )
        enviados = sum(
            _aportar_por_kafka(kafka, canarios, organismo)
            + _aportar_por_http(sistema, puerto, canarios, organismo)
            for organismo in (CON_BOVEDA, SIN_BOVEDA)
        )
        esperar(
            lambda: sistema.contar("bandeja") + sistema.contar("cuarentena") >= enviados,
            consumidor,
        )


def _plantar_control(sistema: SistemaDePrueba) -> str:
    """Un texto al azar, guardado en claro: si el barrido no lo halla, el barrido no sirve."""
    control = f"control-{secrets.token_hex(12)}"
    with sistema.bd(Papel.DUENO).transaccion() as sesion:
        sesion.execute(text("CREATE TABLE control_del_barrido (dato text)"))
        sesion.execute(text("INSERT INTO control_del_barrido VALUES (:d)"), {"d": control})
    return control


# Mutaciones probadas: bóveda y cuarentena que guardan el cuerpo sin cifrar; la bitácora del
# consumidor con el cuerpo del mensaje.
@pytest.mark.timeout(240)
def test_de_quien_no_se_busca_no_queda_rastro(
    sistema: SistemaDePrueba,
    postgres: ServicioPostgres,
    kafka: ServicioKafka,
    carpetas: list[Path],
    tmp_path: Path,
) -> None:
    empezo_s = time.time() - 1
    _escribir_wal_entero(postgres, sistema)
    canarios = soltar_canarios()
    acordar(sistema, {CON_BOVEDA: 30, SIN_BOVEDA: 0})
    respuesta = sistema.cliente(RECEPTOR).post("/v1/denuncias", json=denuncia())
    assert respuesta.status_code == 201
    _aportar_todo(sistema, kafka, canarios, tmp_path)

    assert (sistema.contar("entrada"), sistema.contar("contacto")) == (0, 0)
    assert (sistema.contar("bandeja"), sistema.contar("boveda")) == (4 * PERSONAS, 2 * PERSONAS)
    assert sistema.contar("cuarentena") > 10 * PERSONAS
    assert "lote_registrado" in (tmp_path / "consumidor.log").read_text(encoding="utf-8")

    control = _plantar_control(sistema)
    _bajar_al_disco(postgres)
    agujas = [*enhebrar(canarios.nombres), *_agujas_de_runs(canarios)]
    hallado, mirados = barrer(carpetas, agujas, empezo_s)
    assert hallado == set()
    assert mirados > 20_000_000
    del_control, _mirados = barrer(carpetas, enhebrar([control]), empezo_s)
    assert {donde.startswith("pg_wal/") for donde in del_control} == {True, False}


def _agujas_de_runs(canarios: Canarios) -> list[Aguja]:
    con_puntos = [run for run in canarios.runs if "." in run]
    sin_puntos = [run for run in canarios.runs if "." not in run]
    return [*enhebrar(con_puntos), *enhebrar(sin_puntos)]


@pytest.mark.parametrize("forma", FORMAS)
def test_el_barrido_halla_un_canario_escrito_de_cualquier_forma(forma: str, tmp_path: Path) -> None:
    canarios = soltar_canarios()
    for nombre, textos in (("nombres", canarios.nombres), ("runs", canarios.runs[1::3])):
        escrito = FORMAS[forma](textos[7])
        (tmp_path / nombre).write_bytes(b"\x00antes" * 999 + escrito + b"despues\xff" * 999)
        hallado, mirados = barrer([tmp_path], enhebrar(textos), 0)
        assert {donde.split(": ")[0] for donde in hallado} >= {f"{tmp_path.name}/{nombre}"}
        assert mirados > 10_000
