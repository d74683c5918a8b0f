"""Lo que un consumidor dice de sí y lo que se mide para saber si el Sistema está sano."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

COLA_ENTRADA = "entrada"


class Color(StrEnum):
    """Verde: nada que hacer. Amarillo: mirar en horario hábil. Rojo: actuar ahora."""

    VERDE = "verde"
    AMARILLO = "amarillo"
    ROJO = "rojo"


@dataclass(frozen=True, slots=True)
class Avance:
    """Cuánto le falta a un consumidor en una partición y de cuándo es lo último que leyó."""

    tema: str
    particion: int
    pendientes: int
    leido_hasta: datetime | None = None


@dataclass(frozen=True, slots=True)
class Actividad:
    """Lo que un organismo aportó en un día."""

    recibidos: int
    apartados: int
    ultimo_en: datetime


@dataclass(frozen=True, slots=True)
class Latido:
    """Lo que un consumidor anota de sí; `actividad` es lo nuevo desde el latido anterior."""

    proceso: UUID
    casos: int
    avances: Sequence[Avance]
    actividad: Mapping[tuple[str, date], Actividad] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Cola:
    """Cuánto espera en una cola y desde cuándo."""

    cuantos: int
    desde: datetime | None


@dataclass(frozen=True, slots=True)
class Aporte:
    """Lo que un organismo aportó entre ayer y hoy, y cuándo fue lo último."""

    organismo: str
    ultimo_en: datetime
    recibidos: int
    apartados: int


@dataclass(frozen=True, slots=True)
class UltimaSonda:
    """La última sonda que ya debió salir; `salio_en` es nulo si no salió."""

    enviada_en: datetime
    salio_en: datetime | None


@dataclass(frozen=True, slots=True)
class TareaVista:
    """Cómo le fue a una tarea periódica."""

    nombre: str
    cada_s: int
    hecha_en: datetime | None
    fallo: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Medicion:
    """Todo lo que se mira de una vez; `ahora` es la hora de la base de datos."""

    ahora: datetime
    consumidores: int
    pendientes: int
    atrasado_desde: datetime | None
    entrada: Cola
    cuarentena: Cola
    retrospectiva: Cola
    aportes: Sequence[Aporte]
    dias_exigidos: frozenset[date]
    dias_preparados: frozenset[date]
    sonda: UltimaSonda | None
    tareas: Sequence[TareaVista]


@dataclass(frozen=True, slots=True)
class Senal:
    """Una cosa que se vigila: cómo está, qué se vio, desde cuándo preocupa y qué hacer."""

    codigo: str
    color: Color
    visto: str
    umbral: str
    remedio: str
