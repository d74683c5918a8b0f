"""Lo que se escribe y se lee al iniciar sesión."""

from datetime import datetime
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from sistema.modelos.usuario import Perfil
from sistema.nucleo.textos import Codigo


class Credencial(BaseModel):
    """Cuenta y clave de una persona usuaria."""

    model_config = ConfigDict(extra="forbid", hide_input_in_errors=True)

    cuenta: Codigo
    clave: Annotated[str, Field(min_length=1, max_length=256)]


class SesionAbierta(BaseModel):
    """La sesión recién abierta; `token` sirve como «Authorization: Bearer» fuera del navegador."""

    token: str
    institucion: str
    perfil: Perfil
    vence_en: datetime
    aviso: str
