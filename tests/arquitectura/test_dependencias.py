"""Las dependencias vienen del índice público, con su suma, y los dos archivos dicen lo mismo."""

import re
import tomllib
from typing import Any

import pytest

from tests.arquitectura.fuentes import leer

INDICE = {"registry": "https://pypi.org/simple"}
ARCHIVOS = "https://files.pythonhosted.org/"
PROYECTO = "sistema-busqueda-personas"
_FIJADO = re.compile(r"([a-z0-9-]+)==(\S+)")


def bloqueo_ajeno(texto: str) -> list[str]:
    """Paquetes de uv.lock que no salen del índice público."""
    faltas = []
    for paquete in _paquetes(texto):
        if paquete["source"] != INDICE:
            faltas.append(f"{paquete['name']}: {paquete['source']}")
        archivos = [*paquete.get("wheels", []), *([paquete["sdist"]] if "sdist" in paquete else [])]
        faltas += [
            f"{paquete['name']}: {archivo}"
            for archivo in archivos
            if not archivo.get("url", "").startswith(ARCHIVOS) or "hash" not in archivo
        ]
    return faltas


def _paquetes(texto: str) -> list[dict[str, Any]]:
    paquetes: list[dict[str, Any]] = tomllib.loads(texto)["package"]
    return [p for p in paquetes if p["name"] != PROYECTO]


def requisitos_ajenos(texto: str) -> list[str]:
    """Líneas de requirements.txt que no son un paquete fijado ni su suma."""
    return [
        linea
        for linea in texto.splitlines()
        if not (_FIJADO.match(linea) or re.fullmatch(r" {4}--hash=sha256:\w{64}( \\)?", linea))
    ]


def _un_paquete(fuente: str, url: str) -> str:
    return (
        f'[[package]]\nname = "x"\nversion = "1"\nsource = {fuente}\n'
        f'wheels = [{{ url = "{url}", hash = "sha256:0" }}]\n'
    )


@pytest.mark.parametrize(
    ("fuente", "url"),
    [
        ('{ registry = "https://espejo.example/simple" }', f"{ARCHIVOS}x.whl"),
        ('{ registry = "https://pypi.org/simple" }', "https://espejo.example/x.whl"),
        ('{ directory = "../x" }', f"{ARCHIVOS}x.whl"),
        ('{ git = "https://example.org/x" }', f"{ARCHIVOS}x.whl"),
    ],
)
def test_la_regla_atrapa_un_bloqueo_ajeno(fuente: str, url: str) -> None:
    assert len(bloqueo_ajeno(_un_paquete(fuente, url))) == 1


@pytest.mark.parametrize(
    "linea",
    ["--index-url https://espejo.example/simple", "-e .", "x @ file:x.whl", "x>=1", "-f ruedas"],
)
def test_la_regla_atrapa_un_requisito_ajeno(linea: str) -> None:
    assert requisitos_ajenos(linea) == [linea]


def test_uv_lock_solo_conoce_el_indice_publico() -> None:
    assert bloqueo_ajeno(leer("uv.lock")) == []


def test_requirements_solo_fija_paquetes_con_su_suma() -> None:
    assert requisitos_ajenos(leer("requirements.txt")) == []


def test_requirements_es_el_reflejo_de_uv_lock() -> None:
    fijados = dict(_FIJADO.findall(leer("requirements.txt")))
    assert fijados == {p["name"]: p["version"] for p in _paquetes(leer("uv.lock"))}
