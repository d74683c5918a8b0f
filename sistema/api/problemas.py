"""Los errores como los ve quien usa la API: RFC 9457, con un código estable y un remedio."""

from typing import Any

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from sqlalchemy.exc import (
    InterfaceError,
    InternalError,
    OperationalError,
    ProgrammingError,
    SQLAlchemyError,
)
from sqlalchemy.exc import TimeoutError as SinConexionLibre
from starlette.exceptions import HTTPException

from riesgo.errores import ErrorDeRiesgo
from sistema.nucleo.bitacora import obtener_bitacora
from sistema.nucleo.errores import (
    BaseNoDisponible,
    CampoInvalido,
    CredencialInvalida,
    CuerpoDemasiadoGrande,
    CuerpoInvalido,
    CuerpoLento,
    ErrorSistema,
    NoEncontrado,
    ReglaIncumplida,
)
from sistema.nucleo.faltas import Falta, listar_faltas

TIPO_DE_CONTENIDO = "application/problem+json"
# Porque: sin conexión, sin permiso, sin la tabla o en solo lectura tampoco se puede asentar, y sin
# asiento no hay respuesta (INV-6). Un dato que no cabe (DataError, IntegrityError) es otra falla.
_SIN_BASE = (OperationalError, InterfaceError, InternalError, ProgrammingError, SinConexionLibre)
_ORIGENES = {"body", "query", "path", "header", "cookie"}


_TEXTO = {"type": "string"}
_FALTA = {"type": "object", "properties": dict.fromkeys(("campo", "problema", "remedio"), _TEXTO)}
_ESQUEMA = {
    "title": "Problema",
    "description": "RFC 9457; `codigo` es estable y nunca cambia de significado.",
    "type": "object",
    "required": ["type", "title", "status", "detail", "codigo"],
    "properties": {
        **dict.fromkeys(("type", "title", "detail", "codigo"), _TEXTO),
        "status": {"type": "integer"},
        "errores": {"type": "array", "items": _FALTA},
    },
}


def _declarar(titulo: str) -> dict[str, Any]:
    return {"description": titulo, "content": {TIPO_DE_CONTENIDO: {"schema": _ESQUEMA}}}


RESPUESTAS_DE_ERROR: dict[int | str, dict[str, Any]] = {
    error.estado_http: _declarar(error.titulo)
    for error in (
        CuerpoInvalido,
        CredencialInvalida,
        NoEncontrado,
        CuerpoLento,
        ReglaIncumplida,
        CuerpoDemasiadoGrande,
        CampoInvalido,
        BaseNoDisponible,
    )
}
"""Lo que cualquier ruta puede responder cuando no responde lo pedido, para el documento OpenAPI."""
_bitacora = obtener_bitacora(__name__)


def responder(error: ErrorSistema) -> JSONResponse:
    """El error como documento «problem»."""
    faltas = []
    if isinstance(error, CampoInvalido):
        faltas = [Falta(error.campo, error.problema, error.remedio)]
    respuesta = _problema(error.estado_http, error.codigo, error.titulo, error.detalle, faltas)
    respuesta.headers.update(error.cabeceras())
    return respuesta


def instalar_manejadores(app: FastAPI) -> None:
    """Hace que todo error de la aplicación salga como documento «problem»."""
    app.add_exception_handler(ErrorSistema, _de_la_casa)
    app.add_exception_handler(RequestValidationError, _de_validacion)
    app.add_exception_handler(ErrorDeRiesgo, _de_riesgo)
    app.add_exception_handler(HTTPException, _de_ruta)
    for clase in _SIN_BASE:
        app.add_exception_handler(clase, _de_la_base)
    app.add_exception_handler(Exception, _imprevisto)


def _de_la_casa(_peticion: Request, error: Exception) -> JSONResponse:
    if not isinstance(error, ErrorSistema):
        raise error
    return responder(error)


def _de_validacion(_peticion: Request, error: Exception) -> JSONResponse:
    if not isinstance(error, RequestValidationError):
        raise error
    sin_origen = [
        {"type": falta["type"], "loc": _sin_origen(falta["loc"])} for falta in error.errors()
    ]
    return _problema(
        422,
        "campos_invalidos",
        "Hay campos que corregir.",
        "Vea en `errores` cada campo y cómo corregirlo.",
        listar_faltas(sin_origen),
    )


def _de_riesgo(_peticion: Request, error: Exception) -> JSONResponse:
    if not isinstance(error, ErrorDeRiesgo):
        raise error
    faltas = [Falta(f.campo, "no se puede usar", f.remedio) for f in error.faltas]
    return _problema(
        CampoInvalido.estado_http,
        error.codigo,
        CampoInvalido.titulo,
        "Vea en `errores` cada campo y cómo corregirlo.",
        faltas,
    )


def _de_ruta(_peticion: Request, error: Exception) -> JSONResponse:
    if not isinstance(error, HTTPException):
        raise error
    if error.status_code == NoEncontrado.estado_http:
        return responder(NoEncontrado())
    titulo = "Esa ruta no admite este método."
    respuesta = _problema(error.status_code, "metodo_no_admitido", titulo, "Vea /docs.", [])
    respuesta.headers.update(error.headers or {})
    return respuesta


def _de_la_base(_peticion: Request, error: Exception) -> JSONResponse:
    sqlstate = getattr(getattr(error, "orig", None), "sqlstate", None)
    if not isinstance(error, SQLAlchemyError):
        raise error
    _bitacora.error("base_no_disponible", clase_error=type(error).__name__, sqlstate=sqlstate)
    return responder(BaseNoDisponible())


def _imprevisto(peticion: Request, error: Exception) -> JSONResponse:
    # Porque: Starlette vuelve a lanzar el error después de responder; aquí solo se le da forma.
    ruta = getattr(peticion.scope.get("route"), "path", "")
    _bitacora.error("error_imprevisto", clase_error=type(error).__name__, ruta=ruta)
    return responder(ErrorSistema())


def _sin_origen(ruta: tuple[Any, ...]) -> tuple[Any, ...]:
    return ruta[1:] if ruta and ruta[0] in _ORIGENES else ruta


def _problema(
    estado: int,
    codigo: str,
    titulo: str,
    detalle: str,
    faltas: list[Falta],
) -> JSONResponse:
    contenido: dict[str, Any] = {
        "type": f"urn:sistema-busqueda:{codigo}",
        "title": titulo,
        "status": estado,
        "detail": detalle,
        "codigo": codigo,
    }
    if faltas:
        contenido["errores"] = [
            {"campo": f.campo, "problema": f.problema, "remedio": f.remedio} for f in faltas
        ]
    return JSONResponse(contenido, status_code=estado, media_type=TIPO_DE_CONTENIDO)
