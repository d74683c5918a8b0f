"""La API y el consumidor como procesos de verdad, y un organismo que aporta por las dos puertas."""

import http.client
import json
import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from urllib.parse import urlencode
from uuid import uuid4

import jwt
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from kafka import KafkaAdminClient  # type: ignore[import-untyped]
from kafka.admin import (  # type: ignore[import-untyped]
    ACL,
    ACLOperation,
    ACLPermissionType,
    ResourcePattern,
    ResourceType,
)
from kafka.errors import TopicAuthorizationFailedError  # type: ignore[import-untyped]
from sqlalchemy import text

from ingestores.consumidor import listar_temas
from ingestores.mensajeria.cliente import Administrador
from ingestores.mensajeria.temas import PARTICIONES_DE_TEMA, nombrar_tema_de_prueba
from sistema.contactos.servicio import estrenar_posiciones
from sistema.entorno.procesos import elegir_puerto
from sistema.entorno.servicios import ServicioKafka
from sistema.maquinas.llaves_publicas import leer_llave_publica
from sistema.maquinas.servicio import crear_credencial
from sistema.nucleo.papeles import Papel
from tests.apoyo.kafka import conexion_de, variables_de
from tests.apoyo.sistema import SistemaDePrueba

PLAZO_S = 90.0
PRINCIPIO = datetime(2020, 1, 1, tzinfo=UTC)


def acordar(sistema: SistemaDePrueba, dias: Mapping[str, int]) -> None:
    """Los títulos rigen desde antes de cualquier reloj; cada organismo guarda lo que se le diga."""
    with sistema.bd(Papel.DUENO).transaccion() as sesion:
        sesion.execute(text("UPDATE acuerdo SET vigente_desde = :d"), {"d": PRINCIPIO})
        for organismo, cuantos in dias.items():
            sesion.execute(
                text("UPDATE acuerdo SET dias_retrospectiva = :n WHERE institucion = :o"),
                {"n": cuantos, "o": organismo},
            )


def preparar_temas(sistema: SistemaDePrueba, kafka: ServicioKafka) -> None:
    """Los temas de todos, sin lo que otra prueba de la misma corrida haya dejado en ellos."""
    with Administrador(conexion_de(kafka, "administrador")) as administrador:
        temas = listar_temas(sistema.bd(Papel.CONSUMIDOR))
        administrador.crear_temas(temas, PARTICIONES_DE_TEMA)
        with sistema.bd(Papel.CONSUMIDOR).transaccion() as sesion:
            estrenar_posiciones(sesion, administrador.listar_finales(temas))


def vaciar_tema_de_prueba(kafka: ServicioKafka, organismo: str) -> None:
    """Borra el tema de prueba, que la casa no permite: el permiso dura lo que esta llamada."""
    tema = nombrar_tema_de_prueba(organismo)
    administrador = conexion_de(kafka, "administrador")
    patron = ResourcePattern(ResourceType.TOPIC, tema)
    quien = f"User:{administrador.usuario}"
    permiso = ACL(quien, "*", ACLOperation.DELETE, ACLPermissionType.ALLOW, patron)
    cliente = KafkaAdminClient(**administrador.como_opciones())
    try:
        cliente.create_acls([permiso])
        esperar(lambda: _borrar(cliente, tema))
        cliente.delete_acls([permiso])
    finally:
        cliente.close()


def _borrar(cliente: KafkaAdminClient, tema: str) -> bool:
    """Si el tema ya no está; insiste mientras el permiso no rija."""
    if tema in cliente.list_topics():
        with suppress(TopicAuthorizationFailedError):
            cliente.delete_topics([tema])
        return False
    return True


def variables(sistema: SistemaDePrueba, kafka: ServicioKafka | None = None) -> dict[str, str]:
    """El entorno de un proceso del Sistema; sin Kafka, el consumidor solo mira `entrada`."""
    propias = {
        "SISTEMA_BD_API": sistema.preparado.urls[Papel.API],
        "SISTEMA_BD_CONSUMIDOR": sistema.preparado.urls[Papel.CONSUMIDOR],
        "SISTEMA_BD_DUENO": sistema.preparado.urls[Papel.DUENO],
        "SISTEMA_LLAVE_MAESTRA": str(sistema.preparado.llave_maestra),
        "SISTEMA_NIVEL_BITACORA": "DEBUG",
    }
    if kafka is not None:
        propias |= variables_de(conexion_de(kafka, "consumidor"))
    ajenas = {n: v for n, v in os.environ.items() if not n.startswith("SISTEMA_")}
    return ajenas | propias


@contextmanager
def correr(
    orden: list[str], entorno: Mapping[str, str], registro: Path
) -> Iterator["subprocess.Popen[bytes]"]:
    """`sistema orden…` mientras dura el bloque; lo que dice va al registro."""
    with registro.open("ab") as salida:
        proceso = subprocess.Popen(  # noqa: S603 - órdenes fijas y propias
            [sys.executable, "-m", "ingestores", *orden],
            env=dict(entorno),
            stdout=salida,
            stderr=salida,
        )
    try:
        yield proceso
    finally:
        proceso.terminate()
        try:
            proceso.wait(10)
        except subprocess.TimeoutExpired:
            proceso.kill()
            proceso.wait()


@contextmanager
def api(entorno: Mapping[str, str], registro: Path) -> Iterator[int]:
    """La API en un proceso propio; entrega el puerto donde ya atiende."""
    puerto = elegir_puerto(0)
    orden = ["servir", "--puerto", str(puerto)]
    with correr(orden, entorno, registro) as proceso:
        esperar(lambda: _atiende(puerto), proceso)
        yield puerto


def esperar(condicion: Callable[[], bool], *procesos: "subprocess.Popen[bytes]") -> None:
    """Espera la condición con los procesos vivos; falla si uno muere o el plazo se acaba."""
    limite_s = time.monotonic() + PLAZO_S
    while not condicion():
        assert all(p.poll() is None for p in procesos), "un proceso murió solo"
        assert time.monotonic() < limite_s, "la condición no se cumplió dentro del plazo"
        time.sleep(0.02)


@dataclass
class Colaborador:
    """Un sistema de un organismo, con su credencial de máquina y su conexión abierta."""

    organismo: str
    credencial_id: str
    puerto: int
    _llave: Ed25519PrivateKey = field(repr=False)
    _conexion: http.client.HTTPConnection = field(init=False, repr=False)
    _token: str = field(default="", repr=False)

    def __post_init__(self) -> None:
        self._conexion = http.client.HTTPConnection("127.0.0.1", self.puerto, timeout=30)

    def pedir(
        self, metodo: str, ruta: str, cuerpo: bytes = b"", **cabeceras: str
    ) -> tuple[int, dict[str, str], bytes]:
        """Estado, cabeceras (en minúsculas) y cuerpo de lo que la API responde a esta máquina."""
        self._conexion.request(
            metodo,
            ruta,
            cuerpo or None,
            {"Authorization": f"Bearer {self._token}"} | cabeceras,
        )
        respuesta = self._conexion.getresponse()
        leidas = {nombre.lower(): valor for nombre, valor in respuesta.getheaders()}
        return respuesta.status, leidas, respuesta.read()

    def aportar(self, cuerpo: bytes, ruta: str = "/v1/eventos") -> int:
        """Envía un evento y devuelve el estado de la respuesta."""
        return self.pedir("POST", ruta, cuerpo, **{"Content-Type": "application/json"})[0]

    def cerrar(self) -> None:
        """Suelta la conexión."""
        self._conexion.close()

    def identificarse(self) -> None:
        """Pide un token con la llave propia (private_key_jwt)."""
        ahora = datetime.now(UTC)  # noqa: TID251 - la hora de otro proceso, no la del Sistema
        afirmacion = {
            "iss": self.credencial_id,
            "sub": self.credencial_id,
            "aud": f"http://127.0.0.1:{self.puerto}/v1/oauth/token",
            "jti": str(uuid4()),
            "iat": int(ahora.timestamp()),
            "exp": int((ahora + timedelta(minutes=2)).timestamp()),
        }
        formulario = {
            "grant_type": "client_credentials",
            "client_assertion_type": "urn:ietf:params:oauth:client-assertion-type:jwt-bearer",
            "client_assertion": jwt.encode(afirmacion, self._llave, "EdDSA"),
        }
        tipo = {"Content-Type": "application/x-www-form-urlencoded"}
        self._conexion.request("POST", "/v1/oauth/token", urlencode(formulario), tipo)
        respuesta = self._conexion.getresponse()
        leido = json.loads(respuesta.read())
        assert respuesta.status == 200, leido
        self._token = leido["access_token"]


@contextmanager
def dar_credencial(sistema: SistemaDePrueba, organismo: str, puerto: int) -> Iterator[Colaborador]:
    """Registra una máquina del organismo y la deja identificada ante la API."""
    llave = Ed25519PrivateKey.generate()
    pem = llave.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
    with sistema.bd(Papel.DUENO).transaccion() as sesion:
        credencial = crear_credencial(
            sesion, organismo, "de prueba", leer_llave_publica(pem), "uid:63", sistema.reloj()
        )
        identificador = str(credencial.id)
    colaborador = Colaborador(organismo, identificador, puerto, llave)
    colaborador.identificarse()
    try:
        yield colaborador
    finally:
        colaborador.cerrar()


def _atiende(puerto: int) -> bool:
    conexion = http.client.HTTPConnection("127.0.0.1", puerto, timeout=5)
    try:
        conexion.request("GET", "/v1/salud")
        return conexion.getresponse().status == http.client.OK
    except OSError:
        return False
    finally:
        conexion.close()
