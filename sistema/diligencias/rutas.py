"""Rutas de las diligencias."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Header, Query, Request, status

from sistema.acceso.dependencias import SesionBd, exigir
from sistema.acceso.servicio import ClaveDePeticion
from sistema.acceso.sujeto import Sujeto
from sistema.auditoria.acciones import Accion
from sistema.diligencias.esquemas import (
    DiligenciasDelCaso,
    PaginaDeAtrasadas,
    ResultadoAnotado,
    ResultadoNuevo,
)
from sistema.diligencias.servicio import anotar_resultado, listar_atrasadas, ver
from sistema.nucleo.paginacion import TAMANO_MAXIMO, TAMANO_PAGINA
from sistema.nucleo.textos import Codigo

rutas = APIRouter(prefix="/v1", tags=["diligencias"])


@rutas.get("/diligencias/atrasadas")
def ver_atrasadas(
    sesion: SesionBd,
    sujeto: Annotated[Sujeto, Depends(exigir(Accion.DILIGENCIA_VER_ATRASADAS))],
    *,
    cursor: Codigo | None = None,
    maximo: Annotated[int, Query(ge=1, le=TAMANO_MAXIMO)] = TAMANO_PAGINA,
) -> PaginaDeAtrasadas:
    """El panel de atrasos: lo que venció sin resultado, lo más atrasado primero."""
    return listar_atrasadas(sesion, sujeto, cursor=cursor, maximo=maximo)


@rutas.get("/casos/{caso_id}/diligencias")
def ver_diligencias(
    caso_id: UUID,
    sesion: SesionBd,
    sujeto: Annotated[Sujeto, Depends(exigir(Accion.DILIGENCIA_LISTAR))],
) -> DiligenciasDelCaso:
    """La lista de control del caso: plazo, responsable, estado y resultados."""
    return ver(sesion, sujeto, caso_id)


@rutas.post("/diligencias/{diligencia_id}/resultado", status_code=status.HTTP_201_CREATED)
def anotar(
    diligencia_id: UUID,
    resultado: ResultadoNuevo,
    peticion: Request,
    sesion: SesionBd,
    sujeto: Annotated[Sujeto, Depends(exigir(Accion.DILIGENCIA_ANOTAR))],
    idempotency_key: Annotated[Codigo | None, Header()] = None,
) -> ResultadoAnotado:
    """Anota qué se obtuvo; corregirlo es anotar otro resultado."""
    clave = idempotency_key and ClaveDePeticion(
        ruta=f"POST /v1/diligencias/{diligencia_id}/resultado",
        clave=idempotency_key,
        huella=peticion.app.state.bd.llavero.huella(resultado.model_dump_json().encode()),
    )
    return anotar_resultado(sesion, sujeto, diligencia_id, resultado, clave or None)
