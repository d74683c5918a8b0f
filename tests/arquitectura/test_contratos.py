"""Los contratos de importación se cumplen y de verdad atrapan a quien los rompe."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.arquitectura.fuentes import PAQUETES, RAIZ

ESQUELETO = (
    "matching/tipos.py",
    "riesgo/tipos.py",
    "sistema/nucleo/bd.py",
    "sistema/modelos/caso.py",
    "sistema/casos/servicio.py",
    "sistema/casos/repositorio.py",
    "sistema/alertas/servicio.py",
    "sistema/alertas/repositorio.py",
    "sistema/contactos/servicio.py",
    "sistema/contactos/repositorio.py",
    "sistema/api/app.py",
    "ingestores/mensajeria/bucle.py",
    "ingestores/mensajeria/cliente/consumidor.py",
    "ingestores/procesador.py",
)
PLANTADAS = [
    ("matching/tipos.py", "import sistema.nucleo.bd"),
    ("riesgo/tipos.py", "import matching.tipos"),
    ("matching/tipos.py", "import os"),
    ("riesgo/tipos.py", "import logging"),
    ("sistema/nucleo/bd.py", "import ingestores.procesador"),
    ("ingestores/procesador.py", "import kafka"),
    ("ingestores/mensajeria/bucle.py", "import kafka"),
    ("sistema/nucleo/bd.py", "import sistema.modelos.caso"),
    ("sistema/alertas/servicio.py", "import sistema.casos.servicio"),
    ("sistema/casos/servicio.py", "import fastapi"),
    ("sistema/api/app.py", "import sistema.casos.repositorio"),
]


def revisar_contratos(raiz: Path) -> subprocess.CompletedProcess[str]:
    """Corre import-linter con la configuración que haya en esa carpeta."""
    orden = [str(Path(sys.executable).with_name("lint-imports")), "--no-cache", "--no-logo"]
    return subprocess.run(orden, cwd=raiz, capture_output=True, check=False, text=True)  # noqa: S603 - orden fija


@pytest.fixture
def casa(tmp_path: Path) -> Path:
    """Una casa mínima con los mismos contratos que la nuestra."""
    shutil.copy(RAIZ / "pyproject.toml", tmp_path)
    for ruta in ESQUELETO:
        modulo = tmp_path / ruta
        modulo.parent.mkdir(parents=True, exist_ok=True)
        modulo.write_text("", encoding="utf-8")
        for carpeta in modulo.relative_to(tmp_path).parents[:-1]:
            (tmp_path / carpeta / "__init__.py").touch()
    cliente = tmp_path / "ingestores/mensajeria/cliente/consumidor.py"
    cliente.write_text("import kafka\n", encoding="utf-8")
    return tmp_path


def test_una_casa_en_orden_cumple_los_contratos(casa: Path) -> None:
    resultado = revisar_contratos(casa)
    assert resultado.returncode == 0, resultado.stdout + resultado.stderr


@pytest.mark.parametrize(("ruta", "importacion"), PLANTADAS)
def test_una_importacion_prohibida_rompe_un_contrato(
    casa: Path, ruta: str, importacion: str
) -> None:
    (casa / ruta).write_text(f"{importacion}\n", encoding="utf-8")
    resultado = revisar_contratos(casa)
    assert resultado.returncode == 1
    assert "BROKEN" in resultado.stdout


def test_esta_casa_cumple_los_contratos() -> None:
    resultado = revisar_contratos(RAIZ)
    assert resultado.returncode == 0, resultado.stdout + resultado.stderr


def test_todo_paquete_de_la_casa_esta_en_las_reglas() -> None:
    con_codigo = {ruta.parent.name for ruta in RAIZ.glob("*/__init__.py")}
    assert con_codigo == {*PAQUETES, "tests"}
