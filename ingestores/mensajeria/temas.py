"""Los temas de cada organismo colaborador, el suyo y el de prueba; el dueño se lee del nombre."""

import re
from typing import Final

from ingestores.mensajeria.errores import TemaAjeno

PARTICIONES_DE_TEMA: Final = 1
RETENCION_MS: Final = 72 * 3_600 * 1_000
# Porque: el límite del tema se aplica al grupo comprimido de mensajes, no a cada uno. Con 1 MiB
# sirve cualquier cliente sin ajustes, y un mensaje de más de 64 KiB llega a la cuarentena (se sabe
# quién lo envió) en vez de perderse en el productor.
GRUPO_MAXIMO_BYTES: Final = 1_048_588
# Techo de un solo mensaje ya descomprimido: el broker rechaza la bomba antes de guardarla.
MENSAJE_DESCOMPRIMIDO_MAXIMO_BYTES: Final = 1_048_588
CONFIGURACION_DE_TEMA: Final = {
    "cleanup.policy": "delete",
    "retention.ms": str(RETENCION_MS),
    "max.message.bytes": str(GRUPO_MAXIMO_BYTES),
    "max.decompressed.message.bytes": str(MENSAJE_DESCOMPRIMIDO_MAXIMO_BYTES),
    "message.timestamp.type": "LogAppendTime",
}
RETENCION_DE_PRUEBA_MS: Final = 3_600 * 1_000
CONFIGURACION_DE_PRUEBA: Final = CONFIGURACION_DE_TEMA | {
    "retention.ms": str(RETENCION_DE_PRUEBA_MS),
    # Porque: Kafka solo borra segmentos enteros; con el de una semana, la hora no se cumpliría.
    "segment.ms": str(RETENCION_DE_PRUEBA_MS // 4),
}

_TEMA = re.compile(r"contactos\.([a-z0-9_]{1,64})\.v1", re.ASCII)


def nombrar_tema(organismo: str) -> str:
    """El tema donde escribe un organismo.

    Raises:
        TemaAjeno: el código no puede formar parte de un nombre de tema.
    """
    tema = f"contactos.{organismo}.v1"
    if not _TEMA.fullmatch(tema):
        raise TemaAjeno
    return tema


def nombrar_tema_de_prueba(organismo: str) -> str:
    """El tema donde un organismo ensaya su conexión; nada de lo que llega ahí tiene efecto.

    Fundamento: técnico (ADR-0015).

    Raises:
        TemaAjeno: el código no puede formar parte de un nombre de tema.
    """
    return nombrar_tema(organismo).replace("contactos.", "prueba.", 1)


def obtener_organismo(tema: str) -> str:
    """El organismo dueño de un tema.

    Raises:
        TemaAjeno: el nombre no es el de un tema de contactos.
    """
    encontrado = _TEMA.fullmatch(tema)
    if encontrado is None:
        raise TemaAjeno
    return encontrado.group(1)
