"""La afirmación con que una máquina se identifica: un JWT que firma ella misma (RFC 7523)."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Annotated
from uuid import UUID

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from jwt import PyJWS
from jwt.exceptions import PyJWTError
from jwt.types import SigOptions
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from sistema.maquinas.llaves_publicas import Algoritmo, LlavePublica
from sistema.nucleo.json_estricto import JsonInvalido, leer_json

DURACION_MAXIMA = timedelta(minutes=5)
TOLERANCIA = timedelta(seconds=30)
_JWS = PyJWS()
_SIN_VERIFICAR: SigOptions = {"verify_signature": False, "enforce_minimum_key_length": False}
# Porque: la identidad de una máquina no puede pesar; tope antes de interpretar nada.
LARGO_MAXIMO = 8_192


class _Emisor(BaseModel):
    """Quién dice ser; lo demás que traiga no importa."""

    model_config = ConfigDict(strict=True, allow_inf_nan=False, hide_input_in_errors=True)

    iss: Annotated[UUID, Field(strict=False)]


class _Contenido(_Emisor):
    """Lo que la afirmación dice."""

    sub: Annotated[UUID, Field(strict=False)]
    aud: str | Annotated[list[str], Field(min_length=1, max_length=1)]
    exp: float
    iat: float | None = None
    nbf: float | None = None
    jti: Annotated[str, Field(min_length=1, max_length=128, pattern=r"^[\x21-\x7e]+$")]


class AfirmacionInvalida(Exception):
    """La afirmación no prueba nada; `motivo` es un código para la auditoría."""

    def __init__(self, motivo: str) -> None:
        self.motivo = motivo
        super().__init__(motivo)


@dataclass(frozen=True, slots=True)
class Afirmacion:
    """Lo que quedó probado: qué cliente, con qué `jti` y hasta cuándo podría repetirse."""

    cliente_id: UUID
    jti: str
    repetible_hasta: datetime


def leer_cliente(jwt: str) -> UUID | None:
    """Qué cliente dice ser, sin comprobarlo; `None` si ni siquiera es una afirmación."""
    try:
        return _Emisor.model_validate(leer_json(_JWS.decode(jwt, options=_SIN_VERIFICAR))).iss
    except (PyJWTError, JsonInvalido, ValidationError):
        return None


def comprobar(
    jwt: str,
    llave: LlavePublica | None,
    audiencias: Collection[str],
    ahora: datetime,
) -> Afirmacion:
    """Lo que la afirmación prueba, si la firmó esa llave y está vigente.

    Sin llave (el cliente no existe) verifica contra un señuelo: tarda lo mismo y nunca sirve.

    Fundamento: técnico (ADR-0017, RFC 7523, RFC 8725).

    Raises:
        AfirmacionInvalida: la firma, el destinatario, la vigencia o el contenido no sirven.
    """
    usada = llave or _SENUELOS[_algoritmo_dicho(jwt)]
    try:
        contenido = _leer_contenido(_JWS.decode(jwt, usada.pem, algorithms=[usada.algoritmo]))
    except PyJWTError:
        raise AfirmacionInvalida("firma_invalida" if llave else "cliente_desconocido") from None
    if contenido.iss != contenido.sub:
        raise AfirmacionInvalida("sujeto_distinto")
    aud = contenido.aud if isinstance(contenido.aud, str) else contenido.aud[0]
    if aud not in audiencias:
        raise AfirmacionInvalida("otro_destinatario")
    _exigir_vigente(contenido, ahora.timestamp())
    limite = datetime.fromtimestamp(contenido.exp, UTC) + TOLERANCIA
    return Afirmacion(contenido.iss, contenido.jti, limite)


def _exigir_vigente(contenido: _Contenido, ahora_s: float) -> None:
    holgura_s = TOLERANCIA.total_seconds()
    if contenido.exp <= ahora_s - holgura_s:
        raise AfirmacionInvalida("vencida")
    if contenido.exp > ahora_s + DURACION_MAXIMA.total_seconds() + holgura_s:
        raise AfirmacionInvalida("dura_demasiado")
    if max(contenido.iat or 0, contenido.nbf or 0) > ahora_s + holgura_s:
        raise AfirmacionInvalida("aun_no_vale")


def _leer_contenido(cuerpo: bytes) -> _Contenido:
    try:
        return _Contenido.model_validate(leer_json(cuerpo))
    except (JsonInvalido, ValidationError):
        raise AfirmacionInvalida("mal_escrita") from None


def _algoritmo_dicho(jwt: str) -> Algoritmo:
    try:
        return "ES256" if _JWS.get_unverified_header(jwt).get("alg") == "ES256" else "EdDSA"
    except PyJWTError:
        return "EdDSA"


def _senuelo(algoritmo: Algoritmo) -> LlavePublica:
    privada = (
        Ed25519PrivateKey.generate()
        if algoritmo == "EdDSA"
        else ec.generate_private_key(ec.SECP256R1())
    )
    publica = privada.public_key()
    pem = publica.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo).decode()
    return LlavePublica(algoritmo, pem)


_SENUELOS: Mapping[Algoritmo, LlavePublica] = {
    "EdDSA": _senuelo("EdDSA"),
    "ES256": _senuelo("ES256"),
}
