"""Las dependencias de toda ruta: una transacción, un sujeto y un permiso declarado."""

from collections.abc import Callable, Iterator
from typing import Annotated

from fastapi import Depends, Request
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer
from sqlalchemy.orm import Session

from sistema.acceso.servicio import exigir_permiso, reconocer
from sistema.acceso.sujeto import Sujeto
from sistema.auditoria.acciones import Accion
from sistema.nucleo.bd import Bd
from sistema.nucleo.errores import CredencialInvalida
from sistema.nucleo.reloj import Reloj

GALLETA = "__Host-sesion"


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


def identificar(
    peticion: Request,
    sesion: SesionBd,
    reloj: RelojActual,
    portador: Portador,
) -> Sujeto:
    """Quién pide: por la galleta del navegador o por «Authorization: Bearer»."""
    secreto = peticion.cookies.get(GALLETA) or (portador.credentials if portador else None)
    if not secreto:
        raise CredencialInvalida
    direccion = peticion.client.host if peticion.client else None
    return reconocer(sesion, secreto, direccion, reloj())


SujetoActual = Annotated[Sujeto, Depends(identificar)]


def exigir(accion: Accion) -> Callable[[SesionBd, SujetoActual], Sujeto]:
    """La dependencia que identifica a quien pide y comprueba que puede hacer `accion`."""

    def comprobar(sesion: SesionBd, sujeto: SujetoActual) -> Sujeto:
        exigir_permiso(sesion, sujeto, accion)
        return sujeto

    return comprobar
