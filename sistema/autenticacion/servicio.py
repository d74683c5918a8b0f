"""Lo que otros rincones piden de las credenciales: emitir, reiniciar y cerrar."""

from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy.orm import Session

from sistema.acceso.servicio_sesiones import cerrar_sesiones_de
from sistema.autenticacion import repositorio_credencial as credenciales
from sistema.autenticacion import repositorio_freno as frenos
from sistema.autenticacion.claves import cifrar_clave
from sistema.autenticacion.errores import PrimerAdministradorYaNombrado
from sistema.autenticacion.factores import nueva_clave

VIGENCIA_DE_CLAVE_EMITIDA = timedelta(hours=72)


def emitir_clave(sesion: Session, usuario_id: UUID, ahora: datetime) -> str:
    """Emite la clave de una persona: sirve una vez, vence en 72 h y obliga a cambiarla al entrar.

    Reemplaza a la que tuviera, cierra sus sesiones y olvida sus equipos y sus fallos. No toca su
    segundo factor. Se muestra esta única vez; quien la pide la asienta.

    Fundamento: Decreto 120, art. 2 b); técnico (ADR-0022).

    Raises:
        IngresoSaturado: no hubo turno para cifrarla.
    """
    clave = nueva_clave()
    cambios = {
        "clave_argon2": cifrar_clave(clave),
        "clave_vence_en": ahora + VIGENCIA_DE_CLAVE_EMITIDA,
        "es_de_ensayo": False,
    }
    credenciales.fijar(sesion, usuario_id, cambios)
    credenciales.olvidar_dispositivos(sesion, usuario_id)
    frenos.olvidar_de(sesion, usuario_id)
    cerrar_sesiones_de(sesion, usuario_id, ahora)
    return clave


def reiniciar_segundo_factor(sesion: Session, usuario_id: UUID, ahora: datetime) -> str:
    """Quita el segundo factor perdido y emite una clave de un solo uso para inscribir otro.

    Fundamento: Decreto 120, art. 2 b); técnico (ADR-0022).

    Raises:
        IngresoSaturado: no hubo turno para cifrar la clave.
    """
    clave = emitir_clave(sesion, usuario_id, ahora)
    vacio = {"totp_secreto": None, "totp_propuesto": None, "ultimo_paso": None}
    credenciales.cambiar(sesion, usuario_id, vacio)
    credenciales.reemplazar_codigos(sesion, usuario_id, [])
    return clave


def fijar_clave_de_ensayo(sesion: Session, usuario_id: UUID, clave: str) -> None:
    """Da a una cuenta sintética una clave que solo sirve en el entorno de ensayo.

    Fundamento: técnico (ADR-0022).

    Raises:
        IngresoSaturado: no hubo turno para cifrarla.
    """
    cambios = {"clave_argon2": cifrar_clave(clave), "clave_vence_en": None, "es_de_ensayo": True}
    credenciales.fijar(sesion, usuario_id, cambios)


def exigir_primer_administrador(sesion: Session, usuario_id: UUID, ahora: datetime) -> None:
    """Ocupa el único nombramiento que nadie aprueba; de dos a la vez, uno solo lo logra.

    La persona ya debe estar insertada en esta transacción, con el papel del dueño.

    Fundamento: Decreto 120, art. 2 b); técnico (ADR-0022).

    Raises:
        PrimerAdministradorYaNombrado: alguien lo ocupó antes.
    """
    if not credenciales.anotar_primer_administrador(sesion, usuario_id, ahora):
        raise PrimerAdministradorYaNombrado
