"""El SQL de las personas usuarias y su ficha."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import exists, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session, aliased

from sistema.acceso.perfiles import ADMINISTRAN
from sistema.modelos.ficha import FichaUsuario, HechoUsuario
from sistema.modelos.institucion import ClaseInstitucion, Institucion
from sistema.modelos.usuario import EstadoUsuario, PerfilOtorgado, Usuario
from sistema.usuarios.reglas import Administrador


def turnarse(sesion: Session, codigo: str) -> Institucion | None:
    """La institución, tomada hasta confirmar: nadie más cambia a su gente entretanto.

    No estorba a quien solo la nombra (alertas, contactos, sesiones).
    """
    consulta = select(Institucion).where(Institucion.codigo == codigo)
    return sesion.scalar(
        consulta.with_for_update(key_share=True).execution_options(populate_existing=True)
    )


def institucion_de(sesion: Session, usuario_id: UUID) -> str | None:
    """El código de la institución de una persona; no cambia nunca."""
    return sesion.scalar(select(Usuario.institucion).where(Usuario.id == usuario_id))


def clase_de(sesion: Session, codigo: str) -> ClaseInstitucion:
    """La clase de una institución registrada."""
    return sesion.get_one(Institucion, codigo).clase


def al_dia(sesion: Session, usuario_id: UUID) -> Usuario | None:
    """Una persona como está confirmada ahora, aunque esta transacción la hubiera leído antes."""
    consulta = select(Usuario).where(Usuario.id == usuario_id)
    return sesion.scalar(consulta.execution_options(populate_existing=True))


def administradores(sesion: Session, ahora: datetime) -> list[Administrador]:
    """Las personas activas que hoy administran, de todas las instituciones."""
    posterior = aliased(PerfilOtorgado)
    reemplazado = exists().where(
        posterior.usuario_id == PerfilOtorgado.usuario_id,
        posterior.numero > PerfilOtorgado.numero,
    )
    consulta = (
        select(Usuario.id, Usuario.institucion, PerfilOtorgado.perfil)
        .join(PerfilOtorgado, PerfilOtorgado.usuario_id == Usuario.id)
        .where(
            Usuario.estado == EstadoUsuario.ACTIVO,
            PerfilOtorgado.perfil.in_(sorted(ADMINISTRAN)),
            PerfilOtorgado.hasta > ahora,
            ~reemplazado,
        )
    )
    return [
        Administrador(usuario_id, institucion, perfil)
        for usuario_id, institucion, perfil in sesion.execute(consulta)
        if perfil is not None
    ]


def registrar(sesion: Session, valores: Mapping[str, Any]) -> bool:
    """Agrega una persona; falso si su cuenta o su RUN ya son de otra."""
    orden = insert(Usuario).values(valores).on_conflict_do_nothing()
    return sesion.scalar(orden.returning(Usuario.id)) is not None


def con_cuenta(sesion: Session, cuenta: str) -> UUID | None:
    """De quién es una cuenta."""
    return sesion.scalar(select(Usuario.id).where(Usuario.cuenta == cuenta))


def con_run(sesion: Session, run_ciego: bytes) -> UUID | None:
    """Quién tiene ese RUN, entre quienes no están de baja."""
    return sesion.scalar(select(Usuario.id).where(Usuario.run_ciego == run_ciego))


def listar(
    sesion: Session, institucion: str | None, estado: EstadoUsuario | None
) -> Sequence[Usuario]:
    """Las personas de una institución, o todas, por cuenta."""
    consulta = select(Usuario).order_by(Usuario.cuenta)
    if institucion is not None:
        consulta = consulta.where(Usuario.institucion == institucion)
    if estado is not None:
        consulta = consulta.where(Usuario.estado == estado)
    return sesion.scalars(consulta).all()


def ficha_de(sesion: Session, usuario_id: UUID) -> FichaUsuario | None:
    """La ficha de una persona."""
    return sesion.get(FichaUsuario, usuario_id, populate_existing=True)


def guardar_ficha(sesion: Session, usuario_id: UUID, valores: Mapping[str, Any]) -> None:
    """Agrega la ficha de una persona o la reemplaza entera."""
    orden = insert(FichaUsuario).values(usuario_id=usuario_id, **valores)
    sesion.execute(
        orden.on_conflict_do_update(index_elements=[FichaUsuario.usuario_id], set_=valores)
    )


def anotar(sesion: Session, hecho: HechoUsuario) -> None:
    """Agrega un acto a la historia, junto con lo que cambió de la persona."""
    sesion.add(hecho)
    sesion.flush()


def historia(sesion: Session, usuario_id: UUID) -> Sequence[HechoUsuario]:
    """Lo que se hizo con una persona, en orden."""
    consulta = select(HechoUsuario).where(HechoUsuario.usuario_id == usuario_id)
    return sesion.scalars(consulta.order_by(HechoUsuario.numero)).all()
