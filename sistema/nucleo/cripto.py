"""Cifrado de columnas y claves ciegas.

Cada dato cifrado dice con qué llave se cerró y queda atado a su tabla.columna: copiado a otra
columna, no abre. Las llaves de cifrado y las de claves ciegas son distintas y nunca se derivan
unas de otras. Fundamento: técnico (ADR-0008).
"""

import hmac
import json
import os
from abc import abstractmethod
from collections.abc import Mapping
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Any, Generic, TypeVar
from weakref import WeakKeyDictionary

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from sqlalchemy import Dialect, Engine, LargeBinary
from sqlalchemy.types import TypeDecorator
from typing_extensions import override

from sistema.nucleo.errores import CifradoInvalido

T = TypeVar("T")
LARGO_LLAVE = 32
_LARGO_NONCE = 12
_LARGO_ID = 4


@dataclass(frozen=True, slots=True, weakref_slot=True)
class Llavero:
    """Las llaves abiertas de un proceso; viven solo en memoria.

    `cifrado` tiene todas las llaves de datos por id y `activa` es la que cierra los datos nuevos.
    """

    cifrado: Mapping[int, bytes] = field(repr=False)
    activa: int
    indice: bytes = field(repr=False)
    huellas: bytes = field(repr=False)
    _abiertas: dict[int, AESGCM] = field(default_factory=dict, repr=False)

    def cifrar(self, claro: bytes, contexto: str) -> bytes:
        """Cierra `claro` atado a `contexto`: id de llave (4 bytes), nonce (12) y AES-256-GCM."""
        nonce = os.urandom(_LARGO_NONCE)
        cabeza = self.activa.to_bytes(_LARGO_ID, "big")
        return cabeza + nonce + self._aes(self.activa).encrypt(nonce, claro, contexto.encode())

    def descifrar(self, cerrado: bytes, contexto: str) -> bytes:
        """Abre lo que `cifrar` cerró con el mismo contexto.

        Raises:
            CifradoInvalido: llave desconocida, contexto distinto o bytes alterados.
        """
        llave = int.from_bytes(cerrado[:_LARGO_ID], "big")
        nonce = cerrado[_LARGO_ID : _LARGO_ID + _LARGO_NONCE]
        try:
            aes = self._aes(llave)
            return aes.decrypt(nonce, cerrado[_LARGO_ID + _LARGO_NONCE :], contexto.encode())
        except (KeyError, InvalidTag, ValueError):
            raise CifradoInvalido(f"No abre un dato de {contexto} (llave {llave}).") from None

    def clave_ciega(self, texto: str) -> bytes:
        """HMAC-SHA256 de una clave de bloqueo: sirve para buscar por igualdad, no para leer."""
        return hmac.digest(self.indice, texto.encode(), sha256)

    def huella(self, cuerpo: bytes) -> bytes:
        """HMAC-SHA256 de un contenido: dice si dos cuerpos son iguales sin guardarlos."""
        return hmac.digest(self.huellas, cuerpo, sha256)

    def _aes(self, llave: int) -> AESGCM:
        abierta = self._abiertas.get(llave)
        if abierta is None:
            abierta = self._abiertas[llave] = AESGCM(self.cifrado[llave])
        return abierta


# Porque: el tipo de columna solo recibe el dialecto, que es uno por motor; así dos bases de datos
# con llaves distintas conviven en un proceso sin variables globales que se pisen.
_LLAVEROS: WeakKeyDictionary[Dialect, Llavero] = WeakKeyDictionary()


def ligar_llavero(motor: Engine, llavero: Llavero) -> None:
    """Hace que las columnas cifradas de este motor usen este llavero."""
    _LLAVEROS[motor.dialect] = llavero


class ColumnaCifrada(TypeDecorator[T], Generic[T]):
    """Columna que solo existe en claro dentro del proceso; `None` queda `NULL`.

    Args:
        contexto: «tabla.columna», a la que cada dato queda atado.
    """

    impl = LargeBinary
    cache_ok = True

    def __init__(self, contexto: str) -> None:
        super().__init__()
        self.contexto = contexto

    @override
    def process_bind_param(self, value: T | None, dialect: Dialect) -> bytes | None:
        if value is None:
            return None
        return _LLAVEROS[dialect].cifrar(self.a_bytes(value), self.contexto)

    @override
    def process_result_value(self, value: bytes | None, dialect: Dialect) -> T | None:
        if value is None:
            return None
        return self.de_bytes(_LLAVEROS[dialect].descifrar(bytes(value), self.contexto))

    @abstractmethod
    def a_bytes(self, valor: T) -> bytes:
        """El valor como bytes que cifrar."""

    @abstractmethod
    def de_bytes(self, claro: bytes) -> T:
        """El valor de vuelta, desde los bytes ya abiertos."""


class TextoCifrado(ColumnaCifrada[str]):
    """Texto cifrado."""

    cache_ok = True

    @override
    def a_bytes(self, valor: str) -> bytes:
        return valor.encode()

    @override
    def de_bytes(self, claro: bytes) -> str:
        return claro.decode()


class BytesCifrados(ColumnaCifrada[bytes]):
    """Bytes exactos cifrados, para cuerpos que se guardan tal como llegaron."""

    cache_ok = True

    @override
    def a_bytes(self, valor: bytes) -> bytes:
        return valor

    @override
    def de_bytes(self, claro: bytes) -> bytes:
        return claro


class JsonCifrado(ColumnaCifrada[Any]):
    """Un valor JSON cifrado como un solo bloque."""

    cache_ok = True

    @override
    def a_bytes(self, valor: Any) -> bytes:
        compacto = json.dumps(valor, ensure_ascii=False, allow_nan=False, separators=(",", ":"))
        return compacto.encode()

    @override
    def de_bytes(self, claro: bytes) -> Any:
        return json.loads(claro)
