"""Rutas del desenlace de un caso."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Header, Request, status

from sistema.acceso.dependencias import SesionBd, exigir
from sistema.acceso.servicio import ClaveDePeticion
from sistema.acceso.sujeto import Sujeto
from sistema.auditoria.acciones import Accion
from sistema.desenlaces.esquemas import DesenlaceAnotado, DesenlaceDelCaso, DesenlaceNuevo
from sistema.desenlaces.servicio import registrar, ver
from sistema.nucleo.textos import Codigo

rutas = APIRouter(prefix="/v1/casos", tags=["desenlaces"])


@rutas.post("/{caso_id}/desenlace", status_code=status.HTTP_201_CREATED)
def registrar_desenlace(
    caso_id: UUID,
    desenlace: DesenlaceNuevo,
    peticion: Request,
    sesion: SesionBd,
    sujeto: Annotated[Sujeto, Depends(exigir(Accion.DESENLACE_REGISTRAR))],
    idempotency_key: Annotated[Codigo | None, Header()] = None,
) -> DesenlaceAnotado:
    """Registra el daño que sufrió la persona; corregirlo agrega otra versión y no cierra nada."""
    clave = idempotency_key and ClaveDePeticion(
        ruta=f"POST /v1/casos/{caso_id}/desenlace",
        clave=idempotency_key,
        huella=peticion.app.state.bd.llavero.huella(desenlace.model_dump_json().encode()),
    )
    return registrar(sesion, sujeto, caso_id, desenlace, clave or None)


@rutas.get("/{caso_id}/desenlace")
def ver_desenlace(
    caso_id: UUID,
    sesion: SesionBd,
    sujeto: Annotated[Sujeto, Depends(exigir(Accion.DESENLACE_VER))],
) -> DesenlaceDelCaso:
    """Lo que se ha dicho del desenlace, con sus correcciones; vale lo último."""
    return ver(sesion, sujeto, caso_id)
