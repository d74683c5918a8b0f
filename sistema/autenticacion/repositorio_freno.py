"""El SQL del freno: contar un intento y decidir si cabe es una sola orden."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import delete, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from sistema.modelos.credencial import FrenoIngreso

OLVIDO = timedelta(days=30)
TANDA_DE_OLVIDO = 500
MOMENTO = timedelta(seconds=1)


@dataclass(frozen=True, slots=True)
class Balde:
    """Dónde se cuenta y cuánto se espera tras cada fallo.

    Con `memoria`, un balde sin intentos por ese tiempo parte de cero. `usuario_id` es de quién es,
    si es de alguien.
    """

    clave: bytes
    demora: Callable[[int], timedelta]
    usuario_id: UUID | None = None
    memoria: timedelta | None = None


def contar_intento(sesion: Session, balde: Balde, ahora: datetime) -> datetime | None:
    """Cuenta un intento como fallo por adelantado; si aún no cabe, dice desde cuándo cabrá."""
    if balde.memoria is not None:
        viejo = (FrenoIngreso.balde == balde.clave) & (
            FrenoIngreso.ultimo_en < ahora - balde.memoria
        )
        sesion.execute(delete(FrenoIngreso).where(viejo, FrenoIngreso.libre_en <= ahora))
    nuevo = insert(FrenoIngreso).values(
        balde=balde.clave, usuario_id=balde.usuario_id, fallos=1, libre_en=ahora, ultimo_en=ahora
    )
    orden = nuevo.on_conflict_do_update(
        index_elements=[FrenoIngreso.balde],
        set_={
            "fallos": FrenoIngreso.fallos + 1,
            "ultimo_en": ahora,
            "usuario_id": balde.usuario_id,
        },
        where=FrenoIngreso.libre_en <= ahora,
    )
    fallos = sesion.scalar(orden.returning(FrenoIngreso.fallos))
    if fallos is None:
        return libre_en(sesion, balde.clave) or ahora + MOMENTO
    sesion.execute(
        update(FrenoIngreso)
        .where(FrenoIngreso.balde == balde.clave)
        .values(libre_en=ahora + balde.demora(fallos))
    )
    return None


def libre_en(sesion: Session, balde: bytes) -> datetime | None:
    """Desde cuándo admite otro intento; `None` si nunca se le contó uno."""
    return sesion.scalar(select(FrenoIngreso.libre_en).where(FrenoIngreso.balde == balde))


def olvidar(sesion: Session, balde: bytes) -> None:
    """Deja el balde en cero: quien lo llenó probó ser quien dice."""
    sesion.execute(delete(FrenoIngreso).where(FrenoIngreso.balde == balde))


def olvidar_de(sesion: Session, usuario_id: UUID) -> None:
    """Deja en cero todo lo contado a una persona."""
    sesion.execute(delete(FrenoIngreso).where(FrenoIngreso.usuario_id == usuario_id))


def purgar(sesion: Session, ahora: datetime) -> None:
    """Borra unos pocos baldes olvidados hace mucho; los que alguien usa ahora, se saltan."""
    viejos = (
        select(FrenoIngreso.balde)
        .where(FrenoIngreso.ultimo_en < ahora - OLVIDO, FrenoIngreso.libre_en < ahora)
        .limit(TANDA_DE_OLVIDO)
        .with_for_update(skip_locked=True)
    )
    orden = delete(FrenoIngreso).where(FrenoIngreso.balde.in_(viejos))
    sesion.execute(orden, execution_options={"synchronize_session": False})
