"""Rutas de las denuncias y de la persona que se busca."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Header, Request, status

from sistema.acceso.dependencias import SesionBd, exigir
from sistema.acceso.servicio import ClaveDePeticion
from sistema.acceso.sujeto import Sujeto
from sistema.auditoria.acciones import Accion
from sistema.casos.esquemas import (
    DenunciaIngresada,
    DenunciaNueva,
    PersonaCorregida,
    PersonaDesaparecida,
)
from sistema.casos.servicio import corregir_persona, ingresar_denuncia
from sistema.nucleo.textos import Codigo

rutas = APIRouter(prefix="/v1", tags=["denuncias"])


@rutas.post("/denuncias", status_code=status.HTTP_201_CREATED)
def ingresar(
    denuncia: DenunciaNueva,
    peticion: Request,
    sesion: SesionBd,
    sujeto: Annotated[Sujeto, Depends(exigir(Accion.DENUNCIA_INGRESAR))],
    idempotency_key: Annotated[Codigo | None, Header()] = None,
) -> DenunciaIngresada:
    """Ingresa una denuncia y abre la búsqueda; nada más que tres contenidos son obligatorios."""
    llavero = peticion.app.state.bd.llavero
    clave = idempotency_key and ClaveDePeticion(
        ruta="POST /v1/denuncias",
        clave=idempotency_key,
        huella=llavero.huella(denuncia.model_dump_json().encode()),
    )
    return ingresar_denuncia(sesion, llavero, sujeto, denuncia, clave or None)


@rutas.put("/casos/{caso_id}/persona")
def corregir(
    caso_id: UUID,
    persona: PersonaDesaparecida,
    peticion: Request,
    sesion: SesionBd,
    sujeto: Annotated[Sujeto, Depends(exigir(Accion.PERSONA_CORREGIR))],
) -> PersonaCorregida:
    """Reemplaza los datos de la persona buscada y vuelve a compararla con lo que ya llegó."""
    return corregir_persona(sesion, peticion.app.state.bd.llavero, sujeto, caso_id, persona)
