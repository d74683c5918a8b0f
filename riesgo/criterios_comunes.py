"""Cómo se resuelve un criterio que depende de uno o más hechos."""

from functools import cache

from riesgo.antecedentes import Antecedentes
from riesgo.hechos import HECHOS_DE, NOMBRES
from riesgo.tipos import Cumple, NoCumple, Respuesta, Resultado, SinDatos


def resolver(codigo: str, antecedentes: Antecedentes) -> Resultado:
    """Se cumple si alguien afirma uno de sus hechos; no, si todos se niegan; si no, faltan datos.

    Fundamento: técnico; lo desconocido nunca se lee como un «no» (ADR-0019).
    """
    return _resolver(codigo, tuple(map(antecedentes.respuestas.get, HECHOS_DE[codigo])))


def faltar(*preguntas: str) -> SinDatos:
    """El resultado de no saber la respuesta de esas preguntas.

    Fundamento: técnico (ADR-0019).
    """
    return SinDatos(f"Falta saber: {_nombrar(preguntas)}.", preguntas)


@cache
def _resolver(codigo: str, respuestas: tuple[Respuesta | None, ...]) -> Resultado:
    # Porque: con tres hechos por criterio hay pocas combinaciones; redactarlas una vez basta.
    hechos = HECHOS_DE[codigo]
    dichos = tuple(zip(hechos, respuestas, strict=True))
    afirmados = tuple(h for h, r in dichos if r is Respuesta.SI)
    if afirmados:
        return Cumple(f"Se aportó: {_nombrar(afirmados)}.")
    faltan = tuple(h for h, r in dichos if r is not Respuesta.NO)
    if faltan:
        return faltar(*faltan)
    return NoCumple(f"Se preguntó y no hay antecedentes: {_nombrar(hechos)}.")


def _nombrar(preguntas: tuple[str, ...]) -> str:
    return "; ".join(NOMBRES[p] for p in preguntas)
