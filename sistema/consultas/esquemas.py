"""Lo que se pregunta y lo que se responde sobre una persona y sus movimientos."""

from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from pydantic import BaseModel, ConfigDict

from matching.tipos import Decision
from sistema.modelos.caso import EstadoCaso
from sistema.modelos.coincidencia import EstadoDecision
from sistema.nucleo.textos import Codigo


class Finalidad(StrEnum):
    """Para qué se consulta: una lista cerrada, ligada siempre a un caso."""

    BUSQUEDA_DE_LA_PERSONA = "busqueda_de_la_persona"
    VERIFICACION_DE_HALLAZGO = "verificacion_de_hallazgo"
    EVALUACION_DE_RIESGO = "evaluacion_de_riesgo"


class ConsultaPorRun(BaseModel):
    """Una consulta por RUN, con el caso y la finalidad que la justifican."""

    model_config = ConfigDict(extra="forbid", hide_input_in_errors=True)

    run: Codigo
    caso_id: UUID
    finalidad: Finalidad


class CasoHallado(BaseModel):
    """Un caso de la persona consultada."""

    caso_id: UUID
    estado: EstadoCaso
    abierto_en: datetime
    ultima_noticia_en: datetime | None
    comuna_desaparicion: str
    nombres: str
    apellido_paterno: str
    apellido_materno: str


class RespuestaConsulta(BaseModel):
    """Los casos de la persona; vacía si el Sistema no la conoce."""

    casos: list[CasoHallado]


class Fase(StrEnum):
    """Respecto de la última noticia que se tuvo de la persona."""

    ANTES = "antes"
    DESPUES = "despues"
    SIN_REFERENCIA = "sin_referencia"


class AporteLeido(BaseModel):
    """Cuánto pesó un campo en la coincidencia."""

    campo: str
    nivel: str
    bits: float
    texto: str


class Movimiento(BaseModel):
    """Un contacto de la persona con un organismo."""

    coincidencia_id: UUID
    fase: Fase
    ocurrido_en: datetime
    organismo: str
    tipo_contacto: str
    datos: dict[str, Any]
    firmado: bool
    """Si el organismo lo firmó con una llave registrada; la firma se verificó al recibirlo."""
    decision: Decision
    estado_decision: EstadoDecision
    probabilidad: float
    explicacion: str
    aportes: list[AporteLeido]
    version_modelo: str


class Movimientos(BaseModel):
    """Los últimos movimientos conocidos de la persona de un caso, en orden de ocurrencia."""

    caso_id: UUID
    ultima_noticia_en: datetime | None
    movimientos: list[Movimiento]
