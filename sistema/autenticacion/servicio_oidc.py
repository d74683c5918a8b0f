"""El ingreso por un proveedor de identidad (ClaveÚnica u otro): identifica, no autoriza."""

import base64
import hmac
import secrets
from dataclasses import dataclass, field
from datetime import timedelta
from hashlib import sha256
from urllib.parse import urlencode

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from sistema.auditoria.acciones import Accion
from sistema.auditoria.constancia import Constancia
from sistema.auditoria.servicio import asentar_rechazo
from sistema.autenticacion import repositorio_credencial as credenciales
from sistema.autenticacion import repositorio_oidc as repositorio
from sistema.autenticacion.emisor import EmisorOidc
from sistema.autenticacion.factores import clave_de_run, huella_de_secreto
from sistema.autenticacion.oidc import Esperado, IdentidadRechazada, comprobar_testigo, leer_run
from sistema.autenticacion.oidc_cliente import canjear, conversar, pedir_llaves, pedir_usuario
from sistema.autenticacion.servicio_ingreso import abrir_ingreso
from sistema.autenticacion.tipos import AjustesDeIngreso, Ingreso, Llegada
from sistema.modelos.credencial import IngresoOidc
from sistema.modelos.usuario import EstadoUsuario, ViaIngreso
from sistema.nucleo.bd import Bd
from sistema.nucleo.errores import CredencialInvalida, NoEncontrado

PLAZO_DE_RETORNO = timedelta(minutes=10)


@dataclass(frozen=True, slots=True)
class Partida:
    """Adónde mandar el navegador y el secreto que debe traer de vuelta en su galleta."""

    url: str
    navegador: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Retorno:
    """Lo que trae el navegador al volver; todo puede faltar."""

    estado: str = field(repr=False)
    codigo: str = field(repr=False)
    emisor: str | None
    navegador: str = field(repr=False)


class _Canje(BaseModel):
    model_config = ConfigDict(strict=True, hide_input_in_errors=True)

    access_token: str = Field(min_length=1, max_length=8_192, pattern=r"^[\x21-\x7e]+$")
    id_token: str = Field(min_length=1, pattern=r"^[\x21-\x7e]+$")
    token_type: str = Field(pattern=r"(?i)^bearer$")


def partir(bd: Bd, ajustes: AjustesDeIngreso, llegada: Llegada) -> Partida:
    """Prepara un ingreso: `state` y `nonce` de un solo uso, atados a este navegador.

    Fundamento: técnico (ADR-0022).

    Raises:
        NoEncontrado: este Sistema no tiene configurado un proveedor.
    """
    emisor = _exigir_emisor(ajustes)
    estado, nonce, verificador, navegador = (secrets.token_urlsafe(32) for _ in range(4))
    espera = IngresoOidc(
        huella_estado=huella_de_secreto(estado),
        huella_navegador=huella_de_secreto(navegador),
        nonce=nonce.encode(),
        verificador=verificador.encode(),
        vence_en=llegada.ahora + PLAZO_DE_RETORNO,
    )
    with bd.transaccion() as sesion:
        repositorio.esperar(sesion, espera, llegada.ahora)
    pedido = {
        "client_id": emisor.cliente,
        "response_type": "code",
        "scope": emisor.alcance,
        "redirect_uri": emisor.retorno,
        "state": estado,
        "nonce": nonce,
    }
    if emisor.usa_pkce:
        reto = base64.urlsafe_b64encode(sha256(verificador.encode()).digest())
        pedido |= {"code_challenge": reto.decode().rstrip("="), "code_challenge_method": "S256"}
    return Partida(f"{emisor.autorizacion}?{urlencode(pedido)}", navegador)


def retornar(bd: Bd, ajustes: AjustesDeIngreso, retorno: Retorno, llegada: Llegada) -> Ingreso:
    """Abre la sesión de quien se identificó, si es una persona usuaria activa con segundo factor.

    Tener ClaveÚnica no da acceso: decide nuestra tabla. Tampoco es el segundo factor: la sesión
    queda pendiente de él. Quien aún no lo inscribe entra primero con la clave que le emitieron.

    Fundamento: Ley 21.500, art. 11; Decreto 120, art. 2 b); técnico (ADR-0022).

    Raises:
        CredencialInvalida: no se dice qué falló; la auditoría sí.
        NoEncontrado: este Sistema no tiene configurado un proveedor.
        ProveedorNoDisponible: el proveedor no responde.
    """
    emisor = _exigir_emisor(ajustes)
    with bd.transaccion() as sesion:
        espera = repositorio.tomar(sesion, huella_de_secreto(retorno.estado))
    try:
        run = _identificar(emisor, espera, retorno, llegada)
    except IdentidadRechazada as rechazo:
        with bd.transaccion() as sesion:
            asentar_rechazo(sesion, _constancia(llegada), rechazo.motivo)
        raise CredencialInvalida from None
    with bd.transaccion() as sesion:
        titular = credenciales.titular_por_run(sesion, clave_de_run(bd.llavero, run))
        motivo = "run_sin_cuenta"
        if titular is not None:
            usuario, credencial = titular
            motivo = "cuenta_inactiva" if usuario.estado is not EstadoUsuario.ACTIVO else ""
            if not motivo and credencial.totp_secreto is None:
                motivo = "sin_segundo_factor"
            if not motivo:
                return abrir_ingreso(
                    sesion, (usuario, credencial), ViaIngreso.OIDC, ajustes, llegada
                )
        asentar_rechazo(sesion, _constancia(llegada), motivo)
        raise CredencialInvalida


def _identificar(
    emisor: EmisorOidc, espera: IngresoOidc | None, retorno: Retorno, llegada: Llegada
) -> int:
    """El RUN que el proveedor prueba para este navegador y este ingreso."""
    if espera is None:
        raise IdentidadRechazada("estado_desconocido")
    if llegada.ahora > espera.vence_en:
        raise IdentidadRechazada("estado_vencido")
    if not hmac.compare_digest(espera.huella_navegador, huella_de_secreto(retorno.navegador)):
        raise IdentidadRechazada("otro_navegador")
    if retorno.emisor not in {None, emisor.emisor}:
        raise IdentidadRechazada("otro_emisor")
    if not retorno.codigo:
        raise IdentidadRechazada("sin_codigo")
    with conversar() as cliente:
        canje = _leer_canje(canjear(cliente, emisor, retorno.codigo, espera.verificador.decode()))
        esperado = Esperado(espera.nonce.decode(), llegada.ahora)
        sub = comprobar_testigo(canje.id_token, pedir_llaves(cliente, emisor), emisor, esperado)
        return leer_run(pedir_usuario(cliente, emisor, canje.access_token), sub)


def _leer_canje(datos: object) -> _Canje:
    try:
        return _Canje.model_validate(datos)
    except ValidationError:
        raise IdentidadRechazada("canje_mal_escrito") from None


def _exigir_emisor(ajustes: AjustesDeIngreso) -> EmisorOidc:
    if ajustes.oidc is None:
        raise NoEncontrado
    return ajustes.oidc


def _constancia(llegada: Llegada) -> Constancia:
    return Constancia(
        accion=Accion.SESION_ABRIR,
        ocurrido_en=llegada.ahora,
        direccion=llegada.direccion,
        detalle={"via": ViaIngreso.OIDC},
    )
