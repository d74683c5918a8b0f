"""La rueda que se instala, también en la imagen, lleva los archivos que el código lee."""

import subprocess
import sys
from zipfile import ZipFile

import pytest

from tests.apoyo.servicios import REPOSITORIO


@pytest.fixture(scope="module")
def rueda(tmp_path_factory: pytest.TempPathFactory) -> ZipFile:
    destino = tmp_path_factory.mktemp("rueda")
    orden = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(destino)]
    subprocess.run(orden, cwd=REPOSITORIO, check=True, capture_output=True)  # noqa: S603 - orden fija
    [archivo] = destino.glob("*.whl")
    return ZipFile(archivo)


# Mutación probada: excluir los .toml de la rueda.
@pytest.mark.parametrize(
    "ruta",
    [
        "riesgo/catalogo.toml",
        "sistema/api/publicados/asyncapi.yaml",
        "sistema/api/estaticos/swagger-ui.css",
        "migrations/versions/0010_protocolo.py",
    ],
)
def test_la_rueda_lleva_lo_que_el_programa_lee(rueda: ZipFile, ruta: str) -> None:
    assert rueda.read(ruta) == (REPOSITORIO / ruta).read_bytes()


def test_la_imagen_recibe_los_paquetes_de_la_rueda() -> None:
    entran = (REPOSITORIO / ".dockerignore").read_text("utf-8").splitlines()
    assert {"!riesgo", "!sistema", "!ingestores", "!matching", "!migrations"} <= set(entran)
    assert "*.toml" not in entran
    dockerfile = (REPOSITORIO / "Dockerfile").read_text("utf-8")
    assert "COPY . ./" in dockerfile
    assert "pip install --no-cache-dir --no-deps --no-build-isolation ." in dockerfile
