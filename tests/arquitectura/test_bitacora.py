"""Toda línea de la bitácora usa claves permitidas: otra mataría al proceso al escribirla."""

import ast

import pytest

from sistema.nucleo.bitacora import CLAVES_PERMITIDAS
from tests.arquitectura.fuentes import PAQUETES, aplicar, modulos

NIVELES = frozenset({"debug", "info", "warning", "error", "exception", "critical", "bind"})


def usar_clave_prohibida(ruta: str, texto: str) -> list[str]:
    return [
        f"{ruta}:{nodo.lineno}: la bitácora no admite la clave {clave.arg}"
        for nodo in ast.walk(ast.parse(texto))
        if isinstance(nodo, ast.Call)
        and isinstance(nodo.func, ast.Attribute)
        and nodo.func.attr in NIVELES
        and isinstance(nodo.func.value, ast.Name)
        and nodo.func.value.id.endswith("bitacora")
        for clave in nodo.keywords
        if clave.arg not in CLAVES_PERMITIDAS
    ]


@pytest.mark.parametrize("claves", ["run='1'", "**valores", "tema='x', nombre='y'"])
def test_la_regla_atrapa_una_clave_que_nadie_declaro(claves: str) -> None:
    assert len(usar_clave_prohibida("x.py", f"_bitacora.info('hecho', {claves})\n")) == 1


def test_la_regla_deja_pasar_lo_permitido() -> None:
    assert usar_clave_prohibida("x.py", "_bitacora.info('hecho', tema='x')\n") == []


def test_la_bitacora_solo_recibe_claves_permitidas() -> None:
    assert aplicar(usar_clave_prohibida, modulos(*PAQUETES)) == []
