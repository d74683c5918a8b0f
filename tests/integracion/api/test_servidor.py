"""La API como la sirve uvicorn: sin trazas que lleven valores y con techo de conexiones."""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from typing import Any

import pytest
import uvicorn
from fastapi import FastAPI
from typing_extensions import override

from ingestores.mensajes.decodificacion import decodificar
from sistema.api.servidor import servir
from sistema.nucleo.configuracion import leer_configuracion
from sistema.nucleo.papeles import Papel
from tests.apoyo.sistema import SistemaDePrueba

PEDIR_FALLA = b"GET /falla HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"
PEDIR_SALUD = b"GET /salud HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"


class Memoria(logging.Handler):
    """Lo que quedaría escrito, traza incluida."""

    def __init__(self) -> None:
        super().__init__()
        self.escrito: list[str] = []

    @override
    def emit(self, record: logging.LogRecord) -> None:
        self.escrito.append(self.format(record))


def falla() -> None:
    raise ValueError("Canario 12.345.678-5")


async def enviar(puerto: int, peticion: bytes) -> bytes:
    lector, escritor = await asyncio.open_connection("127.0.0.1", puerto)
    escritor.write(peticion)
    leido = await lector.read()
    escritor.close()
    return leido


def servir_mientras(
    sistema: SistemaDePrueba,
    cambio: pytest.MonkeyPatch,
    probar: Callable[[int], Awaitable[None]],
) -> None:
    """Sirve de verdad, en un puerto libre y con lo que `servir` pide, mientras dura `probar`."""

    async def atender(app: FastAPI, opciones: dict[str, Any]) -> None:
        app.add_api_route("/falla", falla)
        configuracion = uvicorn.Config(app, **opciones)
        configuracion.load()
        servidor = uvicorn.Server(configuracion)
        servidor.lifespan = configuracion.lifespan_class(configuracion)
        await servidor.startup()
        try:
            await probar(servidor.servers[0].sockets[0].getsockname()[1])
        finally:
            await servidor.shutdown()

    cambio.setenv("SISTEMA_BD_API", sistema.preparado.urls[Papel.API])
    cambio.setenv("SISTEMA_LLAVE_MAESTRA", str(sistema.preparado.llave_maestra))
    cambio.setattr(uvicorn, "run", lambda app, **opciones: asyncio.run(atender(app, opciones)))
    servir(leer_configuracion(), decodificar, "127.0.0.1", 0)


# Mutación probada: sin el filtro, la traza sale con el valor.
def test_lo_imprevisto_se_avisa_sin_la_traza_ni_sus_valores(
    sistema: SistemaDePrueba, monkeypatch: pytest.MonkeyPatch
) -> None:
    memoria = Memoria()

    async def probar(puerto: int) -> None:
        logging.getLogger("uvicorn.error").addHandler(memoria)
        assert (await enviar(puerto, PEDIR_FALLA)).startswith(b"HTTP/1.1 500 ")

    try:
        servir_mientras(sistema, monkeypatch, probar)
    finally:
        logging.getLogger("uvicorn.error").removeHandler(memoria)
    assert memoria.escrito == ["Exception in ASGI application\n"]


# Mutación probada: sin `limit_concurrency`.
def test_sobre_doscientas_conexiones_se_responde_503(
    sistema: SistemaDePrueba, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def probar(puerto: int) -> None:
        ociosas = [await asyncio.open_connection("127.0.0.1", puerto) for _vez in range(198)]
        assert (await enviar(puerto, PEDIR_SALUD)).startswith(b"HTTP/1.1 200 ")
        ociosas += [await asyncio.open_connection("127.0.0.1", puerto) for _vez in range(2)]
        assert (await enviar(puerto, PEDIR_SALUD)).startswith(b"HTTP/1.1 503 ")
        for _lector, escritor in ociosas:
            escritor.close()

    servir_mientras(sistema, monkeypatch, probar)
