"""Qué puede hacer cada usuario del Kafka local; lo que no está aquí está prohibido.

Los permisos los da el nodo por el puerto de su controlador, porque un Kafka recién formateado no
deja entrar a nadie más. Son cuatro peticiones fijas del protocolo, escritas aquí para no arrancar
otra máquina virtual por cada permiso (1,3 s) ni traer un cliente de Kafka a esta capa.

Fundamento: técnico (ADR-0015).
"""

import itertools
import socket
import struct
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from enum import IntEnum
from functools import partial

from sistema.entorno.errores import EntornoNoDisponible
from sistema.entorno.estado import KafkaGuardado

NODO = "nodo"
ORGANISMO_DE_ENSAYO = "servicio_salud_concepcion"
PLAZO_S = 10.0
PAUSA_S = 0.05
_SASL_HANDSHAKE, _SASL_AUTHENTICATE, _INIT_PRODUCER_ID, _CREATE_ACLS = 17, 36, 22, 30
_PERMITIR = 3


class Recurso(IntEnum):
    """Sobre qué recae un permiso, con el número que le da Kafka."""

    TEMA = 2
    GRUPO = 3
    CLUSTER = 4


class Operacion(IntEnum):
    """Qué se permite, con el número que le da Kafka; leer y escribir incluyen describir."""

    LEER = 3
    ESCRIBIR = 4
    CREAR = 5
    ALTERAR = 7
    DESCRIBIR = 8
    DESCRIBIR_CONFIGURACION = 10
    ALTERAR_CONFIGURACION = 11


@dataclass(frozen=True, slots=True)
class Permiso:
    """Un usuario, una operación y un recurso; con `prefijo`, todos los que empiezan así."""

    usuario: str
    operacion: Operacion
    recurso: Recurso
    nombre: str
    prefijo: bool = False


def _del_administrador() -> Iterator[Permiso]:
    administrador = partial(Permiso, "administrador")
    for operacion in (
        Operacion.ALTERAR,
        Operacion.DESCRIBIR,
        Operacion.DESCRIBIR_CONFIGURACION,
        Operacion.ALTERAR_CONFIGURACION,
    ):
        yield administrador(operacion, Recurso.CLUSTER, "kafka-cluster")
    for tema, operacion in itertools.product(
        ("contactos.", "alertas.", "prueba."),
        (
            Operacion.CREAR,
            Operacion.DESCRIBIR,
            Operacion.DESCRIBIR_CONFIGURACION,
            Operacion.ALTERAR_CONFIGURACION,
        ),
    ):
        yield administrador(operacion, Recurso.TEMA, tema, prefijo=True)
    yield administrador(Operacion.DESCRIBIR, Recurso.GRUPO, "sistema-contactos")


PERMISOS = (
    *_del_administrador(),
    Permiso("consumidor", Operacion.LEER, Recurso.TEMA, "contactos.", prefijo=True),
    # Sin grupo y a pedido: el proceso consumidor nunca se suscribe a un tema de prueba.
    Permiso("consumidor", Operacion.LEER, Recurso.TEMA, "prueba.", prefijo=True),
    Permiso("consumidor", Operacion.LEER, Recurso.GRUPO, "sistema-contactos"),
    Permiso("alertas", Operacion.ESCRIBIR, Recurso.TEMA, "alertas.", prefijo=True),
    # Hace de todos los colaboradores a la vez en la demostración y las pruebas; solo existe aquí.
    Permiso("colaboradores", Operacion.ESCRIBIR, Recurso.TEMA, "contactos.", prefijo=True),
    Permiso(
        ORGANISMO_DE_ENSAYO,
        Operacion.ESCRIBIR,
        Recurso.TEMA,
        f"prueba.{ORGANISMO_DE_ENSAYO}.v1",
    ),
    # El último: cuando este rige, rigen todos.
    Permiso(
        ORGANISMO_DE_ENSAYO,
        Operacion.ESCRIBIR,
        Recurso.TEMA,
        f"contactos.{ORGANISMO_DE_ENSAYO}.v1",
    ),
)


def conceder(guardado: KafkaGuardado, permisos: Sequence[Permiso] = PERMISOS) -> None:
    """Da los permisos y espera a que rijan; repetirlo no cambia nada.

    Raises:
        EntornoNoDisponible: el nodo los rechaza o no rigen dentro del plazo.
    """
    clave = guardado.claves[NODO]
    with _entrar(guardado.puerto_controlador, NODO, clave) as conexion:
        cuerpo = struct.pack(">i", len(permisos)) + b"".join(map(_codificar, permisos))
        respuesta = conexion.pedir(_CREATE_ACLS, 1, cuerpo)
    if any(_leer_codigos(respuesta)):
        raise EntornoNoDisponible("Kafka rechazó los permisos de sus usuarios.")
    limite = time.monotonic() + PLAZO_S
    while not _puede_escribir(guardado):
        if time.monotonic() > limite:
            raise EntornoNoDisponible("Los permisos de Kafka no rigen dentro del plazo.")
        time.sleep(PAUSA_S)


def _leer_codigos(respuesta: bytes) -> Iterator[int]:
    """El código de cada permiso pedido; 0 es aceptado. Tras cada uno viene un texto."""
    _espera, cuantos = struct.unpack_from(">ii", respuesta)
    lugar = 8
    for _ in range(cuantos):
        codigo, largo = struct.unpack_from(">hh", respuesta, lugar)
        yield codigo
        lugar += 4 + max(largo, 0)


def _puede_escribir(guardado: KafkaGuardado) -> bool:
    """Si el organismo de ensayo ya puede iniciar un productor: exige poder escribir en un tema."""
    clave = guardado.claves[ORGANISMO_DE_ENSAYO]
    with _entrar(guardado.puerto, ORGANISMO_DE_ENSAYO, clave) as conexion:
        respuesta = conexion.pedir(_INIT_PRODUCER_ID, 1, struct.pack(">hi", -1, 60_000))
    return respuesta[4:6] == b"\0\0"


def _codificar(permiso: Permiso) -> bytes:
    return b"".join(
        (
            struct.pack(">b", permiso.recurso),
            _texto(permiso.nombre),
            struct.pack(">b", 4 if permiso.prefijo else 3),
            _texto(f"User:{permiso.usuario}"),
            _texto("*"),
            struct.pack(">bb", permiso.operacion, _PERMITIR),
        )
    )


class _Conexion:
    """Una conversación con Kafka sin cifrar, dentro de esta máquina."""

    def __init__(self, enchufe: socket.socket) -> None:
        self._enchufe = enchufe

    def pedir(self, api: int, version: int, cuerpo: bytes) -> bytes:
        """El cuerpo de la respuesta, tras el número de la petición."""
        peticion = struct.pack(">hhi", api, version, 1) + _texto("sistema") + cuerpo
        self._enchufe.sendall(struct.pack(">i", len(peticion)) + peticion)
        (largo,) = struct.unpack(">i", self._recibir(4))
        return self._recibir(largo)[4:]

    def _recibir(self, cuantos: int) -> bytes:
        recibido = self._enchufe.recv(cuantos, socket.MSG_WAITALL)
        if len(recibido) < cuantos:
            raise ConnectionResetError
        return recibido


@contextmanager
def _entrar(puerto: int, usuario: str, clave: str) -> Iterator[_Conexion]:
    """Una conexión ya identificada con PLAIN, que fuera de esta máquina no se ofrece."""
    try:
        with socket.create_connection(("127.0.0.1", puerto), timeout=PLAZO_S) as enchufe:
            conexion = _Conexion(enchufe)
            conexion.pedir(_SASL_HANDSHAKE, 1, _texto("PLAIN"))
            prueba = f"\0{usuario}\0{clave}".encode()
            entrada = conexion.pedir(_SASL_AUTHENTICATE, 0, struct.pack(">i", len(prueba)) + prueba)
            if entrada[:2] != b"\0\0":
                raise EntornoNoDisponible(f"Kafka no reconoce a su usuario «{usuario}».")
            yield conexion
    except OSError as error:
        raise EntornoNoDisponible(f"Kafka cortó la conexión ({type(error).__name__}).") from None


def _texto(valor: str) -> bytes:
    codificado = valor.encode()
    return struct.pack(">h", len(codificado)) + codificado
