"""El SQL de las credenciales, los códigos de recuperación y los equipos conocidos."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Row, delete, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from sistema.modelos.credencial import (
    CodigoRecuperacion,
    CredencialUsuario,
    DispositivoConocido,
    PrimerAdministrador,
)
from sistema.modelos.usuario import Usuario
from sistema.nucleo.bd import filas_afectadas

Titular = Row[Usuario, CredencialUsuario]


def titular(sesion: Session, cuenta: str) -> Titular | None:
    """La persona con esa cuenta y su credencial; nada si aún no tiene una."""
    return sesion.execute(
        select(Usuario, CredencialUsuario)
        .join(CredencialUsuario, CredencialUsuario.usuario_id == Usuario.id)
        .where(Usuario.cuenta == cuenta)
    ).one_or_none()


def titular_por_run(sesion: Session, run_ciego: bytes) -> Titular | None:
    """La persona con ese RUN, por su clave ciega, y su credencial."""
    return sesion.execute(
        select(Usuario, CredencialUsuario)
        .join(CredencialUsuario, CredencialUsuario.usuario_id == Usuario.id)
        .where(Usuario.run_ciego == run_ciego)
    ).one_or_none()


def titular_por_id(sesion: Session, usuario_id: UUID) -> Titular:
    """Una persona con credencial, que queda tomada: nadie se la cambia hasta confirmar."""
    return sesion.execute(
        select(Usuario, CredencialUsuario)
        .join(CredencialUsuario, CredencialUsuario.usuario_id == Usuario.id)
        .where(Usuario.id == usuario_id)
        .with_for_update(of=CredencialUsuario)
        .execution_options(populate_existing=True)
    ).one()


def cuenta_de(sesion: Session, usuario_id: UUID) -> str:
    """La cuenta de una persona registrada."""
    return sesion.get_one(Usuario, usuario_id).cuenta


def fijar(sesion: Session, usuario_id: UUID, cambios: Mapping[str, Any]) -> None:
    """Crea la credencial de una persona o cambia lo dicho de la que tiene."""
    orden = insert(CredencialUsuario).values(usuario_id=usuario_id, **cambios)
    sesion.execute(
        orden.on_conflict_do_update(index_elements=[CredencialUsuario.usuario_id], set_=cambios)
    )
    sesion.expire_all()


def cambiar(sesion: Session, usuario_id: UUID, cambios: Mapping[str, Any]) -> None:
    """Cambia lo dicho de una credencial que ya existe."""
    orden = update(CredencialUsuario).where(CredencialUsuario.usuario_id == usuario_id)
    sesion.execute(orden.values(cambios))


def gastar_clave(sesion: Session, usuario_id: UUID, ahora: datetime) -> bool:
    """Gasta la clave de un solo uso; falso si venció o ya la gastó otro ingreso."""
    orden = update(CredencialUsuario).where(
        CredencialUsuario.usuario_id == usuario_id, CredencialUsuario.clave_vence_en > ahora
    )
    return filas_afectadas(sesion.execute(orden.values(clave_vence_en=ahora))) == 1


def adelantar_paso(sesion: Session, usuario_id: UUID, paso: int) -> bool:
    """Deja usado un paso del TOTP; falso si ese paso, o uno posterior, ya se usó."""
    ultimo = CredencialUsuario.ultimo_paso
    orden = update(CredencialUsuario).where(
        CredencialUsuario.usuario_id == usuario_id, ultimo.is_(None) | (ultimo < paso)
    )
    return filas_afectadas(sesion.execute(orden.values(ultimo_paso=paso))) == 1


def reemplazar_codigos(sesion: Session, usuario_id: UUID, huellas: Iterable[bytes]) -> None:
    """Borra los códigos de recuperación que había y guarda estos; ninguno, si no se dan."""
    borrar = delete(CodigoRecuperacion).where(CodigoRecuperacion.usuario_id == usuario_id)
    sesion.execute(borrar)
    filas = [{"usuario_id": usuario_id, "huella": huella} for huella in huellas]
    if filas:
        sesion.execute(insert(CodigoRecuperacion), filas)


def gastar_codigo(sesion: Session, usuario_id: UUID, huella: bytes, ahora: datetime) -> bool:
    """Gasta un código de recuperación; falso si no es suyo o ya se usó."""
    orden = update(CodigoRecuperacion).where(
        CodigoRecuperacion.usuario_id == usuario_id,
        CodigoRecuperacion.huella == huella,
        CodigoRecuperacion.usado_en.is_(None),
    )
    return filas_afectadas(sesion.execute(orden.values(usado_en=ahora))) == 1


def dueno_del_dispositivo(sesion: Session, huella: bytes) -> UUID | None:
    """De quién es un equipo conocido."""
    dueno = DispositivoConocido.usuario_id
    return sesion.scalar(select(dueno).where(DispositivoConocido.huella == huella))


def anotar_dispositivo(sesion: Session, huella: bytes, usuario_id: UUID, ahora: datetime) -> bool:
    """Deja dicho que esa persona volvió a entrar desde ese equipo; falso si no es uno suyo."""
    orden = update(DispositivoConocido).where(
        DispositivoConocido.huella == huella, DispositivoConocido.usuario_id == usuario_id
    )
    return filas_afectadas(sesion.execute(orden.values(usado_en=ahora))) == 1


def agregar_dispositivo(
    sesion: Session, huella: bytes, usuario_id: UUID, ahora: datetime, quedan: int
) -> None:
    """Agrega un equipo y olvida los que esa persona usó menos recientemente."""
    nuevo = {"huella": huella, "usuario_id": usuario_id, "creado_en": ahora, "usado_en": ahora}
    sesion.execute(insert(DispositivoConocido).values(nuevo))
    sobrantes = (
        select(DispositivoConocido.huella)
        .where(DispositivoConocido.usuario_id == usuario_id)
        .order_by(DispositivoConocido.usado_en.desc(), DispositivoConocido.creado_en.desc())
        .offset(quedan)
    )
    orden = delete(DispositivoConocido).where(DispositivoConocido.huella.in_(sobrantes))
    sesion.execute(orden, execution_options={"synchronize_session": False})


def olvidar_dispositivos(sesion: Session, usuario_id: UUID) -> None:
    """Olvida los equipos de una persona."""
    sesion.execute(delete(DispositivoConocido).where(DispositivoConocido.usuario_id == usuario_id))


def anotar_primer_administrador(sesion: Session, usuario_id: UUID, ahora: datetime) -> bool:
    """Ocupa el único lugar; falso si ya estaba ocupado. Si otro lo está ocupando, espera."""
    valores = {"unico": True, "usuario_id": usuario_id, "nombrado_en": ahora}
    orden = insert(PrimerAdministrador).values(valores).on_conflict_do_nothing()
    return sesion.scalar(orden.returning(PrimerAdministrador.unico)) is not None
