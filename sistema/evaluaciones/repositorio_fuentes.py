"""El SQL de lo que se sabe de un caso: la denuncia, lo aportado y los contactos; por lotes."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Row, func, select, text
from sqlalchemy.orm import Session, defer, selectinload

from sistema.modelos.caso import Caso
from sistema.modelos.coincidencia import Coincidencia
from sistema.modelos.contacto import Contacto
from sistema.modelos.persona import Persona
from sistema.modelos.plazo import Plazo
from sistema.modelos.riesgo import AntecedenteRiesgo
from sistema.nucleo.bd import alguno_de
from sistema.plazos.tipos import TipoPlazo

HOSPITALARIOS = ("hospitalizacion", "atencion_urgencia")

# Porque: lo que solo se agrega cambia si cambia su cuenta. Lo cifrado no se abre: al reescribirlo
# cambia aunque diga lo mismo, y entonces se evalúa de más.
# Lo que evaluar escribe va aparte: quien lo escribe sabe cómo queda.
_ENTRADAS = text("""
    SELECT caso.id, sha256(convert_to(CAST(ROW(
        caso.ultima_noticia_en, persona.fecha_nacimiento, persona.sexo,
        (SELECT min(inicia_en) FROM plazo
         WHERE sujeto = 'caso' AND sujeto_id = caso.id AND tipo = :plazo),
        (SELECT count(*) FROM hipotesis WHERE caso_id = caso.id),
        (SELECT array_agg(ROW(
             hallada.id, hallada.contacto_id, hallada.decision, hallada.huella_evidencia,
             (SELECT count(*) FROM decision_coincidencia WHERE coincidencia_id = hallada.id)
         ) ORDER BY hallada.id)
         FROM coincidencia AS hallada JOIN contacto ON contacto.id = hallada.contacto_id
         WHERE hallada.caso_id = caso.id AND contacto.tipo_contacto = ANY(:hospitalarios))
    ) AS text), 'UTF8')) AS ajenas,
    (SELECT count(*) FROM antecedente_riesgo WHERE caso_id = caso.id) AS antecedentes,
    (SELECT max(version) FROM evaluacion_riesgo WHERE caso_id = caso.id) AS version
    FROM caso JOIN persona ON persona.id = caso.persona_id
    WHERE caso.id = ANY(CAST(:casos AS uuid[]))
""")


def entradas(sesion: Session, casos: Sequence[UUID]) -> Sequence[Row[UUID, bytes, int, int | None]]:
    """De cada caso, la huella de lo que otros saben, cuántos aportes tiene y su última versión."""
    valores = {
        "casos": list(casos),
        "plazo": TipoPlazo.DILIGENCIAS_INICIALES.value,
        "hospitalarios": list(HOSPITALARIOS),
    }
    return sesion.execute(_ENTRADAS, valores).all()


def fichas(
    sesion: Session, casos: Sequence[UUID]
) -> Sequence[Row[UUID, datetime | None, datetime | None, str, str]]:
    """Lo que la denuncia dice de cada caso; la recepción es el inicio de su plazo de 24 horas."""
    recibida_en = (
        select(func.min(Plazo.inicia_en))
        .where(
            Plazo.sujeto == "caso",
            Plazo.sujeto_id == Caso.id,
            Plazo.tipo == TipoPlazo.DILIGENCIAS_INICIALES,
        )
        .scalar_subquery()
    )
    return sesion.execute(
        select(Caso.id, Caso.ultima_noticia_en, recibida_en, Persona.fecha_nacimiento, Persona.sexo)
        .join(Persona, Persona.id == Caso.persona_id)
        .where(Caso.id == alguno_de(casos))
    ).all()


def antecedentes(sesion: Session, casos: Sequence[UUID]) -> Sequence[AntecedenteRiesgo]:
    """Los antecedentes de los casos, en el orden en que se registraron."""
    return sesion.scalars(
        select(AntecedenteRiesgo)
        .where(AntecedenteRiesgo.caso_id == alguno_de(casos))
        .order_by(AntecedenteRiesgo.numero)
    ).all()


def registros(sesion: Session, casos: Sequence[UUID]) -> Sequence[Row[Any]]:
    """Lo mismo, solo lo que hace falta para evaluar: leer entidades cuesta el doble."""
    return sesion.execute(
        select(
            AntecedenteRiesgo.caso_id,
            AntecedenteRiesgo.id,
            AntecedenteRiesgo.contenido,
            AntecedenteRiesgo.desvirtua_id,
            AntecedenteRiesgo.desvirtua_aporte,
            AntecedenteRiesgo.registrado_por,
        )
        .where(AntecedenteRiesgo.caso_id == alguno_de(casos))
        .order_by(AntecedenteRiesgo.numero)
    ).all()


def contactos_hospitalarios(
    sesion: Session, casos: Sequence[UUID]
) -> Sequence[Row[Coincidencia, Contacto]]:
    """Los contactos con un hospital o una urgencia, con lo decidido; el más nuevo primero."""
    return sesion.execute(
        select(Coincidencia, Contacto)
        .join(Contacto, Contacto.id == Coincidencia.contacto_id)
        .where(Coincidencia.caso_id == alguno_de(casos), Contacto.tipo_contacto.in_(HOSPITALARIOS))
        .options(
            selectinload(Coincidencia.decisiones),
            defer(Coincidencia.explicacion),
            defer(Contacto.persona),
            defer(Contacto.datos),
            defer(Contacto.original),
        )
        .order_by(Contacto.ocurrido_en.desc(), Contacto.id)
        .execution_options(populate_existing=True)
    ).all()


def antecedente_por_id(
    sesion: Session, caso_id: UUID, antecedente_id: UUID
) -> AntecedenteRiesgo | None:
    """El antecedente con ese id, si es del caso."""
    return sesion.scalar(
        select(AntecedenteRiesgo).where(
            AntecedenteRiesgo.caso_id == caso_id, AntecedenteRiesgo.id == antecedente_id
        )
    )


def insertar(sesion: Session, antecedentes: Sequence[AntecedenteRiesgo]) -> None:
    """Agrega antecedentes; su número queda después del de todos los del caso."""
    sesion.add_all(antecedentes)
    sesion.flush()
