"""La ruta con que una máquina pide su token."""

from typing import Any
from urllib.parse import parse_qsl

from fastapi import APIRouter, Request
from fastapi.responses import JSONResponse
from pydantic import ValidationError

from sistema.acceso.dependencias import SesionBd
from sistema.maquinas.dependencias import Cuerpo, LlegadaActual, RitmoDeTokens
from sistema.maquinas.errores import ClienteInvalido, PeticionesDeTokenExcedidas, TokenDenegado
from sistema.maquinas.esquemas import ErrorDeToken, SolicitudDeToken, TokenEntregado
from sistema.maquinas.servicio import entregar_token

RUTA_TOKEN = "/v1/oauth/token"  # noqa: S105 - es una ruta, no un secreto
FORMULARIO = "application/x-www-form-urlencoded"
_MAXIMO_DE_CAMPOS = 20
_CUERPO: dict[str, Any] = {
    "requestBody": {
        "required": True,
        "content": {FORMULARIO: {"schema": SolicitudDeToken.model_json_schema()}},
    },
}

rutas = APIRouter(tags=["máquinas"])


@rutas.post(
    RUTA_TOKEN,
    openapi_extra=_CUERPO,
    responses={
        **{estado: {"model": ErrorDeToken} for estado in (400, 401)},
        PeticionesDeTokenExcedidas.estado_http: {"description": PeticionesDeTokenExcedidas.titulo},
    },
)
def pedir_token(
    cuerpo: Cuerpo,
    peticion: Request,
    sesion: SesionBd,
    llegada: LlegadaActual,
    ritmo: RitmoDeTokens,
) -> TokenEntregado:
    """Entrega un token de cinco minutos a una máquina que firma su identidad (private_key_jwt)."""
    tipo = peticion.headers.get("content-type", "").partition(";")[0].strip().lower()
    if tipo != FORMULARIO:
        raise TokenDenegado
    audiencias: frozenset[str] = peticion.app.state.audiencias
    return entregar_token(sesion, _leer_formulario(cuerpo), audiencias, llegada, ritmo)


def responder_token_denegado(_peticion: Request, error: Exception) -> JSONResponse:
    """El error con la forma que esperan los clientes de OAuth 2.0."""
    if not isinstance(error, TokenDenegado):
        raise error
    contenido = ErrorDeToken(error=error.error, error_description=error.detalle)
    cabeceras = {"Pragma": "no-cache"}
    if isinstance(error, ClienteInvalido):
        cabeceras["WWW-Authenticate"] = "Bearer"
    return JSONResponse(contenido.model_dump(), error.estado_http, cabeceras)


def _leer_formulario(cuerpo: bytes) -> SolicitudDeToken:
    try:
        pares = parse_qsl(
            cuerpo.decode("ascii"),
            keep_blank_values=True,
            strict_parsing=True,
            errors="strict",
            max_num_fields=_MAXIMO_DE_CAMPOS,
        )
        campos = dict(pares)
        if len(campos) != len(pares):
            raise TokenDenegado
        return SolicitudDeToken.model_validate(campos)
    except (ValueError, ValidationError):
        raise TokenDenegado from None
