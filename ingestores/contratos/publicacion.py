"""Dónde se publican los contratos: junto a la documentación y dentro de lo que sirve la API."""

from collections.abc import Mapping
from pathlib import Path
from typing import Final

from ingestores.contratos.asincrono import ARCHIVO_ESQUEMA, escribir_asyncapi
from ingestores.contratos.esquema import escribir_esquema

RAIZ: Final = Path(__file__).parents[2]
CARPETAS: Final = (RAIZ / "docs" / "contratos", RAIZ / "sistema" / "api" / "publicados")
ARCHIVO_ASYNCAPI: Final = "asyncapi.yaml"


def redactar() -> Mapping[str, str]:
    """Cada documento publicado, por el nombre de su archivo.

    Fundamento: técnico (ADR-0004).
    """
    return {ARCHIVO_ESQUEMA: escribir_esquema(), ARCHIVO_ASYNCAPI: escribir_asyncapi()}


def publicar() -> list[Path]:
    """Escribe los documentos donde van; devuelve los que cambiaron.

    Fundamento: técnico (ADR-0004).
    """
    cambiados = comparar()
    documentos = redactar()
    for ruta in cambiados:
        ruta.parent.mkdir(parents=True, exist_ok=True)
        ruta.write_text(documentos[ruta.name], encoding="utf-8")
    return cambiados


def comparar() -> list[Path]:
    """Los documentos publicados que faltan o no dicen lo que los modelos exigen.

    Fundamento: técnico (ADR-0004).
    """
    return [
        carpeta / nombre
        for carpeta in CARPETAS
        for nombre, texto in redactar().items()
        if not (carpeta / nombre).exists()
        or (carpeta / nombre).read_text(encoding="utf-8") != texto
    ]
