"""Casos, las denuncias que los abren y los cambios de la cartera de búsqueda."""

from datetime import datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import BigInteger, ForeignKey, Identity, Index, func, text
from sqlalchemy.orm import Mapped, mapped_column

from sistema.modelos.base import Base, Clave
from sistema.nucleo.cripto import BytesCifrados, TextoCifrado


class EstadoCaso(StrEnum):
    """Estados del caso que existen hoy; ninguno distinto de `termino` detiene la búsqueda."""

    BUSQUEDA_24H = "busqueda_24h"
    BUSQUEDA_ACTIVA = "busqueda_activa"
    TERMINO = "termino"


class MedioDenuncia(StrEnum):
    """Por dónde llegó la denuncia: cualquier medio sirve (Ley 21.500, art. 4)."""

    PRESENCIAL = "presencial"
    ESCRITA = "escrita"
    TELEFONICA = "telefonica"
    ELECTRONICA = "electronica"
    OTRO = "otro"


class CambioCartera(StrEnum):
    """Qué le pasó a un caso desde el punto de vista del enlace."""

    ALTA = "alta"
    CAMBIO = "cambio"
    BAJA = "baja"


class MotivoReevaluacion(StrEnum):
    """Por qué hay que volver a evaluar el riesgo de un caso."""

    DATOS_CAMBIADOS = "datos_cambiados"
    CONTACTO = "contacto"
    PLAZO_VENCIDO = "plazo_vencido"
    HORAS = "horas"
    CATALOGO = "catalogo"
    HIPOTESIS = "hipotesis"


class Caso(Base):
    """La búsqueda de una persona."""

    __tablename__ = "caso"
    __table_args__ = (Index("ix_caso_sonda", "id", postgresql_where=text("es_sonda")),)

    id: Mapped[Clave]
    persona_id: Mapped[UUID] = mapped_column(ForeignKey("persona.id"), index=True)
    estado: Mapped[EstadoCaso]
    abierto_en: Mapped[datetime]
    ultima_noticia_en: Mapped[datetime | None]
    comuna_desaparicion: Mapped[str]
    circunstancias: Mapped[str] = mapped_column(TextoCifrado("caso.circunstancias"))
    sintetico: Mapped[bool]
    # Una sonda comprueba el camino de punta a punta: ningún interviniente la ve.
    es_sonda: Mapped[bool] = mapped_column(default=False)


class Denuncia(Base):
    """El acto que abre el caso; guarda las dos horas: la de recepción y la de ingreso."""

    __tablename__ = "denuncia"

    id: Mapped[Clave]
    caso_id: Mapped[UUID] = mapped_column(ForeignKey("caso.id"), index=True)
    institucion: Mapped[str] = mapped_column(ForeignKey("institucion.codigo"))
    unidad: Mapped[str]
    recibida_por: Mapped[UUID] = mapped_column(ForeignKey("usuario.id"))
    medio: Mapped[MedioDenuncia]
    recibida_en: Mapped[datetime]
    ingresada_en: Mapped[datetime]
    relato: Mapped[str] = mapped_column(TextoCifrado("denuncia.relato"))
    denunciante: Mapped[str] = mapped_column(TextoCifrado("denuncia.denunciante"))
    domicilio: Mapped[str] = mapped_column(TextoCifrado("denuncia.domicilio"))
    telefono: Mapped[str] = mapped_column(TextoCifrado("denuncia.telefono"))
    vinculo: Mapped[str] = mapped_column(TextoCifrado("denuncia.vinculo"))
    identidad_reservada: Mapped[bool]


class CarteraCambio(Base):
    """Diario de la cartera: el consumidor lo lee para poner al día su índice en memoria.

    Solo se escribe con el candado exclusivo de la cartera tomado, de modo que el orden de `numero`
    es el orden en que los cambios se ven (ADR-0010).
    """

    __tablename__ = "cartera_cambio"

    numero: Mapped[int] = mapped_column(BigInteger, Identity(), primary_key=True)
    caso_id: Mapped[UUID] = mapped_column(ForeignKey("caso.id"))
    cambio: Mapped[CambioCartera]
    anotado_en: Mapped[datetime] = mapped_column(server_default=func.now())


class ReevaluacionPendiente(Base):
    """Un pedido de volver a evaluar el riesgo de un caso, desde una hora.

    Solo se agrega: quien pide nunca espera a quien evalúa. Atender un caso borra los pedidos suyos
    que se ven en ese momento; el que llegue después queda para otra vez (ADR-0023).

    `reposo` dice con qué se evaluó y hasta cuándo el solo tiempo no lo cambia; va cifrado porque
    esa hora puede ser la del cumpleaños.
    """

    __tablename__ = "reevaluacion_pendiente"
    __table_args__ = (Index("ix_reevaluacion_pendiente_desde", "desde", "numero"),)

    numero: Mapped[int] = mapped_column(BigInteger, Identity(), primary_key=True)
    caso_id: Mapped[UUID] = mapped_column(ForeignKey("caso.id"), index=True)
    motivo: Mapped[MotivoReevaluacion]
    pedida_en: Mapped[datetime]
    desde: Mapped[datetime]
    intentos: Mapped[int] = mapped_column(server_default=text("0"))
    reposo: Mapped[bytes | None] = mapped_column(BytesCifrados("reevaluacion_pendiente.reposo"))
