"""El SQL de las evaluaciones y de la categoría que rige: se lee y se escribe por lotes."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import and_, func, select, text
from sqlalchemy.orm import Session, defer

from riesgo.tipos import Categoria
from sistema.modelos.base import Base
from sistema.modelos.riesgo import EvaluacionRiesgo, VigenciaRiesgo
from sistema.nucleo.bd import alguno_de

# Porque: lo que se evalúa solo se agrega y las tareas no pueden cambiar un caso: no hay fila que
# trabar. Dos casos que cayeran en el mismo número solo se turnan de más.
CANDADO_DE_RIESGO = 21_500_013

# Porque: todos los lotes toman los candados en el mismo orden; si no, dos simultáneos se traban.
_TRABAR = text("""
    SELECT pg_advisory_xact_lock(:candado, turno.numero) FROM (
        SELECT DISTINCT hashtext(CAST(id AS text)) AS numero
        FROM unnest(CAST(:casos AS uuid[])) AS id ORDER BY 1
    ) AS turno
""")


def trabar(sesion: Session, casos: Sequence[UUID]) -> None:
    """Hasta el fin de esta transacción, nadie más evalúa ni decide el riesgo de estos casos."""
    sesion.execute(_TRABAR, {"candado": CANDADO_DE_RIESGO, "casos": list(casos)})


def ultimas(sesion: Session, casos: Sequence[UUID]) -> Sequence[EvaluacionRiesgo]:
    """La última evaluación de cada caso, sin abrir lo cifrado."""
    de_cada_uno = (
        select(EvaluacionRiesgo.caso_id, func.max(EvaluacionRiesgo.version).label("version"))
        .where(EvaluacionRiesgo.caso_id == alguno_de(casos))
        .group_by(EvaluacionRiesgo.caso_id)
        .subquery()
    )
    return sesion.scalars(
        select(EvaluacionRiesgo)
        .join(
            de_cada_uno,
            and_(
                EvaluacionRiesgo.caso_id == de_cada_uno.c.caso_id,
                EvaluacionRiesgo.version == de_cada_uno.c.version,
            ),
        )
        .options(defer(EvaluacionRiesgo.detalle))
    ).all()


def vigentes(sesion: Session, casos: Sequence[UUID]) -> dict[UUID, Categoria]:
    """La categoría de la última vigencia de cada caso que tiene alguna."""
    de_cada_uno = (
        select(func.max(VigenciaRiesgo.numero))
        .where(VigenciaRiesgo.caso_id == alguno_de(casos))
        .group_by(VigenciaRiesgo.caso_id)
    )
    filas = sesion.execute(
        select(VigenciaRiesgo.caso_id, VigenciaRiesgo.categoria).where(
            VigenciaRiesgo.numero.in_(de_cada_uno)
        )
    )
    return {fila.caso_id: fila.categoria for fila in filas}


def vigencias(sesion: Session, caso_id: UUID) -> Sequence[VigenciaRiesgo]:
    """Lo que ha regido en el caso, de lo primero a lo último."""
    return sesion.scalars(
        select(VigenciaRiesgo)
        .where(VigenciaRiesgo.caso_id == caso_id)
        .order_by(VigenciaRiesgo.numero)
    ).all()


def historia(sesion: Session, caso_id: UUID) -> Sequence[EvaluacionRiesgo]:
    """Las evaluaciones del caso, de la primera a la última, sin abrir lo cifrado."""
    return sesion.scalars(
        select(EvaluacionRiesgo)
        .where(EvaluacionRiesgo.caso_id == caso_id)
        .options(defer(EvaluacionRiesgo.detalle))
        .order_by(EvaluacionRiesgo.version)
    ).all()


def insertar(sesion: Session, filas: Sequence[Base]) -> None:
    """Agrega las filas."""
    sesion.add_all(filas)
    sesion.flush()
