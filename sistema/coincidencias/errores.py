"""Errores propios de las decisiones sobre coincidencias."""

from sistema.nucleo.errores import CampoInvalido, Rechazo, ReglaIncumplida


class MotivoAusente(CampoInvalido):
    """Se rechaza una coincidencia sin decir por qué."""

    codigo = "motivo_ausente"
    campo = "motivo"
    problema = "rechazar exige un motivo"
    remedio = "Escriba por qué la persona del contacto no es la del caso."


class DecisionSinEfecto(Rechazo, ReglaIncumplida):
    """La coincidencia ya está como se pide dejarla; el intento queda asentado."""

    codigo = "decision_sin_efecto"
    titulo = "La coincidencia ya está en ese estado."
    remedio = "Vea su estado en los movimientos del caso; para cambiarlo, decida otra cosa."
