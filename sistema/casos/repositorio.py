"""El SQL de los casos, sus denuncias y sus personas."""

from collections.abc import Iterable, Mapping, Sequence
from uuid import UUID

from sqlalchemy import Row, delete, insert, select
from sqlalchemy.orm import Session

from sistema.modelos.base import Base
from sistema.modelos.caso import Caso, Denuncia
from sistema.modelos.persona import ClavePersona, Persona


def insertar(sesion: Session, filas: Iterable[Base]) -> None:
    """Agrega filas nuevas en el orden dado."""
    for fila in filas:
        sesion.add(fila)
        sesion.flush()


def insertar_claves(sesion: Session, persona_id: UUID, claves: Iterable[bytes]) -> None:
    """Agrega las claves ciegas de una persona."""
    filas = [{"clave": clave, "persona_id": persona_id} for clave in claves]
    if filas:
        sesion.execute(insert(ClavePersona), filas)


def borrar_claves(sesion: Session, persona_id: UUID) -> None:
    """Quita las claves ciegas de una persona."""
    sesion.execute(delete(ClavePersona).where(ClavePersona.persona_id == persona_id))


def trabar_persona(sesion: Session, persona_id: UUID) -> Persona:
    """La persona de un caso que existe; nadie más la corrige hasta que esta transacción termine."""
    return sesion.scalars(select(Persona).where(Persona.id == persona_id).with_for_update()).one()


def cambiar_persona(sesion: Session, persona: Persona, campos: Mapping[str, str]) -> None:
    """Reemplaza los datos de una persona."""
    for campo, valor in campos.items():
        setattr(persona, campo, valor)
    sesion.flush()


def por_id(sesion: Session, caso_id: UUID) -> Caso | None:
    """El caso con ese id."""
    return sesion.get(Caso, caso_id)


def obtener(sesion: Session, caso_id: UUID) -> Caso:
    """El caso de algo que lo referencia: tiene que existir."""
    return sesion.get_one(Caso, caso_id)


def denuncia_por_id(sesion: Session, denuncia_id: UUID) -> Denuncia | None:
    """La denuncia con ese id."""
    return sesion.get(Denuncia, denuncia_id)


def casos_con_alguna_clave(
    sesion: Session,
    claves: Sequence[bytes],
) -> Sequence[Row[Caso, Persona]]:
    """Los casos de las personas que tienen alguna de estas claves, del más nuevo al más antiguo."""
    con_clave = select(ClavePersona.persona_id).where(ClavePersona.clave.in_(claves))
    return sesion.execute(
        select(Caso, Persona)
        .join(Persona, Persona.id == Caso.persona_id)
        .where(Persona.id.in_(con_clave))
        .order_by(Caso.abierto_en.desc(), Caso.id),
    ).all()
