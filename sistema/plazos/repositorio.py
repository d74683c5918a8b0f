"""El SQL de los plazos."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from sistema.modelos.plazo import Plazo
from sistema.nucleo.bd import filas_afectadas


def insertar(sesion: Session, plazo: Plazo) -> None:
    """Agrega un plazo abierto."""
    sesion.add(plazo)
    sesion.flush()


def marcar_cumplido(
    sesion: Session,
    tipo: str,
    sujeto: str,
    sujeto_id: UUID,
    cumplido_en: datetime,
) -> int:
    """Cumple los plazos abiertos del sujeto; devuelve cuántos."""
    resultado = sesion.execute(
        update(Plazo)
        .where(
            Plazo.tipo == tipo,
            Plazo.sujeto == sujeto,
            Plazo.sujeto_id == sujeto_id,
            Plazo.cumplido_en.is_(None),
        )
        .values(cumplido_en=cumplido_en),
    )
    return filas_afectadas(resultado)


def sin_cumplir_antes_de(sesion: Session, instante: datetime) -> list[Plazo]:
    """Plazos abiertos que vencieron a más tardar en `instante`."""
    return list(
        sesion.scalars(
            select(Plazo)
            .where(Plazo.cumplido_en.is_(None), Plazo.vence_en <= instante)
            .order_by(Plazo.vence_en, Plazo.id),
        ),
    )


def del_sujeto(sesion: Session, sujeto: str, sujeto_id: UUID) -> list[Plazo]:
    """Los plazos de un sujeto, por orden de vencimiento."""
    return list(
        sesion.scalars(
            select(Plazo)
            .where(Plazo.sujeto == sujeto, Plazo.sujeto_id == sujeto_id)
            .order_by(Plazo.vence_en, Plazo.id),
        ),
    )
