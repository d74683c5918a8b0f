"""Lo que se pasan entre sí las piezas del ingreso."""

from dataclasses import dataclass, field
from datetime import datetime

from sistema.autenticacion.emisor import EmisorOidc
from sistema.autenticacion.esquemas import Paso, SesionAbierta


@dataclass(frozen=True, slots=True)
class AjustesDeIngreso:
    """Cómo se entra a este proceso.

    `es_ensayo` deja entrar a las cuentas sintéticas, sin segundo factor; por omisión nadie entra
    sin él. Sin `oidc` no hay ingreso por un proveedor de identidad.
    """

    es_ensayo: bool = False
    oidc: EmisorOidc | None = None


CON_SEGUNDO_FACTOR = AjustesDeIngreso()


@dataclass(frozen=True, slots=True)
class Llegada:
    """Desde dónde y cuándo llega quien ingresa; `dispositivo` es el secreto de su galleta."""

    direccion: str | None
    dispositivo: str | None = field(repr=False)
    ahora: datetime


@dataclass(frozen=True, slots=True)
class Ingreso:
    """Un ingreso aceptado; `dispositivo` es la galleta nueva, si hay que entregarla."""

    abierta: SesionAbierta
    dispositivo: str | None = field(repr=False)


@dataclass(frozen=True, slots=True)
class Avance:
    """Un paso dado: el secreto que reemplaza al anterior y lo que aún falta."""

    token: str = field(repr=False)
    faltan: list[Paso]
    dispositivo: str | None = field(repr=False, default=None)
    codigos: list[str] = field(repr=False, default_factory=list)
