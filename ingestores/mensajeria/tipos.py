"""Lo que va y viene de Kafka, dicho en palabras de la casa."""

from abc import ABC, abstractmethod
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, Literal, NamedTuple, Protocol, Self

from sistema.cuarentena.tipos import Origen

Seguridad = Literal["PLAINTEXT", "SASL_PLAINTEXT", "SASL_SSL"]


@dataclass(frozen=True, slots=True, kw_only=True)
class ConexionKafka:
    """Cómo llegar a un Kafka; la clave no aparece al imprimir el objeto.

    `plazo_ms` es lo que se insiste al conectar: una clave equivocada también se ve como un plazo
    vencido, porque la biblioteca la reintenta.
    """

    bootstrap: str
    seguridad: Seguridad = "SASL_SSL"
    usuario: str = ""
    clave: str = field(default="", repr=False)
    ca: str | None = None
    mecanismo: Literal["SCRAM-SHA-512"] = "SCRAM-SHA-512"
    plazo_ms: int = 15_000

    def como_opciones(self) -> dict[str, Any]:
        """Las opciones de conexión con los nombres de kafka-python."""
        opciones: dict[str, Any] = {
            "bootstrap_servers": self.bootstrap.split(","),
            "security_protocol": self.seguridad,
            "ssl_cafile": self.ca,
            "bootstrap_timeout_ms": self.plazo_ms,
        }
        if self.seguridad != "PLAINTEXT":
            opciones["sasl_mechanism"] = self.mecanismo
            opciones["sasl_plain_username"] = self.usuario
            opciones["sasl_plain_password"] = self.clave
        return opciones


class Particion(NamedTuple):
    """Una partición de un tema, por su nombre."""

    tema: str
    numero: int


@dataclass(frozen=True, slots=True)
class MensajeCrudo:
    """Un registro tal como está en Kafka; sin cuerpo, es una lápida.

    Si no es `legible`, `cuerpo` es el grupo comprimido entero y ocupa hasta la posición `ultima`.
    """

    posicion: int
    cuerpo: bytes | None = field(repr=False)
    clave: bytes | None = field(default=None, repr=False)
    firma: str | None = field(default=None, repr=False)
    legible: bool = True
    ultima: int | None = None

    @property
    def siguiente(self) -> int:
        """La primera posición que sigue a este registro."""
        return (self.posicion if self.ultima is None else self.ultima) + 1


@dataclass(frozen=True, slots=True)
class LoteCrudo:
    """Registros seguidos de una sola partición; nunca viene vacío."""

    particion: Particion
    origen: Origen
    mensajes: list[MensajeCrudo] = field(repr=False)


@dataclass(frozen=True, slots=True)
class Atraso:
    """Cuántos mensajes faltan por leer en una partición y cuándo llegó el último leído (ms)."""

    particion: Particion
    pendientes: int
    leido_hasta_ms: int | None


class Cerrable(ABC):
    """Lo que tiene conexiones propias y las suelta al salir de un `with`."""

    @abstractmethod
    def cerrar(self) -> None:
        """Suelta las conexiones."""

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.cerrar()


class Fuente(Protocol):
    """De dónde lee el bucle; la cumple `Consumidor` sobre Kafka."""

    def listar_por_ubicar(self) -> list[Particion]:
        """Las particiones recién asignadas; no entregan nada hasta que se las ubica."""
        ...

    def identificar(self, particion: Particion) -> Origen:
        """El origen actual de la partición; cambia si el tema se borró y se creó de nuevo."""
        ...

    def ubicar(self, particion: Particion, posicion: int) -> None:
        """Entrega desde `posicion`; si la partición ya no es nuestra, no hace nada."""
        ...

    def suscribir(self, temas: Sequence[str]) -> None:
        """Pasa a leer estos temas; si son los mismos, no hace nada."""
        ...

    def sostener(self) -> None:
        """Cuenta al grupo que este consumidor sigue vivo, sin leer ni entregar nada.

        Raises:
            KafkaNoDisponible: conviene volver a intentar.
        """
        ...

    def leer(self, espera_ms: int) -> list[LoteCrudo]:
        """Hasta 500 mensajes en total; espera a lo más `espera_ms` por el primero.

        Raises:
            KafkaNoDisponible: conviene volver a intentar.
        """
        ...

    def confirmar(self, particion: Particion, posicion: int) -> None:
        """Cuenta a Kafka hasta dónde se consumió; es cortesía, la posición vale en PostgreSQL."""
        ...
