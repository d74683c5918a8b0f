"""Las llaves públicas con que una máquina se identifica: Ed25519 y P-256, y ninguna más."""

from dataclasses import dataclass, field
from typing import Literal

from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1, EllipticCurvePublicKey
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    PublicFormat,
    load_pem_public_key,
)
from jwt import PyJWK
from jwt.exceptions import PyJWTError

from sistema.maquinas.errores import LlavePublicaInvalida
from sistema.nucleo.json_estricto import JsonInvalido, leer_json

Algoritmo = Literal["EdDSA", "ES256"]
Publica = Ed25519PublicKey | EllipticCurvePublicKey


@dataclass(frozen=True, slots=True)
class LlavePublica:
    """Una llave pública y el único algoritmo con que se acepta su firma."""

    algoritmo: Algoritmo
    pem: str = field(repr=False)


def leer_llave_publica(contenido: bytes) -> LlavePublica:
    """La llave pública de un archivo PEM o JWK.

    Raises:
        LlavePublicaInvalida: no es una llave, es de otra clase, o el archivo trae la privada.
    """
    if b"PRIVATE KEY" in contenido:
        raise LlavePublicaInvalida("El archivo trae la llave privada: entregue solo la pública.")
    es_jwk = contenido.lstrip().startswith(b"{")
    publica = _leer_jwk(contenido) if es_jwk else _leer_pem(contenido)
    pem = publica.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo).decode()
    return LlavePublica("EdDSA" if isinstance(publica, Ed25519PublicKey) else "ES256", pem)


def _leer_pem(contenido: bytes) -> Publica:
    try:
        return _exigir_admitida(load_pem_public_key(contenido))
    except (ValueError, UnsupportedAlgorithm):
        raise LlavePublicaInvalida from None


def _leer_jwk(contenido: bytes) -> Publica:
    try:
        valores = leer_json(contenido)
        if "d" in valores:
            raise LlavePublicaInvalida("El JWK trae la llave privada: quite el campo `d`.")
        return _exigir_admitida(PyJWK(valores).key)
    except (JsonInvalido, PyJWTError, ValueError, TypeError):
        raise LlavePublicaInvalida from None


def _exigir_admitida(llave: object) -> Publica:
    if isinstance(llave, Ed25519PublicKey):
        return llave
    if isinstance(llave, EllipticCurvePublicKey) and isinstance(llave.curve, SECP256R1):
        return llave
    raise LlavePublicaInvalida
