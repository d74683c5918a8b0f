"""El repositorio no cuenta en qué máquina se hizo ni lleva datos de nadie."""

import re

import pytest

from tests.arquitectura.fuentes import aplicar, rutas_versionadas

# Licencias y archivos ajenos, copiados tal como los publica su autor.
DE_TERCEROS = ("sistema/api/estaticos/",)
SIN_TEXTO = (".png", ".svgz", ".woff2", ".ico", ".gz")
_CARPETAS = "work|root|home"
_RUTA_DE_MAQUINA = re.compile(rf"(?<![\w.)}}/-])/(?:{_CARPETAS})/")
_CORREO = re.compile(r"[\w.+-]+@([\w-]+(?:\.[\w-]+)+)")
_DOMINIO_DE_EJEMPLO = re.compile(r"(?:.+\.)?(?:example\.(?:org|com|net)|example|test|invalid)")


def delatar(ruta: str, texto: str) -> list[str]:
    """Rutas de una máquina y correos que podrían ser de alguien."""
    faltas = []
    for numero, linea in enumerate(texto.splitlines(), start=1):
        if _RUTA_DE_MAQUINA.search(linea):
            faltas.append(f"{ruta}:{numero}: lleva una ruta de máquina")
        if any(not _DOMINIO_DE_EJEMPLO.fullmatch(d.lower()) for d in _CORREO.findall(linea)):
            faltas.append(f"{ruta}:{numero}: lleva un correo fuera de los dominios de ejemplo")
    return faltas


@pytest.mark.parametrize("carpeta", ["work", "root", "home"])
def test_la_regla_atrapa_una_ruta_de_maquina(carpeta: str) -> None:
    assert len(delatar("x.md", f"datos = '/{carpeta}/datos'")) == 1
    assert delatar("x.md", f"https://example.org/{carpeta}/datos ${{X}}/{carpeta}/y") == []


@pytest.mark.parametrize("dominio", ["gmail" + ".com", "carabineros" + ".cl"])
def test_la_regla_atrapa_un_correo_que_podria_ser_de_alguien(dominio: str) -> None:
    assert len(delatar("x.md", f"escribir a juan.perez@{dominio}")) == 1


@pytest.mark.parametrize("dominio", ["pdi.example", "example.org", "correo.invalid"])
def test_la_regla_deja_pasar_los_dominios_de_ejemplo(dominio: str) -> None:
    assert delatar("x.md", f"escribir a juan.perez@{dominio}") == []


def test_el_repositorio_no_delata_a_nadie() -> None:
    rutas = [
        ruta
        for ruta in rutas_versionadas()
        if not ruta.endswith(SIN_TEXTO) and not ruta.startswith(DE_TERCEROS)
    ]
    assert aplicar(delatar, rutas) == []
