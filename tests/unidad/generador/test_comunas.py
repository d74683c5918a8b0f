"""La tabla de comunas y su búsqueda tolerante."""

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from matching.comunas import COMUNAS, REGIONES, Comuna, buscar_comuna


def test_estan_las_346_comunas_de_las_16_regiones() -> None:
    assert len({comuna.codigo for comuna in COMUNAS}) == 346
    assert Counter(comuna.region for comuna in COMUNAS)["13"] == 52
    assert {comuna.region for comuna in COMUNAS} == set(REGIONES)


def test_toda_coordenada_cae_en_territorio_chileno() -> None:
    for comuna in COMUNAS:
        assert -63 < comuna.latitud < -17
        assert -110 < comuna.longitud < -58


@pytest.mark.parametrize(
    ("texto", "codigo"),
    [
        ("Viña del Mar", "05109"),
        ("  VINA DEL MAR ", "05109"),
        ("ñuñoa", "13120"),
        ("Til Til", "13303"),
        ("Llay-Llay", "05703"),
        ("LA CALERA", "05502"),
        ("o'higgins", "11302"),
        ("01101", "01101"),
        ("1101", "01101"),
        ("13101", "13101"),
    ],
)
def test_la_comuna_se_encuentra_por_nombre_o_codigo(texto: str, codigo: str) -> None:
    comuna = buscar_comuna(texto)
    assert comuna is not None
    assert comuna.codigo == codigo


@pytest.mark.parametrize("texto", ["", "   ", "Macondo", "99999", "x" * 100_000, "¿?"])
def test_lo_que_no_es_comuna_es_ninguna(texto: str) -> None:
    assert buscar_comuna(texto) is None


@given(st.text())
def test_ningun_texto_hace_fallar_la_busqueda(texto: str) -> None:
    assert isinstance(buscar_comuna(texto), Comuna | None)


@given(st.sampled_from(COMUNAS))
def test_toda_comuna_se_encuentra_por_su_nombre_en_mayusculas(comuna: Comuna) -> None:
    assert buscar_comuna(comuna.nombre.upper()) == comuna
