"""Lo que se lee de una alerta."""

from datetime import datetime
from uuid import UUID

from pydantic import BaseModel

from matching.tipos import Decision
from riesgo.tipos import Categoria
from sistema.modelos.alerta import ClaseAlerta
from sistema.modelos.coincidencia import EstadoDecision


class AlertaLeida(BaseModel):
    """Una alerta en la bandeja de la institución: lo mínimo para decidir si abrir el caso.

    La de posible paradero trae la coincidencia y su contacto; la de riesgo, la categoría y la
    urgencia que se propusieron, o la categoría que una persona decidió, con su `decision_id` y la
    urgencia de la propuesta que miró. Lo que no es de su clase va vacío.
    """

    id: UUID
    clase: ClaseAlerta
    caso_id: UUID
    emitida_en: datetime
    acusada_en: datetime | None
    decision: Decision | None = None
    estado_decision: EstadoDecision | None = None
    probabilidad: float | None = None
    tipo_contacto: str | None = None
    organismo: str | None = None
    ocurrido_en: datetime | None = None
    categoria: Categoria | None = None
    urgencia: int | None = None
    decision_id: UUID | None = None


class PaginaDeAlertas(BaseModel):
    """Una página de la bandeja; `siguiente` se envía como `cursor` para ver la próxima."""

    alertas: list[AlertaLeida]
    siguiente: str | None


class AcuseRegistrado(BaseModel):
    """La constancia de que una persona vio la alerta."""

    alerta_id: UUID
    acusada_en: datetime
