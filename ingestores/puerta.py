"""Lo que los ingestores piden a la puerta única de los contactos, sin saber quién la cumple."""

from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet
from typing import Protocol

from sistema.contactos.tipos import Intento, Lote, Releer, ResultadoLote
from sistema.cuarentena.tipos import Origen
from sistema.entrada.tipos import EntradaPendiente
from sistema.nucleo.firmas import LlaveDeFirma


class MensajePendiente(Protocol):
    """Un mensaje con su lugar en el origen; sin cuerpo, es una lápida de Kafka."""

    @property
    def posicion(self) -> int:
        """Su lugar en el origen; crece y no se repite."""
        ...

    @property
    def siguiente(self) -> int:
        """La posición que sigue a este mensaje; casi siempre, la suya más uno."""
        ...

    @property
    def cuerpo(self) -> bytes | None:
        """Los bytes exactos que se recibieron."""
        ...

    @property
    def firma(self) -> str | None:
        """La firma que traía, sin verificar; `None` si no traía, vacía si no era texto."""
        ...

    @property
    def legible(self) -> bool:
        """Si `cuerpo` es lo que escribió el organismo; si no, son los bytes que no se abrieron."""
        ...


class Puerta(Protocol):
    """La puerta de los eventos: todo o nada por lote."""

    def registrar_lote(self, lote: Lote) -> ResultadoLote:
        """Registra el lote y avanza su posición en una sola transacción ya confirmada.

        Raises:
            PosicionAdelantada: la posición guardada no es `lote.desde`; no se hizo nada.
            CifradoInvalido: las llaves de día no están o no abren; no se hizo nada.
            OperationalError: la base de datos no está; no se hizo nada.
        """
        ...

    def desistir_intento(self, origen: Origen) -> None:
        """Deja el último tramo anotado como si no se hubiera empezado esta vez.

        Raises:
            OperationalError: la base de datos no está; la anotación sigue.
        """
        ...

    def anotar_intento(
        self, origen: Origen, desde: int, hasta: int, muertes: int = 0
    ) -> Intento | None:
        """Anota, en su propia transacción, que se empieza el tramo [desde, hasta).

        Si el último tramo anotado partía en el mismo lugar y no terminó, devuelve cuántas veces se
        ha empezado contando esta; si no, `muertes` + 1. `None` si otro proceso lo tiene en mano.

        Raises:
            OperationalError: la base de datos no está; no se anotó nada.
        """
        ...

    def posicion(self, origen: Origen) -> int:
        """La primera posición no consumida del origen; 0 si nunca se consumió."""
        ...

    def tomar_entrada(
        self, maximo: int, salvo: AbstractSet[str] = frozenset()
    ) -> Sequence[EntradaPendiente]:
        """Lo más antiguo de la tabla `entrada` que no sea de esos organismos.

        Sigue en la tabla: lo borra el lote que lo consume.

        Raises:
            CifradoInvalido: la llave de su día no está disponible.
        """
        ...

    def llaves_de_firma(self, organismo: str, kids: AbstractSet[str]) -> Mapping[str, LlaveDeFirma]:
        """Las llaves de firma del organismo por su `kid`; al día si falta alguna de `kids`.

        Raises:
            OperationalError: la base de datos no está.
        """
        ...

    def acortar_paso(self) -> bool:
        """Hace la mitad de largo el siguiente paso de `mirar_atras`; falso si ya no se puede."""
        ...

    def mirar_atras(self, releer: Releer) -> int:
        """Da un paso corto de la búsqueda hacia atrás más antigua; 0 si no quedaba ninguna.

        Raises:
            CifradoInvalido: a las que quedan les falta una llave; siguen pendientes.
            OperationalError: la base de datos no está; el paso se puede repetir.
        """
        ...
