"""Lo que se escribe y se lee al identificarse."""

from datetime import datetime
from enum import StrEnum
from typing import Annotated
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field

from sistema.modelos.usuario import Perfil
from sistema.nucleo.textos import Codigo

Clave = Annotated[str, Field(min_length=1, max_length=256)]
CodigoDeFactor = Annotated[str, Field(min_length=1, max_length=40)]


class Paso(StrEnum):
    """Lo que falta para que el ingreso termine, en el orden en que se pide."""

    SEGUNDO_FACTOR = "segundo_factor"
    CAMBIAR_CLAVE = "cambiar_clave"
    INSCRIBIR_SEGUNDO_FACTOR = "inscribir_segundo_factor"


class _Entrada(BaseModel):
    """Lo que llega: sin campos de más y sin que un error repita lo escrito."""

    model_config = ConfigDict(extra="forbid", hide_input_in_errors=True)


class Credencial(_Entrada):
    """Cuenta y clave de una persona usuaria."""

    cuenta: Codigo
    clave: Clave


class CodigoPresentado(_Entrada):
    """Un código de la aplicación o, donde se admite, uno de recuperación."""

    codigo: CodigoDeFactor


class CambioDeClave(_Entrada):
    """La clave nueva; `actual` se exige salvo que se acabe de entrar con una de un solo uso."""

    nueva: Clave
    actual: Clave | None = None


class SesionAbierta(BaseModel):
    """La sesión recién abierta; `token` sirve como «Authorization: Bearer» fuera del navegador.

    Si `faltan` no está vacía, el token solo sirve para dar esos pasos.
    """

    token: str
    institucion: str
    perfil: Perfil
    vence_en: datetime
    aviso: str
    faltan: list[Paso]


class SesionRefrescada(BaseModel):
    """El token que reemplaza al anterior, que desde ahora no sirve."""

    token: str
    faltan: list[Paso]


class InscripcionPropuesta(BaseModel):
    """El secreto que se carga en la aplicación de códigos; se muestra una sola vez."""

    secreto: str
    uri: str


class InscripcionConfirmada(SesionRefrescada):
    """El segundo factor quedó inscrito; los códigos de recuperación se muestran una sola vez."""

    codigos_de_recuperacion: list[str]


class CodigosDeRecuperacion(BaseModel):
    """Códigos nuevos, de un solo uso cada uno; los anteriores dejan de servir."""

    codigos_de_recuperacion: list[str]


class SesionPropia(BaseModel):
    """Una sesión abierta de quien pregunta."""

    id: UUID
    abierta_en: datetime
    vista_en: datetime
    es_esta: bool


class SesionesPropias(BaseModel):
    """Las sesiones abiertas de quien pregunta, de la más nueva a la más antigua."""

    sesiones: list[SesionPropia]
