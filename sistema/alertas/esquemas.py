"""Lo que se lee de una alerta."""

from datetime import datetime
from uuid import UUID

from pydantic import BaseModel

from matching.tipos import Decision
from sistema.modelos.coincidencia import EstadoDecision


class AlertaLeida(BaseModel):
    """Una alerta en la bandeja de la institución: lo mínimo para decidir si abrir el caso."""

    id: UUID
    caso_id: UUID
    decision: Decision
    estado_decision: EstadoDecision
    probabilidad: float
    tipo_contacto: str
    organismo: str
    ocurrido_en: datetime
    emitida_en: datetime
    acusada_en: datetime | None


class PaginaDeAlertas(BaseModel):
    """Una página de la bandeja; `siguiente` se envía como `cursor` para ver la próxima."""

    alertas: list[AlertaLeida]
    siguiente: str | None


class AcuseRegistrado(BaseModel):
    """La constancia de que una persona vio la alerta."""

    alerta_id: UUID
    acusada_en: datetime
