"""El SQL de las consultas."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import Row, select
from sqlalchemy.orm import Session, defer, selectinload

from sistema.modelos.coincidencia import Coincidencia
from sistema.modelos.contacto import Contacto


def movimientos_de(sesion: Session, caso_id: UUID) -> Sequence[Row[Coincidencia, Contacto]]:
    """Las coincidencias de un caso con sus contactos, en el orden en que ocurrieron."""
    return sesion.execute(
        select(Coincidencia, Contacto)
        .join(Contacto, Contacto.id == Coincidencia.contacto_id)
        .where(Coincidencia.caso_id == caso_id)
        # Porque: los bytes firmados son evidencia, no lectura; abrirlos aquí costaría por nada.
        .options(selectinload(Coincidencia.decisiones), defer(Contacto.original))
        .order_by(Contacto.ocurrido_en, Contacto.id),
    ).all()
