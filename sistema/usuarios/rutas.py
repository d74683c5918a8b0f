"""Rutas de sesión."""

from fastapi import APIRouter, Request, Response, status

from sistema.acceso.dependencias import GALLETA, RelojActual, SesionBd, SujetoActual
from sistema.acceso.servicio import cerrar_sesion
from sistema.usuarios.esquemas import Credencial, SesionAbierta
from sistema.usuarios.servicio import iniciar_sesion

rutas = APIRouter(prefix="/v1/sesiones", tags=["sesiones"])


@rutas.post("", status_code=status.HTTP_201_CREATED)
def iniciar(
    credencial: Credencial,
    peticion: Request,
    respuesta: Response,
    sesion: SesionBd,
    reloj: RelojActual,
) -> SesionAbierta:
    """Inicia sesión; el navegador recibe además la galleta `__Host-sesion`."""
    direccion = peticion.client.host if peticion.client else None
    abierta = iniciar_sesion(sesion, credencial, direccion, reloj())
    respuesta.set_cookie(GALLETA, abierta.token, secure=True, httponly=True, samesite="strict")
    return abierta


@rutas.delete("/actual", status_code=status.HTTP_204_NO_CONTENT)
def terminar(respuesta: Response, sesion: SesionBd, sujeto: SujetoActual) -> None:
    """Cierra la sesión con que se pide."""
    cerrar_sesion(sesion, sujeto)
    respuesta.delete_cookie(GALLETA, secure=True, httponly=True, samesite="strict")
