"""Las sesiones de una persona: cuántas, cuáles y cómo se cierran."""

from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Session

from sistema.acceso import repositorio_sesiones as repositorio
from sistema.acceso.servicio import esta_vencida
from sistema.acceso.sujeto import Sujeto
from sistema.auditoria.acciones import Accion
from sistema.auditoria.servicio import asentar_hecho, asentar_rechazo
from sistema.modelos.usuario import Sesion
from sistema.nucleo.errores import NoEncontrado

SESIONES_A_LA_VEZ = 2


def limitar_sesiones(sesion: Session, usuario_id: UUID, ahora: datetime) -> None:
    """Cierra las sesiones plenas menos usadas que pasen de `SESIONES_A_LA_VEZ`.

    Fundamento: técnico (ADR-0022).
    """
    repositorio.cerrar_sobrantes(sesion, usuario_id, SESIONES_A_LA_VEZ, ahora)


def cerrar_sesiones_de(
    sesion: Session, usuario_id: UUID, ahora: datetime, salvo: UUID | None = None
) -> int:
    """Cierra todas las sesiones de una persona, salvo una si se dice; devuelve cuántas.

    Fundamento: Decreto 120, art. 2 b) y d); técnico (ADR-0022).
    """
    return repositorio.cerrar_todas(sesion, usuario_id, salvo, ahora)


def listar_sesiones(sesion: Session, sujeto: Sujeto) -> list[Sesion]:
    """Las sesiones de quien pregunta que hoy servirían, de la más nueva a la más antigua.

    Fundamento: técnico (ADR-0022).
    """
    abiertas = repositorio.sesiones_abiertas(sesion, sujeto.usuario_id)
    return [abierta for abierta in abiertas if not esta_vencida(abierta, sujeto.ahora)]


def cerrar_sesion_propia(sesion: Session, sujeto: Sujeto, sesion_id: UUID) -> None:
    """Cierra una sesión de quien pide, que puede no ser la de esta petición.

    Fundamento: técnico (ADR-0022).

    Raises:
        NoEncontrado: no existe, ya se cerró o es de otra persona.
    """
    constancia = sujeto.constancia(Accion.SESION_CERRAR).sobre("sesion", sesion_id)
    if not repositorio.cerrar_de(sesion, sujeto.usuario_id, sesion_id, sujeto.ahora):
        asentar_rechazo(sesion, constancia, NoEncontrado.codigo)
        raise NoEncontrado
    asentar_hecho(sesion, constancia)
