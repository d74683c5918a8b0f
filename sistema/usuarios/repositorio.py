"""El SQL de las personas usuarias."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from sistema.modelos.institucion import ClaseInstitucion, Institucion
from sistema.modelos.usuario import Usuario


def por_cuenta(sesion: Session, cuenta: str) -> Usuario | None:
    """La persona usuaria con esa cuenta."""
    return sesion.scalar(select(Usuario).where(Usuario.cuenta == cuenta))


def insertar(sesion: Session, usuario: Usuario) -> None:
    """Agrega una persona usuaria."""
    sesion.add(usuario)
    sesion.flush()


def clase_de(sesion: Session, institucion: str) -> ClaseInstitucion:
    """La clase de una institución registrada."""
    return sesion.get_one(Institucion, institucion).clase
