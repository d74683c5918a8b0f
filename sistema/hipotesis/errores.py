"""Errores propios de las hipótesis."""

from sistema.nucleo.errores import CampoInvalido


class TipoDesconocido(CampoInvalido):
    """El catálogo que rige no tiene esa hipótesis."""

    codigo = "hipotesis_desconocida"
    campo = "tipo"
    problema = "no está en el catálogo que rige"
    remedio = "Use un código de `hipotesis` en GET /v1/riesgo/criterios."
