"""Errores propios de las personas usuarias."""

from sistema.nucleo.errores import CampoInvalido


class CuentaDesconocida(CampoInvalido):
    """La cuenta indicada en la consola no existe o no está activa."""

    codigo = "cuenta_desconocida"
    campo = "cuenta"
    problema = "no existe o no está activa"
    remedio = "Indique con --cuenta una cuenta activa."
