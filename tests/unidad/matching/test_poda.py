"""Sin RUN ni fecha, qué pares vale la pena comparar: lo decide solo el par (INV-1)."""

from dataclasses import replace

import pytest

from matching.indice import Indice
from matching.perfil import preparar
from matching.tipos import Ficha, Identidad, Sexo

BUSCADA = Identidad(
    nombres="Rodrigo",
    apellido_paterno="Astudillo",
    apellido_materno="Cid",
    fecha_nacimiento="1990-02-03",
    sexo=Sexo.M,
    comuna="Temuco",
)
DOS_PALABRAS = Identidad(
    nombres="Rodrigo", apellido_paterno="Astudillo", sexo=Sexo.M, comuna="Villarrica"
)


def se_compara(evento: Identidad) -> bool:
    indice = Indice()
    indice.poner(Ficha("caso", "caso", BUSCADA))
    return bool(indice.listar_pares(preparar(evento)))


def test_dos_palabras_en_la_misma_region_se_comparan() -> None:
    assert se_compara(DOS_PALABRAS)


@pytest.mark.parametrize(
    "evento", [replace(DOS_PALABRAS, comuna="Arica"), replace(DOS_PALABRAS, sexo=Sexo.F)]
)
def test_dos_palabras_en_otra_region_o_de_otro_sexo_no(evento: Identidad) -> None:
    assert not se_compara(evento)


def test_con_una_tercera_palabra_se_comparan_tambien_en_otra_region() -> None:
    assert se_compara(replace(DOS_PALABRAS, apellido_materno="Cid", comuna="Arica"))
