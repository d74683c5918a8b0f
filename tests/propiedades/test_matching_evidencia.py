"""La huella de evidencia no depende de cómo se escribe y sí de todo lo que se dice."""

import unicodedata
from dataclasses import replace
from typing import Any

from hypothesis import assume, given
from hypothesis import strategies as st

from matching.evidencia import distingue_a_una_persona, huella_de_evidencia
from matching.normalizacion import separar_palabras
from matching.rol_unico import formatear, leer_run
from matching.tipos import Identidad
from tests.propiedades.estrategias import (
    APELLIDOS,
    identidades_arbitrarias,
    identidades_chilenas,
    runs,
)

CAMPOS_DE_NOMBRE = ("nombres", "apellido_paterno", "apellido_materno", "nombre_social")


def sin_tildes(texto: str) -> str:
    descompuesto = unicodedata.normalize("NFD", texto)
    return "".join(letra for letra in descompuesto if not unicodedata.combining(letra))


def reescribir(identidad: Identidad) -> Identidad:
    """Los mismos datos, como los escribiría otro formulario."""
    anio, mes, dia = identidad.fecha_nacimiento.split("-")
    return replace(
        identidad,
        run=formatear(leer_run(identidad.run)),
        nombres=identidad.nombres.upper(),
        apellido_paterno=sin_tildes(identidad.apellido_paterno),
        apellido_materno=f" {identidad.apellido_materno.lower()} ",
        fecha_nacimiento=f"{dia}/{mes}/{anio}",
        comuna="Otra",
        documentos=tuple(reversed(identidad.documentos)),
    )


@given(identidades_chilenas, identidades_chilenas)
def test_reescribir_los_mismos_datos_no_cambia_la_huella(
    evento: Identidad, buscada: Identidad
) -> None:
    esperada = huella_de_evidencia(evento, buscada)
    assert huella_de_evidencia(reescribir(evento), reescribir(buscada)) == esperada


@given(identidades_chilenas, runs)
def test_otro_run_cambia_la_huella(identidad: Identidad, run: str) -> None:
    assume(leer_run(run).cuerpo != leer_run(identidad.run).cuerpo)
    otra = replace(identidad, run=run)
    assert huella_de_evidencia(otra, identidad) != huella_de_evidencia(identidad, identidad)


@given(identidades_chilenas, st.sampled_from(CAMPOS_DE_NOMBRE), st.sampled_from(APELLIDOS))
def test_otro_nombre_o_apellido_cambia_la_huella(
    identidad: Identidad, campo: str, valor: str
) -> None:
    assume(separar_palabras(getattr(identidad, campo)) != separar_palabras(valor))
    cambio: dict[str, Any] = {campo: valor}
    otra = replace(identidad, **cambio)
    assert huella_de_evidencia(otra, identidad) != huella_de_evidencia(identidad, identidad)


@given(identidades_chilenas, identidades_chilenas)
def test_cruzar_los_lados_es_otra_evidencia(evento: Identidad, buscada: Identidad) -> None:
    iguales = huella_de_evidencia(evento, buscada) == huella_de_evidencia(buscada, evento)
    assert iguales == (huella_de_evidencia(evento, evento) == huella_de_evidencia(buscada, buscada))


@given(identidades_arbitrarias, identidades_arbitrarias)
def test_nada_de_lo_que_llega_hace_fallar_a_la_huella(
    evento: Identidad, buscada: Identidad
) -> None:
    assert len(bytes.fromhex(huella_de_evidencia(evento, buscada))) == 32
    assert distingue_a_una_persona(evento) in {True, False}
