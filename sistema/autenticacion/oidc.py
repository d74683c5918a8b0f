"""Lo que un proveedor OpenID Connect prueba: se lee todo y no se cree nada de más.

Los algoritmos, el emisor y el destinatario los fija la configuración, nunca el mensaje
(RFC 8725, RFC 9700).
"""

import hmac
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Annotated

from jwt import PyJWK, PyJWS
from jwt.exceptions import PyJWTError
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from matching.rol_unico import digito_verificador
from sistema.autenticacion.emisor import EmisorOidc
from sistema.nucleo.json_estricto import JsonInvalido, leer_json

TOLERANCIA = timedelta(seconds=30)
EDAD_MAXIMA = timedelta(minutes=10)
LARGO_MAXIMO = 8_192
_JWS = PyJWS()
_ESTRICTO = ConfigDict(strict=True, allow_inf_nan=False, hide_input_in_errors=True)


class IdentidadRechazada(Exception):
    """Lo que llegó no prueba nada; `motivo` es un código para la auditoría."""

    def __init__(self, motivo: str) -> None:
        self.motivo = motivo
        super().__init__(motivo)


@dataclass(frozen=True, slots=True)
class Esperado:
    """Lo que el `id_token` debe repetir de este ingreso y no de otro."""

    nonce: str
    ahora: datetime


class _Testigo(BaseModel):
    model_config = _ESTRICTO

    iss: str
    sub: Annotated[str, Field(min_length=1, max_length=255)]
    aud: str | Annotated[list[str], Field(min_length=1, max_length=1)]
    exp: float
    iat: float
    nonce: str
    azp: str | None = None
    nbf: float | None = None


class _RolUnico(BaseModel):
    model_config = _ESTRICTO

    numero: int | Annotated[str, Field(pattern=r"^[0-9]{1,9}$")]
    dv: Annotated[str, Field(alias="DV", pattern=r"^[0-9Kk]$")]
    tipo: str


class _Usuario(BaseModel):
    model_config = _ESTRICTO

    sub: str
    rol: _RolUnico = Field(alias="RolUnico")


def comprobar_testigo(testigo: str, llaves: object, emisor: EmisorOidc, esperado: Esperado) -> str:
    """El `sub` de un `id_token` firmado por el emisor, para nosotros, ahora y para este ingreso.

    Raises:
        IdentidadRechazada: cualquiera de esas cosas no se cumple.
    """
    if len(testigo) > LARGO_MAXIMO:
        raise IdentidadRechazada("testigo_largo")
    try:
        llave = _elegir_llave(testigo, llaves, emisor)
        cuerpo = _JWS.decode(testigo, llave, algorithms=[emisor.algoritmo])
        dicho = _Testigo.model_validate(leer_json(cuerpo))
    except PyJWTError:
        raise IdentidadRechazada("firma_invalida") from None
    except (JsonInvalido, ValidationError):
        raise IdentidadRechazada("testigo_mal_escrito") from None
    if dicho.iss != emisor.emisor:
        raise IdentidadRechazada("otro_emisor")
    aud = dicho.aud if isinstance(dicho.aud, str) else dicho.aud[0]
    if aud != emisor.cliente or dicho.azp not in {None, emisor.cliente}:
        raise IdentidadRechazada("otro_destinatario")
    if not hmac.compare_digest(dicho.nonce.encode(), esperado.nonce.encode()):
        raise IdentidadRechazada("otro_nonce")
    _exigir_vigente(dicho, esperado.ahora.timestamp())
    return dicho.sub


def leer_run(datos: object, sub: str) -> int:
    """El número del RUN de quien se identificó, con su dígito verificado.

    Raises:
        IdentidadRechazada: es de otra persona, no es un RUN o su dígito no corresponde.
    """
    try:
        usuario = _Usuario.model_validate(datos)
    except ValidationError:
        raise IdentidadRechazada("usuario_mal_escrito") from None
    if usuario.sub != sub:
        raise IdentidadRechazada("otro_usuario")
    numero = int(usuario.rol.numero)
    if usuario.rol.tipo != "RUN" or not 0 < numero < 10**9:
        raise IdentidadRechazada("no_es_run")
    if digito_verificador(numero) != usuario.rol.dv.upper():
        raise IdentidadRechazada("digito_equivocado")
    return numero


def _elegir_llave(testigo: str, llaves: object, emisor: EmisorOidc) -> PyJWK:
    """La única llave del emisor que corresponde; el mensaje solo dice cuál, nunca trae una."""
    kid = _JWS.get_unverified_header(testigo).get("kid")
    publicadas = llaves.get("keys") if isinstance(llaves, dict) else None
    if not isinstance(publicadas, list):
        raise IdentidadRechazada("llaves_mal_escritas")
    candidatas = [
        llave
        for llave in publicadas
        if isinstance(llave, dict)
        and llave.get("kty") in {"RSA", "EC", "OKP"}
        and llave.get("use", "sig") == "sig"
        and (kid is None or llave.get("kid") == kid)
    ]
    if len(candidatas) != 1:
        raise IdentidadRechazada("llave_desconocida")
    return PyJWK(candidatas[0], algorithm=emisor.algoritmo)


def _exigir_vigente(dicho: _Testigo, ahora_s: float) -> None:
    holgura_s = TOLERANCIA.total_seconds()
    if dicho.exp <= ahora_s - holgura_s:
        raise IdentidadRechazada("testigo_vencido")
    if max(dicho.iat, dicho.nbf or 0) > ahora_s + holgura_s:
        raise IdentidadRechazada("testigo_del_futuro")
    if dicho.iat < ahora_s - EDAD_MAXIMA.total_seconds():
        raise IdentidadRechazada("testigo_antiguo")
