"""Lo que se pide y se entrega al identificar una máquina (RFC 6749, secciones 4.4 y 5.1)."""

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from sistema.maquinas.afirmacion import LARGO_MAXIMO

TIPO_AFIRMACION = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"


class SolicitudDeToken(BaseModel):
    """El formulario; los parámetros que no se conocen se ignoran, como manda el estándar."""

    model_config = ConfigDict(extra="ignore", hide_input_in_errors=True)

    grant_type: Annotated[str, Field(max_length=64)]
    client_assertion_type: Literal["urn:ietf:params:oauth:client-assertion-type:jwt-bearer"]
    client_assertion: Annotated[str, Field(max_length=LARGO_MAXIMO)]
    client_id: Annotated[str, Field(max_length=64)] | None = None
    scope: Annotated[str, Field(max_length=200)] | None = None


class TokenEntregado(BaseModel):
    """Un token de máquina; `expires_in` en segundos."""

    access_token: str
    token_type: Literal["Bearer"] = "Bearer"  # noqa: S105 - lo nombra el estándar
    expires_in: int
    scope: str


class ErrorDeToken(BaseModel):
    """Por qué no se entregó el token."""

    error: str
    error_description: str
