"""Atender los casos por reevaluar: por tandas, y de a uno la tanda que falla.

Cada tanda es una transacción: lo que evalúa y los pedidos que borra se confirman juntos, y si el
proceso muere la tanda vuelve a estar pendiente. Un caso que falla no detiene a los demás: da la
alarma y queda para más tarde.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from sistema.casos import reevaluacion
from sistema.evaluaciones import servicio as evaluaciones
from sistema.modelos.caso import MotivoReevaluacion
from sistema.nucleo.bd import Bd
from sistema.nucleo.bitacora import obtener_bitacora
from sistema.nucleo.reloj import Reloj, hora_segura

TANDA = 500
Avance = Callable[[int], None]
_bitacora = obtener_bitacora("reevaluacion")


@dataclass(frozen=True, slots=True)
class Cuenta:
    """Cuántos casos se reevaluaron, en cuántos subió la categoría y cuántos fallaron."""

    reevaluados: int = 0
    subieron: int = 0
    fallaron: int = 0

    def mas(self, otra: "Cuenta") -> "Cuenta":
        """La suma de las dos."""
        return Cuenta(
            self.reevaluados + otra.reevaluados,
            self.subieron + otra.subieron,
            self.fallaron + otra.fallaron,
        )


def fijar_hora(bd: Bd, reloj: Reloj, *, todos: bool = False) -> tuple[datetime, int]:
    """La hora a que se atiende y cuántos casos toca reevaluar; con `todos`, pide antes todos.

    Es la más atrasada entre este equipo y la base de datos: un reloj adelantado no da por pasadas
    horas que no han pasado.

    Fundamento: técnico (ADR-0023).
    """
    with bd.transaccion() as sesion:
        ahora = hora_segura(sesion, reloj())
        if todos:
            reevaluacion.pedir_de_todos(sesion, MotivoReevaluacion.HORAS, ahora)
        return ahora, reevaluacion.contar(sesion, ahora)


def pedir_olvidados(bd: Bd, reloj: Reloj) -> int:
    """Pide los casos que se buscan y que ningún pedido recordaba; devuelve cuántos.

    Fundamento: técnico (ADR-0023).
    """
    with bd.transaccion() as sesion:
        return reevaluacion.pedir_de_olvidados(sesion, hora_segura(sesion, reloj()))


def atender_pendientes(bd: Bd, reloj: Reloj) -> int:
    """Reevalúa lo que ya toca; devuelve cuántos casos.

    Fundamento: Ley 21.500, art. 5, letra b); técnico (ADR-0023).
    """
    ahora, _cuantos = fijar_hora(bd, reloj)
    return atender(bd, ahora).reevaluados


def atender(
    bd: Bd, ahora: datetime, avanzar: Avance = lambda _casos: None, tanda: int = TANDA
) -> Cuenta:
    """Reevalúa todo caso cuyo pedido ya toca a esta hora; avisa de cuántos va en cada tanda.

    Puede haber varios a la vez: cada caso lo atiende uno. Lo que se pida mientras corre queda para
    la próxima.

    Fundamento: Ley 21.500, art. 5, letra b); técnico (ADR-0023).
    """
    total = Cuenta()
    while (cuenta := _atender_tanda(bd, ahora, tanda)) != Cuenta():
        avanzar(cuenta.reevaluados + cuenta.fallaron)
        total = total.mas(cuenta)
    return total


def _atender_tanda(bd: Bd, ahora: datetime, maximo: int) -> Cuenta:
    pedidos: list[reevaluacion.Pedido] = []
    try:
        with bd.transaccion() as sesion:
            pedidos = reevaluacion.reclamar(sesion, ahora, maximo)
            subieron = evaluaciones.reevaluar_lote(sesion, bd.llavero, pedidos, ahora)
        return Cuenta(len(pedidos), subieron)
    except Exception as error:
        if not pedidos:
            raise
        _bitacora.warning("tanda_de_a_uno", clase_error=type(error).__name__, total=len(pedidos))
    cuenta = Cuenta()
    for pedido in pedidos:
        cuenta = cuenta.mas(_atender_caso(bd, pedido, ahora))
    return cuenta


def _atender_caso(bd: Bd, pedido: reevaluacion.Pedido, ahora: datetime) -> Cuenta:
    try:
        with bd.transaccion() as sesion:
            reclamado = reevaluacion.reclamar_caso(sesion, pedido.caso_id, ahora)
            if reclamado is None:
                return Cuenta()
            pedido = reclamado
            return Cuenta(1, evaluaciones.reevaluar_lote(sesion, bd.llavero, [pedido], ahora))
    except Exception as error:  # noqa: BLE001 - da la alarma, queda pendiente y los demás siguen
        _bitacora.error(
            "caso_sin_reevaluar",
            alarma=True,
            clase_error=type(error).__name__,
        )
        # Porque: si lo que falta es la base de datos, esto también falla y nada se pospone.
        with bd.transaccion() as sesion:
            reevaluacion.posponer(sesion, pedido, ahora)
        return Cuenta(fallaron=1)
