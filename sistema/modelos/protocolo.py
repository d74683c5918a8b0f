"""Lo que el protocolo manda: catálogos de riesgo, hipótesis, diligencias y desenlaces."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import BigInteger, ForeignKey, Identity, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from riesgo.desempeno import Desenlace
from riesgo.hipotesis import Plausibilidad
from sistema.modelos.base import Base, Clave
from sistema.nucleo.cripto import TextoCifrado


class CatalogoRiesgo(Base):
    """Un catálogo de riesgo válido, tal como se escribió; solo se agrega.

    `huella` es el SHA-256 del contenido: dice si dos son el mismo sin leerlos.
    """

    __tablename__ = "catalogo_riesgo"

    version: Mapped[str] = mapped_column(primary_key=True)
    vigente_desde: Mapped[date]
    vigente_hasta: Mapped[date | None]
    contenido: Mapped[str] = mapped_column(deferred=True)
    huella: Mapped[bytes]
    cargado_en: Mapped[datetime]


class VersionHipotesis(Base):
    """Una versión de una hipótesis de un caso; solo se agrega y vale la última de cada tipo."""

    __tablename__ = "hipotesis"

    caso_id: Mapped[UUID] = mapped_column(ForeignKey("caso.id"), primary_key=True)
    tipo: Mapped[str] = mapped_column(primary_key=True)
    version: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    plausibilidad: Mapped[Plausibilidad]
    sustento: Mapped[str] = mapped_column(TextoCifrado("hipotesis.sustento"))
    formulada_por: Mapped[UUID] = mapped_column(ForeignKey("usuario.id"))
    institucion: Mapped[str] = mapped_column(ForeignKey("institucion.codigo"))
    formulada_en: Mapped[datetime]


class DiligenciaPlanificada(Base):
    """Algo que hacer en un caso antes de una hora; nunca se quita y su hora solo se adelanta.

    `hecha_en` es la del último resultado anotado. `evaluacion_id` es la evaluación que la pidió
    primero.
    """

    __tablename__ = "diligencia"
    __table_args__ = (
        UniqueConstraint("caso_id", "codigo"),
        Index(
            "ix_diligencia_pendiente", "vence_en", "id", postgresql_where=text("hecha_en IS NULL")
        ),
    )

    id: Mapped[Clave]
    caso_id: Mapped[UUID] = mapped_column(ForeignKey("caso.id"))
    codigo: Mapped[str]
    texto: Mapped[str]
    responsable: Mapped[str]
    vence_en: Mapped[datetime]
    creada_en: Mapped[datetime]
    hecha_en: Mapped[datetime | None]
    evaluacion_id: Mapped[UUID | None] = mapped_column(ForeignKey("evaluacion_riesgo.id"))


class ResultadoDiligencia(Base):
    """Lo que se obtuvo de una diligencia; se corrige con otro, y `numero` da el orden."""

    __tablename__ = "resultado_diligencia"

    id: Mapped[Clave]
    numero: Mapped[int] = mapped_column(BigInteger, Identity(), unique=True)
    diligencia_id: Mapped[UUID] = mapped_column(ForeignKey("diligencia.id"), index=True)
    resultado: Mapped[str] = mapped_column(TextoCifrado("resultado_diligencia.resultado"))
    hecha_en: Mapped[datetime]
    anotado_por: Mapped[UUID] = mapped_column(ForeignKey("usuario.id"))
    institucion: Mapped[str] = mapped_column(ForeignKey("institucion.codigo"))
    anotado_en: Mapped[datetime]


class DesenlaceRegistrado(Base):
    """Una versión de lo que le pasó a la persona mientras no estuvo; vale la última.

    `grupo` es el sexo y el tramo de edad que tenía: basta para medir el desempeño, y así quien lo
    mide no necesita leer a la persona.
    """

    __tablename__ = "desenlace"
    __table_args__ = (UniqueConstraint("caso_id", "version"),)

    id: Mapped[Clave]
    caso_id: Mapped[UUID] = mapped_column(ForeignKey("caso.id"))
    version: Mapped[int]
    dano: Mapped[Desenlace]
    sustento: Mapped[str] = mapped_column(TextoCifrado("desenlace.sustento"))
    grupo: Mapped[str] = mapped_column(TextoCifrado("desenlace.grupo"))
    registrado_por: Mapped[UUID] = mapped_column(ForeignKey("usuario.id"))
    institucion: Mapped[str] = mapped_column(ForeignKey("institucion.codigo"))
    registrado_en: Mapped[datetime]
