"""Lo que impide entregar el agregado de errores."""

from sistema.nucleo.errores import ReglaIncumplida


class DiaSinCerrar(ReglaIncumplida):
    """El agregado de un día se entrega cuando el día terminó, nunca antes (INV-3)."""

    codigo = "dia_sin_cerrar"
    titulo = "Ese día aún no termina."
    remedio = "Los errores se entregan una vez al día, desde el día siguiente (UTC)."
