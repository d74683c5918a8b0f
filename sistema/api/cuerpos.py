"""La aduana de los cuerpos: acotados y JSON sin dudas, antes de que nadie los interprete."""

from dataclasses import dataclass

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from sistema.api.problemas import responder
from sistema.nucleo.errores import CuerpoDemasiadoGrande, CuerpoInvalido, ErrorSistema
from sistema.nucleo.json_estricto import JsonInvalido, leer_json

TAMANO_MAXIMO_BYTES = 256 * 1024
_CON_CUERPO = frozenset({"POST", "PUT", "PATCH"})


class ClienteDesconectado(Exception):
    """Quien enviaba se fue antes de terminar; no hay a quién responder."""


@dataclass(slots=True)
class AduanaDeCuerpos:
    """Middleware ASGI: lee el cuerpo entero con tope y comprueba que sea JSON de una sola lectura.

    FastAPI acepta NaN, claves repetidas y UTF-16; aquí se rechazan con 400 antes de llegar.
    """

    app: ASGIApp

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Deja pasar la petición, o responde 400 o 413."""
        if scope["type"] != "http" or scope["method"] not in _CON_CUERPO:
            await self.app(scope, receive, send)
            return
        try:
            cuerpo = await _leer_con_tope(receive)
            if cuerpo:
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
            await self.app(scope, _repetir(cuerpo, receive), send)


async def _leer_con_tope(receive: Receive) -> bytes:
    partes: list[bytes] = []
    total = 0
    while True:
        mensaje = await receive()
        if mensaje["type"] == "http.disconnect":
            raise ClienteDesconectado
        parte = mensaje.get("body", b"")
        total += len(parte)
        if total > TAMANO_MAXIMO_BYTES:
            raise CuerpoDemasiadoGrande
        partes.append(parte)
        if not mensaje.get("more_body", False):
            return b"".join(partes)


def _repetir(cuerpo: bytes, receive: Receive) -> Receive:
    pendiente: list[Message] = [{"type": "http.request", "body": cuerpo, "more_body": False}]

    async def entregar() -> Message:
        return pendiente.pop() if pendiente else await receive()

    return entregar
