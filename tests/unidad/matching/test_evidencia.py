"""La huella de evidencia: qué entra en ella y cuándo un rechazo vale para otros contactos."""

from dataclasses import fields, replace
from typing import Any

import pytest

from matching.evidencia import distingue_a_una_persona, huella_de_evidencia
from matching.tipos import Documento, Identidad, Sexo

ROSARIO = Identidad(
    run="12.345.678-5",
    nombres="Rosario Millaray",
    apellido_paterno="Huenchullán",
    apellido_materno="Zambrano",
    nombre_social="Charo",
    fecha_nacimiento="1984-03-09",
    sexo=Sexo.F,
    comuna="Temuco",
    nacionalidad="CHL",
    documentos=(Documento("pasaporte", "AB 123456"), Documento("otro", "X-9")),
)
NADIE = Identidad()
NUEVOS: dict[str, Any] = {
    "run": "9.876.543-3",
    "nombres": "Rosario",
    "apellido_paterno": "Huenchumán",
    "apellido_materno": "",
    "nombre_social": "Rosa",
    "fecha_nacimiento": "1984-03-10",
    "sexo": None,
    "nacionalidad": "PER",
    "documentos": (Documento("pasaporte", "AB 123456"),),
}


def test_la_huella_no_cambia_de_una_version_a_otra() -> None:
    """Si cambia, todo lo rechazado en las instituciones vuelve a alertar una vez: ADR-0011."""
    assert huella_de_evidencia(ROSARIO, ROSARIO) == (
        "a81b6a94154d0ad62d4880be7e7f45bb6a4e8ed74429641f452c09e71efa671d"
    )
    assert huella_de_evidencia(NADIE, NADIE) == (
        "834a709ba2534ebe3ee1397fd4f7bd288b2acc1d20a08d6c862dcd99b6f04400"
    )


def test_todo_campo_de_la_identidad_es_evidencia_menos_la_comuna() -> None:
    assert {campo.name for campo in fields(Identidad)} == {*NUEVOS, "comuna"}


# Mutación probada: quitar de `_describir` cada campo, y el lado de la buscada.
@pytest.mark.parametrize("campo", NUEVOS)
def test_otro_dato_en_cualquiera_de_los_dos_lados_es_otra_evidencia(campo: str) -> None:
    otra = replace(ROSARIO, **{campo: NUEVOS[campo]})
    huellas = {
        huella_de_evidencia(evento, buscada)
        for evento, buscada in ((ROSARIO, ROSARIO), (otra, ROSARIO), (ROSARIO, otra))
    }
    assert len(huellas) == 3


@pytest.mark.parametrize(
    ("campo", "escrito"),
    [
        ("run", "12345678-5"),
        ("run", "123456785"),
        ("run", "12345678"),
        ("run", " 0.12.345.678 - 5"),
        ("nombres", "ROSARIO  MILLARAY"),
        ("apellido_paterno", "huenchullan"),
        ("apellido_materno", "de Zambrano"),
        ("fecha_nacimiento", "09/03/1984"),
        ("nacionalidad", "chl"),
        ("comuna", "Arica"),
        ("documentos", (Documento("otro", "x9"), Documento("pasaporte", "ab123456", "PE"))),
    ],
)
def test_lo_mismo_escrito_de_otro_modo_es_la_misma_evidencia(campo: str, escrito: Any) -> None:
    otra = replace(ROSARIO, **{campo: escrito})
    assert huella_de_evidencia(otra, ROSARIO) == huella_de_evidencia(ROSARIO, ROSARIO)


def test_un_digito_verificador_errado_es_otra_evidencia() -> None:
    errado = replace(ROSARIO, run="12.345.678-6")
    assert huella_de_evidencia(errado, NADIE) != huella_de_evidencia(ROSARIO, NADIE)


# Mutación probada: unir los campos sin su largo.
def test_correr_letras_de_un_campo_al_vecino_es_otra_evidencia() -> None:
    uno = Identidad(nombres="Ana", apellido_paterno="Soto")
    otro = Identidad(nombres="Anaso", apellido_paterno="to")
    assert huella_de_evidencia(uno, NADIE) != huella_de_evidencia(otro, NADIE)


# Mutación probada: responder siempre que sí.
@pytest.mark.parametrize(
    ("identidad", "distingue"),
    [
        (Identidad(run="12.345.678-5"), True),
        (Identidad(documentos=(Documento("pasaporte", "AB123456"),)), True),
        (Identidad(nombres="Ana", apellido_paterno="Soto", fecha_nacimiento="1984-03-09"), True),
        (Identidad(nombres="Ana", apellido_paterno="Soto", fecha_nacimiento="1984-01-01"), False),
        (Identidad(nombres="Ana", apellido_paterno="Soto", fecha_nacimiento="1984"), False),
        (Identidad(nombres="A", apellido_paterno="Soto", fecha_nacimiento="1984-03-09"), False),
        (Identidad(nombres="María", apellido_paterno="González", apellido_materno="Soto"), False),
        (Identidad(run="11.111.111-K", nombres="María", apellido_paterno="González"), False),
        (NADIE, False),
    ],
)
def test_solo_unos_datos_que_distinguen_a_una_persona_hacen_memoria(
    identidad: Identidad, *, distingue: bool
) -> None:
    assert distingue_a_una_persona(identidad) is distingue
