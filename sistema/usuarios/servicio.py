"""Ingreso y egreso de las personas usuarias."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from sistema.acceso.servicio import DURACION_MAXIMA, abrir_sesion
from sistema.acceso.sujeto import Sujeto
from sistema.auditoria.acciones import Accion
from sistema.auditoria.constancia import Constancia
from sistema.auditoria.servicio import asentar_hecho, asentar_rechazo
from sistema.modelos.usuario import EstadoUsuario, Perfil, Usuario
from sistema.nucleo.errores import CredencialInvalida
from sistema.nucleo.identificadores import nuevo_id
from sistema.usuarios import repositorio
from sistema.usuarios.claves import cifrar_clave, es_la_clave
from sistema.usuarios.errores import CuentaDesconocida
from sistema.usuarios.esquemas import Credencial, SesionAbierta

AVISO_DE_RESERVA = (
    "Todo lo que vea aquí es reservado. Revelarlo es delito (Ley 21.500, art. 12) y cada consulta "
    "queda registrada con su nombre."
)


def iniciar_sesion(
    sesion: Session,
    credencial: Credencial,
    direccion: str | None,
    ahora: datetime,
) -> SesionAbierta:
    """Abre una sesión si la cuenta está activa y la clave es la suya.

    Cuenta inexistente, cuenta inactiva y clave equivocada se responden igual y tardan lo mismo.

    Fundamento: Ley 21.500, arts. 11 y 12; Decreto 120, art. 2 b) y d).

    Raises:
        CredencialInvalida: no se dice cuál de las tres cosas falló.
    """
    usuario = repositorio.por_cuenta(sesion, credencial.cuenta)
    es_suya = es_la_clave(usuario.clave_argon2 if usuario else None, credencial.clave)
    constancia = Constancia(
        accion=Accion.SESION_ABRIR,
        ocurrido_en=ahora,
        institucion=usuario.institucion if usuario else None,
        usuario_id=usuario.id if usuario else None,
        perfil=usuario.perfil if usuario else None,
        direccion=direccion,
    )
    if usuario is None or not es_suya or usuario.estado is not EstadoUsuario.ACTIVO:
        asentar_rechazo(sesion, constancia, CredencialInvalida.codigo)
        raise CredencialInvalida
    secreto, abierta = abrir_sesion(sesion, usuario.id, ahora)
    asentar_hecho(sesion, constancia)
    return SesionAbierta(
        token=secreto,
        institucion=usuario.institucion,
        perfil=usuario.perfil,
        vence_en=abierta.abierta_en + DURACION_MAXIMA,
        aviso=AVISO_DE_RESERVA,
    )


@dataclass(frozen=True, slots=True)
class UsuarioNuevo:
    """Los datos con que se crea una cuenta activa."""

    cuenta: str
    nombre: str
    institucion: str
    unidad: str
    perfil: Perfil


def crear_si_falta(sesion: Session, nuevo: UsuarioNuevo, clave: str) -> Usuario:
    """La cuenta pedida, con esta clave; si ya existía, solo le cambia la clave.

    Fundamento: Decreto 120, art. 2 b).
    """
    usuario = repositorio.por_cuenta(sesion, nuevo.cuenta)
    if usuario is None:
        usuario = Usuario(
            id=nuevo_id(),
            institucion=nuevo.institucion,
            cuenta=nuevo.cuenta,
            nombre=nuevo.nombre,
            unidad=nuevo.unidad,
            perfil=nuevo.perfil,
            estado=EstadoUsuario.ACTIVO,
            clave_argon2=cifrar_clave(clave),
        )
        repositorio.insertar(sesion, usuario)
    else:
        usuario.clave_argon2 = cifrar_clave(clave)
    return usuario


def sujeto_de_consola(sesion: Session, cuenta: str, ahora: datetime) -> Sujeto:
    """La persona que responde por lo que se hace desde una consola del operador.

    Fundamento: Decreto 120, art. 2 a) y b).

    Raises:
        CuentaDesconocida: la cuenta no existe o no está activa.
    """
    usuario = repositorio.por_cuenta(sesion, cuenta)
    if usuario is None or usuario.estado is not EstadoUsuario.ACTIVO:
        raise CuentaDesconocida
    return Sujeto(
        usuario_id=usuario.id,
        institucion=usuario.institucion,
        clase=repositorio.clase_de(sesion, usuario.institucion),
        unidad=usuario.unidad,
        perfil=usuario.perfil,
        sesion_id=None,
        direccion=None,
        ahora=ahora,
    )
