"""Llaves de datos envueltas por la llave maestra."""

from datetime import datetime

from sqlalchemy import Identity, func
from sqlalchemy.orm import Mapped, mapped_column

from sistema.modelos.base import Base


class Llave(Base):
    """Una llave al azar; `envuelta` solo se abre con la maestra, que no está en la base."""

    __tablename__ = "llave"

    id: Mapped[int] = mapped_column(Identity(), primary_key=True)
    proposito: Mapped[str]
    envuelta: Mapped[bytes]
    creada_en: Mapped[datetime] = mapped_column(server_default=func.now())
