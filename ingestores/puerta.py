"""Lo que los ingestores piden a la puerta única de los contactos, sin saber quién la cumple."""

from collections.abc import Sequence
from typing import Protocol

from sistema.contactos.tipos import Lote, ResultadoLote
from sistema.cuarentena.tipos import Origen
from sistema.entrada.tipos import EntradaPendiente


class MensajePendiente(Protocol):
    """Un mensaje con su lugar en el origen; sin cuerpo, es una lápida de Kafka."""

    @property
    def posicion(self) -> int:
        """Su lugar en el origen; crece y no se repite."""
        ...

    @property
    def cuerpo(self) -> bytes | None:
        """Los bytes exactos que se recibieron."""
        ...


class Puerta(Protocol):
    """La puerta de los eventos: todo o nada por lote."""

    def registrar_lote(self, lote: Lote) -> ResultadoLote:
        """Registra el lote y avanza su posición en una sola transacción ya confirmada.

        Raises:
            PosicionAdelantada: la posición guardada no es `lote.desde`; no se hizo nada.
            OperationalError: la base de datos no está; no se hizo nada.
        """
        ...

    def posicion(self, origen: Origen) -> int:
        """La primera posición no consumida del origen; 0 si nunca se consumió."""
        ...

    def tomar_entrada(self, maximo: int) -> Sequence[EntradaPendiente]:
        """Lo más antiguo de la tabla `entrada`; lo borra el lote que lo consume."""
        ...
