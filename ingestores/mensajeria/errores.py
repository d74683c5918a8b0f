"""Los errores de la mensajería; ninguno cita un mensaje."""

from sistema.nucleo.errores import ErrorSistema


class ErrorMensajeria(ErrorSistema):
    """Kafka respondió algo que no esperábamos."""

    codigo = "error_mensajeria"
    titulo = "La mensajería falló de una forma que no estaba prevista."
    remedio = "Revise la bitácora del broker con el código que se indica."


class KafkaNoDisponible(ErrorMensajeria):
    """El broker no responde o está ocupado: reintentar más tarde puede servir."""

    codigo = "kafka_no_disponible"
    estado_http = 503
    titulo = "Kafka no está disponible."
    remedio = "Compruebe que el broker esté arriba y que la dirección sea la correcta."


class KafkaNoAutorizado(ErrorMensajeria):
    """La credencial no sirve o no alcanza: reintentar no sirve."""

    codigo = "kafka_no_autorizado"
    titulo = "Kafka no acepta esta credencial para esta operación."
    remedio = "Revise el usuario, la clave y los permisos del tema."


class EntregaFallida(ErrorMensajeria):
    """Kafka no confirmó algún mensaje; puede haberlo escrito o no: reenviar es seguro."""

    codigo = "entrega_fallida"
    estado_http = 503
    titulo = "Kafka no confirmó todos los mensajes."
    remedio = "Vuelva a enviar: un evento repetido no tiene segundo efecto."


class TemaAjeno(ErrorMensajeria):
    """El nombre no es el de un tema de contactos."""

    codigo = "tema_ajeno"
    titulo = "El nombre no corresponde a un tema de contactos."
    remedio = "Los temas se llaman contactos.<organismo>.v1, en minúsculas."


class LineaInvalida(ErrorMensajeria):
    """Una línea del archivo no dice a qué organismo pertenece; el detalle da su número."""

    codigo = "linea_invalida"
    titulo = "Una línea del archivo no es un evento con `id` y `source`."
    remedio = "Corrija la línea indicada y vuelva a enviar el archivo."
