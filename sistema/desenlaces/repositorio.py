"""El SQL de los desenlaces."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import ColumnElement, Row, and_, func, or_, select, text
from sqlalchemy.orm import Session, aliased

from matching.tipos import Decision
from riesgo.tipos import Categoria
from sistema.modelos.caso import Caso, EstadoCaso
from sistema.modelos.coincidencia import AccionDecision, Coincidencia, DecisionCoincidencia
from sistema.modelos.contacto import Contacto
from sistema.modelos.persona import Persona
from sistema.modelos.plazo import Plazo
from sistema.modelos.protocolo import DesenlaceRegistrado
from sistema.modelos.riesgo import VigenciaRiesgo
from sistema.plazos.tipos import TipoPlazo

# Porque: los desenlaces solo se agregan, así que no hay fila que trabar; este candado hace turnarse
# a los de un caso, y dos casos que cayeran en el mismo número solo se turnan de más.
CANDADO_DE_DESENLACE = 21_500_014

PLAZO_INICIAL = timedelta(hours=24)
"""Hasta cuándo, desde la recepción, la categoría de un caso es la inicial."""

_TRABAR = text("SELECT pg_advisory_xact_lock(:candado, hashtext(CAST(:caso AS text)))")


def trabar(sesion: Session, caso_id: UUID) -> None:
    """Hasta el fin de esta transacción, nadie más registra un desenlace de este caso."""
    sesion.execute(_TRABAR, {"candado": CANDADO_DE_DESENLACE, "caso": caso_id})


def del_caso(sesion: Session, caso_id: UUID) -> Sequence[DesenlaceRegistrado]:
    """Todas las versiones del desenlace de un caso, en orden."""
    return sesion.scalars(
        select(DesenlaceRegistrado)
        .where(DesenlaceRegistrado.caso_id == caso_id)
        .order_by(DesenlaceRegistrado.version)
    ).all()


def por_id(sesion: Session, desenlace_id: UUID) -> DesenlaceRegistrado | None:
    """La versión con ese id."""
    return sesion.get(DesenlaceRegistrado, desenlace_id)


def persona_del_caso(sesion: Session, caso_id: UUID) -> Persona:
    """La persona de un caso que existe."""
    return sesion.scalars(
        select(Persona).join(Caso, Caso.persona_id == Persona.id).where(Caso.id == caso_id)
    ).one()


def insertar(sesion: Session, desenlace: DesenlaceRegistrado) -> None:
    """Agrega una versión."""
    sesion.add(desenlace)
    sesion.flush()


def busquedas_terminadas(
    sesion: Session, *, con_sinteticos: bool
) -> Sequence[Row[datetime, DesenlaceRegistrado | None, Categoria | None, Categoria | None]]:
    """Los casos terminados o con desenlace: su apertura, qué pasó y qué categorías tenían.

    El desenlace es su última versión. De las categorías, la primera es la inicial, que regía a las
    24 horas de la recepción o, si fue antes, cuando se registró el primer contacto posterior a la
    última noticia o el primer desenlace; la segunda, la final, que regía al registrarse este.
    """
    otra = aliased(DesenlaceRegistrado)
    ultima = select(func.max(otra.version)).where(otra.caso_id == Caso.id).scalar_subquery()
    primero = aliased(DesenlaceRegistrado)
    vigencia = (
        select(VigenciaRiesgo.categoria)
        .where(VigenciaRiesgo.caso_id == Caso.id)
        .order_by(VigenciaRiesgo.numero.desc())
        .limit(1)
        .correlate(Caso, primero)
    )
    # Porque: least() no mira los nulos; sin contacto ni desenlace quedan las 24 horas.
    corte = func.least(_recepcion() + PLAZO_INICIAL, _primer_contacto(), primero.registrado_en)
    inicial = vigencia.where(VigenciaRiesgo.desde < corte).scalar_subquery()
    final = vigencia.where(
        or_(primero.id.is_(None), VigenciaRiesgo.desde < primero.registrado_en)
    ).scalar_subquery()
    consulta = (
        select(Caso.abierto_en, DesenlaceRegistrado, inicial, final)
        .outerjoin(primero, and_(primero.caso_id == Caso.id, primero.version == 1))
        .outerjoin(
            DesenlaceRegistrado,
            and_(DesenlaceRegistrado.caso_id == Caso.id, DesenlaceRegistrado.version == ultima),
        )
        .where(
            ~Caso.es_sonda,
            or_(Caso.estado == EstadoCaso.TERMINO, primero.id.is_not(None)),
        )
        .order_by(Caso.id)
    )
    if not con_sinteticos:
        consulta = consulta.where(~Caso.sintetico)
    return sesion.execute(consulta).all()


def _recepcion() -> ColumnElement[datetime]:
    """Cuándo se recibió la denuncia; la que no tiene plazo, cuándo se abrió el caso."""
    inicio = (
        select(func.min(Plazo.inicia_en))
        .where(
            Plazo.sujeto == "caso",
            Plazo.sujeto_id == Caso.id,
            Plazo.tipo == TipoPlazo.DILIGENCIAS_INICIALES,
        )
        .correlate(Caso)
        .scalar_subquery()
    )
    return func.coalesce(inicio, Caso.abierto_en)


def _primer_contacto() -> ColumnElement[datetime]:
    """Cuándo se registró el primer contacto enlazado o confirmado, posterior a la noticia."""
    confirmada = (
        select(DecisionCoincidencia.id)
        .where(
            DecisionCoincidencia.coincidencia_id == Coincidencia.id,
            DecisionCoincidencia.accion == AccionDecision.CONFIRMAR,
        )
        .correlate(Coincidencia)
        .exists()
    )
    return (
        select(func.min(Contacto.registrado_en))
        .join(Coincidencia, Coincidencia.contacto_id == Contacto.id)
        .where(
            Coincidencia.caso_id == Caso.id,
            or_(Coincidencia.decision == Decision.ENLACE, confirmada),
            or_(Caso.ultima_noticia_en.is_(None), Contacto.ocurrido_en > Caso.ultima_noticia_en),
        )
        .correlate(Caso)
        .scalar_subquery()
    )
