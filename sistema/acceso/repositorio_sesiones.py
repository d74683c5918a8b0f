"""El SQL de las sesiones de una persona."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from sistema.modelos.usuario import NivelSesion, Sesion, Usuario
from sistema.nucleo.bd import filas_afectadas


def cerrar_de(sesion: Session, usuario_id: UUID, sesion_id: UUID, instante: datetime) -> bool:
    """Cierra una sesión abierta si es de esa persona; falso si no había tal."""
    orden = (
        update(Sesion)
        .where(Sesion.id == sesion_id, Sesion.usuario_id == usuario_id, Sesion.cerrada_en.is_(None))
        .values(cerrada_en=instante)
    )
    return filas_afectadas(sesion.execute(orden)) == 1


def cerrar_todas(sesion: Session, usuario_id: UUID, salvo: UUID | None, instante: datetime) -> int:
    """Cierra las sesiones abiertas de una persona, salvo una; devuelve cuántas."""
    orden = update(Sesion).where(Sesion.usuario_id == usuario_id, Sesion.cerrada_en.is_(None))
    if salvo is not None:
        orden = orden.where(Sesion.id != salvo)
    return filas_afectadas(sesion.execute(orden.values(cerrada_en=instante)))


def cerrar_sobrantes(sesion: Session, usuario_id: UUID, quedan: int, instante: datetime) -> None:
    """Deja abiertas las `quedan` sesiones plenas usadas más recientemente.

    Quien ingresa a la vez espera: la persona queda tomada hasta confirmar.
    """
    # Porque: dos ingresos simultáneos contarían lo mismo y quedarían tres sesiones.
    sesion.execute(select(Usuario.id).where(Usuario.id == usuario_id).with_for_update())
    sobrantes = (
        select(Sesion.id)
        .where(
            Sesion.usuario_id == usuario_id,
            Sesion.cerrada_en.is_(None),
            Sesion.nivel == NivelSesion.PLENA,
        )
        .order_by(Sesion.vista_en.desc(), Sesion.id.desc())
        .offset(quedan)
    )
    orden = update(Sesion).where(Sesion.id.in_(sobrantes)).values(cerrada_en=instante)
    sesion.execute(orden, execution_options={"synchronize_session": False})


def sesiones_abiertas(sesion: Session, usuario_id: UUID) -> Sequence[Sesion]:
    """Las sesiones sin cerrar de una persona, de la más nueva a la más antigua."""
    return sesion.scalars(
        select(Sesion)
        .where(Sesion.usuario_id == usuario_id, Sesion.cerrada_en.is_(None))
        .order_by(Sesion.abierta_en.desc(), Sesion.id.desc())
    ).all()
