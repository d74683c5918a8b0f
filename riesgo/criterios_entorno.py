"""F20 a F25: protección, libertad y entorno social."""

from riesgo.antecedentes import Antecedentes
from riesgo.criterios_comunes import resolver
from riesgo.situacion import Situacion
from riesgo.tipos import Resultado


def esta_bajo_cuidado_estatal(antecedentes: Antecedentes, _: Situacion) -> Resultado:
    """F20. Vive en una residencia o está bajo protección del Estado.

    Fundamento: técnico (ADR-0019).
    Confianza: INF.
    """
    return resolver("F20", antecedentes)


def esta_privada_de_libertad(antecedentes: Antecedentes, _: Situacion) -> Resultado:
    """F21. Debería estar privada de libertad: abre la ruta con Gendarmería.

    Fundamento: técnico (ADR-0019).
    Confianza: INF.
    """
    return resolver("F21", antecedentes)


def es_migrante_sin_red(antecedentes: Antecedentes, _: Situacion) -> Resultado:
    """F22. Es migrante sin documentos, sin red o con barrera de idioma. Nunca resta.

    Fundamento: Ley 21.500, art. 2, letra g); técnico (ADR-0019: cuánto suma).
    Confianza: TV, el enfoque interseccional; INF, este caso y cuánto suma.
    """
    return resolver("F22", antecedentes)


def tiene_otra_vulnerabilidad(antecedentes: Antecedentes, _: Situacion) -> Resultado:
    """F23. Concurre otra vulnerabilidad. Nunca resta.

    Fundamento: Ley 21.500, art. 2, letra g); técnico (ADR-0019: cuánto suma).
    Confianza: TV, el enfoque interseccional; INF, este caso y cuánto suma.
    """
    return resolver("F23", antecedentes)


def es_defensora_o_testigo(antecedentes: Antecedentes, _: Situacion) -> Resultado:
    """F24. Defiende derechos humanos, o es testigo o víctima protegida.

    Fundamento: técnico (ADR-0019).
    Confianza: INF.
    """
    return resolver("F24", antecedentes)


def tiene_deudas_o_amenazas(antecedentes: Antecedentes, _: Situacion) -> Resultado:
    """F25. Tiene deudas, amenazas o vínculos con grupos delictuales.

    Fundamento: técnico (ADR-0019).
    Confianza: INF.
    """
    return resolver("F25", antecedentes)
