"""Lo que cruza la puerta única de los eventos: el lote que llega y lo que se hizo con él."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Protocol
from uuid import UUID

from matching.tipos import Identidad
from sistema.cuarentena.tipos import MensajeRechazado, Origen


@dataclass(frozen=True, slots=True, kw_only=True)
class EventoContacto:
    """Un evento de contacto ya validado contra el contrato v1 (`diseno` §4).

    `cuerpo` son los bytes exactos recibidos y `datos` el objeto `data` del contrato, sin la
    identidad, listo para guardarse cifrado con el contacto. Con `firma`, ya se verificó.
    """

    evento_id: UUID
    posicion: int
    cuerpo: bytes
    tipo_contacto: str
    ocurrido_en: datetime
    identidad: Identidad
    datos: dict[str, Any]
    autorizacion_judicial_id: UUID | None = None
    firma: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Lote:
    """Hasta 500 mensajes consecutivos de un mismo origen y un mismo organismo.

    `desde` es la posición guardada que el lote espera encontrar y `hasta` la que dejará: la
    primera posición no consumida, como en Kafka.
    """

    origen: Origen
    organismo: str
    desde: int
    hasta: int
    eventos: list[EventoContacto] = field(default_factory=list)
    rechazados: list[MensajeRechazado] = field(default_factory=list)


@dataclass(frozen=True, slots=True, kw_only=True)
class ResultadoLote:
    """Cuenta de lo hecho con un lote; no contiene datos personales."""

    nuevos: int
    repetidos: int
    en_cuarentena: int
    coincidencias: int
    alertas: int


@dataclass(frozen=True, slots=True)
class Intento:
    """Un tramo que se empieza: cuántas veces van y hasta dónde llegaba cuando no terminó."""

    veces: int
    hasta: int


class Releer(Protocol):
    """Vuelve a leer lo que la puerta ya había admitido; lo cumplen los ingestores."""

    def __call__(self, cuerpo: bytes, organismo: str, firma: str | None) -> EventoContacto | None:
        """El evento de esos bytes exactos; `None` si el contrato de hoy ya no los admite."""
        ...
