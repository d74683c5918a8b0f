"""Sesiones de las personas usuarias: opacas, guardadas en el servidor, con dos vencimientos."""

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from uuid import UUID

from sqlalchemy.orm import Session

from sistema.acceso import repositorio
from sistema.acceso.decision import puede
from sistema.acceso.redes import viene_de_sus_redes
from sistema.acceso.sujeto import Presentacion, Sujeto
from sistema.auditoria.acciones import Accion
from sistema.auditoria.constancia import Constancia
from sistema.auditoria.servicio import asentar_hecho, asentar_rechazo
from sistema.modelos.usuario import EstadoUsuario, NivelSesion, Sesion, Usuario, ViaIngreso
from sistema.nucleo.errores import (
    CredencialInvalida,
    Denegado,
    PeticionRepetidaDistinta,
    RefuerzoRequerido,
)
from sistema.nucleo.identificadores import nuevo_id

INACTIVIDAD = timedelta(minutes=15)
DURACION_MAXIMA = timedelta(hours=9)
DURACION_PENDIENTE = timedelta(minutes=10)
VIGENCIA_DEL_REFUERZO = timedelta(minutes=10)
# Porque: escribir en cada petición costaría una transacción con disco por cada lectura.
PRECISION_DE_VISTA = timedelta(minutes=1)


def abrir_sesion(
    sesion: Session,
    usuario_id: UUID,
    ahora: datetime,
    nivel: NivelSesion = NivelSesion.PLENA,
    via: ViaIngreso = ViaIngreso.CLAVE,
) -> tuple[str, Sesion]:
    """Abre una sesión y entrega su secreto, que no se guarda en ninguna parte.

    Quien la abre plena responde de que el segundo factor se probó, o de que no se exige.

    Fundamento: técnico (ADR-0003, ADR-0022).
    """
    secreto = _nuevo_secreto()
    nueva = Sesion(
        id=nuevo_id(),
        huella=_huella(secreto),
        usuario_id=usuario_id,
        abierta_en=ahora,
        vista_en=ahora,
        cerrada_en=None,
        nivel=nivel,
        via=via,
        reforzada_en=ahora if nivel is NivelSesion.PLENA else None,
    )
    repositorio.insertar_sesion(sesion, nueva)
    return secreto, nueva


def rotar_sesion(
    sesion: Session, sujeto: Sujeto, nivel: NivelSesion, reforzada_en: datetime | None
) -> str:
    """Cambia el secreto de la sesión, que deja de servir, y anota hasta dónde llegó.

    Fundamento: técnico (ADR-0022).

    Raises:
        CredencialInvalida: la sesión se cerró entretanto.
    """
    secreto = _nuevo_secreto()
    cambios = {"huella": _huella(secreto), "nivel": nivel, "reforzada_en": reforzada_en}
    if sujeto.sesion_id is None or not repositorio.cambiar_sesion(
        sesion, sujeto.sesion_id, cambios
    ):
        raise CredencialInvalida
    return secreto


def reconocer(
    sesion: Session,
    secreto: str,
    direccion: str | None,
    ahora: datetime,
    nivel: NivelSesion = NivelSesion.PLENA,
) -> Sujeto:
    """El sujeto dueño del secreto, si su sesión sigue viva y su cuenta activa.

    Con `nivel` pendiente sirven también los ingresos a medias.

    Fundamento: Decreto 120, art. 2 b) y d).

    Raises:
        CredencialInvalida: no hay tal sesión, venció, su ingreso quedó a medias, la cuenta ya no
            está activa o su institución no tiene título o está bloqueada.
    """
    fila = repositorio.sesion_abierta(sesion, _huella(secreto), ahora)
    if fila is None:
        raise CredencialInvalida
    abierta, usuario, institucion, con_titulo = fila
    perfil = usuario.perfil_vigente(ahora)
    motivo = _por_que_no(usuario, direccion, ahora, con_titulo=con_titulo)
    if not motivo and abierta.nivel is NivelSesion.PENDIENTE and nivel is NivelSesion.PLENA:
        motivo = "ingreso_a_medias"
    if not motivo and esta_vencida(abierta, ahora):
        motivo = "sesion_vencida"
    if motivo or perfil is None:
        uso = Constancia(
            accion=Accion.SESION_USAR,
            ocurrido_en=ahora,
            institucion=institucion.codigo,
            usuario_id=usuario.id,
            perfil=usuario.perfil,
            sesion_id=abierta.id,
            direccion=direccion,
        )
        asentar_rechazo(sesion, uso, motivo)
        raise CredencialInvalida
    if ahora - abierta.vista_en > PRECISION_DE_VISTA:
        repositorio.anotar_vista(sesion, abierta.id, ahora)
    return Sujeto(
        usuario_id=usuario.id,
        institucion=institucion.codigo,
        clase=institucion.clase,
        unidad=usuario.unidad,
        perfil=perfil,
        sesion_id=abierta.id,
        direccion=direccion,
        ahora=ahora,
        nivel=abierta.nivel,
        via=abierta.via,
        reforzada_en=abierta.reforzada_en,
    )


def reconocer_presentacion(
    sesion: Session, presentacion: Presentacion, nivel: NivelSesion = NivelSesion.PLENA
) -> Sujeto:
    """El sujeto que se presenta, como `reconocer`.

    Fundamento: Decreto 120, art. 2 b) y d); técnico (ADR-0022).

    Raises:
        CredencialInvalida: la sesión no sirve, o la petición la hizo otra página.
    """
    secreto, direccion = presentacion.secreto, presentacion.direccion
    sujeto = reconocer(sesion, secreto, direccion, presentacion.ahora, nivel)
    if presentacion.es_ajena:
        asentar_rechazo(sesion, sujeto.constancia(Accion.SESION_USAR), "origen_ajeno")
        raise CredencialInvalida
    return sujeto


def exigir_refuerzo(sesion: Session, sujeto: Sujeto, accion: Accion) -> None:
    """Sigue solo si el segundo factor se probó hace poco en esta sesión; si no, lo asienta.

    Fundamento: técnico (ADR-0022).

    Raises:
        RefuerzoRequerido: hay que pasar por `POST /v1/sesiones/refuerzo`.
    """
    reforzada_en = sujeto.reforzada_en
    if reforzada_en is None or sujeto.ahora - reforzada_en > VIGENCIA_DEL_REFUERZO:
        asentar_rechazo(sesion, sujeto.constancia(accion), RefuerzoRequerido.codigo)
        raise RefuerzoRequerido


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


def esta_vencida(abierta: Sesion, ahora: datetime) -> bool:
    """Si pasó la inactividad o la duración que le toca a esa sesión.

    Fundamento: técnico (ADR-0022).
    """
    es_plena = abierta.nivel is NivelSesion.PLENA
    tope = DURACION_MAXIMA if es_plena else DURACION_PENDIENTE
    return ahora - abierta.vista_en > INACTIVIDAD or ahora - abierta.abierta_en > tope


def _por_que_no(
    usuario: Usuario, direccion: str | None, ahora: datetime, *, con_titulo: bool
) -> str:
    """Por qué esta persona no puede usar el Sistema ahora; vacío si puede."""
    if usuario.estado is not EstadoUsuario.ACTIVO:
        return "cuenta_inactiva"
    if usuario.perfil_vigente(ahora) is None:
        return "sin_perfil_vigente"
    if not con_titulo:
        return "sin_titulo_vigente"
    return "" if viene_de_sus_redes(usuario.redes, direccion) else "direccion_no_permitida"


def _nuevo_secreto() -> str:
    return secrets.token_urlsafe(32)


def _huella(secreto: str) -> bytes:
    return sha256(secreto.encode()).digest()
