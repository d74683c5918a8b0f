import pytest

from matching.apodos import es_apodo_de, nombres_del_apodo
from matching.fonetica import clave_fonetica
from matching.normalizacion import Fecha, es_apellido_de_casada, leer_fecha, separar_palabras


@pytest.mark.parametrize(
    ("texto", "palabras"),
    [
        ("Muñoz", ("MUNOZ",)),
        ("MuÃ±oz", ("MUNOZ",)),
        ("Mu&ntilde;oz", ("MUNOZ",)),
        ("Mu\ufffdoz", ("MUOZ",)),
        ("Mu?oz", ("MUOZ",)),
        ("G0nz4lez", ("GONZ4LEZ",)),
        ("de la Fuente", ("FUENTE",)),
        ("San Martín", ("SANMARTIN",)),
        ("Mac Iver", ("MACIVER",)),
        ("Vda. de Soto", ("SOTO",)),
        ("O'Higgins", ("OHIGGINS",)),
        ("María José", ("MARIA", "JOSE")),
        ("", ()),
        ("...", ()),
    ],
)
def test_un_nombre_se_separa_en_palabras_comparables(texto: str, palabras: tuple[str, ...]) -> None:
    assert separar_palabras(texto) == palabras


@pytest.mark.parametrize(
    ("texto", "fecha"),
    [
        ("1990-02-03", Fecha(1990, 203)),
        ("1990-02-03T00:00:00Z", Fecha(1990, 203)),
        ("03/02/1990", Fecha(1990, 203)),
        ("3-2-90", Fecha(1990, 203)),
        ("3-2-05", Fecha(2005, 203)),
        ("19900203", Fecha(1990, 203)),
        ("1990-25-02", Fecha(1990, 225)),
        ("1990-00-00", Fecha(1990, 0)),
        ("1990", Fecha(1990, 0)),
        ("aprox. 1990", Fecha(1990, 0)),
        ("0001-01-01", Fecha(0, 0)),
        ("ayer", Fecha(0, 0)),
        ("", Fecha(0, 0)),
    ],
)
def test_una_fecha_se_lee_o_pierde_lo_imposible(texto: str, fecha: Fecha) -> None:
    assert leer_fecha(texto) == fecha


@pytest.mark.parametrize(
    ("una", "otra"),
    [
        ("GONZALEZ", "GONSALES"),
        ("HUENCHUMILLA", "WENCHUMIYA"),
        ("HUAIQUIL", "WAIKIL"),
        ("JIMENEZ", "GIMENEZ"),
        ("VASQUEZ", "BASQUES"),
        ("YANEZ", "LLANES"),
        ("QUISPE", "KISPE"),
        ("HERNANDEZ", "ERNANDES"),
    ],
)
def test_dos_grafias_del_mismo_sonido_dan_la_misma_clave(una: str, otra: str) -> None:
    assert clave_fonetica(una) == clave_fonetica(otra)


@pytest.mark.parametrize(("una", "otra"), [("ROJAS", "REYES"), ("JUAN", "JUANA"), ("SOTO", "COTO")])
def test_dos_sonidos_distintos_dan_claves_distintas(una: str, otra: str) -> None:
    assert clave_fonetica(una) != clave_fonetica(otra)


@pytest.mark.parametrize(
    ("apodo", "nombre"),
    [("PANCHO", "FRANCISCO"), ("NACHO", "IGNACIO"), ("PEPE", "JOSE"), ("SEBA", "SEBASTIAN")],
)
def test_un_apodo_o_abreviatura_se_reconoce(apodo: str, nombre: str) -> None:
    assert es_apodo_de(apodo, nombre)


def test_un_diminutivo_puede_ser_de_dos_nombres() -> None:
    assert nombres_del_apodo("CARMENCITA") == frozenset({"CARMENC", "CARMENCA"})
    assert nombres_del_apodo("ROSITA") == frozenset({"ROSA"})
    assert nombres_del_apodo("BETO") == frozenset({"ALBERTO", "HUMBERTO", "ROBERTO"})


@pytest.mark.parametrize(
    ("texto", "es_de_casada"),
    [("de Soto", True), ("viuda de Soto", True), ("De la Fuente", False), ("Soto", False)],
)
def test_el_apellido_de_casada_no_se_confunde_con_una_particula(
    texto: str, *, es_de_casada: bool
) -> None:
    assert es_apellido_de_casada(texto) is es_de_casada
