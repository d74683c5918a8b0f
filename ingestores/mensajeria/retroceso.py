"""Insistir ante una base de datos caída: cada vez más espaciado, hasta un techo, sin rendirse."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeVar

from sqlalchemy.exc import DBAPIError, InterfaceError, OperationalError
from sqlalchemy.exc import TimeoutError as SinConexionLibre

from sistema.nucleo.bitacora import obtener_bitacora

T = TypeVar("T")
Esperar = Callable[[float], bool]

# Porque: PostgreSQL mata así a un consumidor pausado (idle_in_transaction y transaction_timeout);
# llegan como InternalError, pero el lote se puede repetir.
_PLAZOS_VENCIDOS = frozenset({"25P03", "25P04"})
_bitacora = obtener_bitacora("mensajeria")


class DetencionPedida(Exception):
    """Se pidió detener mientras se esperaba; nada quedó a medias."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Retroceso:
    """Esperas que se doblan desde `minimo_s` hasta `maximo_s`."""

    minimo_s: float = 0.1
    maximo_s: float = 5.0

    def espera_s(self, intento: int) -> float:
        """Cuánto esperar tras el intento fallido número `intento`, contado desde 1."""
        return min(self.minimo_s * 2.0 ** min(intento - 1, 30), self.maximo_s)


def insistir(operacion: Callable[[], T], esperar: Esperar, retroceso: Retroceso) -> T:
    """El resultado de `operacion`, repetida mientras la base de datos no esté.

    Fundamento: técnico (ADR-0004).

    Raises:
        DetencionPedida: `esperar` avisó que hay que terminar.
        Exception: cualquier otro error de `operacion`, intacto.
    """
    intento = 0
    while True:
        try:
            return operacion()
        except (DBAPIError, SinConexionLibre) as error:
            if not es_base_caida(error):
                raise
            intento += 1
            espera_s = retroceso.espera_s(intento)
            _bitacora.warning(
                "base_no_disponible",
                clase_error=type(error).__name__,
                sqlstate=_leer_sqlstate(error),
                intento=intento,
                espera_s=espera_s,
            )
        if esperar(espera_s):
            raise DetencionPedida


def es_base_caida(error: DBAPIError | SinConexionLibre) -> bool:
    """Si repetir más tarde la misma transacción puede servir."""
    if isinstance(error, OperationalError | InterfaceError | SinConexionLibre):
        return True
    return error.connection_invalidated or _leer_sqlstate(error) in _PLAZOS_VENCIDOS


def _leer_sqlstate(error: DBAPIError | SinConexionLibre) -> str:
    return str(getattr(getattr(error, "orig", None), "sqlstate", None) or "")
