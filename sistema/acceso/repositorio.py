"""El SQL de las sesiones."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Row, exists, func, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from sistema.modelos.institucion import Institucion
from sistema.modelos.usuario import PeticionIdempotente, Sesion, Usuario
from sistema.nucleo.bd import filas_afectadas


def insertar_sesion(sesion: Session, nueva: Sesion) -> None:
    """Agrega una sesión abierta."""
    sesion.add(nueva)
    sesion.flush()


def sesion_abierta(
    sesion: Session,
    huella: bytes,
    instante: datetime,
) -> Row[Sesion, Usuario, Institucion, bool] | None:
    """La sesión sin cerrar de esta huella, su usuario, su institución y si esta tiene título.

    Basta un acuerdo en prueba: la gente de un colaborador entra a preparar su aporte. Una
    institución bloqueada no tiene título.
    """
    participan = func.acuerdos_que_ensayan(instante).table_valued("institucion")
    con_titulo = exists().where(participan.c.institucion == Institucion.codigo)
    return sesion.execute(
        select(Sesion, Usuario, Institucion, con_titulo)
        .join(Usuario, Usuario.id == Sesion.usuario_id)
        .join(Institucion, Institucion.codigo == Usuario.institucion)
        .where(Sesion.huella == huella, Sesion.cerrada_en.is_(None)),
    ).one_or_none()


def anotar_vista(sesion: Session, sesion_id: UUID, instante: datetime) -> None:
    """Deja dicho que la sesión sigue en uso."""
    sesion.execute(update(Sesion).where(Sesion.id == sesion_id).values(vista_en=instante))


def cerrar_sesion(sesion: Session, sesion_id: UUID, instante: datetime) -> None:
    """Cierra la sesión; deja de servir en la petición siguiente."""
    sesion.execute(update(Sesion).where(Sesion.id == sesion_id).values(cerrada_en=instante))


def cambiar_sesion(sesion: Session, sesion_id: UUID, cambios: Mapping[str, Any]) -> bool:
    """Cambia una sesión que sigue abierta; falso si ya se cerró."""
    orden = update(Sesion).where(Sesion.id == sesion_id, Sesion.cerrada_en.is_(None))
    return filas_afectadas(sesion.execute(orden.values(cambios))) == 1


def reservar_peticion(sesion: Session, peticion: Mapping[str, Any]) -> PeticionIdempotente:
    """Guarda la petición si su clave es nueva y devuelve la que quedó guardada.

    Si otra igual va en curso, espera a que termine.
    """
    sesion.execute(insert(PeticionIdempotente).values(peticion).on_conflict_do_nothing())
    llave = (peticion["usuario_id"], peticion["ruta"], peticion["clave"])
    return sesion.get_one(PeticionIdempotente, llave)
