"""F13 a F19: circunstancias de la desaparición."""

from riesgo.antecedentes import Antecedentes
from riesgo.criterios_comunes import faltar, resolver
from riesgo.hechos import ULTIMO_CONTACTO
from riesgo.situacion import Situacion
from riesgo.tipos import Cumple, NoCumple, Resultado


def hay_indicios_de_terceros(antecedentes: Antecedentes, _: Situacion) -> Resultado:
    """F13. Hay indicios de delito o de intervención de terceros.

    Fundamento: técnico (ADR-0019).
    Confianza: INF.
    """
    return resolver("F13", antecedentes)


def hay_sospecha_de_explotacion(antecedentes: Antecedentes, _: Situacion) -> Resultado:
    """F14. Se sospecha trata, explotación o engaño por internet.

    Fundamento: técnico (ADR-0019).
    Confianza: INF.
    """
    return resolver("F14", antecedentes)


def rompe_su_costumbre(antecedentes: Antecedentes, _: Situacion) -> Resultado:
    """F15. No es propio de ella faltar así, o nadie se explica su ausencia.

    Fundamento: técnico (ADR-0019).
    Confianza: INF.
    """
    return resolver("F15", antecedentes)


def dejo_rastros_de_interrupcion(antecedentes: Antecedentes, _: Situacion) -> Resultado:
    """F16. No llegó a su destino, o dejó su vehículo o sus cosas.

    Fundamento: técnico (ADR-0019).
    Confianza: INF.
    """
    return resolver("F16", antecedentes)


def esta_en_entorno_hostil(antecedentes: Antecedentes, _: Situacion) -> Resultado:
    """F17. El lugar o el clima ponen en peligro a quien está a la intemperie.

    Fundamento: Ley 21.500, art. 5, letra d); técnico (ADR-0019: cuánto pesa).
    Confianza: TV, que el terreno y el ambiente orientan la búsqueda; INF, su efecto.
    """
    return resolver("F17", antecedentes)


def lleva_horas_sin_noticias(_: Antecedentes, situacion: Situacion) -> Resultado:
    """F18. Pasaron las horas de un tramo del catálogo desde el último contacto.

    Sube con el tiempo: pesa una vez por tramo cumplido. Nunca se exige que pase tiempo para
    buscar.

    Unidades: horas.
    Fundamento: técnico (ADR-0019).
    Confianza: INF.
    """
    horas = situacion.horas_sin_noticias
    if horas is None:
        return faltar(ULTIMO_CONTACTO)
    cumplidos = [tramo for tramo in situacion.umbrales.horas_sin_noticias if horas >= tramo]
    if cumplidos:
        return Cumple(f"Lleva {cumplidos[-1]} horas o más sin noticias.", len(cumplidos))
    return NoCumple("Se supo de la persona hace pocas horas.")


def desaparecio_antes(antecedentes: Antecedentes, _: Situacion) -> Resultado:
    """F19. Desapareció antes, o sufrió daño en una desaparición anterior. Nunca resta.

    Fundamento: técnico (ADR-0019).
    Confianza: INF.
    """
    return resolver("F19", antecedentes)
