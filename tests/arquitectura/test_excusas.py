"""Quien calla a una herramienta dice qué regla calla y por qué."""

import io
import re
import tokenize

import pytest

from tests.arquitectura.fuentes import PAQUETES, aplicar, modulos

_CALLA = re.compile(r"#\s*(?:noqa|type:\s*ignore|pragma|mypy:|ruff:)")
_CON_RAZON = re.compile(
    r"#\s*noqa: [A-Z]+\d+(?:, ?[A-Z]+\d+)* --? \S.{9,}|#\s*type: ignore\[[a-z, -]+\].*"
)


def callar_sin_razon(ruta: str, texto: str) -> list[str]:
    """Un comentario que apaga una regla lleva su código y su razón; uno que apaga todo no cabe.

    El código de mypy ya dice la razón (`import-untyped`); el de ruff es un número y no la dice.
    """
    return [
        f"{ruta}:{ficha.start[0]}: se calla una regla sin decir cuál o por qué"
        for ficha in tokenize.generate_tokens(io.StringIO(texto).readline)
        if ficha.type == tokenize.COMMENT
        and _CALLA.match(ficha.string)
        and not _CON_RAZON.fullmatch(ficha.string)
    ]


INVALIDAS = [
    "x = 1  # noqa\n",
    "x = 1  # noqa: S603\n",
    "x = 1  # type: ignore\n",
    "# mypy: ignore-errors\n",
    "# ruff: noqa\n",
]
VALIDAS = [
    "x = 1  # noqa: S603 - orden fija y propia\n",
    "x = 1  # noqa: S603, S607 -- orden fija y propia\n",
    "import kafka  # type: ignore[import-untyped]\n",
    "x = '# noqa'\n",
]


@pytest.mark.parametrize("texto", INVALIDAS)
def test_la_regla_atrapa_una_excusa_sin_razon(texto: str) -> None:
    assert len(callar_sin_razon("sistema/x.py", texto)) == 1


@pytest.mark.parametrize("texto", VALIDAS)
def test_la_regla_deja_pasar_una_excusa_con_razon(texto: str) -> None:
    assert callar_sin_razon("sistema/x.py", texto) == []


def test_toda_excusa_dice_su_razon() -> None:
    assert aplicar(callar_sin_razon, modulos(*PAQUETES, "tests")) == []
