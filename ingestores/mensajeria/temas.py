"""Los nombres de los temas: uno por organismo colaborador, y su dueño se lee del nombre."""

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


def obtener_organismo(tema: str) -> str:
    """El organismo dueño de un tema.

    Raises:
        TemaAjeno: el nombre no es el de un tema de contactos.
    """
    encontrado = _TEMA.fullmatch(tema)
    if encontrado is None:
        raise TemaAjeno
    return encontrado.group(1)
