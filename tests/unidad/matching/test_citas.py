import pytest

from matching.citas import citar
from matching.explicacion import redactar
from matching.indice import Indice
from matching.tipos import Ficha, Identidad

PERSONA = Identidad(
    nombres="Íñigo A.",
    apellido_paterno="MUÑOZ",
    apellido_materno="de la Peña",
    fecha_nacimiento="1990-01-02",
)


def redactar_par(evento: Identidad, buscada: Identidad) -> str:
    indice = Indice()
    indice.poner(Ficha("caso", "caso", buscada))
    candidato = indice.buscar_mejor(evento)
    assert candidato is not None
    return redactar(candidato.explicacion)


@pytest.mark.parametrize(
    ("palabra", "cita"),
    [
        ("INIGO", "Íñigo"),
        ("A", "A."),
        ("MUNOZ", "Muñoz"),
        ("PENA", "de la Peña"),
        ("QUISPE", "Quispe"),
    ],
)
def test_una_palabra_se_cita_como_esta_escrita(palabra: str, cita: str) -> None:
    assert citar(palabra, PERSONA) == cita


@pytest.mark.parametrize(
    ("escrito", "palabra", "cita"),
    [
        ("MuÃ±oz", "MUNOZ", "Muñoz"),
        ("Mu&ntilde;oz", "MUNOZ", "Muñoz"),
        ("juan san martín soto", "SANMARTIN", "San Martín"),
        ("Jean-Louis", "LOUIS", "Louis"),
        ("Mun\u0303oz", "MUNOZ", "Muñoz"),
    ],
)
def test_la_cita_se_entiende_aunque_el_texto_venga_mal(
    escrito: str, palabra: str, cita: str
) -> None:
    assert citar(palabra, Identidad(nombres=escrito)) == cita


def test_la_cita_no_trae_signos_que_alteren_la_pantalla() -> None:
    peligrosa = Identidad(apellido_paterno="So\u202eto<b>\x1b[31m")
    assert citar("SOTOB31M", peligrosa) == "Sotob31m"
    assert citar("OTRA", peligrosa) == "Otra"


def test_la_frase_cita_las_enies_y_las_tildes() -> None:
    evento = Identidad(
        nombres="Íñigo", apellido_paterno="Muños", fecha_nacimiento="1990-01-02", comuna="Ñuñoa"
    )
    assert redactar_par(evento, PERSONA) == (
        "Coinciden el primer nombre y la fecha de nacimiento; "
        "el apellido paterno «Muños» suena igual que «Muñoz»."
    )


def test_un_apellido_partido_no_se_cuenta_como_los_dos_apellidos() -> None:
    persona = Identidad(
        nombres="Wilner", apellido_paterno="Jean-Louis", fecha_nacimiento="1990-01-02"
    )
    assert redactar_par(persona, persona) == (
        "Coinciden el apellido paterno, el primer nombre y la fecha de nacimiento; "
        "el apellido materno «Louis» es el mismo, escrito en el mismo campo que el anterior."
    )
