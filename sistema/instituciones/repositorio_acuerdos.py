"""El SQL de los acuerdos y su historia."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import ColumnElement, Row, func, select
from sqlalchemy.orm import Session

from sistema.modelos.institucion import (
    Acuerdo,
    ClaseContraparte,
    Contraparte,
    EstadoAcuerdo,
    Institucion,
    PasoDado,
)

_CON_FIN = (
    EstadoAcuerdo.VIGENTE,
    EstadoAcuerdo.PRORROGADO,
    EstadoAcuerdo.SUSPENDIDO,
    EstadoAcuerdo.TERMINO_ANUNCIADO,
)


def institucion_por_codigo(sesion: Session, codigo: str) -> Institucion | None:
    """La institución de ese código."""
    return sesion.get(Institucion, codigo)


def insertar(sesion: Session, *filas: Acuerdo | PasoDado) -> None:
    """Agrega acuerdos y pasos, en ese orden."""
    for fila in filas:
        sesion.add(fila)
        sesion.flush()


def bloquear(sesion: Session, acuerdo_id: UUID) -> Acuerdo | None:
    """El acuerdo, sin que otro lo pueda cambiar hasta que termine la transacción."""
    consulta = select(Acuerdo).where(Acuerdo.id == acuerdo_id).with_for_update()
    return sesion.scalars(consulta.execution_options(populate_existing=True)).one_or_none()


def bloquear_los_de(sesion: Session, institucion: str) -> Sequence[Acuerdo]:
    """Los acuerdos sin terminar de una institución, tomados para cambiarlos."""
    consulta = (
        select(Acuerdo)
        .where(Acuerdo.institucion == institucion, Acuerdo.estado != EstadoAcuerdo.TERMINADO)
        .order_by(Acuerdo.id)
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    return sesion.scalars(consulta).all()


def tomar_vencidos(sesion: Session, instante: datetime, maximo: int) -> Sequence[Acuerdo]:
    """Acuerdos a los que el tiempo ya les produjo algo, y que nadie está cambiando."""
    vencidos = Acuerdo.estado.in_(_CON_FIN) & (Acuerdo.vigente_hasta <= instante)
    consulta = (
        select(Acuerdo)
        .where(vencidos | (Acuerdo.estado == EstadoAcuerdo.TERMINO_ANTICIPADO))
        .order_by(Acuerdo.id)
        .limit(maximo)
        .with_for_update(skip_locked=True)
    )
    return sesion.scalars(consulta).all()


def pasos_de(sesion: Session, acuerdo_id: UUID) -> Sequence[PasoDado]:
    """La historia de un acuerdo, en orden."""
    consulta = select(PasoDado).where(PasoDado.acuerdo_id == acuerdo_id).order_by(PasoDado.numero)
    return sesion.scalars(consulta).all()


def clases_de_contraparte(sesion: Session, institucion: str) -> set[ClaseContraparte]:
    """De qué clases tiene hoy persona de contacto la institución."""
    consulta = select(Contraparte.clase).where(
        Contraparte.institucion == institucion, Contraparte.hasta.is_(None)
    )
    return set(sesion.scalars(consulta))


def con_vigencia(
    sesion: Session, acuerdo_id: UUID, instante: datetime
) -> Row[Acuerdo, bool] | None:
    """El acuerdo y si hoy deja aportar."""
    consulta = select(Acuerdo, _aporta(instante)).where(Acuerdo.id == acuerdo_id)
    return sesion.execute(consulta).one_or_none()


def listar(
    sesion: Session,
    instante: datetime,
    *,
    institucion: str | None = None,
    vencen_antes_de: datetime | None = None,
) -> Sequence[Row[Acuerdo, bool]]:
    """Los acuerdos y si hoy dejan aportar; primero los que vencen antes."""
    consulta = select(Acuerdo, _aporta(instante)).order_by(
        Acuerdo.vigente_hasta.asc().nulls_last(), Acuerdo.id
    )
    if institucion is not None:
        consulta = consulta.where(Acuerdo.institucion == institucion)
    if vencen_antes_de is not None:
        consulta = consulta.where(
            Acuerdo.estado.in_(_CON_FIN), Acuerdo.vigente_hasta < vencen_antes_de
        )
    return sesion.execute(consulta).all()


def _aporta(instante: datetime) -> ColumnElement[bool]:
    vigentes = func.acuerdos_vigentes(instante).table_valued("id")
    return Acuerdo.id.in_(select(vigentes.c.id))
