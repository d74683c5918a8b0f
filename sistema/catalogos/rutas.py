"""La ruta que publica con qué se propone una categoría de riesgo."""

from fastapi import APIRouter

from sistema.acceso.dependencias import RelojActual, SesionBd
from sistema.catalogos.esquemas import CriteriosPublicados
from sistema.catalogos.servicio import publicar
from sistema.nucleo.textos import Codigo

rutas = APIRouter(prefix="/v1/riesgo", tags=["riesgo"])


@rutas.get("/criterios")
def publicar_los_criterios(
    sesion: SesionBd, reloj: RelojActual, version: Codigo | None = None
) -> CriteriosPublicados:
    """Los criterios de riesgo y su lógica; no llevan nada reservado y no piden sesión."""
    return publicar(sesion, version, reloj())
