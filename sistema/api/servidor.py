"""El proceso de la API: abre la base de datos y sirve hasta que lo detienen."""

import logging

import uvicorn

from sistema.api.app import Publicacion, crear_app
from sistema.autenticacion.ajustes import leer_ajustes
from sistema.contactos.ensayo import Decodificador
from sistema.nucleo.bitacora import configurar_bitacora
from sistema.nucleo.configuracion import Configuracion
from sistema.nucleo.llaves import abrir_segun

# Porque: cada conexión puede retener un cuerpo entero antes de mostrar su credencial; con un tope,
# la memoria de la API tiene un techo. Pasado el tope, uvicorn responde 503.
CONEXIONES_MAXIMAS = 200


def servir(
    configuracion: Configuracion,
    decodificar: Decodificador,
    anfitrion: str,
    puerto: int,
) -> None:
    """Sirve la API en una dirección; vuelve cuando se le pide terminar.

    Sin SISTEMA_URL_PUBLICA, las máquinas se identifican ante la dirección en que escucha.

    Raises:
        ConfiguracionInvalida: falta algo para arrancar.
    """
    configurar_bitacora(configuracion.nivel_bitacora)
    locales = [f"http://{nombre}:{puerto}" for nombre in (anfitrion, "localhost")]
    urls = configuracion.urls_publicas() or locales
    ingreso = leer_ajustes(configuracion)
    proxies = configuracion.direcciones_de_proxy()
    logging.getLogger("uvicorn.error").addFilter(_quitar_traza)
    with abrir_segun(configuracion, "api") as bd:
        # Porque: el registro de accesos de uvicorn escribe direcciones y rutas que la auditoría ya
        # guarda mejor (INV-7).
        uvicorn.run(
            crear_app(bd, Publicacion(decodificar, urls, ingreso)),
            host=anfitrion,
            port=puerto,
            access_log=False,
            log_level="warning",
            server_header=False,
            forwarded_allow_ips=proxies,
            limit_concurrency=CONEXIONES_MAXIMAS,
        )


def _quitar_traza(registro: logging.LogRecord) -> bool:
    # Porque: Starlette vuelve a lanzar lo imprevisto y uvicorn escribe la excepción entera, que
    # puede llevar valores (INV-7); la bitácora ya dijo su clase y su ruta.
    registro.exc_info = None
    registro.exc_text = None
    return True
