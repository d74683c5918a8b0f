"""Quién puede tocar a quién, resuelto con la institución tomada: dos actos nunca se cruzan."""

from dataclasses import replace
from typing import NoReturn
from uuid import UUID

from sqlalchemy.orm import Session

from sistema.acceso.autor import Autor, Operador
from sistema.acceso.perfiles import DE_SU_GENTE
from sistema.acceso.sujeto import Sujeto
from sistema.auditoria.acciones import Accion
from sistema.auditoria.constancia import Constancia
from sistema.auditoria.servicio import asentar_rechazo
from sistema.modelos.institucion import Institucion
from sistema.modelos.usuario import EstadoUsuario, Perfil, Usuario
from sistema.nucleo.errores import Denegado
from sistema.usuarios import repositorio_personas as personas
from sistema.usuarios.errores import NadieASiMismo, UltimaAdministradora
from sistema.usuarios.reglas import Administrador, es_la_ultima

# Lo que quien administra el Sistema hace con la gente de cualquier institución.
_DE_CUALQUIERA = frozenset(
    {
        Accion.USUARIO_VER,
        Accion.PERFIL_VER,
        Accion.USUARIO_BLOQUEAR,
        Accion.USO_IRREGULAR_VER,
        Accion.USO_IRREGULAR_ABRIR,
        Accion.USO_IRREGULAR_RESOLVER,
    },
)


def tomar_institucion(sesion: Session, autor: Autor, accion: Accion, codigo: str) -> Institucion:
    """La institución, tomada hasta confirmar, si el autor puede hacer eso con su gente.

    Raises:
        Denegado: no existe, no es de las suyas o el autor perdió el permiso entretanto.
    """
    institucion = personas.turnarse(sesion, codigo)
    if institucion is None:
        rechazar(sesion, autor.constancia(accion), "institucion_desconocida")
    _exigir_alcance(sesion, autor, accion, codigo)
    return institucion


def tomar_persona(sesion: Session, autor: Autor, accion: Accion, usuario_id: UUID) -> Usuario:
    """Una persona que el autor puede cambiar, como está confirmada ahora y con su turno tomado.

    Raises:
        Denegado: no existe, no es de las suyas o el autor perdió el permiso entretanto.
        NadieASiMismo: es el propio autor.
    """
    codigo = personas.institucion_de(sesion, usuario_id)
    if codigo is None:
        rechazar(sesion, autor.constancia(accion), "usuario_desconocido")
    tomar_institucion(sesion, autor, accion, codigo)
    usuario = personas.al_dia(sesion, usuario_id)
    if usuario is None:
        rechazar(sesion, autor.constancia(accion), "usuario_desconocido")
    if usuario.id == autor.usuario_id:
        raise NadieASiMismo
    return usuario


def exigir_que_quede_otra(sesion: Session, usuario: Usuario, autor: Autor) -> None:
    """Sigue solo si, sin esta persona, alguien más administra con su perfil en su institución.

    Raises:
        UltimaAdministradora: no queda nadie más.
    """
    perfil = usuario.perfil_vigente(autor.ahora)
    if usuario.estado is not EstadoUsuario.ACTIVO or perfil is None:
        return
    propia = Administrador(usuario.id, usuario.institucion, perfil)
    if es_la_ultima(propia, personas.administradores(sesion, autor.ahora)):
        raise UltimaAdministradora


def exigir_permiso_vivo(sesion: Session, autor: Sujeto, constancia: Constancia) -> None:
    """Sigue solo si el autor aún está activo y con el mismo perfil, ya con el turno tomado.

    Raises:
        Denegado: entre identificarse y tener el turno, alguien le quitó el permiso.
    """
    usuario = personas.al_dia(sesion, autor.usuario_id)
    if (
        usuario is None
        or usuario.estado is not EstadoUsuario.ACTIVO
        or usuario.perfil_vigente(autor.ahora) is not autor.perfil
    ):
        rechazar(sesion, constancia, "permiso_perdido")


def rechazar(sesion: Session, constancia: Constancia, motivo: str) -> NoReturn:
    """Asienta por qué no, y responde como lo inexistente.

    Raises:
        Denegado: siempre.
    """
    asentar_rechazo(sesion, constancia, motivo)
    raise Denegado


def sobre_institucion(constancia: Constancia, codigo: str) -> Constancia:
    """La misma constancia, sobre una institución."""
    return replace(constancia, objeto="institucion", objeto_id=codigo)


def _exigir_alcance(sesion: Session, autor: Autor, accion: Accion, codigo: str) -> None:
    if isinstance(autor, Operador):
        return
    constancia = sobre_institucion(autor.constancia(accion), codigo)
    exigir_permiso_vivo(sesion, autor, constancia)
    if autor.perfil in DE_SU_GENTE and autor.institucion == codigo:
        return
    if autor.perfil is not Perfil.ADMIN_SISTEMA:
        rechazar(sesion, constancia, "otra_institucion")
    if accion not in _DE_CUALQUIERA and _tiene_quien_administre(sesion, autor, codigo):
        rechazar(sesion, constancia, "institucion_con_administrador")


def _tiene_quien_administre(sesion: Session, autor: Autor, codigo: str) -> bool:
    return any(
        a.institucion == codigo and a.perfil in DE_SU_GENTE
        for a in personas.administradores(sesion, autor.ahora)
    )
