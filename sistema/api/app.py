"""La aplicación HTTP: rutas, errores y documentación propia, sin nada de otros servidores."""

from pathlib import Path

from fastapi import FastAPI, Request
from fastapi.openapi.docs import get_swagger_ui_html
from fastapi.responses import HTMLResponse
from fastapi.staticfiles import StaticFiles

import sistema.alertas.rutas as alertas
import sistema.casos.rutas as casos
import sistema.coincidencias.rutas as coincidencias
import sistema.consultas.rutas as consultas
import sistema.usuarios.rutas as usuarios
from sistema.api.cabeceras import SinRastro
from sistema.api.cuerpos import AduanaDeCuerpos
from sistema.api.problemas import RESPUESTAS_DE_ERROR, instalar_manejadores
from sistema.nucleo.bd import Bd
from sistema.nucleo.reloj import Reloj, ahora

ESTATICOS = Path(__file__).parent / "estaticos"
DESCRIPCION = """Sistema Informático Interconectado de Búsqueda de Personas Desaparecidas
(Ley 21.500, Decreto 120/2023). Todo lo que aquí se ve es reservado."""


def crear_app(bd: Bd, reloj: Reloj = ahora) -> FastAPI:
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
    for modulo in (usuarios, casos, consultas, alertas, coincidencias):
        app.include_router(modulo.rutas)
    app.add_api_route("/salud", salud, tags=["operación"])
    app.mount("/estaticos", StaticFiles(directory=ESTATICOS), name="estaticos")
    app.add_api_route("/docs", documentacion, include_in_schema=False)
    app.add_middleware(AduanaDeCuerpos)
    app.add_middleware(SinRastro)
    instalar_manejadores(app)
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
