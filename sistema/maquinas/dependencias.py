"""Las dependencias de las rutas de máquinas: quién aporta y con qué ritmo."""

from typing import Annotated

from fastapi import Depends, Request
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer

from sistema.acceso.dependencias import RelojActual, SesionBd
from sistema.maquinas.errores import TokenInvalido
from sistema.maquinas.ritmo import Ritmo
from sistema.maquinas.servicio import Llegada, reconocer_maquina
from sistema.maquinas.tipos import Maquina

_TOKEN = HTTPBearer(
    auto_error=False,
    scheme_name="maquina",
    description="Token de /v1/oauth/token: vale cinco minutos y solo sirve para aportar.",
)


def anotar_llegada(peticion: Request, reloj: RelojActual) -> Llegada:
    """Cuándo y desde dónde llegó esta petición."""
    return Llegada(reloj(), peticion.client.host if peticion.client else None)


LlegadaActual = Annotated[Llegada, Depends(anotar_llegada)]


def identificar_aportante(
    sesion: SesionBd,
    llegada: LlegadaActual,
    portador: Annotated[HTTPAuthorizationCredentials | None, Depends(_TOKEN)],
) -> Maquina:
    """La máquina que aporta; nunca por la galleta de un navegador."""
    if portador is None:
        raise TokenInvalido
    return reconocer_maquina(sesion, portador.credentials, llegada)


Aportante = Annotated[Maquina, Depends(identificar_aportante)]


def identificar_ensayante(
    sesion: SesionBd,
    llegada: LlegadaActual,
    portador: Annotated[HTTPAuthorizationCredentials | None, Depends(_TOKEN)],
) -> Maquina:
    """La máquina que ensaya; basta que el acuerdo de su institución esté en prueba."""
    if portador is None:
        raise TokenInvalido
    return reconocer_maquina(sesion, portador.credentials, llegada, para_ensayar=True)


Ensayante = Annotated[Maquina, Depends(identificar_ensayante)]


def dar_ritmo(peticion: Request) -> Ritmo:
    """El cupo de cada credencial en este proceso."""
    ritmo: Ritmo = peticion.app.state.ritmo
    return ritmo


RitmoActual = Annotated[Ritmo, Depends(dar_ritmo)]


def dar_ritmo_de_tokens(peticion: Request) -> Ritmo:
    """El cupo con que se piden tokens en este proceso."""
    ritmo: Ritmo = peticion.app.state.ritmo_de_tokens
    return ritmo


RitmoDeTokens = Annotated[Ritmo, Depends(dar_ritmo_de_tokens)]


def leer_cuerpo(peticion: Request) -> bytes:
    """Los bytes exactos del cuerpo, que la aduana ya leyó con tope."""
    cuerpo: bytes = peticion.state.cuerpo
    return cuerpo


Cuerpo = Annotated[bytes, Depends(leer_cuerpo)]
