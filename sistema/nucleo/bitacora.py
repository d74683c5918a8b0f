"""Bitácora técnica: una línea JSON por hecho, con códigos y cuentas, nunca datos personales.

No confundir con la auditoría (`sistema.auditoria`), que es la prueba legal de quién vio qué.
"""

import logging
import sys
import threading
import traceback
from types import TracebackType
from typing import Any

import structlog

# Porque: permitir es más seguro que censurar; una clave que nadie declaró no se escribe (INV-7).
# fmt: off
CLAVES_PERMITIDAS = frozenset({
    "event", "level", "timestamp", "modulo",
    "alarma", "alertas", "clase_error", "codigo", "coincidencias", "desde", "direccion",
    "duracion_ms", "empezado", "en_cuarentena", "espera_s", "esperada", "estado", "eventos",
    "intento", "metodo", "nuevos",
    "organismo", "particion", "personas", "pid", "posicion", "puerto", "recibida", "repetidos",
    "ruta", "sqlstate", "tema", "total", "traza", "version",
})
# fmt: on


def _dejar_solo_lo_permitido(
    _registro: Any,  # noqa: ANN401 - firma de structlog
    _nombre: str,
    hecho: structlog.typing.EventDict,
) -> structlog.typing.EventDict:
    sobran = hecho.keys() - CLAVES_PERMITIDAS
    if sobran:
        raise ValueError(f"La bitácora no admite las claves {sorted(sobran)}")
    return hecho


def configurar_bitacora(nivel: str = "INFO") -> None:
    """Deja la bitácora escribiendo JSON por la salida de errores; se llama al arrancar."""
    structlog.configure(
        processors=[
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            _dejar_solo_lo_permitido,
            structlog.processors.JSONRenderer(ensure_ascii=True),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(logging.getLevelNamesMapping()[nivel]),
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
        cache_logger_on_first_use=False,
    )


def obtener_bitacora(nombre: str) -> structlog.typing.FilteringBoundLogger:
    """La bitácora de un módulo. Los hechos se nombran en pasado: `lote_registrado`."""
    bitacora: structlog.typing.FilteringBoundLogger = structlog.get_logger(modulo=nombre)
    return bitacora


def callar_trazas() -> None:
    """Lo que mate a este proceso se anota en la bitácora sin lo que decía; se llama al arrancar.

    El texto de una excepción puede citar un mensaje o una fila (INV-7): se escriben su clase y las
    líneas por donde pasó, también si ocurre en otro hilo. El proceso muere igual.
    """
    sys.excepthook = _anotar_muerte
    threading.excepthook = _anotar_hilo_muerto


def _anotar_muerte(
    clase: type[BaseException], error: BaseException, traza: TracebackType | None
) -> None:
    if issubclass(clase, KeyboardInterrupt):
        sys.__excepthook__(clase, error, traza)
        return
    _anotar_imprevisto("proceso_muerto", clase, traza)


def _anotar_hilo_muerto(muerte: threading.ExceptHookArgs) -> None:
    _anotar_imprevisto("hilo_muerto", muerte.exc_type, muerte.exc_traceback)


def _anotar_imprevisto(hecho: str, clase: type[BaseException], traza: TracebackType | None) -> None:
    pasos = [f"{m.f_globals.get('__name__')}:{linea}" for m, linea in traceback.walk_tb(traza)]
    obtener_bitacora("proceso").critical(
        hecho, alarma=True, clase_error=clase.__name__, traza=pasos
    )
