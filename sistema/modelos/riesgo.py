"""El riesgo de un caso: lo aportado, propuesto, decidido y vigente. Todo solo se agrega."""

from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    ForeignKey,
    ForeignKeyConstraint,
    Identity,
    Index,
    UniqueConstraint,
)
from sqlalchemy.orm import Mapped, mapped_column

from riesgo.tipos import Categoria
from sistema.modelos.base import Base, Clave
from sistema.nucleo.cripto import JsonCifrado, TextoCifrado


class MotivoEvaluacion(StrEnum):
    """Por qué se evaluó: alguien aportó o lo pidió, o una reevaluación automática."""

    APORTE = "aporte"
    PEDIDO = "pedido"
    DATOS_CAMBIADOS = "datos_cambiados"
    CONTACTO = "contacto"
    PLAZO_VENCIDO = "plazo_vencido"
    HORAS = "horas"
    CATALOGO = "catalogo"
    HIPOTESIS = "hipotesis"


class Paso(StrEnum):
    """Lo que una decisión hace con la categoría que rige."""

    CONFIRMAR = "confirmar"
    SUBIR = "subir"
    BAJAR = "bajar"


class RespuestaVistoBueno(StrEnum):
    """Lo que otra persona dice de una baja."""

    APROBAR = "aprobar"
    RECHAZAR = "rechazar"


class AntecedenteRiesgo(Base):
    """Lo que una persona aportó de una vez, o el documento que desvirtúa un aporte anterior.

    `contenido` va en la forma de `riesgo.lectura`; sus aportes se cuentan desde 1 en ese orden. Sin
    `registrado_por`, lo dice la denuncia.
    """

    __tablename__ = "antecedente_riesgo"
    __table_args__ = (
        UniqueConstraint("caso_id", "id"),
        ForeignKeyConstraint(
            ["caso_id", "desvirtua_id"], ["antecedente_riesgo.caso_id", "antecedente_riesgo.id"]
        ),
        CheckConstraint("(desvirtua_id IS NULL) = (desvirtua_aporte IS NULL)", name="desvirtua"),
        CheckConstraint("(registrado_por IS NULL) = (institucion IS NULL)", name="registro"),
        Index("ix_antecedente_riesgo_caso", "caso_id", "numero"),
    )

    id: Mapped[Clave]
    numero: Mapped[int] = mapped_column(BigInteger, Identity(), unique=True)
    caso_id: Mapped[UUID] = mapped_column(ForeignKey("caso.id"))
    contenido: Mapped[dict[str, Any]] = mapped_column(JsonCifrado("antecedente_riesgo.contenido"))
    desvirtua_id: Mapped[UUID | None]
    desvirtua_aporte: Mapped[int | None]
    registrado_por: Mapped[UUID | None] = mapped_column(ForeignKey("usuario.id"))
    institucion: Mapped[str | None] = mapped_column(ForeignKey("institucion.codigo"))
    registrado_en: Mapped[datetime]


class EvaluacionRiesgo(Base):
    """Una propuesta del Sistema: con qué catálogo, por qué y con qué antecedentes.

    `huella` resume lo propuesto y lo que lo explica: dice si la siguiente es igual sin abrir nada.
    """

    __tablename__ = "evaluacion_riesgo"
    __table_args__ = (
        UniqueConstraint("caso_id", "version"),
        CheckConstraint("urgencia BETWEEN 1 AND 3", name="urgencia"),
        CheckConstraint("NOT con_piso OR categoria = 'ALTO'", name="piso"),
    )

    id: Mapped[Clave]
    caso_id: Mapped[UUID] = mapped_column(ForeignKey("caso.id"))
    version: Mapped[int]
    motivo: Mapped[MotivoEvaluacion]
    version_catalogo: Mapped[str]
    categoria: Mapped[Categoria]
    urgencia: Mapped[int]
    puntaje: Mapped[int]
    con_piso: Mapped[bool]
    huella: Mapped[bytes]
    detalle: Mapped[dict[str, Any]] = mapped_column(JsonCifrado("evaluacion_riesgo.detalle"))
    antecedentes: Mapped[dict[str, Any]] = mapped_column(
        JsonCifrado("evaluacion_riesgo.antecedentes"), deferred=True
    )
    pedida_por: Mapped[UUID | None] = mapped_column(ForeignKey("usuario.id"))
    evaluada_en: Mapped[datetime]


class DecisionRiesgo(Base):
    """Lo que una persona decidió ante una propuesta. Bajar espera el visto bueno de otras."""

    __tablename__ = "decision_riesgo"
    __table_args__ = (
        UniqueConstraint("id", "decidida_por"),
        CheckConstraint("paso <> 'bajar' OR motivo IS NOT NULL", name="motivo"),
        Index("ix_decision_riesgo_caso", "caso_id", "numero"),
    )

    id: Mapped[Clave]
    numero: Mapped[int] = mapped_column(BigInteger, Identity(), unique=True)
    caso_id: Mapped[UUID] = mapped_column(ForeignKey("caso.id"))
    evaluacion_id: Mapped[UUID] = mapped_column(ForeignKey("evaluacion_riesgo.id"))
    paso: Mapped[Paso]
    desde: Mapped[Categoria]
    categoria: Mapped[Categoria]
    motivo: Mapped[str | None] = mapped_column(TextoCifrado("decision_riesgo.motivo"))
    decidida_por: Mapped[UUID] = mapped_column(ForeignKey("usuario.id"))
    institucion: Mapped[str] = mapped_column(ForeignKey("institucion.codigo"))
    decidida_en: Mapped[datetime]


class VistoBuenoRiesgo(Base):
    """Lo que otra persona dijo de una baja; la base impide que sea quien la pidió."""

    __tablename__ = "visto_bueno_riesgo"
    __table_args__ = (
        UniqueConstraint("decision_id", "dado_por"),
        ForeignKeyConstraint(
            ["decision_id", "decidida_por"], ["decision_riesgo.id", "decision_riesgo.decidida_por"]
        ),
        CheckConstraint("dado_por <> decidida_por", name="otra_persona"),
        CheckConstraint("respuesta <> 'rechazar' OR motivo IS NOT NULL", name="motivo"),
    )

    id: Mapped[Clave]
    decision_id: Mapped[UUID]
    decidida_por: Mapped[UUID]
    respuesta: Mapped[RespuestaVistoBueno]
    es_fiscal: Mapped[bool]
    motivo: Mapped[str | None] = mapped_column(TextoCifrado("visto_bueno_riesgo.motivo"))
    dado_por: Mapped[UUID] = mapped_column(ForeignKey("usuario.id"))
    institucion: Mapped[str] = mapped_column(ForeignKey("institucion.codigo"))
    dado_en: Mapped[datetime]


class VigenciaRiesgo(Base):
    """Desde cuándo rige una categoría y por qué: una propuesta que sube, o una decisión cumplida.

    Rige la última del caso.
    """

    __tablename__ = "vigencia_riesgo"
    __table_args__ = (
        Index("ix_vigencia_riesgo_caso", "caso_id", "numero"),
        CheckConstraint("(evaluacion_id IS NULL) <> (decision_id IS NULL)", name="origen"),
    )

    numero: Mapped[int] = mapped_column(BigInteger, Identity(), primary_key=True)
    caso_id: Mapped[UUID] = mapped_column(ForeignKey("caso.id"))
    categoria: Mapped[Categoria]
    evaluacion_id: Mapped[UUID | None] = mapped_column(ForeignKey("evaluacion_riesgo.id"))
    decision_id: Mapped[UUID | None] = mapped_column(ForeignKey("decision_riesgo.id"), unique=True)
    desde: Mapped[datetime]
