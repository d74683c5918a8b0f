"""El SQL de las instituciones y sus acuerdos."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import func, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from sistema.modelos.institucion import Acuerdo, Institucion


def insertar_si_faltan(sesion: Session, filas: Sequence[Mapping[str, Any]]) -> None:
    """Agrega las instituciones que aún no existan."""
    sesion.execute(insert(Institucion).values(filas).on_conflict_do_nothing())


def con_acuerdo_vigente(sesion: Session, instante: datetime) -> list[str]:
    """Los códigos de las instituciones con un título vigente para aportar."""
    consulta = (
        select(Acuerdo.institucion)
        .distinct()
        .where(
            Acuerdo.vigente_desde <= instante,
            Acuerdo.vigente_hasta.is_(None) | (Acuerdo.vigente_hasta > instante),
        )
        .order_by(Acuerdo.institucion)
    )
    return list(sesion.scalars(consulta))


def con_acuerdo(sesion: Session) -> list[str]:
    """Los códigos de las instituciones con algún acuerdo, vigente o no."""
    consulta = select(Acuerdo.institucion).distinct().order_by(Acuerdo.institucion)
    return list(sesion.scalars(consulta))


def tipos_cubiertos(sesion: Session, institucion: str, instante: datetime) -> set[str]:
    """Los tipos de contacto que cubren los acuerdos vigentes de una institución."""
    consulta = select(func.unnest(Acuerdo.tipos_contacto)).where(
        Acuerdo.institucion == institucion,
        Acuerdo.vigente_desde <= instante,
        Acuerdo.vigente_hasta.is_(None) | (Acuerdo.vigente_hasta > instante),
    )
    return set(sesion.scalars(consulta))


def insertar_acuerdo(sesion: Session, acuerdo: Acuerdo) -> None:
    """Agrega un acuerdo."""
    sesion.add(acuerdo)
    sesion.flush()


def cambiar_retrospectiva(sesion: Session, dias: int) -> None:
    """Pone los mismos días de bóveda en todos los acuerdos."""
    sesion.execute(update(Acuerdo).values(dias_retrospectiva=dias))
