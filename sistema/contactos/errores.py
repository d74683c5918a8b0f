"""Errores de la puerta de los eventos."""

from sistema.nucleo.errores import ErrorSistema


class PosicionAdelantada(ErrorSistema):
    """Otro proceso ya consumió este lote: no se hizo nada, hay que releer la posición."""

    codigo = "posicion_adelantada"
    titulo = "La posición guardada no es la que el lote esperaba."
    remedio = "Relea la posición y continúe desde ella."


class TipoDeContenidoNoAdmitido(ErrorSistema):
    """El cuerpo no viene en un sobre que esta ruta sepa abrir."""

    codigo = "tipo_de_contenido_no_admitido"
    estado_http = 415
    titulo = "El tipo de contenido no es de los admitidos."
