"""Personas buscadas: sus datos, cifrados, y las claves ciegas para encontrarlas."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from sistema.modelos.base import Base, Clave
from sistema.nucleo.cripto import TextoCifrado


class Persona(Base):
    """Lo que se sabe de una persona desaparecida, como se escribió; vacío es «no se sabe»."""

    __tablename__ = "persona"

    id: Mapped[Clave]
    run: Mapped[str] = mapped_column(TextoCifrado("persona.run"))
    nombres: Mapped[str] = mapped_column(TextoCifrado("persona.nombres"))
    apellido_paterno: Mapped[str] = mapped_column(TextoCifrado("persona.apellido_paterno"))
    apellido_materno: Mapped[str] = mapped_column(TextoCifrado("persona.apellido_materno"))
    nombre_social: Mapped[str] = mapped_column(TextoCifrado("persona.nombre_social"))
    fecha_nacimiento: Mapped[str] = mapped_column(TextoCifrado("persona.fecha_nacimiento"))
    sexo: Mapped[str] = mapped_column(TextoCifrado("persona.sexo"))
    nacionalidad: Mapped[str] = mapped_column(TextoCifrado("persona.nacionalidad"))
    comuna: Mapped[str] = mapped_column(TextoCifrado("persona.comuna"))
    registrada_en: Mapped[datetime]


class ClavePersona(Base):
    """Claves ciegas (HMAC) de una persona: permiten hallarla por igualdad sin poder leerla."""

    __tablename__ = "clave_persona"

    clave: Mapped[bytes] = mapped_column(primary_key=True)
    persona_id: Mapped[UUID] = mapped_column(
        ForeignKey("persona.id", ondelete="CASCADE"),
        primary_key=True,
        index=True,
    )
