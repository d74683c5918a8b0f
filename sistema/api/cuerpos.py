"""La aduana de los cuerpos: acotados y JSON sin dudas, antes de que nadie los interprete."""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from sistema.api.problemas import responder
from sistema.contactos.rutas import RUTA_EVENTOS, RUTA_LOTE, RUTA_PRUEBA
from sistema.contactos.sobres import EVENTO_MAXIMO_BYTES, LOTE_MAXIMO_BYTES
from sistema.maquinas.rutas import RUTA_TOKEN
from sistema.nucleo.errores import (
    CuerpoDemasiadoGrande,
    CuerpoInvalido,
    CuerpoLento,
    ErrorSistema,
)
from sistema.nucleo.json_estricto import JsonInvalido, leer_json

TAMANO_MAXIMO_BYTES = 256 * 1024
# Porque: el cuerpo se lee antes de mirar la credencial; sin plazo, quien envía de a poco retendría
# memoria para siempre. En 30 s el mayor lote llega entero hasta por una línea modesta.
PLAZO_DE_LECTURA_S = 30.0


@dataclass(frozen=True, slots=True)
class Trato:
    """Hasta cuánto se lee de un cuerpo y si aquí mismo se exige que sea JSON."""

    tope_bytes: int
    es_json: bool = True


# Porque: estas rutas guardan los bytes exactos y los juzgan ellas, ya con la credencial a la vista.
_TRATOS: Mapping[str, Trato] = {
    RUTA_TOKEN: Trato(16 * 1024, es_json=False),
    RUTA_EVENTOS: Trato(EVENTO_MAXIMO_BYTES, es_json=False),
    RUTA_PRUEBA: Trato(EVENTO_MAXIMO_BYTES, es_json=False),
    RUTA_LOTE: Trato(LOTE_MAXIMO_BYTES, es_json=False),
}
_TRATO_COMUN = Trato(TAMANO_MAXIMO_BYTES)
_CON_CUERPO = frozenset({"POST", "PUT", "PATCH"})


class ClienteDesconectado(Exception):
    """Quien enviaba se fue antes de terminar; no hay a quién responder."""


@dataclass(slots=True)
class AduanaDeCuerpos:
    """Middleware ASGI: lee el cuerpo entero con tope y comprueba que sea JSON de una sola lectura.

    FastAPI acepta NaN, claves repetidas y UTF-16; aquí se rechazan con 400 antes de llegar. Deja
    los bytes exactos en el estado de la petición, para las rutas que los guardan tal cual.
    """

    app: ASGIApp
    plazo_s: float = PLAZO_DE_LECTURA_S

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Deja pasar la petición, o responde 400, 408 o 413."""
        if scope["type"] != "http" or scope["method"] not in _CON_CUERPO:
            await self.app(scope, receive, send)
            return
        trato = _TRATOS.get(scope["path"], _TRATO_COMUN)
        try:
            cuerpo = await _leer_en_plazo(receive, trato.tope_bytes, self.plazo_s)
            if cuerpo and trato.es_json:
                leer_json(cuerpo)
        except JsonInvalido as error:
            await responder(CuerpoInvalido(f"El cuerpo no se pudo leer: {error.motivo}."))(
                scope, receive, send
            )
        except ErrorSistema as error:
            await responder(error)(scope, receive, send)
        except ClienteDesconectado:
            return
        else:
            scope.setdefault("state", {})["cuerpo"] = cuerpo
            await self.app(scope, _repetir(cuerpo, receive), send)


async def _leer_en_plazo(receive: Receive, tope_bytes: int, plazo_s: float) -> bytes:
    try:
        async with asyncio.timeout(plazo_s):
            return await _leer_con_tope(receive, tope_bytes)
    except TimeoutError:
        raise CuerpoLento from None


async def _leer_con_tope(receive: Receive, tope_bytes: int) -> bytes:
    partes: list[bytes] = []
    total = 0
    while True:
        mensaje = await receive()
        if mensaje["type"] == "http.disconnect":
            raise ClienteDesconectado
        parte = mensaje.get("body", b"")
        total += len(parte)
        if total > tope_bytes:
            raise CuerpoDemasiadoGrande
        partes.append(parte)
        if not mensaje.get("more_body", False):
            return b"".join(partes)


def _repetir(cuerpo: bytes, receive: Receive) -> Receive:
    pendiente: list[Message] = [{"type": "http.request", "body": cuerpo, "more_body": False}]

    async def entregar() -> Message:
        return pendiente.pop() if pendiente else await receive()

    return entregar
