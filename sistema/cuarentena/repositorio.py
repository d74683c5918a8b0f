"""El SQL de la cuarentena."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from sqlalchemy import delete
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from sistema.modelos.contacto import Cuarentena
from sistema.nucleo.bd import filas_afectadas


def insertar(sesion: Session, filas: Sequence[Mapping[str, Any]]) -> None:
    """Aparta mensajes; el mismo mensaje del mismo origen se aparta una sola vez."""
    sesion.execute(insert(Cuarentena).inline().on_conflict_do_nothing(), filas)


def borrar_vencidos(sesion: Session, hoy: date) -> int:
    """Borra lo que ya no puede abrirse."""
    return filas_afectadas(sesion.execute(delete(Cuarentena).where(Cuarentena.vence_el < hoy)))
