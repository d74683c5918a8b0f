"""El SQL de las alertas."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Row, func, select, text, update
from sqlalchemy.orm import Session, selectinload

from sistema.modelos.alerta import Alerta, EntregaAlerta
from sistema.modelos.coincidencia import Coincidencia
from sistema.modelos.contacto import Contacto
from sistema.modelos.institucion import ClaseInstitucion
from sistema.modelos.riesgo import DecisionRiesgo, EvaluacionRiesgo

# Porque: las sondas se alertan como todo lo demás, pero su alerta no llega a ninguna bandeja.
_ENTREGAR = text("""
    INSERT INTO entrega_alerta (alerta_id, institucion)
    SELECT alerta.id, institucion.codigo
    FROM alerta JOIN caso ON caso.id = alerta.caso_id AND NOT caso.es_sonda
    CROSS JOIN institucion
    WHERE alerta.id = ANY(CAST(:alertas AS uuid[])) AND institucion.clase = :clase
""")


def insertar(sesion: Session, alertas: Sequence[Alerta]) -> None:
    """Agrega las alertas y su entrada en la bandeja de cada órgano interviniente."""
    sesion.add_all(alertas)
    sesion.flush()
    ids = [alerta.id for alerta in alertas]
    sesion.execute(_ENTREGAR, {"alertas": ids, "clase": ClaseInstitucion.INTERVINIENTE})


def pagina(
    sesion: Session,
    institucion: str,
    *,
    solo_pendientes: bool,
    antes_de: UUID | None,
    maximo: int,
) -> Sequence[Row[Alerta, EntregaAlerta, Coincidencia | None, Contacto | None, Any, Any]]:
    """La bandeja de una institución, de la más nueva a la más antigua.

    Cada fila trae su coincidencia y contacto, o su categoría y urgencia: las de su evaluación, o la
    categoría de su decisión y la urgencia de la evaluación que esta miró.
    """
    mirada = func.coalesce(Alerta.evaluacion_id, DecisionRiesgo.evaluacion_id)
    consulta = (
        select(
            Alerta,
            EntregaAlerta,
            Coincidencia,
            Contacto,
            func.coalesce(DecisionRiesgo.categoria, EvaluacionRiesgo.categoria),
            EvaluacionRiesgo.urgencia,
        )
        .join(EntregaAlerta, EntregaAlerta.alerta_id == Alerta.id)
        .outerjoin(Coincidencia, Coincidencia.id == Alerta.coincidencia_id)
        .outerjoin(Contacto, Contacto.id == Coincidencia.contacto_id)
        .outerjoin(DecisionRiesgo, DecisionRiesgo.id == Alerta.decision_id)
        .outerjoin(EvaluacionRiesgo, EvaluacionRiesgo.id == mirada)
        .where(EntregaAlerta.institucion == institucion)
        .options(selectinload(Coincidencia.decisiones))
        .order_by(Alerta.id.desc())
        .limit(maximo)
    )
    if solo_pendientes:
        consulta = consulta.where(EntregaAlerta.acusada_en.is_(None))
    if antes_de is not None:
        consulta = consulta.where(Alerta.id < antes_de)
    return sesion.execute(consulta).all()


def entrega(sesion: Session, alerta_id: UUID, institucion: str) -> EntregaAlerta | None:
    """La alerta en la bandeja de esta institución, si le llegó."""
    return sesion.get(EntregaAlerta, (alerta_id, institucion))


def caso_de(sesion: Session, alerta_id: UUID) -> UUID:
    """El caso de una alerta que existe."""
    return sesion.scalars(select(Alerta.caso_id).where(Alerta.id == alerta_id)).one()


def acusar_si_pendiente(
    sesion: Session,
    alerta_id: UUID,
    institucion: str,
    usuario_id: UUID,
    instante: datetime,
) -> None:
    """Acusa recibo una sola vez: el primer acuse manda."""
    sesion.execute(
        update(EntregaAlerta)
        .where(
            EntregaAlerta.alerta_id == alerta_id,
            EntregaAlerta.institucion == institucion,
            EntregaAlerta.acusada_en.is_(None),
        )
        .values(acusada_en=instante, acusada_por=usuario_id),
    )
