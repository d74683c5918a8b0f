"""Errores propios de los casos."""

from sistema.nucleo.errores import CampoInvalido


class RecepcionFutura(CampoInvalido):
    """La denuncia dice haberse recibido en el futuro."""

    codigo = "recepcion_futura"
    campo = "recibida_en"
    problema = "la hora de recepción es posterior a la actual"
    remedio = "Escriba la hora en que recibió la denuncia, con su zona (p. ej. -03:00)."


class NoticiaFutura(CampoInvalido):
    """La última noticia que se tuvo de la persona dice ser del futuro."""

    codigo = "noticia_futura"
    campo = "desaparicion.ultima_noticia_en"
    problema = "la hora de la última noticia es posterior a la actual"
    remedio = "Corrija la hora, con su zona (p. ej. -03:00), o déjela en blanco si no la sabe."


class RunIlegible(CampoInvalido):
    """Lo escrito no se reconoce como un RUN."""

    codigo = "run_ilegible"
    campo = "run"
    problema = "no se reconoce como RUN"
    remedio = "Escríbalo con o sin puntos, p. ej. 12.345.678-5."
