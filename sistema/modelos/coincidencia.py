"""Coincidencias: el vínculo explicado entre un contacto y un caso."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from matching.tipos import Decision
from sistema.modelos.base import Base, Clave
from sistema.nucleo.cripto import JsonCifrado


class Coincidencia(Base):
    """Un contacto que puede ser de la persona de un caso, con su explicación y su modelo.

    Es única por caso, organismo y evento (INV-1).
    """

    __tablename__ = "coincidencia"
    __table_args__ = (UniqueConstraint("caso_id", "organismo", "evento_id"),)

    id: Mapped[Clave]
    caso_id: Mapped[UUID] = mapped_column(ForeignKey("caso.id"))
    contacto_id: Mapped[UUID] = mapped_column(ForeignKey("contacto.id"), index=True)
    organismo: Mapped[str]
    evento_id: Mapped[UUID]
    decision: Mapped[Decision]
    probabilidad: Mapped[float]
    puntaje_bits: Mapped[float]
    explicacion: Mapped[list[dict[str, Any]]] = mapped_column(
        JsonCifrado("coincidencia.explicacion"),
    )
    version_modelo: Mapped[str]
    hallada_en: Mapped[datetime]
