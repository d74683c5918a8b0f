"""Rutas de la salud: una que no dice nada y otra para quien opera el Sistema."""

from typing import Annotated

from fastapi import APIRouter, Depends, Request

from sistema.acceso.dependencias import SesionBd, exigir
from sistema.acceso.sujeto import Sujeto
from sistema.auditoria.acciones import Accion
from sistema.cobertura.esquemas import SaludLeida, SaludViva
from sistema.cobertura.pulso import Pulso
from sistema.cobertura.servicio import ver_salud

rutas = APIRouter(prefix="/v1", tags=["operación"])


@rutas.get("/salud")
def salud_viva(peticion: Request) -> SaludViva:
    """Responde si el Sistema puede escribir; si no, 503 en menos de 10 segundos."""
    pulso: Pulso = peticion.app.state.pulso
    pulso.comprobar()
    return SaludViva()


@rutas.get("/operacion/salud")
def salud_de_la_operacion(
    sesion: SesionBd,
    sujeto: Annotated[Sujeto, Depends(exigir(Accion.SALUD_VER))],
) -> SaludLeida:
    """Cada señal con su estado, desde cuándo preocupa y qué hacer."""
    return ver_salud(sesion, sujeto)
