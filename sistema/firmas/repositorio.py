"""El SQL de las llaves de firma; nunca borra: una llave retirada aún prueba lo que firmó."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from sistema.modelos.contacto import Contacto
from sistema.modelos.maquina import LlaveFirma
from sistema.nucleo.bd import filas_afectadas


def de_organismo(sesion: Session, organismo: str) -> Sequence[LlaveFirma]:
    """Todas las llaves de un organismo, vigentes o no, desde la más antigua."""
    return sesion.scalars(
        select(LlaveFirma)
        .where(LlaveFirma.organismo == organismo)
        .order_by(LlaveFirma.vigente_desde, LlaveFirma.kid)
    ).all()


def con_kid(sesion: Session, kid: str) -> LlaveFirma | None:
    """La llave con ese nombre, de cualquier organismo."""
    return sesion.scalars(select(LlaveFirma).where(LlaveFirma.kid == kid)).first()


def insertar(sesion: Session, llave: LlaveFirma) -> None:
    """Agrega una llave; si el organismo ya la tiene, no la toca."""
    valores = {
        "organismo": llave.organismo,
        "kid": llave.kid,
        "publica": llave.publica,
        "vigente_desde": llave.vigente_desde,
        "vigente_hasta": llave.vigente_hasta,
    }
    sesion.execute(insert(LlaveFirma).values(valores).on_conflict_do_nothing())


def retirar(sesion: Session, organismo: str, kid: str, hasta: datetime) -> bool:
    """Adelanta el fin de una llave; nunca lo atrasa. Dice si la llave existe."""
    suya = (LlaveFirma.organismo == organismo) & (LlaveFirma.kid == kid)
    abierta = LlaveFirma.vigente_hasta.is_(None) | (LlaveFirma.vigente_hasta > hasta)
    orden = update(LlaveFirma).where(suya, abierta).values(vigente_hasta=hasta)
    if filas_afectadas(sesion.execute(orden)):
        return True
    return sesion.scalar(select(LlaveFirma.kid).where(suya)) is not None


def contacto(sesion: Session, contacto_id: UUID) -> Contacto | None:
    """Un contacto guardado, con sus bytes originales si venía firmado."""
    return sesion.get(Contacto, contacto_id)
