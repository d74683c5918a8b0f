"""Errores propios de los desenlaces y del desempeño."""

from sistema.nucleo.errores import ErrorSistema


class HistoriaIlegible(ErrorSistema):
    """El archivo de historia no se puede leer."""

    codigo = "historia_ilegible"
    titulo = "No se puede leer la historia."
    remedio = "Revise la ruta, el permiso y que sea un CSV en UTF-8."
