"""El registro de las operaciones: solo se agrega (Decreto 120, art. 2 a)."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import BigInteger, Identity
from sqlalchemy.orm import Mapped, mapped_column

from sistema.modelos.base import Base
from sistema.nucleo.cripto import JsonCifrado


class Asiento(Base):
    """Quién hizo o vio qué, cuándo, para qué y con qué desenlace.

    Los términos buscados van cifrados en `detalle`; lo demás no identifica a la persona buscada.
    """

    __tablename__ = "asiento"

    numero: Mapped[int] = mapped_column(BigInteger, Identity(), primary_key=True)
    ocurrido_en: Mapped[datetime]
    accion: Mapped[str]
    desenlace: Mapped[str]
    institucion: Mapped[str | None]
    usuario_id: Mapped[UUID | None]
    perfil: Mapped[str | None]
    sesion_id: Mapped[UUID | None]
    direccion: Mapped[str | None]
    objeto: Mapped[str | None]
    objeto_id: Mapped[str | None]
    caso_id: Mapped[UUID | None]
    finalidad: Mapped[str | None]
    resultados: Mapped[int | None]
    detalle: Mapped[dict[str, Any] | None] = mapped_column(JsonCifrado("asiento.detalle"))
