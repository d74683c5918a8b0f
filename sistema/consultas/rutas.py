"""Rutas de las consultas; el RUN viaja en el cuerpo, nunca en la dirección."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Request

from sistema.acceso.dependencias import SesionBd, exigir
from sistema.acceso.sujeto import Sujeto
from sistema.auditoria.acciones import Accion
from sistema.consultas.esquemas import ConsultaPorRun, Movimientos, RespuestaConsulta
from sistema.consultas.servicio import consultar_por_run, listar_movimientos

rutas = APIRouter(prefix="/v1", tags=["consultas"])


@rutas.post("/consultas")
def consultar(
    consulta: ConsultaPorRun,
    peticion: Request,
    sesion: SesionBd,
    sujeto: Annotated[Sujeto, Depends(exigir(Accion.PERSONA_CONSULTAR))],
) -> RespuestaConsulta:
    """Busca a una persona por su RUN, con el caso y la finalidad que lo justifican."""
    return consultar_por_run(sesion, peticion.app.state.bd.llavero, sujeto, consulta)


@rutas.get("/casos/{caso_id}/movimientos")
def movimientos(
    caso_id: UUID,
    sesion: SesionBd,
    sujeto: Annotated[Sujeto, Depends(exigir(Accion.CASO_VER_MOVIMIENTOS))],
) -> Movimientos:
    """Los contactos de la persona antes y después de la última noticia que se tuvo de ella."""
    return listar_movimientos(sesion, sujeto, caso_id)
