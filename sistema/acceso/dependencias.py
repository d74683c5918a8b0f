"""Las dependencias de toda ruta: una transacción, un sujeto y un permiso declarado."""

from collections.abc import Callable, Iterator
from typing import Annotated

from fastapi import Depends, Request
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer
from sqlalchemy.orm import Session

from sistema.acceso.servicio import exigir_permiso, reconocer_presentacion
from sistema.acceso.sujeto import Presentacion, Sujeto
from sistema.auditoria.acciones import Accion
from sistema.nucleo.bd import Bd
from sistema.nucleo.errores import CredencialInvalida
from sistema.nucleo.reloj import Reloj

GALLETA = "__Host-sesion"
CABECERA_PROPIA = "X-Peticion-Propia"
_SOLO_LEEN = frozenset({"GET", "HEAD", "OPTIONS"})


def abrir_transaccion(peticion: Request) -> Iterator[Session]:
    """Una transacción por petición, confirmada antes de que salga el primer byte."""
    bd: Bd = peticion.app.state.bd
    with bd.transaccion() as sesion:
        yield sesion


# Porque: con el alcance por omisión, FastAPI responde 200 aunque el commit falle después (INV-6).
SesionBd = Annotated[Session, Depends(abrir_transaccion, scope="function")]


def dar_reloj(peticion: Request) -> Reloj:
    """El reloj del proceso; las pruebas ponen el suyo."""
    reloj: Reloj = peticion.app.state.reloj
    return reloj


RelojActual = Annotated[Reloj, Depends(dar_reloj)]


Portador = Annotated[HTTPAuthorizationCredentials | None, Depends(HTTPBearer(auto_error=False))]


def presentar(peticion: Request, reloj: RelojActual, portador: Portador) -> Presentacion:
    """Lo que trae la petición: «Authorization: Bearer» o, si no, la galleta del navegador."""
    galleta = peticion.cookies.get(GALLETA)
    secreto = portador.credentials if portador else galleta
    if not secreto:
        raise CredencialInvalida
    direccion = peticion.client.host if peticion.client else None
    es_ajena = portador is None and peticion.method not in _SOLO_LEEN and not _es_propia(peticion)
    return Presentacion(secreto, direccion, reloj(), es_ajena)


PresentacionActual = Annotated[Presentacion, Depends(presentar)]


def identificar(sesion: SesionBd, presentacion: PresentacionActual) -> Sujeto:
    """Quién pide, con su ingreso completo."""
    return reconocer_presentacion(sesion, presentacion)


def es_de_otro_sitio(peticion: Request) -> bool:
    """Si el navegador dice que la petición la hizo una página que no es nuestra."""
    origen = peticion.headers.get("origin")
    if origen is None:
        return False
    publicas: frozenset[str] = peticion.app.state.origenes
    return origen not in publicas and origen.partition("://")[2] != peticion.headers.get("host")


def _es_propia(peticion: Request) -> bool:
    # Porque: un formulario ajeno no puede agregar una cabecera, y el navegador no deja mentir en
    # Origin; SameSite no cubre a un vecino del mismo dominio.
    con_cabecera = peticion.headers.get(CABECERA_PROPIA) == "1"
    return con_cabecera and "origin" in peticion.headers and not es_de_otro_sitio(peticion)


SujetoActual = Annotated[Sujeto, Depends(identificar)]


def exigir(accion: Accion) -> Callable[[SesionBd, SujetoActual], Sujeto]:
    """La dependencia que identifica a quien pide y comprueba que puede hacer `accion`."""

    def comprobar(sesion: SesionBd, sujeto: SujetoActual) -> Sujeto:
        exigir_permiso(sesion, sujeto, accion)
        return sujeto

    return comprobar
