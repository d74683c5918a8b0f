"""Coincidencias: el vínculo explicado entre un contacto y un caso, y lo que se decidió de él."""

from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import BigInteger, ForeignKey, Identity, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from matching.tipos import Decision
from sistema.modelos.base import Base, Clave
from sistema.nucleo.cripto import JsonCifrado, TextoCifrado


class EstadoDecision(StrEnum):
    """Qué dice de una coincidencia la última decisión que tomó una persona."""

    PENDIENTE = "pendiente"
    CONFIRMADA = "confirmada"
    RECHAZADA = "rechazada"


class AccionDecision(StrEnum):
    """Lo que una persona decide de una coincidencia."""

    CONFIRMAR = "confirmar"
    RECHAZAR = "rechazar"
    DESHACER = "deshacer"

    @property
    def estado(self) -> EstadoDecision:
        """El estado en que deja a la coincidencia."""
        return _ESTADO_TRAS[self]


_ESTADO_TRAS = {
    AccionDecision.CONFIRMAR: EstadoDecision.CONFIRMADA,
    AccionDecision.RECHAZAR: EstadoDecision.RECHAZADA,
    AccionDecision.DESHACER: EstadoDecision.PENDIENTE,
}


class Coincidencia(Base):
    """Un contacto que puede ser de la persona de un caso, con su explicación y su modelo.

    Es única por caso, organismo y evento (INV-1). `huella_evidencia` es el HMAC de la huella de lo
    comparado.
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
    huella_evidencia: Mapped[bytes]
    version: Mapped[int] = mapped_column(default=1)
    # Porque: quien muestra una coincidencia muestra su estado; olvidar cargarlo debe fallar.
    decisiones: Mapped[list["DecisionCoincidencia"]] = relationship(
        viewonly=True, lazy="raise", order_by="DecisionCoincidencia.numero"
    )

    @property
    def estado_decision(self) -> EstadoDecision:
        """Lo que dice la última decisión; exige `decisiones` cargadas.

        Un rechazo vale para la evidencia que se tuvo a la vista: si los datos de la persona se
        corrigieron después, el par vuelve a estar pendiente (ADR-0011).
        """
        if not self.decisiones:
            return EstadoDecision.PENDIENTE
        ultima = self.decisiones[-1]
        rechazada = ultima.accion is AccionDecision.RECHAZAR
        if rechazada and ultima.huella_evidencia != self.huella_evidencia:
            return EstadoDecision.PENDIENTE
        return ultima.accion.estado


class VersionCoincidencia(Base):
    """Lo que una coincidencia decía antes de que otra búsqueda la recalculara; solo se agrega."""

    __tablename__ = "version_coincidencia"

    coincidencia_id: Mapped[UUID] = mapped_column(ForeignKey("coincidencia.id"), primary_key=True)
    version: Mapped[int] = mapped_column(primary_key=True)
    decision: Mapped[Decision]
    probabilidad: Mapped[float]
    puntaje_bits: Mapped[float]
    explicacion: Mapped[list[dict[str, Any]]] = mapped_column(
        JsonCifrado("version_coincidencia.explicacion"),
    )
    version_modelo: Mapped[str]
    hallada_en: Mapped[datetime]
    huella_evidencia: Mapped[bytes]


class DecisionCoincidencia(Base):
    """Lo que una persona decidió de una coincidencia; solo se agrega y `numero` da el orden.

    Lleva la huella de la evidencia que tuvo a la vista, que no cambia aunque la coincidencia se
    vuelva a calcular.
    """

    __tablename__ = "decision_coincidencia"

    id: Mapped[Clave]
    numero: Mapped[int] = mapped_column(BigInteger, Identity(), unique=True)
    coincidencia_id: Mapped[UUID] = mapped_column(ForeignKey("coincidencia.id"), index=True)
    caso_id: Mapped[UUID] = mapped_column(ForeignKey("caso.id"))
    accion: Mapped[AccionDecision]
    motivo: Mapped[str] = mapped_column(TextoCifrado("decision_coincidencia.motivo"), deferred=True)
    decidida_por: Mapped[UUID] = mapped_column(ForeignKey("usuario.id"))
    institucion: Mapped[str] = mapped_column(ForeignKey("institucion.codigo"))
    decidida_en: Mapped[datetime]
    huella_evidencia: Mapped[bytes] = mapped_column(index=True)
