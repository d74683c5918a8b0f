"""El nombre del tema y el organismo dueño se leen el uno del otro."""

import pytest

from ingestores.mensajeria.errores import TemaAjeno
from ingestores.mensajeria.temas import nombrar_tema, obtener_organismo


def test_cada_organismo_tiene_su_tema() -> None:
    assert nombrar_tema("registro_civil") == "contactos.registro_civil.v1"
    assert obtener_organismo("contactos.registro_civil.v1") == "registro_civil"


@pytest.mark.parametrize("codigo", ["", "Senda", "a.b", "a b", "ñ", "x" * 65, "senda\n", "../x"])
def test_un_codigo_impropio_no_forma_un_tema(codigo: str) -> None:
    with pytest.raises(TemaAjeno):
        nombrar_tema(codigo)


@pytest.mark.parametrize("tema", ["contactos.senda.v2", "alertas.pdi.v1", "contactos.v1", "x"])
def test_un_tema_ajeno_no_tiene_organismo(tema: str) -> None:
    with pytest.raises(TemaAjeno):
        obtener_organismo(tema)
