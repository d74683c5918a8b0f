"""Instituciones, los acuerdos que las habilitan y la historia de ambos.

Los estados y los pasos de un acuerdo son los de ADR-0021.
"""

from datetime import date, datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import BigInteger, ForeignKey, Identity, Index, Text, text
from sqlalchemy.dialects.postgresql import ARRAY, JSONB
from sqlalchemy.orm import Mapped, mapped_column

from sistema.modelos.base import Base, Clave
from sistema.nucleo.cripto import TextoCifrado


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


class EstadoAcuerdo(StrEnum):
    """En qué va un acuerdo; los nombres de los trámites dicen lo que está pendiente."""

    BORRADOR = "borrador"
    VISACION_JURIDICA = "visacion_juridica"
    APROBACION = "aprobacion"
    FIRMA = "firma"
    ACTO_ADMINISTRATIVO = "acto_administrativo"
    PRUEBA = "prueba"
    MARCHA_BLANCA = "marcha_blanca"
    VIGENTE = "vigente"
    PRORROGADO = "prorrogado"
    SUSPENDIDO = "suspendido"
    TERMINO_ANUNCIADO = "termino_anunciado"
    TERMINO_ANTICIPADO = "termino_anticipado"
    TERMINADO = "terminado"


class PasoAcuerdo(StrEnum):
    """Lo que se hace con un acuerdo."""

    CREAR = "crear"
    COMPLETAR = "completar"
    ENVIAR_A_VISACION = "enviar_a_visacion"
    VISAR = "visar"
    DEVOLVER = "devolver"
    APROBAR = "aprobar"
    OBJETAR = "objetar"
    FIRMAR = "firmar"
    DICTAR_ACTO = "dictar_acto"
    INICIAR_MARCHA_BLANCA = "iniciar_marcha_blanca"
    PONER_EN_VIGENCIA = "poner_en_vigencia"
    PRORROGAR = "prorrogar"
    SUSPENDER = "suspender"
    LEVANTAR = "levantar"
    ANUNCIAR_TERMINO = "anunciar_termino"
    TERMINAR_ANTICIPADAMENTE = "terminar_anticipadamente"
    CERRAR = "cerrar"
    DESISTIR = "desistir"
    SUCEDER = "suceder"
    HEREDAR = "heredar"


class Parte(StrEnum):
    """Una de las dos partes de un acuerdo."""

    ADMINISTRADOR = "administrador"
    INSTITUCION = "institucion"


class ActoInstitucion(StrEnum):
    """Lo que se hace con una institución."""

    REGISTRAR = "registrar"
    RENOMBRAR = "renombrar"
    BLOQUEAR = "bloquear"
    DESBLOQUEAR = "desbloquear"
    SUCEDER = "suceder"


class ClaseContraparte(StrEnum):
    """De qué responde una persona de contacto."""

    ADMINISTRATIVA = "administrativa"
    TECNICA = "tecnica"


class Institucion(Base):
    """Un órgano interviniente o un organismo colaborador; `codigo` es su nombre en el contrato.

    Con `bloqueada_en` no sirve ninguna credencial suya. `sucedida_por` exige un acto y no vuelve.
    """

    __tablename__ = "institucion"

    codigo: Mapped[str] = mapped_column(primary_key=True)
    nombre: Mapped[str]
    rut: Mapped[str | None]
    clase: Mapped[ClaseInstitucion]
    titulo: Mapped[Titulo]
    bloqueada_en: Mapped[datetime | None]
    sucedida_por: Mapped[str | None] = mapped_column(ForeignKey("institucion.codigo"))


class HechoInstitucion(Base):
    """Un acto sobre una institución: quién, por qué y con qué documento. Solo se agrega."""

    __tablename__ = "hecho_institucion"

    numero: Mapped[int] = mapped_column(BigInteger, Identity(), primary_key=True)
    institucion: Mapped[str] = mapped_column(ForeignKey("institucion.codigo"), index=True)
    acto: Mapped[ActoInstitucion]
    ocurrido_en: Mapped[datetime]
    usuario_id: Mapped[UUID | None] = mapped_column(ForeignKey("usuario.id"))
    operador: Mapped[str | None]
    motivo: Mapped[str] = mapped_column(TextoCifrado("hecho_institucion.motivo"))
    acto_numero: Mapped[str | None]
    acto_fecha: Mapped[date | None]
    acto_referencia: Mapped[str | None]


class Contraparte(Base):
    """La persona de contacto de una institución; la anterior queda con `hasta`."""

    __tablename__ = "contraparte"
    __table_args__ = (
        Index(
            "uq_contraparte_vigente",
            "institucion",
            "clase",
            unique=True,
            postgresql_where=text("hasta IS NULL"),
        ),
    )

    id: Mapped[Clave]
    institucion: Mapped[str] = mapped_column(ForeignKey("institucion.codigo"))
    clase: Mapped[ClaseContraparte]
    nombre: Mapped[str] = mapped_column(TextoCifrado("contraparte.nombre"))
    cargo: Mapped[str]
    correo: Mapped[str] = mapped_column(TextoCifrado("contraparte.correo"))
    telefono: Mapped[str] = mapped_column(TextoCifrado("contraparte.telefono"))
    oficio: Mapped[str]
    desde: Mapped[datetime]
    hasta: Mapped[datetime | None]


class Acuerdo(Base):
    """El título en virtud del cual una institución aporta, con lo que cubre y hasta cuándo.

    Si aporta en un instante lo dice una sola función de la base, `acuerdos_vigentes`. `vuelta`
    cuenta las veces que volvió a borrador; `reanuda`, a qué estado vuelve si se levanta la
    suspensión.
    """

    __tablename__ = "acuerdo"

    id: Mapped[Clave]
    institucion: Mapped[str] = mapped_column(ForeignKey("institucion.codigo"), index=True)
    titulo: Mapped[Titulo]
    estado: Mapped[EstadoAcuerdo] = mapped_column(default=EstadoAcuerdo.BORRADOR)
    vuelta: Mapped[int] = mapped_column(default=0)
    reanuda: Mapped[str | None]
    tipos_contacto: Mapped[list[str]] = mapped_column(ARRAY(Text))
    finalidades: Mapped[list[str]] = mapped_column(ARRAY(Text), default=list)
    clases_dato: Mapped[list[str]] = mapped_column(ARRAY(Text), default=list)
    contenido: Mapped[dict[str, Any]] = mapped_column(JSONB, default=dict)
    dias_retrospectiva: Mapped[int] = mapped_column(default=0)
    duracion_meses: Mapped[int] = mapped_column(default=12)
    prorroga_automatica: Mapped[bool] = mapped_column(default=False)
    vigente_desde: Mapped[datetime | None]
    vigente_hasta: Mapped[datetime | None]
    acto_numero: Mapped[str | None]
    acto_fecha: Mapped[date | None]
    acto_referencia: Mapped[str | None]
    procede_de: Mapped[UUID | None] = mapped_column(ForeignKey("acuerdo.id"))


class PasoDado(Base):
    """Un paso de un acuerdo: quién, cuándo, con qué acto y dónde lo dejó. Solo se agrega."""

    __tablename__ = "acuerdo_paso"
    __table_args__ = (
        Index("ix_acuerdo_paso_acuerdo", "acuerdo_id", "numero"),
        Index(
            "uq_acuerdo_paso_aprobacion",
            "acuerdo_id",
            "vuelta",
            "institucion",
            unique=True,
            postgresql_where=text("paso = 'aprobar'"),
        ),
        Index(
            "uq_acuerdo_paso_visacion",
            "acuerdo_id",
            "vuelta",
            "parte",
            unique=True,
            postgresql_where=text("paso = 'visar'"),
        ),
    )

    numero: Mapped[int] = mapped_column(BigInteger, Identity(), primary_key=True)
    acuerdo_id: Mapped[UUID] = mapped_column(ForeignKey("acuerdo.id"))
    paso: Mapped[PasoAcuerdo]
    hacia: Mapped[EstadoAcuerdo]
    vuelta: Mapped[int]
    ocurrido_en: Mapped[datetime]
    usuario_id: Mapped[UUID | None] = mapped_column(ForeignKey("usuario.id"))
    institucion: Mapped[str | None] = mapped_column(ForeignKey("institucion.codigo"))
    operador: Mapped[str | None]
    parte: Mapped[Parte | None]
    motivo: Mapped[str] = mapped_column(TextoCifrado("acuerdo_paso.motivo"))
    acto_numero: Mapped[str | None]
    acto_fecha: Mapped[date | None]
    acto_referencia: Mapped[str | None]
    vigente_hasta: Mapped[datetime | None]
