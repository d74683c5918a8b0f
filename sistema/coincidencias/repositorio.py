"""El SQL de las coincidencias."""

from collections.abc import Iterable

from sqlalchemy.orm import Session

from sistema.modelos.coincidencia import Coincidencia


def insertar(sesion: Session, coincidencias: Iterable[Coincidencia]) -> None:
    """Agrega coincidencias nuevas."""
    sesion.add_all(coincidencias)
    sesion.flush()
