"""Bitácora técnica: una línea JSON por hecho, con códigos y cuentas, nunca datos personales.

No confundir con la auditoría (`sistema.auditoria`), que es la prueba legal de quién vio qué.
"""

import logging
import sys
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
    "ruta", "sqlstate", "tema", "total", "version",
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
