"""El SQL de las personas usuarias."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from sistema.modelos.ficha import FichaUsuario
from sistema.modelos.institucion import ClaseInstitucion, Institucion
from sistema.modelos.usuario import PerfilOtorgado, Usuario


def por_cuenta(sesion: Session, cuenta: str) -> Usuario | None:
    """La persona usuaria con esa cuenta."""
    return sesion.scalar(select(Usuario).where(Usuario.cuenta == cuenta))


def insertar(sesion: Session, fila: Usuario | FichaUsuario | PerfilOtorgado) -> None:
    """Agrega una persona usuaria, su ficha o un acto sobre su perfil."""
    sesion.add(fila)
    sesion.flush()
    # Porque: el perfil se lee del último acto, y quien ya se leyó mostraría el anterior.
    sesion.expire_all()


def clase_de(sesion: Session, institucion: str) -> ClaseInstitucion:
    """La clase de una institución registrada."""
    return sesion.get_one(Institucion, institucion).clase
