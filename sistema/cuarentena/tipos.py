"""Lo que no pudo procesarse: por qué, de dónde venía y sus bytes exactos."""

from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from uuid import UUID


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


CLUSTER_DE_ENTRADA = "entrada"


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


@dataclass(frozen=True, slots=True, kw_only=True)
class Seleccion:
    """Qué mensajes de la cuarentena: los de un organismo, los de un código, o todos."""

    organismo: str | None = None
    codigo: CodigoCuarentena | None = None


@dataclass(frozen=True, slots=True)
class GrupoApartado:
    """Cuántos mensajes de un organismo esperan por la misma razón, y desde cuándo."""

    organismo: str
    codigo: str
    cuantos: int
    mas_antiguo_en: datetime
    primero_vence_el: date


@dataclass(frozen=True, slots=True)
class MensajeApartado:
    """Un mensaje de la cuarentena, sin su contenido; `detalle` nombra campos y reglas."""

    id: UUID
    organismo: str
    codigo: str
    detalle: str
    llegada_en: datetime
    vence_el: date
    firmado: bool


@dataclass(frozen=True, slots=True)
class CampoVisto:
    """Dónde está un campo, de qué tipo es y cuánto mide; nunca qué dice."""

    ruta: str
    tipo: str
    largo: int | None = None
    unidad: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Forma:
    """Un mensaje por fuera; `problema` dice por qué no se pudo mirar más adentro."""

    largo_bytes: int
    problema: str = ""
    campos: tuple[CampoVisto, ...] = ()
    hay_mas: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Reenvio:
    """Qué pasó con los mensajes que se quiso reenviar.

    `ausentes` ya no estaban (vencidos, reenviados antes o inexistentes); `ilegibles` siguen ahí.
    """

    reenviados: int = 0
    ausentes: int = 0
    ilegibles: int = 0


@dataclass(frozen=True, slots=True)
class ErrorDeEscritura:
    """Una falta que un organismo cometió en un día, en cuántos mensajes y cómo se corrige."""

    codigo: str
    falta: str
    cuantos: int
    remedio: str
