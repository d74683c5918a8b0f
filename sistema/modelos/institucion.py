"""Instituciones y los acuerdos que las habilitan."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import ForeignKey, Text
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Mapped, mapped_column

from sistema.modelos.base import Base, Clave


class ClaseInstitucion(StrEnum):
    """Quién es la institución ante la Ley 21.500, art. 3, y el Decreto 120, arts. 3 a 6."""

    INTERVINIENTE = "interviniente"
    COLABORADOR_PUBLICO = "colaborador_publico"
    COLABORADOR_PRIVADO = "colaborador_privado"


class Titulo(StrEnum):
    """En virtud de qué participa."""

    NORMA_LEGAL = "norma_legal"
    PROTOCOLO = "protocolo"
    PROTOCOLO_APROBADO = "protocolo_aprobado"


class Institucion(Base):
    """Un órgano interviniente o un organismo colaborador; `codigo` es su nombre en el contrato."""

    __tablename__ = "institucion"

    codigo: Mapped[str] = mapped_column(primary_key=True)
    nombre: Mapped[str]
    clase: Mapped[ClaseInstitucion]
    titulo: Mapped[Titulo]


class Acuerdo(Base):
    """El título en virtud del cual una institución aporta, con lo que cubre y hasta cuándo."""

    __tablename__ = "acuerdo"

    id: Mapped[Clave]
    institucion: Mapped[str] = mapped_column(ForeignKey("institucion.codigo"), index=True)
    titulo: Mapped[Titulo]
    tipos_contacto: Mapped[list[str]] = mapped_column(ARRAY(Text))
    dias_retrospectiva: Mapped[int] = mapped_column(default=0)
    vigente_desde: Mapped[datetime]
    vigente_hasta: Mapped[datetime | None]
