"""La puerta HTTP por donde aportan las máquinas de los organismos; de un solo sentido."""

from typing import Annotated, Any

from fastapi import APIRouter, Depends, Header, Request, status

from sistema.acceso.dependencias import SesionBd
from sistema.contactos.ensayo import Decodificador
from sistema.contactos.errores import TipoDeContenidoNoAdmitido
from sistema.contactos.esquemas import Recibo, ResultadoDeEnsayo
from sistema.contactos.recepcion import ensayar, recibir
from sistema.contactos.sobres import (
    ARREGLO,
    EVENTOS_POR_LOTE,
    LINEAS,
    SOBRES_DE_UNO,
    abrir_lote,
    abrir_uno,
)
from sistema.entrada.tipos import MensajeRecibido
from sistema.maquinas.dependencias import Aportante, Cuerpo, Ensayante, RitmoActual
from sistema.maquinas.errores import AporteDenegado, RitmoExcedido
from sistema.maquinas.ritmo import Ritmo
from sistema.maquinas.tipos import Maquina

RUTA_EVENTOS = "/v1/eventos"
RUTA_LOTE = "/v1/eventos/lote"
RUTA_PRUEBA = "/v1/eventos/prueba"
_OBJETO: dict[str, Any] = {"type": "object", "description": "Evento de contacto v1 (CloudEvents)."}
_UNO: dict[str, Any] = {
    "requestBody": {"required": True, "content": {t: {"schema": _OBJETO} for t in SOBRES_DE_UNO}},
}
_LOTE: dict[str, Any] = {
    "requestBody": {
        "required": True,
        "content": {
            ARREGLO: {"schema": {"type": "array", "items": _OBJETO, "maxItems": EVENTOS_POR_LOTE}},
            LINEAS: {"schema": {"type": "string", "description": "Un evento por línea."}},
        },
    },
}

rutas = APIRouter(
    tags=["eventos"],
    responses={
        error.estado_http: {"description": error.titulo}
        for error in (AporteDenegado, TipoDeContenidoNoAdmitido, RitmoExcedido)
    },
)


Firma = Annotated[str | None, Header(description="Ed25519 del cuerpo: kid:base64.")]


def leer_mensaje(
    cuerpo: Cuerpo,
    peticion: Request,
    maquina: Aportante,
    ritmo: RitmoActual,
    firma: Firma = None,
) -> MensajeRecibido:
    """El único evento del cuerpo con su firma, si quien lo envía puede aportar."""
    return _leer(cuerpo, peticion, maquina, ritmo, firma)


def leer_mensaje_de_ensayo(
    cuerpo: Cuerpo,
    peticion: Request,
    maquina: Ensayante,
    ritmo: RitmoActual,
    firma: Firma = None,
) -> MensajeRecibido:
    """El único evento del cuerpo con su firma, si quien lo envía puede al menos ensayar."""
    return _leer(cuerpo, peticion, maquina, ritmo, firma)


Mensaje = Annotated[MensajeRecibido, Depends(leer_mensaje)]
MensajeDeEnsayo = Annotated[MensajeRecibido, Depends(leer_mensaje_de_ensayo)]


@rutas.post(RUTA_EVENTOS, status_code=status.HTTP_202_ACCEPTED, openapi_extra=_UNO)
def recibir_uno(
    peticion: Request, sesion: SesionBd, maquina: Aportante, mensaje: Mensaje
) -> Recibo:
    """Recibe un evento, que se valida después; la respuesta no depende de a quién nombra."""
    return recibir(sesion, peticion.app.state.bd.llaves_de_dia, maquina, [mensaje])


@rutas.post(RUTA_LOTE, status_code=status.HTTP_202_ACCEPTED, openapi_extra=_LOTE)
def recibir_lote(
    cuerpo: Cuerpo, peticion: Request, sesion: SesionBd, maquina: Aportante, ritmo: RitmoActual
) -> Recibo:
    """Recibe hasta 500 eventos, todos o ninguno, cada uno con sus bytes exactos y sin firma."""
    eventos = abrir_lote(cuerpo, *_decir_sobre(peticion))
    ritmo.cobrar(maquina.credencial_id, len(eventos), maquina.ahora)
    mensajes = [MensajeRecibido(evento) for evento in eventos]
    return recibir(sesion, peticion.app.state.bd.llaves_de_dia, maquina, mensajes)


@rutas.post(RUTA_PRUEBA, openapi_extra=_UNO)
def ensayar_uno(
    peticion: Request, sesion: SesionBd, maquina: Ensayante, mensaje: MensajeDeEnsayo
) -> ResultadoDeEnsayo:
    """Dice si el evento se recibiría o qué corregir en él; no lo guarda ni mira ningún caso."""
    decodificar: Decodificador = peticion.app.state.decodificar
    return ensayar(sesion, decodificar, maquina, mensaje)


def _leer(
    cuerpo: bytes, peticion: Request, maquina: Maquina, ritmo: Ritmo, firma: str | None
) -> MensajeRecibido:
    mensaje = MensajeRecibido(abrir_uno(cuerpo, *_decir_sobre(peticion)), firma)
    ritmo.cobrar(maquina.credencial_id, 1, maquina.ahora)
    return mensaje


def _decir_sobre(peticion: Request) -> tuple[str, str]:
    cabeceras = peticion.headers
    return cabeceras.get("content-type", ""), cabeceras.get("content-encoding", "")
