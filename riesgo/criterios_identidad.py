"""F01 a F05: edad, violencia de género y vulnerabilidad por sexo o género."""

from riesgo.antecedentes import Antecedentes
from riesgo.criterios_comunes import faltar, resolver
from riesgo.hechos import EDAD
from riesgo.situacion import Situacion
from riesgo.tipos import EDAD_ADULTA, Cumple, NoCumple, Resultado


def es_menor_de_edad(_: Antecedentes, situacion: Situacion) -> Resultado:
    """F01. Tiene menos de 18 años, o podría tenerlos según alguna de las edades aportadas.

    Se cuenta la edad al desaparecer: cumplir 18 durante la búsqueda no la cambia. Del todo
    desconocida, no se sabe.

    Fundamento: Ley 21.500, arts. 5, letra b) y 14, letra d); técnico (ADR-0019: el intervalo que
        llega bajo 18 y quien cumple 18 mientras se le busca).
    Confianza: TV, que todo niño, niña o adolescente es de alto riesgo; INF, el intervalo y los 18
        cumplidos después.
    """
    edad = situacion.edad_minima
    if edad is None:
        return faltar(EDAD)
    if edad < EDAD_ADULTA:
        return Cumple(f"Tiene o podría tener {edad} años al desaparecer.")
    return NoCumple("Toda edad aportada es de 18 años o más.")


def se_presume_violencia_de_genero(antecedentes: Antecedentes, _: Situacion) -> Resultado:
    """F02. Alguien, cualquiera, aportó un antecedente que hace presumir violencia de género.

    No mira el sexo de la persona ni quién lo aporta.

    Fundamento: Ley 21.500, arts. 5, letra b) y 14, letra d); técnico (ADR-0019: los ejemplos por
        los que se pregunta).
    Confianza: TV, la regla; INF, los ejemplos.
    """
    return resolver("F02", antecedentes)


def es_vulnerable_por_genero(antecedentes: Antecedentes, _: Situacion) -> Resultado:
    """F03. Es vulnerable por su sexo, orientación sexual o identidad o expresión de género.

    Fundamento: Ley 21.500, arts. 5, letra b) y 14, letra d); técnico (ADR-0019: cuánto suma).
    Confianza: TV, el deber de considerarlo; INF, cuánto suma.
    """
    return resolver("F03", antecedentes)


def es_mujer_o_nina(antecedentes: Antecedentes, _: Situacion) -> Resultado:
    """F04. Es mujer, niña o adolescente: el deber de buscarla se refuerza.

    Fundamento: Ley 21.500, art. 2, letra g); técnico (ADR-0019: cuánto suma).
    Confianza: TV, el deber reforzado; INF, cuánto suma.
    """
    return resolver("F04", antecedentes)


def es_persona_mayor(_: Antecedentes, situacion: Situacion) -> Resultado:
    """F05. Tiene, o podría tener, la edad desde la que el catálogo la cuenta como mayor.

    Fundamento: Ley 21.500, art. 14, letra d); técnico (ADR-0019: el umbral).
    Confianza: TV, que la edad se considera; INF, desde cuál.
    """
    edad = situacion.edad_maxima
    if edad is None:
        return faltar(EDAD)
    umbral = situacion.umbrales.edad_mayor
    if edad >= umbral:
        return Cumple(f"Tiene o podría tener {umbral} años o más.")
    if situacion.edad_sin_techo:
        return faltar(EDAD)
    return NoCumple(f"Toda edad aportada es menor de {umbral} años.")
