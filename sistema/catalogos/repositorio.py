"""El SQL de los catálogos de riesgo."""

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from sistema.modelos.protocolo import CatalogoRiesgo
from sistema.nucleo.bd import valores_de


def listar(sesion: Session) -> Sequence[CatalogoRiesgo]:
    """Todos, sin su contenido, por vigencia."""
    return sesion.scalars(
        select(CatalogoRiesgo).order_by(CatalogoRiesgo.vigente_desde, CatalogoRiesgo.version)
    ).all()


def por_version(sesion: Session, version: str) -> CatalogoRiesgo | None:
    """El catálogo de esa versión."""
    return sesion.get(CatalogoRiesgo, version)


def insertar_si_falta(sesion: Session, catalogo: CatalogoRiesgo) -> bool:
    """Agrega el catálogo; dice si no estaba."""
    orden = insert(CatalogoRiesgo).values(valores_de(catalogo)).on_conflict_do_nothing()
    return sesion.scalar(orden.returning(CatalogoRiesgo.version)) is not None
