"""El riesgo de un caso en una línea: lo que se responde a quien lo cambió."""

from sistema.evaluaciones.esquemas import ResumenDeRiesgo
from sistema.evaluaciones.servicio import Resultado


def resumir(resultado: Resultado) -> ResumenDeRiesgo:
    """La categoría que rige y la última propuesta."""
    return ResumenDeRiesgo(
        categoria=resultado.vigente,
        evaluacion_id=resultado.ultima.id,
        propuesta=resultado.ultima.categoria,
        urgencia=resultado.ultima.urgencia,
    )
