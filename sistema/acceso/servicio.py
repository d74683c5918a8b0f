"""Sesiones de las personas usuarias: opacas, guardadas en el servidor, con dos vencimientos."""

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from uuid import UUID

from sqlalchemy.orm import Session

from sistema.acceso import repositorio
from sistema.acceso.decision import puede
from sistema.acceso.sujeto import Sujeto
from sistema.auditoria.acciones import Accion
from sistema.auditoria.constancia import Constancia
from sistema.auditoria.servicio import asentar_hecho, asentar_rechazo
from sistema.modelos.usuario import EstadoUsuario, Sesion
from sistema.nucleo.errores import CredencialInvalida, Denegado, PeticionRepetidaDistinta
from sistema.nucleo.identificadores import nuevo_id

INACTIVIDAD = timedelta(minutes=15)
DURACION_MAXIMA = timedelta(hours=9)
# Porque: escribir en cada petición costaría una transacción con disco por cada lectura.
PRECISION_DE_VISTA = timedelta(minutes=1)


def abrir_sesion(sesion: Session, usuario_id: UUID, ahora: datetime) -> tuple[str, Sesion]:
    """Abre una sesión y entrega su secreto, que no se guarda en ninguna parte.

    Fundamento: técnico (ADR-0003).
    """
    secreto = secrets.token_urlsafe(32)
    nueva = Sesion(
        id=nuevo_id(),
        huella=_huella(secreto),
        usuario_id=usuario_id,
        abierta_en=ahora,
        vista_en=ahora,
        cerrada_en=None,
    )
    repositorio.insertar_sesion(sesion, nueva)
    return secreto, nueva


def reconocer(sesion: Session, secreto: str, direccion: str | None, ahora: datetime) -> Sujeto:
    """El sujeto dueño del secreto, si su sesión sigue viva y su cuenta activa.

    Fundamento: Decreto 120, art. 2 b) y d).

    Raises:
        CredencialInvalida: no hay tal sesión, venció o la cuenta ya no está activa.
    """
    fila = repositorio.sesion_abierta(sesion, _huella(secreto))
    if fila is None:
        raise CredencialInvalida
    abierta, usuario, institucion = fila
    inactiva = usuario.estado is not EstadoUsuario.ACTIVO
    vencida = ahora - abierta.vista_en > INACTIVIDAD or ahora - abierta.abierta_en > DURACION_MAXIMA
    if vencida or inactiva:
        uso = Constancia(
            accion=Accion.SESION_USAR,
            ocurrido_en=ahora,
            institucion=institucion.codigo,
            usuario_id=usuario.id,
            perfil=usuario.perfil,
            sesion_id=abierta.id,
            direccion=direccion,
        )
        asentar_rechazo(sesion, uso, "cuenta_inactiva" if inactiva else "sesion_vencida")
        raise CredencialInvalida
    if ahora - abierta.vista_en > PRECISION_DE_VISTA:
        repositorio.anotar_vista(sesion, abierta.id, ahora)
    return Sujeto(
        usuario_id=usuario.id,
        institucion=institucion.codigo,
        clase=institucion.clase,
        unidad=usuario.unidad,
        perfil=usuario.perfil,
        sesion_id=abierta.id,
        direccion=direccion,
        ahora=ahora,
    )


def exigir_permiso(sesion: Session, sujeto: Sujeto, accion: Accion) -> None:
    """Sigue solo si el sujeto puede hacer la acción; la negativa queda asentada.

    Fundamento: Ley 21.500, art. 11.

    Raises:
        Denegado: se responde igual que lo inexistente.
    """
    if not puede(sujeto, accion):
        asentar_rechazo(sesion, sujeto.constancia(accion), "sin_permiso")
        raise Denegado


def cerrar_sesion(sesion: Session, sujeto: Sujeto) -> None:
    """Cierra la sesión con que se pidió.

    Fundamento: técnico (ADR-0003).
    """
    if sujeto.sesion_id is not None:
        repositorio.cerrar_sesion(sesion, sujeto.sesion_id, sujeto.ahora)
    asentar_hecho(sesion, sujeto.constancia(Accion.SESION_CERRAR))


@dataclass(frozen=True, slots=True)
class ClaveDePeticion:
    """La Idempotency-Key de una petición que crea, con la huella de su cuerpo."""

    ruta: str
    clave: str
    huella: bytes


def reservar_peticion(
    sesion: Session,
    sujeto: Sujeto,
    peticion: ClaveDePeticion,
    recurso_id: UUID,
) -> UUID:
    """El recurso que corresponde a la petición: el nuevo, o el que ya creó la primera vez.

    Vale por sujeto y ruta. Solo se guarda la huella del cuerpo y el id: repetir vuelve a pasar por
    permisos y auditoría.

    Fundamento: técnico (ADR-0003).

    Raises:
        PeticionRepetidaDistinta: la misma clave llegó antes con otro cuerpo.
    """
    guardada = repositorio.reservar_peticion(
        sesion,
        {
            "usuario_id": sujeto.usuario_id,
            "ruta": peticion.ruta,
            "clave": peticion.clave,
            "huella": peticion.huella,
            "recurso_id": recurso_id,
            "creada_en": sujeto.ahora,
        },
    )
    if guardada.huella != peticion.huella:
        raise PeticionRepetidaDistinta
    return guardada.recurso_id


def _huella(secreto: str) -> bytes:
    return sha256(secreto.encode()).digest()
