"""Los primeros pasos de un despliegue, desde la consola de quien opera."""

from sqlalchemy.orm import Session

from sistema.acceso.autor import Operador
from sistema.acceso.perfiles import SOLO_DE
from sistema.auditoria.acciones import Accion
from sistema.auditoria.servicio import asentar_hecho
from sistema.autenticacion.servicio import exigir_primer_administrador
from sistema.modelos.ficha import ActoUsuario
from sistema.modelos.usuario import ActoPerfil, EstadoUsuario, Perfil, PerfilOtorgado, Usuario
from sistema.nucleo.cripto import Llavero
from sistema.usuarios import repositorio_perfiles, repositorio_personas
from sistema.usuarios.cuentas import cambiar_estado, emitir_clave
from sistema.usuarios.errores import CuentaDesconocida, HayQuienAdministre
from sistema.usuarios.esquemas import PersonaNueva
from sistema.usuarios.fichas import crear
from sistema.usuarios.reglas import PLAZO_MAXIMO
from sistema.usuarios.turnos import tomar_persona

INSTITUCION = SOLO_DE[Perfil.ADMIN_SISTEMA]


def nombrar_primer_administrador(
    sesion: Session, llavero: Llavero, operador: Operador, persona: PersonaNueva
) -> str:
    """Nombra a quien administra el Sistema por primera y única vez; devuelve su clave.

    Fundamento: Ley 21.500, art. 3; Decreto 120, art. 2 b); técnico (ADR-0024).

    Raises:
        PrimerAdministradorYaNombrado: alguien lo fue antes.
        CuentaRepetida, PersonaRepetida, RunInvalido, RedInvalida, FechaFutura: como al crear.
        RequisitosIncompletos: su ficha no basta para estar activa.
    """
    nueva = persona.model_copy(update={"institucion": INSTITUCION})
    usuario_id = crear(sesion, llavero, operador, nueva)
    exigir_primer_administrador(sesion, usuario_id, operador.ahora)
    usuario = tomar_persona(sesion, operador, Accion.PERFIL_OTORGAR, usuario_id)
    _hacer_administrador(sesion, operador, usuario)
    clave = emitir_clave(sesion, operador, usuario_id)
    cambiar_estado(sesion, operador, usuario_id, ActoUsuario.ACTIVAR)
    return clave


def restituir_administrador(sesion: Session, operador: Operador, cuenta: str) -> str:
    """Devuelve el perfil a quien administraba el Sistema, solo si ya no lo hace nadie.

    Sirve cuando todos los perfiles vencieron; devuelve una clave de un solo uso.

    Fundamento: Ley 21.500, art. 3; técnico (ADR-0024).

    Raises:
        HayQuienAdministre: alguien activo administra el Sistema.
        CuentaDesconocida: no existe, no es de Carabineros o no está activa ni suspendida.
        RequisitosIncompletos: su ficha no basta para estar activa.
    """
    repositorio_personas.turnarse(sesion, INSTITUCION)
    administran = repositorio_personas.administradores(sesion, operador.ahora)
    if any(a.perfil is Perfil.ADMIN_SISTEMA for a in administran):
        raise HayQuienAdministre
    usuario_id = repositorio_personas.con_cuenta(sesion, cuenta)
    if usuario_id is None:
        raise CuentaDesconocida
    usuario = tomar_persona(sesion, operador, Accion.PERFIL_OTORGAR, usuario_id)
    reactivables = {EstadoUsuario.ACTIVO, EstadoUsuario.SUSPENDIDO}
    if usuario.institucion != INSTITUCION or usuario.estado not in reactivables:
        raise CuentaDesconocida
    _hacer_administrador(sesion, operador, usuario)
    if usuario.estado is EstadoUsuario.SUSPENDIDO:
        acto = ActoUsuario.REACTIVAR
        cambiar_estado(sesion, operador, usuario_id, acto, "Restitución desde la consola.")
    return emitir_clave(sesion, operador, usuario_id)


def _hacer_administrador(sesion: Session, operador: Operador, usuario: Usuario) -> None:
    acto = PerfilOtorgado(
        usuario_id=usuario.id,
        acto=ActoPerfil.OTORGAR,
        perfil=Perfil.ADMIN_SISTEMA,
        desde=operador.ahora,
        hasta=operador.ahora + PLAZO_MAXIMO,
        operador=operador.nombre,
    )
    repositorio_perfiles.anotar(sesion, acto, usuario)
    constancia = operador.constancia(Accion.PERFIL_OTORGAR)
    asentar_hecho(sesion, constancia.sobre("usuario", usuario.id))
