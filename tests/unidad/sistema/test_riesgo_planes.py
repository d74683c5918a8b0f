"""Qué diligencias se piden cuando lo propuesto y lo que rige no son lo mismo."""

from uuid import UUID

import pytest

from riesgo.antecedentes import Antecedentes
from riesgo.evaluacion import evaluar
from riesgo.hechos import Hecho
from riesgo.tipos import Aporte, Categoria, EdadAportada, Respuesta
from sistema.evaluaciones.acopio import Acopio
from sistema.evaluaciones.fuentes import Ficha
from sistema.evaluaciones.planes import planear
from tests.apoyo.reloj_fijo import RelojFijo
from tests.apoyo.riesgo import catalogo

AHORA = RelojFijo()()
CASO, EVALUACION = UUID(int=1), UUID(int=2)
SIEMPRE = {"ULTIMO_PUNTO", "PERFIL", "CONSULTAR_SISTEMA", "HOSPITALES_Y_SML", "REVISAR_RIESGO_24"}
DE_ALTO = {"AVISAR_FISCAL", "SUPERVISOR", "DIFUSION"}
TRANQUILO = Antecedentes(
    hechos={hecho: (Aporte(Respuesta.NO),) for hecho in Hecho},
    edades=(EdadAportada(minima=30, maxima=30),),
)
POR_PREGUNTAR = Antecedentes(edades=(EdadAportada(minima=30, maxima=30),))


# Mutación probada: planear solo lo propuesto, solo lo que rige, o también lo indeterminado.
@pytest.mark.parametrize(
    ("antecedentes", "propuesta", "vigente", "pedidas"),
    [
        (TRANQUILO, "BAJO", Categoria.BAJO, SIEMPRE),
        (TRANQUILO, "BAJO", Categoria.MEDIO, SIEMPRE | {"REVISAR_RIESGO_12"}),
        (TRANQUILO, "BAJO", Categoria.ALTO, SIEMPRE | DE_ALTO),
        (TRANQUILO, "BAJO", Categoria.SIN_DETERMINAR, SIEMPRE),
        (
            POR_PREGUNTAR,
            "SIN_DETERMINAR",
            Categoria.ALTO,
            SIEMPRE | DE_ALTO | {"COMPLETAR_ENTREVISTA"},
        ),
    ],
)
def test_se_pide_lo_de_lo_propuesto_y_lo_de_una_categoria_mas_alta_que_rija(
    antecedentes: Antecedentes, propuesta: str, vigente: Categoria, pedidas: set[str]
) -> None:
    evaluacion = evaluar(antecedentes, AHORA, catalogo())
    assert evaluacion.categoria == propuesta
    acopio = Acopio(CASO, Ficha(CASO, None, None, "", ""), antecedentes, None)
    plan = planear(acopio, evaluacion, EVALUACION, vigente, catalogo(), AHORA)
    assert {d.codigo for d in plan.diligencias} == pedidas
    assert (plan.caso_id, plan.evaluacion_id, plan.recibida_en) == (CASO, EVALUACION, AHORA)
