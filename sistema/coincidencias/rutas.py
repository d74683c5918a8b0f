"""Rutas de las coincidencias."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Header, Request, status

from sistema.acceso.dependencias import SesionBd, exigir
from sistema.acceso.servicio import ClaveDePeticion
from sistema.acceso.sujeto import Sujeto
from sistema.auditoria.acciones import Accion
from sistema.coincidencias.esquemas import DecisionNueva, DecisionTomada
from sistema.coincidencias.servicio import decidir
from sistema.nucleo.textos import Codigo

rutas = APIRouter(prefix="/v1/coincidencias", tags=["coincidencias"])


@rutas.post("/{coincidencia_id}/decision", status_code=status.HTTP_201_CREATED)
def decidir_coincidencia(
    coincidencia_id: UUID,
    decision: DecisionNueva,
    peticion: Request,
    sesion: SesionBd,
    sujeto: Annotated[Sujeto, Depends(exigir(Accion.COINCIDENCIA_DECIDIR))],
    idempotency_key: Annotated[Codigo | None, Header()] = None,
) -> DecisionTomada:
    """Confirma, rechaza o deshace: la decisión se agrega a las anteriores y no cierra el caso."""
    clave = idempotency_key and ClaveDePeticion(
        ruta=f"POST /v1/coincidencias/{coincidencia_id}/decision",
        clave=idempotency_key,
        huella=peticion.app.state.bd.llavero.huella(decision.model_dump_json().encode()),
    )
    return decidir(sesion, sujeto, coincidencia_id, decision, clave or None)
