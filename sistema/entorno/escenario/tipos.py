"""Lo que entrega el escenario de la demostración: denuncias, eventos, verdad y medición."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from matching.generador.mundo import Clase


@dataclass(frozen=True, slots=True)
class EventoEscenario:
    """Un evento listo para enviar y su verdad.

    `denuncia` es el índice de la denuncia de la persona que aparece en él, o None si aparece otra.
    """

    evento_id: str
    organismo: str
    ocurrido_en: datetime
    informado_en: datetime
    cuerpo: bytes
    denuncia: int | None
    clase: Clase


@dataclass(frozen=True, slots=True)
class Escenario:
    """Lo que la demostración envía: los eventos van en el orden en que se informaron.

    `historias` titula las primeras denuncias, en el mismo orden.
    """

    semilla: int
    referencia: datetime
    denuncias: tuple[dict[str, Any], ...]
    eventos: tuple[EventoEscenario, ...]
    historias: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Medicion:
    """Cuánto acertó un enlace sobre el escenario.

    `recuperacion` es la parte de los eventos de personas buscadas que se enlazó con su denuncia;
    `precision`, la parte de los enlaces emitidos que era correcta. Sin eventos que encontrar, o
    sin enlaces emitidos, la respectiva vale 1.
    """

    positivos: int
    enlaces: int
    aciertos: int
    recuperacion: float
    precision: float
