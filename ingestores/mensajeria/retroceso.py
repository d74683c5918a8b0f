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
# Porque: tras un relevo, la conexión puede quedar en la réplica, que no admite escribir.
_SOLO_LECTURA = "25006"
# Porque: un vencimiento puede ser una pausa del proceso; dos seguidos, que la transacción no cabe.
VENCIMIENTOS_TOLERADOS = 2
_bitacora = obtener_bitacora("mensajeria")


class DetencionPedida(Exception):
    """Se pidió detener mientras se esperaba; nada quedó a medias."""


class PlazoVencido(Exception):
    """La transacción no cabe en los límites de la base; repetirla igual no termina nunca."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Retroceso:
    """Esperas que se doblan desde `minimo_s` hasta `maximo_s`."""

    minimo_s: float = 0.1
    maximo_s: float = 5.0

    def espera_s(self, intento: int) -> float:
        """Cuánto esperar tras el intento fallido número `intento`, contado desde 1."""
        return min(self.minimo_s * 2.0 ** min(intento - 1, 30), self.maximo_s)


def insistir(
    operacion: Callable[[], T],
    esperar: Esperar,
    retroceso: Retroceso,
    *,
    parte_si_vence: bool = False,
) -> T:
    """El resultado de `operacion`, repetida mientras la base de datos no esté.

    Fundamento: técnico (ADR-0004, ADR-0015).

    Raises:
        DetencionPedida: `esperar` avisó que hay que terminar.
        PlazoVencido: con `parte_si_vence`, la base la cortó por larga `VENCIMIENTOS_TOLERADOS`
            veces seguidas; quien llama puede pedir menos.
        Exception: cualquier otro error de `operacion`, intacto.
    """
    intento = vencimientos = 0
    while True:
        try:
            return operacion()
        except (DBAPIError, SinConexionLibre) as error:
            if not es_base_caida(error):
                raise
            vencimientos = vencimientos + 1 if vencio_el_plazo(error) else 0
            if parte_si_vence and vencimientos >= VENCIMIENTOS_TOLERADOS:
                raise PlazoVencido from error
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
    if error.connection_invalidated or vencio_el_plazo(error):
        return True
    return _leer_sqlstate(error) == _SOLO_LECTURA


def vencio_el_plazo(error: DBAPIError | SinConexionLibre) -> bool:
    """Si la base cortó la transacción por durar demasiado, o por quedarse quieta dentro de ella."""
    return _leer_sqlstate(error) in _PLAZOS_VENCIDOS


def _leer_sqlstate(error: DBAPIError | SinConexionLibre) -> str:
    return str(getattr(getattr(error, "orig", None), "sqlstate", None) or "")
