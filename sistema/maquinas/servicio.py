"""Las máquinas de las instituciones: sus credenciales, sus tokens y lo que pueden.

Una máquina solo puede aportar: no hay ningún alcance que lea.
"""

import secrets
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from hashlib import sha256
from uuid import UUID

from sqlalchemy.orm import Session

from sistema.auditoria.acciones import Accion
from sistema.auditoria.constancia import Constancia
from sistema.auditoria.servicio import asentar_hecho, asentar_rechazo
from sistema.maquinas import repositorio
from sistema.maquinas.afirmacion import Afirmacion, AfirmacionInvalida, comprobar, leer_cliente
from sistema.maquinas.errores import (
    AlcanceDesconocido,
    AporteDenegado,
    ClienteInvalido,
    ConcesionDesconocida,
    CredencialDesconocida,
    InstitucionDesconocida,
    TokenInvalido,
)
from sistema.maquinas.esquemas import SolicitudDeToken, TokenEntregado
from sistema.maquinas.llaves_publicas import LlavePublica
from sistema.maquinas.ritmo import Ritmo
from sistema.maquinas.tipos import ALCANCE_APORTAR, OBJETO, Maquina
from sistema.modelos.maquina import CredencialMaquina, TokenMaquina
from sistema.nucleo.identificadores import nuevo_id

DURACION_DEL_TOKEN = timedelta(minutes=5)
_DESCONOCIDOS = UUID(int=0)


@dataclass(frozen=True, slots=True)
class Llegada:
    """Cuándo y desde qué dirección llegó una petición."""

    ahora: datetime
    direccion: str | None


def crear_credencial(
    sesion: Session,
    institucion: str,
    nombre: str,
    llave: LlavePublica,
    operador: str,
    ahora: datetime,
) -> CredencialMaquina:
    """Registra un sistema de una institución; su identificador de cliente es el `id`.

    Queda asentado quién operó (`operador`).

    Fundamento: Ley 21.500, art. 11; técnico (ADR-0017).

    Raises:
        InstitucionDesconocida: no está registrada.
    """
    if not repositorio.existe_institucion(sesion, institucion):
        raise InstitucionDesconocida
    credencial = CredencialMaquina(
        id=nuevo_id(),
        institucion=institucion,
        nombre=nombre,
        algoritmo=llave.algoritmo,
        publica=llave.pem,
        creada_en=ahora,
        revocada_en=None,
    )
    repositorio.insertar_credencial(sesion, credencial)
    asentar_hecho(sesion, _constancia(credencial, Accion.CREDENCIAL_CREAR, operador, ahora))
    return credencial


def listar_credenciales(sesion: Session, institucion: str | None) -> Sequence[CredencialMaquina]:
    """Las credenciales de una institución, o de todas, revocadas incluidas.

    Fundamento: técnico (ADR-0017).
    """
    return repositorio.credenciales(sesion, institucion)


def revocar_credencial(
    sesion: Session, credencial_id: UUID, operador: str, ahora: datetime
) -> CredencialMaquina:
    """Revoca una credencial: sus tokens dejan de servir en la petición siguiente.

    Queda asentado quién operó (`operador`).

    Fundamento: Ley 21.500, art. 11.

    Raises:
        CredencialDesconocida: no existe o ya estaba revocada.
    """
    credencial = repositorio.revocar(sesion, credencial_id, ahora)
    if credencial is None:
        raise CredencialDesconocida
    asentar_hecho(sesion, _constancia(credencial, Accion.CREDENCIAL_REVOCAR, operador, ahora))
    return credencial


def entregar_token(
    sesion: Session,
    solicitud: SolicitudDeToken,
    audiencias: Collection[str],
    llegada: Llegada,
    ritmo: Ritmo,
) -> TokenEntregado:
    """Un token de cinco minutos para la máquina que prueba ser quien dice.

    Credencial inexistente, revocada, de una institución sin título y afirmación mala se responden
    igual; solo la auditoría las distingue. Cada credencial vigente tiene su cupo en `ritmo`; las
    peticiones que no nombran ninguna comparten uno.

    Fundamento: Ley 21.500, art. 11; técnico (ADR-0017, RFC 6749, RFC 7523).

    Raises:
        ConcesionDesconocida, AlcanceDesconocido: se pidió algo que no existe.
        RitmoExcedido: no cabe en el cupo; no se asienta.
        ClienteInvalido: no se dice qué falló.
    """
    if solicitud.grant_type != "client_credentials":
        raise ConcesionDesconocida
    if solicitud.scope is not None and solicitud.scope.split() != [ALCANCE_APORTAR]:
        raise AlcanceDesconocido
    cliente = leer_cliente(solicitud.client_assertion)
    fila = cliente and repositorio.credencial_con_titulo(sesion, cliente, llegada.ahora)
    credencial, con_titulo = (fila[0], fila[1]) if fila else (None, False)
    # Porque: se cobra antes de verificar y asentar: lo que pide quien no se ha identificado no debe
    # costar sin tope ni llenar la auditoría.
    ritmo.cobrar(credencial.id if credencial else _DESCONOCIDOS, 1, llegada.ahora)
    constancia = Constancia(
        accion=Accion.TOKEN_PEDIR,
        ocurrido_en=llegada.ahora,
        institucion=credencial.institucion if credencial else None,
        direccion=llegada.direccion,
        objeto=OBJETO,
        objeto_id=str(credencial.id) if credencial else None,
    )
    try:
        afirmacion = _probar(solicitud, credencial, audiencias, llegada.ahora)
        _usar(sesion, afirmacion, con_titulo=con_titulo)
    except AfirmacionInvalida as error:
        asentar_rechazo(sesion, constancia, error.motivo)
        raise ClienteInvalido from None
    asentar_hecho(sesion, constancia)
    return _emitir(sesion, afirmacion.cliente_id, llegada.ahora)


def reconocer_maquina(
    sesion: Session, secreto: str, llegada: Llegada, *, para_ensayar: bool = False
) -> Maquina:
    """La máquina dueña del token, si puede aportar eventos, o ensayarlos, en este instante.

    Se mira en cada petición: revocar la credencial, vencer o suspender el título y bloquear a la
    institución valen desde la siguiente. Con el acuerdo en prueba o marcha blanca solo se ensaya.

    Fundamento: Ley 21.500, art. 11; Decreto 120, arts. 4 a 6.

    Raises:
        TokenInvalido: no existe, venció o su credencial se revocó.
        AporteDenegado: el alcance no llega o la institución no tiene título vigente.
    """
    fila = repositorio.token_con_credencial(sesion, _huella(secreto), llegada.ahora)
    if fila is None:
        raise TokenInvalido
    token, credencial, aporta, ensaya = fila
    con_titulo = ensaya if para_ensayar else aporta
    maquina = Maquina(
        credencial_id=credencial.id,
        institucion=credencial.institucion,
        direccion=llegada.direccion,
        ahora=llegada.ahora,
    )
    uso = maquina.constancia(Accion.TOKEN_USAR)
    if credencial.revocada_en is not None or token.vence_en <= llegada.ahora:
        vencido = credencial.revocada_en is None
        asentar_rechazo(sesion, uso, "token_vencido" if vencido else "credencial_revocada")
        raise TokenInvalido
    if not con_titulo or ALCANCE_APORTAR not in token.alcance.split():
        asentar_rechazo(sesion, uso, "sin_alcance" if con_titulo else "sin_titulo_vigente")
        raise AporteDenegado
    return maquina


def _probar(
    solicitud: SolicitudDeToken,
    credencial: CredencialMaquina | None,
    audiencias: Collection[str],
    ahora: datetime,
) -> Afirmacion:
    llave = _llave_de(credencial) if credencial else None
    afirmacion = comprobar(solicitud.client_assertion, llave, audiencias, ahora)
    if solicitud.client_id not in {None, str(afirmacion.cliente_id)}:
        raise AfirmacionInvalida("cliente_distinto")
    return afirmacion


def _llave_de(credencial: CredencialMaquina) -> LlavePublica:
    return LlavePublica("ES256" if credencial.algoritmo == "ES256" else "EdDSA", credencial.publica)


def _usar(sesion: Session, afirmacion: Afirmacion, *, con_titulo: bool) -> None:
    if not con_titulo:
        raise AfirmacionInvalida("sin_titulo_vigente")
    usada = {
        "credencial_id": afirmacion.cliente_id,
        "jti": afirmacion.jti,
        "vence_en": afirmacion.repetible_hasta,
    }
    if not repositorio.usar_afirmacion(sesion, usada):
        raise AfirmacionInvalida("jti_repetido")


def _emitir(sesion: Session, credencial_id: UUID, ahora: datetime) -> TokenEntregado:
    secreto = secrets.token_urlsafe(32)
    token = TokenMaquina(
        huella=_huella(secreto),
        credencial_id=credencial_id,
        alcance=ALCANCE_APORTAR,
        emitido_en=ahora,
        vence_en=ahora + DURACION_DEL_TOKEN,
    )
    repositorio.insertar_token(sesion, token)
    return TokenEntregado(
        access_token=secreto,
        expires_in=int(DURACION_DEL_TOKEN.total_seconds()),
        scope=ALCANCE_APORTAR,
    )


def _constancia(
    credencial: CredencialMaquina, accion: Accion, operador: str, ahora: datetime
) -> Constancia:
    maquina = Maquina(
        credencial_id=credencial.id,
        institucion=credencial.institucion,
        direccion=None,
        ahora=ahora,
    )
    return replace(maquina.constancia(accion), detalle={"operador": operador})


def _huella(secreto: str) -> bytes:
    return sha256(secreto.encode()).digest()
