"""Plazos legales y operativos en curso."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import Index
from sqlalchemy.orm import Mapped

from sistema.modelos.base import Base, Clave


class Plazo(Base):
    """Un reloj sobre un sujeto: cuándo partió, cuándo vence y si se cumplió."""

    __tablename__ = "plazo"
    __table_args__ = (Index("ix_plazo_sujeto", "sujeto", "sujeto_id"),)

    id: Mapped[Clave]
    tipo: Mapped[str]
    sujeto: Mapped[str]
    sujeto_id: Mapped[UUID]
    inicia_en: Mapped[datetime]
    vence_en: Mapped[datetime]
    cumplido_en: Mapped[datetime | None]
