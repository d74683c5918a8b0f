"""P01 a P03: lo que protege. Solo vale con un documento y sin nadie que lo niegue."""

from datetime import timedelta

from riesgo.antecedentes import Antecedentes
from riesgo.criterios_comunes import resolver
from riesgo.hechos import HECHOS_DE
from riesgo.situacion import Situacion
from riesgo.tipos import Aporte, Cumple, NoCumple, Respuesta, Resultado, SinDatos


def hay_contacto_directo_reciente(antecedentes: Antecedentes, situacion: Situacion) -> Resultado:
    """P01. Un funcionario habló con la persona dentro de las horas del catálogo, y consta.

    Unidades: horas.
    Fundamento: técnico (ADR-0019).
    Confianza: INF.
    """
    desde = situacion.en - timedelta(hours=situacion.umbrales.horas_contacto_reciente)
    respaldados = _respaldados("P01", antecedentes)
    if isinstance(respaldados, Cumple) and not any(
        a.ocurrio_en is not None and a.ocurrio_en >= desde for a in _aportes("P01", antecedentes)
    ):
        return NoCumple("El contacto verificado no es reciente o no dice cuándo fue.")
    return respaldados


def planifico_su_ausencia(antecedentes: Antecedentes, _: Situacion) -> Resultado:
    """P02. La propia persona avisó su ausencia, y consta.

    Fundamento: técnico (ADR-0019).
    Confianza: INF.
    """
    return _respaldados("P02", antecedentes)


def esta_con_adulto_responsable(antecedentes: Antecedentes, _: Situacion) -> Resultado:
    """P03. Está con una persona adulta responsable, identificada y ubicable, y consta.

    Fundamento: técnico (ADR-0019).
    Confianza: INF.
    """
    return _respaldados("P03", antecedentes)


def _respaldados(codigo: str, antecedentes: Antecedentes) -> Resultado:
    resultado = resolver(codigo, antecedentes)
    if isinstance(resultado, Cumple) and not _aportes(codigo, antecedentes):
        return SinDatos("Se afirma, pero falta el documento que lo comprueba.", HECHOS_DE[codigo])
    return resultado


def _aportes(codigo: str, antecedentes: Antecedentes) -> list[Aporte]:
    """Las afirmaciones con documento."""
    return [
        aporte
        for hecho in HECHOS_DE[codigo]
        for aporte in antecedentes.hechos.get(hecho, ())
        if aporte.respuesta is Respuesta.SI and aporte.respaldo
    ]
