"""Lo que se decide de una coincidencia y la constancia que se devuelve."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

from pydantic import AfterValidator, BaseModel, ConfigDict, StringConstraints

from sistema.modelos.coincidencia import AccionDecision, EstadoDecision
from sistema.nucleo.textos import limpiar_parrafo

LARGO_MOTIVO = 2_000
Motivo = Annotated[
    str,
    StringConstraints(strip_whitespace=True, max_length=LARGO_MOTIVO),
    AfterValidator(limpiar_parrafo),
]


class DecisionNueva(BaseModel):
    """Confirmar, rechazar (con su motivo) o deshacer lo último que se decidió."""

    model_config = ConfigDict(extra="forbid", hide_input_in_errors=True)

    accion: AccionDecision
    motivo: Motivo = ""


class DecisionTomada(BaseModel):
    """La constancia de una decisión y el estado en que dejó a la coincidencia."""

    decision_id: UUID
    coincidencia_id: UUID
    caso_id: UUID
    accion: AccionDecision
    estado_decision: EstadoDecision
    institucion: str
    decidida_en: datetime
