"""El acceso de una persona: activarla, suspenderla, bloquearla, darle de baja y sus claves."""

from uuid import UUID

from sqlalchemy.orm import Session

from sistema.acceso.autor import Autor
from sistema.acceso.servicio import exigir_refuerzo
from sistema.acceso.servicio_sesiones import cerrar_sesiones_de
from sistema.acceso.sujeto import Sujeto
from sistema.auditoria.acciones import Accion
from sistema.auditoria.servicio import asentar_hecho
from sistema.autenticacion.servicio import emitir_clave as emitir
from sistema.autenticacion.servicio import reiniciar_segundo_factor as reiniciar
from sistema.modelos.ficha import ActoUsuario
from sistema.modelos.usuario import EstadoUsuario, Perfil, Usuario
from sistema.usuarios import repositorio_personas
from sistema.usuarios.errores import ActoNoCorresponde
from sistema.usuarios.estados import dar_acto
from sistema.usuarios.fichas import anotar_hecho, leer_requisitos
from sistema.usuarios.turnos import exigir_que_quede_otra, tomar_persona

ACCIONES = {
    ActoUsuario.ACTIVAR: Accion.USUARIO_ACTIVAR,
    ActoUsuario.REACTIVAR: Accion.USUARIO_ACTIVAR,
    ActoUsuario.SUSPENDER: Accion.USUARIO_SUSPENDER,
    ActoUsuario.BLOQUEAR: Accion.USUARIO_BLOQUEAR,
    ActoUsuario.DESBLOQUEAR: Accion.USUARIO_BLOQUEAR,
    ActoUsuario.DAR_DE_BAJA: Accion.USUARIO_DAR_DE_BAJA,
}
# Sin clave nueva para quien no debe entrar; la de quien espera se emite para su primer día.
_CON_CLAVE = frozenset({EstadoUsuario.SOLICITADO, EstadoUsuario.ACTIVO, EstadoUsuario.SUSPENDIDO})


def cambiar_estado(
    sesion: Session, autor: Autor, usuario_id: UUID, acto: ActoUsuario, motivo: str = ""
) -> None:
    """Lleva a una persona al estado que el acto dice; si deja de estar activa, no entra más.

    La petición siguiente de cualquiera de sus sesiones ya se rechaza. La baja libera su RUN: puede
    ser usuaria de otra institución.

    Fundamento: Decreto 120, art. 2 b) y c); técnico (ADR-0024).

    Raises:
        Denegado: no existe o no es de las suyas.
        NadieASiMismo: es el propio autor.
        ActoNoCorresponde, FaltaMotivo, RequisitosIncompletos: como en `estados.dar_acto`.
        UltimaAdministradora: su institución quedaría sin nadie que administre.
    """
    accion = ACCIONES[acto]
    usuario = tomar_persona(sesion, autor, accion, usuario_id)
    ficha = repositorio_personas.ficha_de(sesion, usuario_id)
    requisitos = leer_requisitos(usuario, ficha)
    estado = dar_acto(usuario.estado, acto, requisitos, motivo, autor.ahora)
    if _debe_quedar_otra(acto, usuario):
        exigir_que_quede_otra(sesion, usuario, autor)
    usuario.estado = estado
    if estado is EstadoUsuario.BAJA:
        usuario.run_ciego = None
    # Porque: lo abierto antes de suspender no puede revivir al reactivar.
    cerrar_sesiones_de(sesion, usuario_id, autor.ahora)
    anotar_hecho(sesion, autor, usuario_id, acto, estado, motivo)
    asentar_hecho(sesion, autor.constancia(accion).sobre("usuario", usuario_id))


def emitir_clave(sesion: Session, autor: Autor, usuario_id: UUID) -> str:
    """La clave de un solo uso de una persona; se muestra esta única vez.

    Fundamento: Decreto 120, art. 2 b); técnico (ADR-0022).

    Raises:
        Denegado, NadieASiMismo: como al tomar a cualquiera.
        ActoNoCorresponde: está bloqueada o de baja.
        RefuerzoRequerido: el segundo factor de quien pide se probó hace demasiado.
        IngresoSaturado: no hubo turno para cifrarla.
    """
    usuario = _tomar_para_clave(sesion, autor, Accion.CLAVE_EMITIR, usuario_id)
    clave = emitir(sesion, usuario_id, autor.ahora)
    anotar_hecho(sesion, autor, usuario_id, ActoUsuario.EMITIR_CLAVE, usuario.estado)
    asentar_hecho(sesion, autor.constancia(Accion.CLAVE_EMITIR).sobre("usuario", usuario_id))
    return clave


def reiniciar_segundo_factor(sesion: Session, autor: Autor, usuario_id: UUID) -> str:
    """Quita el segundo factor perdido y da una clave de un solo uso para inscribir otro.

    Fundamento: Decreto 120, art. 2 b); técnico (ADR-0022).

    Raises:
        Denegado, NadieASiMismo, ActoNoCorresponde, RefuerzoRequerido, IngresoSaturado: como
            `emitir_clave`.
    """
    accion = Accion.SEGUNDO_FACTOR_REINICIAR
    usuario = _tomar_para_clave(sesion, autor, accion, usuario_id)
    clave = reiniciar(sesion, usuario_id, autor.ahora)
    acto = ActoUsuario.REINICIAR_SEGUNDO_FACTOR
    anotar_hecho(sesion, autor, usuario_id, acto, usuario.estado)
    asentar_hecho(sesion, autor.constancia(accion).sobre("usuario", usuario_id))
    return clave


def exigir_identidad_fresca(sesion: Session, autor: Autor, accion: Accion) -> None:
    """Para lo delicado, quien tiene sesión prueba otra vez quién es.

    Raises:
        RefuerzoRequerido: lo probó hace demasiado.
    """
    if isinstance(autor, Sujeto):
        exigir_refuerzo(sesion, autor, accion)


def _tomar_para_clave(sesion: Session, autor: Autor, accion: Accion, usuario_id: UUID) -> Usuario:
    exigir_identidad_fresca(sesion, autor, accion)
    usuario = tomar_persona(sesion, autor, accion, usuario_id)
    if usuario.estado not in _CON_CLAVE:
        raise ActoNoCorresponde
    return usuario


def _debe_quedar_otra(acto: ActoUsuario, usuario: Usuario) -> bool:
    """Un bloqueo por uso irregular no espera a que haya otra, salvo de quien administra todo."""
    if acto is ActoUsuario.BLOQUEAR:
        return usuario.perfil is Perfil.ADMIN_SISTEMA
    return acto in {ActoUsuario.SUSPENDER, ActoUsuario.DAR_DE_BAJA}
