"""El SQL de los perfiles otorgados y pedidos."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import Row, exists, func, select
from sqlalchemy.orm import Session, aliased

from sistema.modelos.ficha import PerfilPedido
from sistema.modelos.usuario import EstadoUsuario, PerfilOtorgado, Usuario


def anotar(sesion: Session, acto: PerfilOtorgado, usuario: Usuario) -> None:
    """Agrega un acto sobre el perfil de una persona, que desde ahora tiene el que diga."""
    sesion.add(acto)
    sesion.flush()
    sesion.expire(usuario, ["perfil", "perfil_hasta"])


def pedir(sesion: Session, pedido: PerfilPedido) -> None:
    """Agrega un pedido."""
    sesion.add(pedido)
    sesion.flush()


def obtener_pedido(sesion: Session, pedido_id: UUID) -> PerfilPedido:
    """Un pedido que existe."""
    return sesion.get_one(PerfilPedido, pedido_id)


def ultimo_acto(sesion: Session, usuario_id: UUID) -> int:
    """El número del último acto sobre el perfil de una persona; cero si no hay ninguno."""
    numero = func.max(PerfilOtorgado.numero)
    consulta = select(func.coalesce(numero, 0)).where(PerfilOtorgado.usuario_id == usuario_id)
    return sesion.execute(consulta).scalar_one()


def actos_de(sesion: Session, usuario_id: UUID) -> Sequence[PerfilOtorgado]:
    """Los actos sobre el perfil de una persona, en orden."""
    consulta = select(PerfilOtorgado).where(PerfilOtorgado.usuario_id == usuario_id)
    return sesion.scalars(consulta.order_by(PerfilOtorgado.numero)).all()


def pendientes(
    sesion: Session, desde: datetime, pedidos: Sequence[UUID] | None = None
) -> Sequence[Row[PerfilPedido, str]]:
    """Los pedidos que aún se pueden aprobar, o los que lo sean de una lista, y su institución.

    Lo son si se pidieron después de `desde`, nadie pidió otro para esa persona y nada se hizo con
    su perfil desde entonces. Salen por institución: así se toman siempre en el mismo orden.
    """
    otro = aliased(PerfilPedido)
    reemplazado = exists().where(
        otro.usuario_id == PerfilPedido.usuario_id, otro.id > PerfilPedido.id
    )
    hecho = exists().where(
        PerfilOtorgado.usuario_id == PerfilPedido.usuario_id,
        PerfilOtorgado.numero > PerfilPedido.tras,
    )
    consulta = (
        select(PerfilPedido, Usuario.institucion)
        .join(Usuario, Usuario.id == PerfilPedido.usuario_id)
        .where(PerfilPedido.pedido_en > desde, ~reemplazado, ~hecho)
        .where(Usuario.estado != EstadoUsuario.BAJA)
        .order_by(Usuario.institucion, PerfilPedido.id)
    )
    if pedidos is not None:
        consulta = consulta.where(PerfilPedido.id.in_(pedidos))
    return sesion.execute(consulta).all()


def instituciones_de(sesion: Session, pedidos: Sequence[UUID]) -> dict[UUID, tuple[UUID, str]]:
    """De cada pedido que existe, para quién es y de qué institución."""
    consulta = (
        select(PerfilPedido.id, PerfilPedido.usuario_id, Usuario.institucion)
        .join(Usuario, Usuario.id == PerfilPedido.usuario_id)
        .where(PerfilPedido.id.in_(pedidos))
    )
    return {pedido: (usuario, donde) for pedido, usuario, donde in sesion.execute(consulta)}


def por_vencer(
    sesion: Session, institucion: str | None, ahora: datetime, limite: datetime
) -> Sequence[Usuario]:
    """Quienes tienen un perfil que vence antes de `limite`, primero el que vence antes."""
    consulta = (
        select(Usuario)
        .where(
            Usuario.perfil_hasta > ahora,
            Usuario.perfil_hasta <= limite,
            Usuario.estado != EstadoUsuario.BAJA,
        )
        .order_by(Usuario.perfil_hasta, Usuario.cuenta)
    )
    if institucion is not None:
        consulta = consulta.where(Usuario.institucion == institucion)
    return sesion.scalars(consulta).all()
