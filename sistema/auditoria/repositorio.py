"""El SQL de la auditoría: solo agrega."""

from collections.abc import Iterable
from dataclasses import asdict

from sqlalchemy import insert
from sqlalchemy.orm import Session

from sistema.auditoria.acciones import Desenlace
from sistema.auditoria.constancia import Constancia
from sistema.modelos.auditoria import Asiento


def insertar(sesion: Session, constancias: Iterable[Constancia], desenlace: Desenlace) -> None:
    """Agrega asientos sin leerlos de vuelta: el papel de ejecución no puede leer la tabla."""
    filas = [{**asdict(constancia), "desenlace": desenlace} for constancia in constancias]
    if filas:
        sesion.execute(insert(Asiento).inline(), filas)
