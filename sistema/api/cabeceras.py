"""Cabeceras de toda respuesta: nada reservado queda en un navegador ni en un intermediario.

Solo lo público (los contratos) dice otra cosa de su propia copia, y lo dice en su respuesta.
"""

from dataclasses import dataclass

from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send


@dataclass(slots=True)
class SinRastro:
    """Middleware ASGI que prohíbe guardar la respuesta y adivinar su tipo."""

    app: ASGIApp

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Agrega las cabeceras a lo que responda la aplicación."""

        async def enviar(mensaje: Message) -> None:
            if mensaje["type"] == "http.response.start":
                cabeceras = MutableHeaders(scope=mensaje)
                cabeceras.setdefault("Cache-Control", "no-store")
                cabeceras["X-Content-Type-Options"] = "nosniff"
            await send(mensaje)

        await self.app(scope, receive, enviar)
