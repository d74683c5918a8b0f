"""Un campo de 100 KB cuesta lo que uno corriente: de cada texto solo se mira el comienzo."""

from time import process_time

import pytest

from matching.claves import claves_de_bloqueo, variantes_de_busqueda
from matching.indice import Indice
from matching.tipos import Documento, Ficha, Identidad

LARGO = 100_000
SEGUNDOS = 1.0
"""Cien veces lo que tarda: sin el tope, una sola palabra de 100 KB cuesta minutos."""
TROZOS = ("a", "Juan ", "ñ", "&amp;", "Ã±", "1", "\u0301", "de la ", "-", "\ufdfa", "&#x41;", "\0")


@pytest.mark.parametrize("trozo", TROZOS, ids=ascii)
def test_una_identidad_enorme_cuesta_un_tiempo_acotado(trozo: str) -> None:
    enorme = trozo * (LARGO // len(trozo))
    persona = Identidad(
        run=enorme,
        nombres=enorme,
        apellido_paterno=enorme,
        apellido_materno=enorme,
        nombre_social=enorme,
        fecha_nacimiento=enorme,
        comuna=enorme,
        nacionalidad=enorme,
        documentos=(Documento("pasaporte", enorme, "CL"),),
    )
    indice = Indice()
    comienzo = process_time()
    indice.poner(Ficha("caso", "caso", persona))
    indice.buscar_mejor(persona)
    claves_de_bloqueo(persona)
    variantes = variantes_de_busqueda(persona)
    indice.quitar("caso")
    assert process_time() - comienzo < SEGUNDOS
    assert len(variantes) < 450
