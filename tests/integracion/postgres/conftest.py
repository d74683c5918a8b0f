"""Una base de datos preparada pero vacía: con papeles y sin ninguna tabla."""

import secrets
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest
from sqlalchemy import make_url

from sistema.entorno.estado import cerrojo
from sistema.nucleo.papeles import Papel, borrar_base, preparar_base
from tests.apoyo.sistema import Plantilla


@pytest.fixture
def base_vacia(plantilla: Plantilla, raiz: Path) -> Iterator[Mapping[Papel, str]]:
    """La URL de cada papel en una base recién creada por `preparar_base`."""
    claves = {p: make_url(url).password or "" for p, url in plantilla.preparado.urls.items()}
    nombre = f"vacia_{secrets.token_hex(6)}"
    # Porque: los papeles son de todo el PostgreSQL; cambiarlos a la vez desde dos procesos falla.
    with cerrojo(raiz):
        urls = preparar_base(plantilla.url_administracion, nombre, claves)
    yield urls
    borrar_base(plantilla.url_administracion, nombre)
