"""Lo que se anota de una diligencia y lo que se lee de vuelta."""

from datetime import datetime
from enum import StrEnum
from typing import Annotated
from uuid import UUID

from pydantic import AfterValidator, BaseModel, ConfigDict, StringConstraints

from riesgo.diligencias import RESULTADO_MAXIMO
from sistema.casos.esquemas import exigir_contenido
from sistema.nucleo.textos import Instante, limpiar_parrafo

Resultado = Annotated[
    str,
    StringConstraints(max_length=RESULTADO_MAXIMO),
    AfterValidator(limpiar_parrafo),
    AfterValidator(exigir_contenido),
]


class EstadoDiligencia(StrEnum):
    """En qué está; que se hizo tarde se sigue viendo."""

    PENDIENTE = "pendiente"
    ATRASADA = "atrasada"
    HECHA = "hecha"
    HECHA_TARDE = "hecha_tarde"


class ResultadoNuevo(BaseModel):
    """Qué se obtuvo y cuándo se hizo; sin hora, ahora."""

    model_config = ConfigDict(extra="forbid", hide_input_in_errors=True)

    resultado: Resultado
    hecha_en: Instante | None = None


class ResultadoLeido(BaseModel):
    """Un resultado anotado; el último es el que vale."""

    resultado: str
    hecha_en: datetime
    institucion: str
    anotado_en: datetime


class DiligenciaLeida(BaseModel):
    """Una diligencia del caso, su plazo y lo que se anotó de ella."""

    id: UUID
    codigo: str
    texto: str
    responsable: str
    vence_en: datetime
    estado: EstadoDiligencia
    hecha_en: datetime | None
    resultados: list[ResultadoLeido]


class DiligenciasDelCaso(BaseModel):
    """Las diligencias de un caso, la que vence antes primero."""

    caso_id: UUID
    diligencias: list[DiligenciaLeida]


class ResultadoAnotado(BaseModel):
    """La constancia de un resultado."""

    resultado_id: UUID
    diligencia_id: UUID
    caso_id: UUID
    estado: EstadoDiligencia
    hecha_en: datetime
    institucion: str
    anotado_en: datetime


class DiligenciaAtrasada(BaseModel):
    """Una diligencia que venció sin que nadie anotara un resultado."""

    id: UUID
    caso_id: UUID
    codigo: str
    texto: str
    responsable: str
    vence_en: datetime
    atraso_min: int


class PaginaDeAtrasadas(BaseModel):
    """Una página del panel; `siguiente` se envía como `cursor` para ver la próxima."""

    atrasadas: list[DiligenciaAtrasada]
    siguiente: str | None
