"""Qué diligencias le tocan a un caso: las de lo propuesto y las de lo que rige, si es más alto."""

from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Session

from riesgo.catalogo import Catalogo
from riesgo.diligencias import planificar as elegir
from riesgo.evaluacion import Evaluacion, evaluar
from riesgo.tipos import RANGO, Categoria, Cumple
from sistema.diligencias.servicio import Plan, planificar
from sistema.evaluaciones.acopio import Acopio, acopiar, catalogo_de
from sistema.evaluaciones.fuentes import hora_de_evaluar
from sistema.modelos.riesgo import DecisionRiesgo


def planear(
    acopio: Acopio,
    propuesta: Evaluacion,
    evaluacion_id: UUID,
    vigente: Categoria,
    catalogo: Catalogo,
    ahora: datetime,
) -> Plan:
    """Las diligencias de lo propuesto y, si rige una categoría más alta, también las de ella.

    Lo que no se ha determinado no agrega ninguna: las suyas las pide quien lo propone.
    """
    diligencias = propuesta.diligencias
    rige_mas = RANGO[vigente] > RANGO[propuesta.categoria]
    if rige_mas and vigente is not Categoria.SIN_DETERMINAR:
        cumplidos = {c.codigo for c, r in propuesta.criterios if isinstance(r, Cumple)}
        recibida_en = acopio.antecedentes.recibida_en
        diligencias += elegir(
            catalogo.diligencias, vigente, propuesta.hipotesis, cumplidos, recibida_en
        )
    return Plan(acopio.caso_id, diligencias, acopio.ficha.recibida_en or ahora, evaluacion_id)


def planificar_lo_que_rige(sesion: Session, decision: DecisionRiesgo, ahora: datetime) -> None:
    """Agrega las diligencias de la categoría que una decisión hizo regir.

    Fundamento: Ley 21.500, arts. 4 y 5, letra d); técnico (ADR-0020).
    """
    catalogo = catalogo_de(sesion, ahora)
    planes = [
        planear(
            acopio,
            evaluar(acopio.antecedentes, hora_de_evaluar(acopio.antecedentes, ahora), catalogo),
            decision.evaluacion_id,
            decision.categoria,
            catalogo,
            ahora,
        )
        for acopio in acopiar(sesion, [decision.caso_id], catalogo, ahora)
    ]
    planificar(sesion, planes, ahora)
