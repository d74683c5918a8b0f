"""El SQL de los contactos guardados y de las claves ciegas con que se los vuelve a hallar."""

from collections.abc import Mapping, Sequence
from uuid import UUID

from sqlalchemy import ARRAY, Text, Uuid, cast, func, select, text, tuple_
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session, load_only

from sistema.modelos.contacto import ClaveContacto, Contacto
from sistema.nucleo.bd import valores_de

# Porque: también los que ya coincidieron con estos casos, aunque lo corregido no comparta clave.
_HALLAR = text("""
    SELECT contacto_id FROM (
        SELECT contacto_id FROM clave_contacto WHERE clave = ANY(CAST(:claves AS bytea[]))
        UNION
        SELECT contacto_id FROM coincidencia WHERE caso_id = ANY(CAST(:casos AS uuid[]))
    ) AS hallados
    WHERE contacto_id > :despues_de ORDER BY contacto_id LIMIT :maximo
""")


def insertar(
    sesion: Session,
    contactos: Sequence[Contacto],
    claves: Mapping[UUID, Sequence[bytes]],
) -> None:
    """Agrega contactos y sus claves; el que ya estaba toma el id con que se guardó.

    `claves` va por el id propuesto de cada contacto.
    """
    if not contactos:
        return
    # Porque: todos los lotes y búsquedas agregan en el mismo orden; si no, dos se traban.
    en_orden = sorted(contactos, key=lambda c: (c.organismo, c.evento_id))
    orden = insert(Contacto).on_conflict_do_nothing(
        index_elements=[Contacto.organismo, Contacto.evento_id]
    )
    filas = [valores_de(contacto) for contacto in en_orden]
    agregados = set(sesion.scalars(orden.returning(Contacto.id), filas))
    nuevas = [
        {"clave": clave, "contacto_id": contacto.id}
        for contacto in en_orden
        if contacto.id in agregados
        for clave in claves[contacto.id]
    ]
    if nuevas:
        sesion.execute(insert(ClaveContacto), nuevas)
    _reconocer(sesion, [contacto for contacto in en_orden if contacto.id not in agregados])


def hallar(
    sesion: Session,
    claves: Sequence[bytes],
    casos: Sequence[UUID],
    despues_de: UUID,
    maximo: int,
) -> list[Contacto]:
    """Los contactos que comparten una clave o ya coincidieron con estos casos, en orden de id."""
    valores = {"claves": claves, "casos": casos, "despues_de": despues_de, "maximo": maximo}
    ids = list(sesion.scalars(_HALLAR, valores))
    if not ids:
        return []
    columnas = (Contacto.organismo, Contacto.evento_id, Contacto.persona)
    return list(
        sesion.scalars(
            select(Contacto)
            .where(Contacto.id.in_(ids))
            .options(load_only(*columnas, raiseload=True))
            .order_by(Contacto.id)
        )
    )


def _reconocer(sesion: Session, repetidos: Sequence[Contacto]) -> None:
    """Da a cada contacto el id con que ya estaba guardado."""
    if not repetidos:
        return
    pares = select(
        func.unnest(cast([c.organismo for c in repetidos], ARRAY(Text))),
        func.unnest(cast([c.evento_id for c in repetidos], ARRAY(Uuid()))),
    )
    consulta = select(Contacto.organismo, Contacto.evento_id, Contacto.id).where(
        tuple_(Contacto.organismo, Contacto.evento_id).in_(pares)
    )
    ids = {(organismo, evento): id_ for organismo, evento, id_ in sesion.execute(consulta)}
    for contacto in repetidos:
        contacto.id = ids[contacto.organismo, contacto.evento_id]
