"""El SQL de los usos irregulares."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from sistema.modelos.ficha import PasoDeUsoIrregular, UsoIrregular


def insertar(sesion: Session, fila: UsoIrregular | PasoDeUsoIrregular) -> None:
    """Agrega un expediente o un paso."""
    sesion.add(fila)
    sesion.flush()


def buscar(sesion: Session, uso_id: UUID) -> UsoIrregular | None:
    """Un expediente."""
    return sesion.get(UsoIrregular, uso_id)


def pasos_de(sesion: Session, uso_id: UUID) -> Sequence[PasoDeUsoIrregular]:
    """Los pasos de un expediente, en orden; siempre tiene al menos el que lo abrió."""
    consulta = select(PasoDeUsoIrregular).where(PasoDeUsoIrregular.uso_id == uso_id)
    return sesion.scalars(consulta.order_by(PasoDeUsoIrregular.numero)).all()


def listar(sesion: Session, institucion: str | None) -> Sequence[UsoIrregular]:
    """Los expedientes de una institución, o todos, del más nuevo al más antiguo."""
    consulta = select(UsoIrregular).order_by(UsoIrregular.id.desc())
    if institucion is not None:
        consulta = consulta.where(UsoIrregular.institucion == institucion)
    return sesion.scalars(consulta).all()
