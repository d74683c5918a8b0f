"""La aplicación HTTP: rutas, errores y documentación propia, sin nada de otros servidores."""

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from fastapi import FastAPI, Request
from fastapi.openapi.docs import get_swagger_ui_html
from fastapi.responses import HTMLResponse
from fastapi.staticfiles import StaticFiles

import sistema.alertas.rutas as alertas
import sistema.casos.rutas as casos
import sistema.cobertura.rutas as cobertura
import sistema.coincidencias.rutas as coincidencias
import sistema.consultas.rutas as consultas
import sistema.contactos.rutas as contactos
import sistema.maquinas.rutas as maquinas
import sistema.usuarios.rutas as usuarios
from sistema.api import contratos
from sistema.api.cabeceras import SinRastro
from sistema.api.cuerpos import AduanaDeCuerpos
from sistema.api.problemas import RESPUESTAS_DE_ERROR, instalar_manejadores
from sistema.cobertura.pulso import Pulso
from sistema.contactos.ensayo import Decodificador
from sistema.maquinas.errores import TokenDenegado
from sistema.maquinas.ritmo import Ritmo, crear_ritmo_de_tokens
from sistema.nucleo.bd import Bd
from sistema.nucleo.reloj import Reloj, ahora

ESTATICOS = Path(__file__).parent / "estaticos"
DESCRIPCION = """Sistema Informático Interconectado de Búsqueda de Personas Desaparecidas
(Ley 21.500, Decreto 120/2023). Todo lo que aquí se ve es reservado."""


@dataclass(frozen=True, slots=True)
class Publicacion:
    """Lo que la aplicación recibe de quien la monta: quién lee los eventos y dónde se publica."""

    decodificar: Decodificador
    urls: Iterable[str]


def crear_app(bd: Bd, publicacion: Publicacion, reloj: Reloj = ahora) -> FastAPI:
    """La aplicación lista para servir sobre una base de datos ya abierta."""
    app = FastAPI(
        title="Sistema de Búsqueda de Personas Desaparecidas",
        version="1",
        description=DESCRIPCION,
        docs_url=None,
        redoc_url=None,
        responses=RESPUESTAS_DE_ERROR,
    )
    app.state.bd = bd
    app.state.reloj = reloj
    app.state.pulso = Pulso(bd)
    app.state.decodificar = publicacion.decodificar
    app.state.audiencias = frozenset(f"{url}{maquinas.RUTA_TOKEN}" for url in publicacion.urls)
    app.state.ritmo = Ritmo()
    app.state.ritmo_de_tokens = crear_ritmo_de_tokens()
    for modulo in (
        usuarios,
        casos,
        consultas,
        alertas,
        coincidencias,
        maquinas,
        contactos,
        contratos,
        cobertura,
    ):
        app.include_router(modulo.rutas)
    app.add_api_route("/salud", salud, tags=["operación"])
    app.mount("/estaticos", StaticFiles(directory=ESTATICOS), name="estaticos")
    app.add_api_route("/docs", documentacion, include_in_schema=False)
    app.add_middleware(AduanaDeCuerpos)
    app.add_middleware(SinRastro)
    instalar_manejadores(app)
    app.add_exception_handler(TokenDenegado, maquinas.responder_token_denegado)
    return app


def salud(peticion: Request) -> dict[str, str]:
    """Responde si la base de datos responde; no dice nada de los casos."""
    bd: Bd = peticion.app.state.bd
    bd.comprobar()
    return {"estado": "ok"}


def documentacion() -> HTMLResponse:
    """La documentación interactiva, servida con archivos propios."""
    return get_swagger_ui_html(
        openapi_url="/openapi.json",
        title="API del Sistema de Búsqueda",
        swagger_js_url="/estaticos/swagger-ui-bundle.js",
        swagger_css_url="/estaticos/swagger-ui.css",
        swagger_favicon_url="/estaticos/favicon-32x32.png",
    )
