"""F06 a F12: estado de salud."""

from riesgo.antecedentes import Antecedentes
from riesgo.criterios_comunes import resolver
from riesgo.situacion import Situacion
from riesgo.tipos import Resultado


def tiene_deterioro_cognitivo(antecedentes: Antecedentes, _: Situacion) -> Resultado:
    """F06. Puede no orientarse, no pedir ayuda o no entender el peligro.

    Fundamento: Ley 21.500, art. 14, letra d); técnico (ADR-0019: cuánto pesa).
    Confianza: TV, que el estado de salud se considera; INF, este caso y su efecto.
    """
    return resolver("F06", antecedentes)


def hay_riesgo_de_suicidio(antecedentes: Antecedentes, _: Situacion) -> Resultado:
    """F07. Habló de morir, intentó suicidarse, se autolesionó o se despidió.

    Fundamento: Ley 21.500, art. 14, letra d); técnico (ADR-0019: cuánto pesa).
    Confianza: TV, que el estado de salud se considera; INF, este caso y su efecto.
    """
    return resolver("F07", antecedentes)


def esta_en_crisis_psiquiatrica(antecedentes: Antecedentes, _: Situacion) -> Resultado:
    """F08. Está en crisis psiquiátrica, con psicosis o sin su tratamiento.

    Fundamento: Ley 21.500, art. 14, letra d); técnico (ADR-0019: cuánto pesa).
    Confianza: TV, que el estado de salud se considera; INF, este caso y su efecto.
    """
    return resolver("F08", antecedentes)


def depende_de_atencion_medica(antecedentes: Antecedentes, _: Situacion) -> Resultado:
    """F09. Necesita un remedio para vivir, está grave o ingresó a un hospital o urgencia.

    Fundamento: Ley 21.500, art. 14, letra d); técnico (ADR-0019: cuánto pesa).
    Confianza: TV, que el estado de salud se considera; INF, este caso y su efecto.
    """
    return resolver("F09", antecedentes)


def esta_embarazada_o_recien_parida(antecedentes: Antecedentes, _: Situacion) -> Resultado:
    """F10. Está embarazada o tuvo un parto hace poco.

    Fundamento: Ley 21.500, art. 14, letra d); técnico (ADR-0019: cuánto pesa).
    Confianza: TV, que el estado de salud se considera; INF, este caso y su efecto.
    """
    return resolver("F10", antecedentes)


def tiene_discapacidad(antecedentes: Antecedentes, _: Situacion) -> Resultado:
    """F11. Tiene una discapacidad física, sensorial o de comunicación.

    Fundamento: Ley 21.500, art. 14, letra d); técnico (ADR-0019: cuánto pesa).
    Confianza: TV, que el estado de salud se considera; INF, este caso y su efecto.
    """
    return resolver("F11", antecedentes)


def tiene_consumo_problematico(antecedentes: Antecedentes, _: Situacion) -> Resultado:
    """F12. Tiene consumo problemático de alcohol o drogas.

    Fundamento: Ley 21.500, art. 14, letra d); técnico (ADR-0019: cuánto pesa).
    Confianza: TV, que el estado de salud se considera; INF, este caso y su efecto.
    """
    return resolver("F12", antecedentes)
