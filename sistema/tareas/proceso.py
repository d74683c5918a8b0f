"""El proceso de las tareas: corre hasta que lo detienen y termina lo que tiene en mano."""

import gc
import signal
import threading
from types import FrameType

from sistema.nucleo.bitacora import callar_trazas, configurar_bitacora
from sistema.nucleo.configuracion import Configuracion, leer_configuracion
from sistema.nucleo.llaves import abrir_segun
from sistema.nucleo.reloj import ahora
from sistema.tareas.planificador import planificar


def quedarse(configuracion: Configuracion) -> None:
    """Corre las tareas hasta recibir SIGTERM o SIGINT.

    Raises:
        ConfiguracionInvalida: falta algo para arrancar.
    """
    configurar_bitacora(configuracion.nivel_bitacora)
    callar_trazas()
    detener = threading.Event()

    def pedir_detencion(_senal: int, _marco: FrameType | None) -> None:
        detener.set()

    signal.signal(signal.SIGTERM, pedir_detencion)
    signal.signal(signal.SIGINT, pedir_detencion)
    # Porque: revisar lo ya cargado una y otra vez era la mitad de lo que cuesta reevaluar.
    gc.freeze()
    with abrir_segun(configuracion, "tareas") as bd:
        planificar(bd, ahora, detener)


if __name__ == "__main__":
    # `python -m sistema.tareas.proceso`: sin el resto de la consola, que tarda más en cargar.
    quedarse(leer_configuracion())
