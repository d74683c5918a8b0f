"""El SQL de las instituciones y del título con que participan.

Si un acuerdo rige lo dice la función `acuerdos_vigentes` de la base (migración 0012), y nadie más.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import TableValuedAlias, func, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from sistema.modelos.institucion import Acuerdo, Institucion


def insertar_si_faltan(sesion: Session, filas: Sequence[Mapping[str, Any]]) -> None:
    """Agrega las instituciones que aún no existan."""
    sesion.execute(insert(Institucion).values(filas).on_conflict_do_nothing())


def con_acuerdo_vigente(sesion: Session, instante: datetime) -> list[str]:
    """Los códigos de las instituciones con un título vigente para aportar."""
    vigentes = _vigentes(instante)
    consulta = select(vigentes.c.institucion).distinct().order_by(vigentes.c.institucion)
    return list(sesion.scalars(consulta))


def con_acuerdo_que_ensaya(sesion: Session, instante: datetime) -> list[str]:
    """Los códigos de las instituciones que pueden usar las puertas de prueba."""
    ensayan = _ensayan(instante)
    consulta = select(ensayan.c.institucion).distinct().order_by(ensayan.c.institucion)
    return list(sesion.scalars(consulta))


def con_acuerdo(sesion: Session) -> list[str]:
    """Los códigos de las instituciones con algún acuerdo que rige o rigió."""
    consulta = (
        select(Acuerdo.institucion)
        .distinct()
        .where(Acuerdo.vigente_desde.is_not(None))
        .order_by(Acuerdo.institucion)
    )
    return list(sesion.scalars(consulta))


def tipos_cubiertos(sesion: Session, institucion: str, instante: datetime) -> set[str]:
    """Los tipos de contacto que cubren los acuerdos vigentes de una institución."""
    return _tipos(sesion, _vigentes(instante), institucion)


def tipos_de_ensayo(sesion: Session, institucion: str, instante: datetime) -> set[str]:
    """Los tipos que la institución puede probar, aunque aún no pueda aportarlos."""
    return _tipos(sesion, _ensayan(instante), institucion)


def insertar_acuerdo(sesion: Session, acuerdo: Acuerdo) -> None:
    """Agrega un acuerdo."""
    sesion.add(acuerdo)
    sesion.flush()


def cambiar_retrospectiva(sesion: Session, dias: int) -> None:
    """Pone los mismos días de bóveda en todos los acuerdos."""
    sesion.execute(update(Acuerdo).values(dias_retrospectiva=dias))


def _tipos(sesion: Session, acuerdos: TableValuedAlias, institucion: str) -> set[str]:
    consulta = select(func.unnest(acuerdos.c.tipos_contacto)).where(
        acuerdos.c.institucion == institucion
    )
    return set(sesion.scalars(consulta))


def _vigentes(instante: datetime) -> TableValuedAlias:
    return func.acuerdos_vigentes(instante).table_valued("institucion", "tipos_contacto")


def _ensayan(instante: datetime) -> TableValuedAlias:
    return func.acuerdos_que_ensayan(instante).table_valued("institucion", "tipos_contacto")
