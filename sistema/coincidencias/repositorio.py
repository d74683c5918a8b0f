"""El SQL de las coincidencias y de lo que se decidió de ellas."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import ARRAY, Text, Uuid, cast, func, select, text, tuple_
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session, selectinload

from sistema.modelos.caso import Caso
from sistema.modelos.coincidencia import Coincidencia, DecisionCoincidencia, VersionCoincidencia
from sistema.nucleo.bd import valores_de

# Porque: el papel de la API no puede cambiar `coincidencia`, y sin eso PostgreSQL no deja trabar
# su fila; este candado vale lo mismo, y dos ids que cayeran en el mismo número solo se turnan.
CANDADO_DE_DECISION = 21_500_011

_TRABAR = text("SELECT pg_advisory_xact_lock(:candado, hashtext(CAST(:id AS text)))")

_RECHAZOS_VIGENTES = text("""
    SELECT persona_id, huella FROM (
        SELECT DISTINCT ON (caso.persona_id, tomada.huella_evidencia)
            caso.persona_id, tomada.huella_evidencia AS huella, tomada.accion
        FROM decision_coincidencia AS tomada JOIN caso ON caso.id = tomada.caso_id
        WHERE tomada.huella_evidencia = ANY(CAST(:huellas AS bytea[]))
        ORDER BY caso.persona_id, tomada.huella_evidencia, tomada.numero DESC
    ) AS ultima
    WHERE accion = 'rechazar'
""")


def insertar(sesion: Session, coincidencias: Sequence[Coincidencia]) -> set[UUID]:
    """Agrega coincidencias; devuelve las que otra búsqueda simultánea no agregó antes."""
    if not coincidencias:
        return set()
    orden = insert(Coincidencia).on_conflict_do_nothing(
        index_elements=[Coincidencia.caso_id, Coincidencia.organismo, Coincidencia.evento_id]
    )
    filas = [valores_de(coincidencia) for coincidencia in coincidencias]
    return set(sesion.scalars(orden.returning(Coincidencia.id), filas))


def de_eventos(
    sesion: Session, organismos: Sequence[str], eventos: Sequence[UUID]
) -> list[Coincidencia]:
    """Las coincidencias de estos eventos, con lo decidido; nadie más las cambia por ahora.

    Una decisión que se está tomando se espera, y se ve.
    """
    if not eventos:
        return []
    pedidos = tuple_(Coincidencia.organismo, Coincidencia.evento_id)
    # Porque: con dos arreglos hay dos parámetros, por muchos que sean los eventos.
    pares = select(
        func.unnest(cast(list(organismos), ARRAY(Text))),
        func.unnest(cast(list(eventos), ARRAY(Uuid()))),
    )
    # Porque: sin `key_share`, a propósito. Con él no chocaría con la llave foránea de una decisión
    # que aún no se confirma: no se la vería, y se volvería a alertar lo que alguien ya resolvió.
    return list(
        sesion.scalars(
            select(Coincidencia)
            .where(pedidos.in_(pares))
            .options(selectinload(Coincidencia.decisiones))
            .order_by(Coincidencia.id)
            .with_for_update(of=Coincidencia)
            .execution_options(populate_existing=True)
        )
    )


def insertar_versiones(sesion: Session, versiones: Sequence[VersionCoincidencia]) -> None:
    """Agrega lo que unas coincidencias decían, y guarda lo que dicen ahora."""
    sesion.add_all(versiones)
    sesion.flush()


def rechazos_vigentes(sesion: Session, huellas: Sequence[bytes]) -> set[tuple[UUID, bytes]]:
    """De estas huellas, las personas buscadas para las que la última decisión fue rechazar."""
    if not huellas:
        return set()
    filas = sesion.execute(_RECHAZOS_VIGENTES, {"huellas": list(huellas)})
    return {(fila.persona_id, bytes(fila.huella)) for fila in filas}


def trabar(sesion: Session, coincidencia_id: UUID) -> None:
    """Hasta el fin de esta transacción, nadie más decide sobre esta coincidencia."""
    sesion.execute(_TRABAR, {"candado": CANDADO_DE_DECISION, "id": coincidencia_id})


def con_decisiones(sesion: Session, coincidencia_id: UUID) -> Coincidencia | None:
    """La coincidencia con ese id y todo lo que se decidió de ella; las de una sonda no se ven."""
    return sesion.scalar(
        select(Coincidencia)
        .join(Caso, Caso.id == Coincidencia.caso_id)
        .options(selectinload(Coincidencia.decisiones))
        .where(Coincidencia.id == coincidencia_id, ~Caso.es_sonda),
    )


def decision_por_id(sesion: Session, decision_id: UUID) -> DecisionCoincidencia | None:
    """La decisión con ese id."""
    return sesion.get(DecisionCoincidencia, decision_id)


def insertar_decision(sesion: Session, decision: DecisionCoincidencia) -> None:
    """Agrega una decisión; su número queda después del de todas las de la misma coincidencia."""
    sesion.add(decision)
    sesion.flush()
