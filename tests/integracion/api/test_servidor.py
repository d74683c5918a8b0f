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
from sistema.nucleo.configuracion import Configuracion, leer_configuracion
from sistema.nucleo.errores import ConfiguracionInvalida
from sistema.nucleo.papeles import Papel
from tests.apoyo.http import asientos
from tests.apoyo.sistema import SistemaDePrueba

PEDIR_FALLA = b"GET /falla HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"
PEDIR_SALUD = b"GET /v1/salud HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"

ENTRAR_MAL = (
    b"POST /v1/sesiones HTTP/1.1\r\nHost: x\r\nConnection: close\r\n"
    b"X-Forwarded-For: 203.0.113.7\r\nContent-Type: application/json\r\n"
    b'Content-Length: 36\r\n\r\n{"cuenta": "nadie", "clave": "mala"}'
)


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


# Mutación probada: sin `forwarded_allow_ips`; con él en «*».
@pytest.mark.parametrize(
    ("proxies", "asentada"),
    [("127.0.0.1", "203.0.113.7"), ("10.1.2.0/24,192.0.2.1", "127.0.0.1")],
)
def test_solo_a_un_proxy_conocido_se_le_cree_de_donde_viene_la_peticion(
    sistema: SistemaDePrueba, monkeypatch: pytest.MonkeyPatch, proxies: str, asentada: str
) -> None:
    async def probar(puerto: int) -> None:
        assert (await enviar(puerto, ENTRAR_MAL)).startswith(b"HTTP/1.1 401 ")

    monkeypatch.setenv("SISTEMA_PROXIES", proxies)
    # Porque: es la variable de uvicorn; la de la casa manda.
    monkeypatch.setenv("FORWARDED_ALLOW_IPS", "*")
    servir_mientras(sistema, monkeypatch, probar)
    assert [a.direccion for a in asientos(sistema) if a.accion == "sesion:abrir"] == [asentada]


# Mutación probada: no comparar el largo de la red; no mirar cada parte.
@pytest.mark.parametrize(
    "proxies",
    [
        "*",
        "proxy.example",
        "10.0.0.0/33",
        "10.0.0.1/8",
        "0.0.0.0/0",
        "::/0",
        "127.0.0.1,*",
        "1.2.3",
    ],
)
def test_una_direccion_de_proxy_mal_escrita_no_deja_arrancar_y_dice_como_escribirla(
    sistema: SistemaDePrueba, monkeypatch: pytest.MonkeyPatch, proxies: str
) -> None:
    async def no_se_llega(_puerto: int) -> None:
        pytest.fail("la API arrancó")

    monkeypatch.setenv("SISTEMA_PROXIES", proxies)
    with pytest.raises(ConfiguracionInvalida, match="SISTEMA_PROXIES: escriba direcciones IP"):
        servir_mientras(sistema, monkeypatch, no_se_llega)


def test_varias_direcciones_y_redes_valen() -> None:
    configuracion = Configuracion(proxies=" 10.1.2.3, ::1 ,2001:db8::/32,,")
    assert configuracion.direcciones_de_proxy() == ["10.1.2.3", "::1", "2001:db8::/32"]
