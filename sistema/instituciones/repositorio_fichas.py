"""El SQL de las fichas de las instituciones."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, Row, func, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from sistema.modelos.institucion import (
    ClaseContraparte,
    Contraparte,
    HechoInstitucion,
    Institucion,
)
from sistema.nucleo.bd import valores_de


def registrar(sesion: Session, nueva: Institucion) -> bool:
    """Agrega una institución; falso si el código ya existe."""
    orden = insert(Institucion).values(valores_de(nueva)).on_conflict_do_nothing()
    return sesion.execute(orden.returning(Institucion.codigo)).one_or_none() is not None


def bloquear(sesion: Session, codigos: Sequence[str]) -> dict[str, Institucion]:
    """Las instituciones de esos códigos, tomadas siempre en el mismo orden para cambiarlas."""
    consulta = (
        select(Institucion)
        .where(Institucion.codigo.in_(codigos))
        .order_by(Institucion.codigo)
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    return {institucion.codigo: institucion for institucion in sesion.scalars(consulta)}


def anotar(sesion: Session, *filas: HechoInstitucion | Contraparte) -> None:
    """Agrega hechos o personas de contacto."""
    sesion.add_all(filas)
    sesion.flush()


def retirar_contraparte(
    sesion: Session, institucion: str, clase: ClaseContraparte, instante: datetime
) -> None:
    """Deja terminada a la persona de contacto vigente de esa clase, si la hay."""
    sesion.execute(
        update(Contraparte)
        .where(
            Contraparte.institucion == institucion,
            Contraparte.clase == clase,
            Contraparte.hasta.is_(None),
        )
        .values(hasta=instante)
    )


def contrapartes(sesion: Session, institucion: str) -> Sequence[Contraparte]:
    """Las personas de contacto vigentes."""
    consulta = (
        select(Contraparte)
        .where(Contraparte.institucion == institucion, Contraparte.hasta.is_(None))
        .order_by(Contraparte.clase)
    )
    return sesion.scalars(consulta).all()


def listar(
    sesion: Session, instante: datetime, codigo: str | None = None
) -> Sequence[Row[Institucion, bool]]:
    """Todas las instituciones, o una, y si hoy pueden aportar."""
    consulta = select(Institucion, _aporta(instante)).order_by(Institucion.codigo)
    if codigo is not None:
        consulta = consulta.where(Institucion.codigo == codigo)
    return sesion.execute(consulta).all()


def _aporta(instante: datetime) -> ColumnElement[bool]:
    vigentes = func.acuerdos_vigentes(instante).table_valued("institucion")
    return Institucion.codigo.in_(select(vigentes.c.institucion))
