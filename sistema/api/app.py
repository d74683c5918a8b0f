"""La aplicación HTTP: rutas, errores y documentación propia, sin nada de otros servidores."""

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from fastapi import FastAPI
from fastapi.openapi.docs import get_swagger_ui_html
from fastapi.responses import HTMLResponse
from fastapi.staticfiles import StaticFiles

import sistema.alertas.rutas as alertas
import sistema.autenticacion.rutas as autenticacion
import sistema.casos.rutas as casos
import sistema.catalogos.rutas as catalogos
import sistema.cobertura.rutas as cobertura
import sistema.coincidencias.rutas as coincidencias
import sistema.consultas.rutas as consultas
import sistema.contactos.rutas as contactos
import sistema.desenlaces.rutas as desenlaces
import sistema.diligencias.rutas as diligencias
import sistema.evaluaciones.rutas as evaluaciones
import sistema.instituciones.rutas as instituciones
import sistema.maquinas.rutas as maquinas
import sistema.usuarios.rutas as usuarios
from sistema.acceso.dependencias import CABECERA_PROPIA
from sistema.api import contratos
from sistema.api.cabeceras import SinRastro
from sistema.api.cuerpos import AduanaDeCuerpos
from sistema.api.problemas import RESPUESTAS_DE_ERROR, instalar_manejadores
from sistema.autenticacion.tipos import CON_SEGUNDO_FACTOR, AjustesDeIngreso
from sistema.cobertura.pulso import Pulso
from sistema.contactos.ensayo import Decodificador
from sistema.maquinas.errores import TokenDenegado
from sistema.maquinas.ritmo import Ritmo, crear_ritmo_de_tokens
from sistema.nucleo.bd import Bd
from sistema.nucleo.reloj import Reloj, ahora

ESTATICOS = Path(__file__).parent / "estaticos"
_CON_CABECERA = (
    "SwaggerUIBundle({requestInterceptor: (pedido) => "
    f'{{ pedido.headers["{CABECERA_PROPIA}"] = "1"; return pedido; }},'
)
DESCRIPCION = """Sistema Informático Interconectado de Búsqueda de Personas Desaparecidas
(Ley 21.500, Decreto 120/2023). Todo lo que aquí se ve es reservado."""


@dataclass(frozen=True, slots=True)
class Publicacion:
    """Lo que la aplicación recibe de quien la monta.

    Quién lee los eventos, dónde se publica y cómo se entra.
    """

    decodificar: Decodificador
    urls: Iterable[str]
    ingreso: AjustesDeIngreso = CON_SEGUNDO_FACTOR


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
    app.state.origenes = frozenset(publicacion.urls)
    app.state.ingreso = publicacion.ingreso
    app.state.ritmo = Ritmo()
    app.state.ritmo_de_tokens = crear_ritmo_de_tokens()
    for modulo in (
        autenticacion,
        casos,
        consultas,
        alertas,
        coincidencias,
        catalogos,
        evaluaciones,
        diligencias,
        desenlaces,
        maquinas,
        contactos,
        contratos,
        cobertura,
        instituciones,
        usuarios,
    ):
        app.include_router(modulo.rutas)
    app.mount("/estaticos", StaticFiles(directory=ESTATICOS), name="estaticos")
    app.add_api_route("/docs", documentacion, include_in_schema=False)
    app.add_middleware(AduanaDeCuerpos)
    app.add_middleware(SinRastro)
    instalar_manejadores(app)
    app.add_exception_handler(TokenDenegado, maquinas.responder_token_denegado)
    return app


def documentacion() -> HTMLResponse:
    """La documentación interactiva, servida con archivos propios."""
    pagina = get_swagger_ui_html(
        openapi_url="/openapi.json",
        title="API del Sistema de Búsqueda",
        swagger_js_url="/estaticos/swagger-ui-bundle.js",
        swagger_css_url="/estaticos/swagger-ui.css",
        swagger_favicon_url="/estaticos/favicon-32x32.png",
    )
    # Porque: quien entró por esta página actúa con su galleta, que exige la cabecera propia.
    return HTMLResponse(bytes(pagina.body).decode().replace("SwaggerUIBundle({", _CON_CABECERA))
