"""Errores de las instituciones y sus acuerdos."""

from sistema.nucleo.errores import ReglaIncumplida


class OrganismoSinAcuerdo(ReglaIncumplida):
    """Solo se habilita a quien hoy puede aportar."""

    codigo = "organismo_sin_acuerdo"
    titulo = "El organismo no existe o no tiene un acuerdo vigente."
    remedio = "Vea los códigos con `sistema organismos listar`."
