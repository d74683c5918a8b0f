from sistema.nucleo.errores import ConfiguracionInvalida


class EntornoNoDisponible(ConfiguracionInvalida):
    """Esta máquina no permite levantar el servicio; el detalle dice qué falta y qué hacer."""

    codigo = "entorno_no_disponible"
    titulo = "No se pudo preparar el entorno local."
    remedio = "Revise los registros de la carpeta .sistema y vuelva a intentar."
