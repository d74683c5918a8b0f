"""Las cuentas sintéticas y quién responde por lo que se hace en una consola."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from sistema.acceso.sujeto import Sujeto
from sistema.autenticacion.servicio import fijar_clave_de_ensayo
from sistema.modelos.ficha import CalidadJuridica, FichaUsuario
from sistema.modelos.usuario import ActoPerfil, EstadoUsuario, Perfil, PerfilOtorgado, Usuario
from sistema.nucleo.identificadores import nuevo_id
from sistema.usuarios import repositorio
from sistema.usuarios.errores import CuentaDesconocida
from sistema.usuarios.reglas import PLAZO_MAXIMO

# Porque: una cuenta sembrada para ensayar no la pidió nadie, y su ficha debe decirlo.
SIN_OFICIO = "sin oficio (ensayo)"
DE_LA_SIEMBRA = "siembra de ensayo"
_UN_ANIO = timedelta(days=365)


@dataclass(frozen=True, slots=True)
class UsuarioNuevo:
    """Los datos con que se crea una cuenta sintética activa."""

    cuenta: str
    nombre: str
    institucion: str
    unidad: str
    perfil: Perfil


def crear_si_falta(sesion: Session, nuevo: UsuarioNuevo, clave: str, ahora: datetime) -> Usuario:
    """La cuenta sintética pedida, con esta clave; si existía, solo le cambia la clave.

    Si su perfil venció, se lo vuelve a dar por un plazo entero.

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
            estado=EstadoUsuario.ACTIVO,
        )
        repositorio.insertar(sesion, usuario)
        repositorio.insertar(sesion, _ficha(usuario, ahora))
    if usuario.perfil_vigente(ahora) is None:
        otorgado = PerfilOtorgado(
            usuario_id=usuario.id,
            acto=ActoPerfil.OTORGAR,
            perfil=nuevo.perfil,
            desde=ahora,
            hasta=ahora + PLAZO_MAXIMO,
            operador=DE_LA_SIEMBRA,
        )
        repositorio.insertar(sesion, otorgado)
    fijar_clave_de_ensayo(sesion, usuario.id, clave)
    return usuario


def sujeto_de_consola(sesion: Session, cuenta: str, ahora: datetime) -> Sujeto:
    """La persona que responde por lo que se hace desde una consola del operador.

    Fundamento: Decreto 120, art. 2 a) y b).

    Raises:
        CuentaDesconocida: la cuenta no existe, no está activa o no tiene un perfil vigente.
    """
    usuario = repositorio.por_cuenta(sesion, cuenta)
    if usuario is None or usuario.estado is not EstadoUsuario.ACTIVO:
        raise CuentaDesconocida
    perfil = usuario.perfil_vigente(ahora)
    if perfil is None:
        raise CuentaDesconocida
    return Sujeto(
        usuario_id=usuario.id,
        institucion=usuario.institucion,
        clase=repositorio.clase_de(sesion, usuario.institucion),
        unidad=usuario.unidad,
        perfil=perfil,
        sesion_id=None,
        direccion=None,
        ahora=ahora,
    )


def _ficha(usuario: Usuario, ahora: datetime) -> FichaUsuario:
    return FichaUsuario(
        usuario_id=usuario.id,
        nombres=usuario.nombre,
        apellido_paterno="",
        apellido_materno="",
        run=None,
        correo=f"{usuario.cuenta}@ensayo.example",
        telefono="",
        calidad_juridica=CalidadJuridica.OTRA,
        cargo="Persona sintética",
        oficio_numero=SIN_OFICIO,
        oficio_fecha=ahora.date(),
        oficio_autoridad=SIN_OFICIO,
        oficio_referencia=SIN_OFICIO,
        capacitada_en=ahora.date(),
        capacitacion_hasta=(ahora + _UN_ANIO).date(),
        reserva_en=ahora.date(),
    )
