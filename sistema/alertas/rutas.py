"""Rutas de las alertas."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Query

from sistema.acceso.dependencias import SesionBd, exigir
from sistema.acceso.sujeto import Sujeto
from sistema.alertas.esquemas import AcuseRegistrado, PaginaDeAlertas
from sistema.alertas.servicio import acusar, listar
from sistema.auditoria.acciones import Accion
from sistema.nucleo.paginacion import TAMANO_MAXIMO, TAMANO_PAGINA
from sistema.nucleo.textos import Codigo

rutas = APIRouter(prefix="/v1/alertas", tags=["alertas"])


@rutas.get("")
def listar_alertas(
    sesion: SesionBd,
    sujeto: Annotated[Sujeto, Depends(exigir(Accion.ALERTA_LISTAR))],
    *,
    pendientes: bool = True,
    cursor: Codigo | None = None,
    maximo: Annotated[int, Query(ge=1, le=TAMANO_MAXIMO)] = TAMANO_PAGINA,
) -> PaginaDeAlertas:
    """La bandeja de su institución: primero la alerta más nueva."""
    return listar(sesion, sujeto, solo_pendientes=pendientes, cursor=cursor, maximo=maximo)


@rutas.post("/{alerta_id}/acuse")
def acusar_recibo(
    alerta_id: UUID,
    sesion: SesionBd,
    sujeto: Annotated[Sujeto, Depends(exigir(Accion.ALERTA_ACUSAR))],
) -> AcuseRegistrado:
    """Acusa recibo de una alerta: es un acto de una persona, no del software."""
    return acusar(sesion, sujeto, alerta_id)
