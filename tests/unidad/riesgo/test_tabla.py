"""Entrevistas etiquetadas a mano, cada una con la razón de su categoría."""

import csv
from datetime import timedelta
from pathlib import Path

import pytest

from riesgo.antecedentes import Antecedentes
from riesgo.hechos import Hecho
from riesgo.lectura import leer_antecedentes
from riesgo.tipos import MomentoAportado
from tests.apoyo.riesgo import DOCUMENTO, EN, proponer, si, tranquila

TABLA = Path(__file__).parents[2] / "datos/riesgo.csv"
FILAS = list(csv.DictReader(TABLA.read_text(encoding="utf-8").splitlines()))


def armar(fila: dict[str, str]) -> Antecedentes:
    """Una persona de quien se preguntó todo, salvo lo que la fila dice."""
    desvirtuados = [Hecho(h) for h in fila["desvirtuado"].split()]
    base = tranquila(
        *(Hecho(h) for h in fila["afirmado"].split()),
        sin=[*(Hecho(h) for h in fila["sin_saber"].split()), *desvirtuados],
    )
    for hecho in desvirtuados:
        base = base.con_aporte(hecho, si(desvirtuado_por=DOCUMENTO))
    return Antecedentes(
        hechos=base.hechos,
        edades=leer_antecedentes({"edad": leer_edad(fila["edad"])}).edades,
        ultimos_contactos=(MomentoAportado(EN - timedelta(hours=int(fila["horas"]))),),
    )


def leer_edad(texto: str) -> object:
    minima, _, maxima = texto.partition("-")
    if len(minima) == len("2008"):
        return texto
    if not texto:
        return "desconocido"
    return {"minima": int(minima), "maxima": int(maxima or minima)}


def test_hay_al_menos_ochenta_entrevistas_distintas_y_todas_dicen_por_que() -> None:
    assert len(FILAS) >= 80
    assert len({f["id"] for f in FILAS}) == len(FILAS)
    assert all("ADR-0019" in f["razon"] or "Ley 21.500" in f["razon"] for f in FILAS)


@pytest.mark.parametrize("fila", FILAS, ids=[f["id"] for f in FILAS])
def test_la_propuesta_es_la_de_la_tabla(fila: dict[str, str]) -> None:
    evaluacion = proponer(armar(fila))
    assert (evaluacion.categoria.value, str(evaluacion.urgencia), " ".join(evaluacion.pisos)) == (
        fila["categoria"],
        fila["urgencia"],
        fila["pisos"],
    )
