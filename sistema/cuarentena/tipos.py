"""Lo que no pudo procesarse: por qué, de dónde venía y sus bytes exactos."""

from dataclasses import dataclass, field
from enum import StrEnum


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
    FIRMA_INVALIDA = "firma_invalida"
    ILEGIBLE = "ilegible"
    DETIENE_AL_CONSUMIDOR = "detiene_al_consumidor"


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
class Procedencia:
    """De qué organismo es un mensaje y por dónde llegó."""

    organismo: str
    origen: Origen


@dataclass(frozen=True, slots=True, kw_only=True)
class MensajeRechazado:
    """Un mensaje que no pudo procesarse: va entero, cifrado, a la cuarentena.

    `detalle` nombra campos y reglas, nunca valores; `firma` es la que traía, si la traía.
    """

    posicion: int
    cuerpo: bytes = field(repr=False)
    codigo: CodigoCuarentena
    detalle: str
    firma: str | None = None
