"""El SQL de las credenciales y los tokens de máquina."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Function, Row, exists, func, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from sistema.modelos.institucion import Institucion
from sistema.modelos.maquina import AfirmacionUsada, CredencialMaquina, TokenMaquina


def insertar_credencial(sesion: Session, credencial: CredencialMaquina) -> None:
    """Agrega una credencial."""
    sesion.add(credencial)
    sesion.flush()


def existe_institucion(sesion: Session, codigo: str) -> bool:
    """Si hay una institución registrada con ese código."""
    return sesion.get(Institucion, codigo) is not None


def credenciales(sesion: Session, institucion: str | None) -> Sequence[CredencialMaquina]:
    """Las credenciales de una institución, o de todas, de la más antigua a la más nueva."""
    consulta = select(CredencialMaquina).order_by(CredencialMaquina.id)
    if institucion is not None:
        consulta = consulta.where(CredencialMaquina.institucion == institucion)
    return sesion.scalars(consulta).all()


def revocar(sesion: Session, credencial_id: UUID, instante: datetime) -> CredencialMaquina | None:
    """Revoca una credencial que aún no lo estaba y la devuelve."""
    orden = (
        update(CredencialMaquina)
        .where(CredencialMaquina.id == credencial_id, CredencialMaquina.revocada_en.is_(None))
        .values(revocada_en=instante)
        .returning(CredencialMaquina)
    )
    return sesion.scalars(orden).one_or_none()


def credencial_con_titulo(
    sesion: Session,
    credencial_id: UUID,
    instante: datetime,
) -> Row[CredencialMaquina, bool] | None:
    """Una credencial sin revocar y si su institución puede hoy al menos ensayar."""
    return sesion.execute(
        select(CredencialMaquina, _esta_en(func.acuerdos_que_ensayan(instante))).where(
            CredencialMaquina.id == credencial_id,
            CredencialMaquina.revocada_en.is_(None),
        ),
    ).one_or_none()


def token_con_credencial(
    sesion: Session,
    huella: bytes,
    instante: datetime,
) -> Row[TokenMaquina, CredencialMaquina, bool, bool] | None:
    """El token de esta huella, su credencial y si la institución puede hoy aportar y ensayar."""
    return sesion.execute(
        select(
            TokenMaquina,
            CredencialMaquina,
            _esta_en(func.acuerdos_vigentes(instante)),
            _esta_en(func.acuerdos_que_ensayan(instante)),
        )
        .join(CredencialMaquina, CredencialMaquina.id == TokenMaquina.credencial_id)
        .where(TokenMaquina.huella == huella),
    ).one_or_none()


def usar_afirmacion(sesion: Session, usada: Mapping[str, Any]) -> bool:
    """Deja usado un `jti`; falso si ya lo estaba. Si otra petición lo está usando, espera."""
    orden = insert(AfirmacionUsada).values(usada).on_conflict_do_nothing()
    return sesion.execute(orden.returning(AfirmacionUsada.jti)).one_or_none() is not None


def insertar_token(sesion: Session, token: TokenMaquina) -> None:
    """Agrega un token."""
    sesion.add(token)
    sesion.flush()


def _esta_en(acuerdos: Function[Any]) -> ColumnElement[bool]:
    hallados = acuerdos.table_valued("institucion")
    return exists().where(hallados.c.institucion == CredencialMaquina.institucion)
