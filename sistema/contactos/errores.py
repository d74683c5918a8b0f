"""Errores de la puerta de los eventos."""

from sistema.nucleo.errores import ErrorSistema


class PosicionAdelantada(ErrorSistema):
    """Otro proceso ya consumió este lote: no se hizo nada, hay que releer la posición."""

    codigo = "posicion_adelantada"
    titulo = "La posición guardada no es la que el lote esperaba."
    remedio = "Relea la posición y continúe desde ella."
