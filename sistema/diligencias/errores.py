"""Errores propios de las diligencias."""

from sistema.nucleo.errores import CampoInvalido


class DiligenciaFutura(CampoInvalido):
    """La diligencia dice haberse hecho en el futuro."""

    codigo = "diligencia_futura"
    campo = "hecha_en"
    problema = "la hora es posterior a la actual"
    remedio = "Escriba la hora en que se hizo, con su zona (p. ej. -03:00), o quítela si fue ahora."


class DiligenciaAnterior(CampoInvalido):
    """La diligencia dice haberse hecho antes de que se recibiera la denuncia."""

    codigo = "diligencia_anterior"
    campo = "hecha_en"
    problema = "la hora es anterior a la recepción de la denuncia"
    remedio = "Escriba la hora en que se hizo, con su zona (p. ej. -03:00)."
