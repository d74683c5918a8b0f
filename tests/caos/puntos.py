"""Los puntos en que un consumidor puede morir, por su nombre y por lo que se ve desde fuera.

Ninguno está escrito en el Sistema: cada uno es una orden que llega a PostgreSQL, una confirmación o
una respuesta de Kafka. Si una tabla cambia de nombre, la prueba dice qué punto dejó de alcanzarse.
"""

from dataclasses import dataclass
from enum import StrEnum, auto


class Momento(StrEnum):
    """Cuándo, respecto de lo que se espera ver."""

    ANTES_DE_LA_ORDEN = auto()
    TRAS_LA_ORDEN = auto()
    ANTES_DE_CONFIRMAR = auto()
    TRAS_CONFIRMAR = auto()
    ANTES_DE_KAFKA = auto()
    TRAS_KAFKA = auto()


class Transaccion(StrEnum):
    """Qué está haciendo el consumidor; se sabe por las órdenes que ya dio."""

    NINGUNA = ""
    INTENTO = "INSERT INTO intento_lote"
    LOTE = "FROM acuerdos_vigentes("
    ENTRADA = "DELETE FROM entrada"
    RETROSPECTIVA = (
        "FROM busqueda_retrospectiva WHERE busqueda_retrospectiva.hecha_en IS NULL AND "
        "busqueda_retrospectiva.id != ALL"
    )


@dataclass(frozen=True)
class Punto:
    """Dónde morir. Con `orden`, alrededor de ella; con `en`, solo en esa clase de transacción."""

    nombre: str
    momento: Momento
    orden: str = ""
    en: Transaccion = Transaccion.NINGUNA


def _tras(nombre: str, orden: str, en: Transaccion = Transaccion.LOTE) -> Punto:
    return Punto(nombre, Momento.TRAS_LA_ORDEN, orden, en)


_CANDADO = "pg_advisory_xact_lock_shared"
_RETRO = Transaccion.RETROSPECTIVA

# En el orden en que ocurren. «contacto (» lleva el paréntesis: hay tablas que empiezan igual.
DEL_LOTE = (
    Punto("antes_de_anotar_intento", Momento.ANTES_DE_LA_ORDEN, "INSERT INTO intento_lote"),
    _tras("tras_escribir_intento", "INSERT INTO intento_lote", Transaccion.INTENTO),
    Punto("tras_anotar_intento", Momento.TRAS_CONFIRMAR, en=Transaccion.INTENTO),
    _tras("tras_candado", _CANDADO, Transaccion.NINGUNA),
    _tras("tras_acuerdo", "FROM acuerdos_vigentes("),
    _tras("tras_bandeja", "INSERT INTO bandeja"),
    _tras("tras_contacto", "INSERT INTO contacto ("),
    _tras("tras_claves_de_contacto", "INSERT INTO clave_contacto"),
    _tras("tras_coincidencia", "INSERT INTO coincidencia ("),
    _tras("tras_alerta", "INSERT INTO alerta ("),
    _tras("tras_entrega_de_alerta", "INSERT INTO entrega_alerta"),
    _tras("tras_boveda", "COPY boveda ("),
    _tras("tras_claves_de_boveda", "COPY boveda_clave ("),
    _tras("tras_auditoria", "INSERT INTO asiento"),
    _tras("tras_avanzar_posicion", "posicion_consumida"),
    _tras("tras_terminar_intento", "UPDATE intento_lote SET intentos = 0"),
    _tras("tras_cuarentena", "INSERT INTO cuarentena"),
    Punto("antes_de_confirmar_postgres", Momento.ANTES_DE_CONFIRMAR, en=Transaccion.LOTE),
    Punto("tras_confirmar_postgres", Momento.TRAS_CONFIRMAR, en=Transaccion.LOTE),
    Punto("antes_de_confirmar_kafka", Momento.ANTES_DE_KAFKA),
    Punto("tras_confirmar_kafka", Momento.TRAS_KAFKA),
)

# Un lote de la tabla `entrada` es igual al de Kafka hasta que retira sus filas.
DE_LA_ENTRADA = (
    _tras("entrada_tras_retirar", "DELETE FROM entrada", Transaccion.ENTRADA),
    Punto("entrada_tras_confirmar", Momento.TRAS_CONFIRMAR, en=Transaccion.ENTRADA),
)

DE_LA_RETROSPECTIVA = (
    _tras("retro_tras_reclamar", "FROM busqueda_retrospectiva", _RETRO),
    _tras("retro_tras_contacto", "INSERT INTO contacto (", _RETRO),
    _tras("retro_tras_coincidencia", "INSERT INTO coincidencia (", _RETRO),
    _tras("retro_tras_alerta", "INSERT INTO alerta (", _RETRO),
    Punto("retro_antes_de_confirmar", Momento.ANTES_DE_CONFIRMAR, en=_RETRO),
    Punto("retro_tras_confirmar", Momento.TRAS_CONFIRMAR, en=_RETRO),
)

POR_NOMBRE = {punto.nombre: punto for punto in (*DEL_LOTE, *DE_LA_ENTRADA, *DE_LA_RETROSPECTIVA)}
