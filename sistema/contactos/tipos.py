"""Lo que cruza la puerta única de los eventos: el lote que llega y lo que se hizo con él."""

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from matching.tipos import Identidad


class CodigoCuarentena(StrEnum):
    """Por qué un mensaje no pudo procesarse; el código es público y no cambia de significado."""

    TAMANO_EXCEDIDO = "tamano_excedido"
    NO_UTF8 = "no_utf8"
    JSON_INVALIDO = "json_invalido"
    VERSION_DESCONOCIDA = "version_desconocida"
    ESQUEMA_INVALIDO = "esquema_invalido"
    ORGANISMO_NO_COINCIDE = "organismo_no_coincide"
    ID_REPETIDO = "id_repetido"
    SIN_TITULO_VIGENTE = "sin_titulo_vigente"
    TIPO_NO_CUBIERTO = "tipo_no_cubierto"
    SIN_AUTORIZACION_JUDICIAL = "sin_autorizacion_judicial"


@dataclass(frozen=True, slots=True)
class Origen:
    """De dónde viene un lote: una partición de Kafka o la tabla `entrada`.

    En Kafka, `cluster` y `tema` son los identificadores que da el broker (no los nombres), de modo
    que recrear un tema con el mismo nombre no hereda su posición. La tabla `entrada` usa
    cluster = "entrada", tema = código del organismo y partición 0; ahí no hay posición que avanzar:
    el lote borra de la cola lo que consume.
    """

    cluster: str
    tema: str
    particion: int


@dataclass(frozen=True, slots=True)
class EntradaPendiente:
    """Un mensaje de la tabla `entrada`, con sus bytes exactos ya descifrados."""

    numero: int
    organismo: str
    cuerpo: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class EventoContacto:
    """Un evento de contacto ya validado contra el contrato v1 (`diseno` §4).

    `cuerpo` son los bytes exactos recibidos y `datos` el objeto `data` del contrato, sin la
    identidad, listo para guardarse cifrado con el contacto.
    """

    evento_id: UUID
    posicion: int
    cuerpo: bytes
    tipo_contacto: str
    ocurrido_en: datetime
    identidad: Identidad
    datos: dict[str, Any]
    autorizacion_judicial_id: UUID | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class MensajeRechazado:
    """Un mensaje que no cumple el contrato: va entero, cifrado, a la cuarentena.

    `detalle` nombra campos y reglas, nunca valores.
    """

    posicion: int
    cuerpo: bytes
    codigo: CodigoCuarentena
    detalle: str


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
