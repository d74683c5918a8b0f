"""Errores propios de los catálogos de riesgo."""

from sistema.nucleo.errores import ReglaIncumplida


class VersionOcupada(ReglaIncumplida):
    """Ya hay un catálogo con esa versión y dice otra cosa."""

    codigo = "version_ocupada"
    titulo = "Ya hay un catálogo con esa versión y otro contenido."
    remedio = "Póngale una versión nueva: lo que rigió no se reescribe."
