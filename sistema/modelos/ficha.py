"""La ficha de cada persona usuaria, lo que se le hizo y los usos irregulares."""

from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import BigInteger, ForeignKey, Identity, Index
from sqlalchemy.orm import Mapped, mapped_column

from sistema.modelos.base import Base, Clave
from sistema.modelos.usuario import EstadoUsuario, Perfil
from sistema.nucleo.cripto import TextoCifrado


class CalidadJuridica(StrEnum):
    """En qué calidad trabaja para su institución."""

    PLANTA = "planta"
    CONTRATA = "contrata"
    HONORARIOS = "honorarios"
    CODIGO_DEL_TRABAJO = "codigo_del_trabajo"
    OTRA = "otra"


class ActoUsuario(StrEnum):
    """Lo que se hace con una persona usuaria."""

    CREAR = "crear"
    EDITAR = "editar"
    ACTIVAR = "activar"
    SUSPENDER = "suspender"
    REACTIVAR = "reactivar"
    BLOQUEAR = "bloquear"
    DESBLOQUEAR = "desbloquear"
    DAR_DE_BAJA = "dar_de_baja"
    EMITIR_CLAVE = "emitir_clave"
    REINICIAR_SEGUNDO_FACTOR = "reiniciar_segundo_factor"


class PasoUsoIrregular(StrEnum):
    """Lo que se hace con un uso irregular."""

    ABRIR = "abrir"
    NOTIFICAR = "notificar"
    PRESENTAR_DESCARGOS = "presentar_descargos"
    RESOLVER = "resolver"
    BLOQUEAR = "bloquear"


class EstadoUsoIrregular(StrEnum):
    """En qué va un uso irregular."""

    ABIERTO = "abierto"
    NOTIFICADO = "notificado"
    DESCARGOS = "descargos"
    RESUELTO = "resuelto"
    BLOQUEADO = "bloqueado"


class FichaUsuario(Base):
    """Quién es una persona usuaria y con qué respaldo entra; una cuenta sintética no tiene RUN."""

    __tablename__ = "ficha_usuario"

    usuario_id: Mapped[UUID] = mapped_column(ForeignKey("usuario.id"), primary_key=True)
    nombres: Mapped[str] = mapped_column(TextoCifrado("ficha_usuario.nombres"))
    apellido_paterno: Mapped[str] = mapped_column(TextoCifrado("ficha_usuario.apellido_paterno"))
    apellido_materno: Mapped[str] = mapped_column(TextoCifrado("ficha_usuario.apellido_materno"))
    run: Mapped[str | None] = mapped_column(TextoCifrado("ficha_usuario.run"))
    correo: Mapped[str] = mapped_column(TextoCifrado("ficha_usuario.correo"))
    telefono: Mapped[str] = mapped_column(TextoCifrado("ficha_usuario.telefono"))
    calidad_juridica: Mapped[CalidadJuridica]
    cargo: Mapped[str]
    oficio_numero: Mapped[str]
    oficio_fecha: Mapped[date]
    oficio_autoridad: Mapped[str]
    oficio_referencia: Mapped[str]
    capacitada_en: Mapped[date | None]
    capacitacion_hasta: Mapped[date | None]
    reserva_en: Mapped[date | None]


class PerfilPedido(Base):
    """Un perfil sensible que alguien pidió para otra persona y espera a una tercera.

    `tras` es el último acto sobre su perfil cuando se pidió: si hay otro después, ya no vale.
    """

    __tablename__ = "perfil_pedido"

    id: Mapped[Clave]
    usuario_id: Mapped[UUID] = mapped_column(ForeignKey("usuario.id"), index=True)
    perfil: Mapped[Perfil]
    dias: Mapped[int]
    tras: Mapped[int] = mapped_column(BigInteger)
    pedido_en: Mapped[datetime] = mapped_column(index=True)
    pedido_por: Mapped[UUID | None] = mapped_column(ForeignKey("usuario.id"))
    operador: Mapped[str | None]
    oficio_numero: Mapped[str]
    oficio_fecha: Mapped[date]
    oficio_autoridad: Mapped[str]
    oficio_referencia: Mapped[str]


class HechoUsuario(Base):
    """Un acto sobre una persona usuaria: quién, por qué y cómo la dejó. Solo se agrega."""

    __tablename__ = "hecho_usuario"
    __table_args__ = (Index("ix_hecho_usuario_usuario", "usuario_id", "numero"),)

    numero: Mapped[int] = mapped_column(BigInteger, Identity(), primary_key=True)
    usuario_id: Mapped[UUID] = mapped_column(ForeignKey("usuario.id"))
    acto: Mapped[ActoUsuario]
    hacia: Mapped[EstadoUsuario]
    ocurrido_en: Mapped[datetime]
    autor_id: Mapped[UUID | None] = mapped_column(ForeignKey("usuario.id"))
    operador: Mapped[str | None]
    motivo: Mapped[str] = mapped_column(TextoCifrado("hecho_usuario.motivo"))


class UsoIrregular(Base):
    """El expediente de un uso sin relación con el objeto del Sistema. No cambia: crece."""

    __tablename__ = "uso_irregular"

    id: Mapped[Clave]
    usuario_id: Mapped[UUID] = mapped_column(ForeignKey("usuario.id"), index=True)
    institucion: Mapped[str] = mapped_column(ForeignKey("institucion.codigo"), index=True)
    abierto_en: Mapped[datetime]


class PasoDeUsoIrregular(Base):
    """Un paso del expediente: quién, qué dijo y dónde lo dejó. Solo se agrega."""

    __tablename__ = "uso_irregular_paso"
    __table_args__ = (Index("ix_uso_irregular_paso_uso", "uso_id", "numero"),)

    numero: Mapped[int] = mapped_column(BigInteger, Identity(), primary_key=True)
    uso_id: Mapped[UUID] = mapped_column(ForeignKey("uso_irregular.id"))
    paso: Mapped[PasoUsoIrregular]
    hacia: Mapped[EstadoUsoIrregular]
    ocurrido_en: Mapped[datetime]
    autor_id: Mapped[UUID] = mapped_column(ForeignKey("usuario.id"))
    texto: Mapped[str] = mapped_column(TextoCifrado("uso_irregular_paso.texto"))
