"""Lo que se escribe al formular una hipótesis y lo que se lee de vuelta."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, StringConstraints

from riesgo.hipotesis import SUSTENTO_MAXIMO, Plausibilidad
from sistema.casos.esquemas import exigir_contenido
from sistema.nucleo.textos import Codigo, limpiar_parrafo

Sustento = Annotated[
    str,
    StringConstraints(max_length=SUSTENTO_MAXIMO),
    AfterValidator(limpiar_parrafo),
    AfterValidator(exigir_contenido),
]


class HipotesisNueva(BaseModel):
    """Una hipótesis del catálogo, en qué se apoya y cuánto la sostiene lo que se sabe."""

    model_config = ConfigDict(extra="forbid", hide_input_in_errors=True)

    tipo: Codigo
    sustento: Sustento
    plausibilidad: Annotated[Plausibilidad, Field(strict=False)] = Plausibilidad.MEDIA


class HipotesisLeida(BaseModel):
    """Una versión de una hipótesis del caso."""

    caso_id: UUID
    tipo: str
    version: int
    plausibilidad: Plausibilidad
    sustento: str
    institucion: str
    formulada_en: datetime | None
