"""Lo que se escribe de un desenlace y lo que se lee de vuelta."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, StringConstraints

from riesgo.desempeno import Desenlace
from sistema.casos.esquemas import exigir_contenido
from sistema.nucleo.textos import limpiar_parrafo

LARGO_SUSTENTO = 2_000
Sustento = Annotated[
    str,
    StringConstraints(max_length=LARGO_SUSTENTO),
    AfterValidator(limpiar_parrafo),
    AfterValidator(exigir_contenido),
]


class DesenlaceNuevo(BaseModel):
    """El daño que sufrió la persona mientras no estuvo y en qué se apoya quien lo dice."""

    model_config = ConfigDict(extra="forbid", hide_input_in_errors=True)

    dano: Annotated[Desenlace, Field(strict=False)]
    sustento: Sustento


class DesenlaceAnotado(BaseModel):
    """La constancia de un desenlace; corregirlo agrega otra versión."""

    desenlace_id: UUID
    caso_id: UUID
    version: int
    dano: Desenlace
    institucion: str
    registrado_en: datetime


class VersionDeDesenlace(BaseModel):
    """Lo que se dijo del desenlace en un momento."""

    version: int
    dano: Desenlace
    sustento: str
    institucion: str
    registrado_en: datetime


class DesenlaceDelCaso(BaseModel):
    """Todas las versiones, en orden; vale la última y puede no haber ninguna."""

    caso_id: UUID
    versiones: list[VersionDeDesenlace]
