"""El proceso de las tareas: uno manda y las corre a su hora; los demás esperan por si muere.

Si una tarea falla, queda anotada (la salud lo dice) y las otras siguen. Si se pierde la base de
datos se pierde el mando: se deja de correr y se vuelve a pedir cuando responda.
"""

import logging
import threading
import time
from collections.abc import Sequence
from datetime import UTC, timedelta

from apscheduler.executors.pool import ThreadPoolExecutor  # type: ignore[import-untyped]
from apscheduler.schedulers.background import (  # type: ignore[import-untyped]
    BackgroundScheduler,
)
from sqlalchemy.exc import OperationalError

from sistema.nucleo.bd import Bd
from sistema.nucleo.bitacora import obtener_bitacora
from sistema.nucleo.mando import Mando
from sistema.nucleo.reloj import Reloj
from sistema.tareas.servicio import TAREAS, anotar, olvidar_las_demas
from sistema.tareas.tipos import Desenlace, Tarea

ESPERA_DEL_MANDO_S = 5.0
VIGILANCIA_S = 5.0
SALTO_DE_RELOJ = timedelta(minutes=1)
_HILOS = 4
_bitacora = obtener_bitacora("tareas")

# Porque: su registro cita el error entero con su traza; el nuestro, solo la clase (INV-7).
logging.getLogger("apscheduler").setLevel(logging.CRITICAL)


def planificar(
    bd: Bd,
    reloj: Reloj,
    detener: threading.Event,
    tareas: Sequence[Tarea] = TAREAS,
) -> None:
    """Corre las tareas a su hora mientras tenga el mando, hasta que se pida detener.

    Al detener, termina las que estén en curso.
    """
    while not detener.is_set():
        try:
            with Mando(bd.motor) as mando:
                if mando.tomar():
                    _mandar(bd, reloj, mando, detener, tareas)
        except OperationalError as error:
            _bitacora.warning("mando_perdido", clase_error=type(error.orig).__name__)
        detener.wait(ESPERA_DEL_MANDO_S)


def correr(bd: Bd, reloj: Reloj, tarea: Tarea) -> Desenlace:
    """Corre una tarea una vez y deja anotado cómo le fue.

    Raises:
        SQLAlchemyError: ni siquiera pudo anotarse.
    """
    comienzo_s = time.monotonic()
    try:
        desenlace = Desenlace(tarea.nombre, tarea.hacer(bd, reloj))
    except Exception as error:  # noqa: BLE001 - queda anotado y no detiene a las demás tareas
        desenlace = Desenlace(tarea.nombre, 0, type(error).__name__)
    _bitacora.log(
        logging.ERROR if desenlace.fallo else logging.INFO,
        "tarea_fallida" if desenlace.fallo else "tarea_hecha",
        alarma=bool(desenlace.fallo),
        codigo=tarea.nombre,
        clase_error=desenlace.fallo,
        total=desenlace.hechos,
        duracion_ms=round((time.monotonic() - comienzo_s) * 1_000),
    )
    anotar(bd, tarea, desenlace, reloj())
    return desenlace


def _mandar(
    bd: Bd,
    reloj: Reloj,
    mando: Mando,
    detener: threading.Event,
    tareas: Sequence[Tarea],
) -> None:
    _bitacora.info("mando_tomado")
    olvidar_las_demas(bd, tareas)
    planificador = BackgroundScheduler(
        timezone=UTC,
        executors={"default": ThreadPoolExecutor(_HILOS)},
        job_defaults={"coalesce": True, "max_instances": 1, "misfire_grace_time": None},
    )
    empezado_en, empezado_s = reloj(), time.monotonic()
    for tarea in tareas:
        planificador.add_job(
            correr,
            "interval",
            seconds=tarea.cada.total_seconds(),
            args=(bd, reloj, tarea),
            id=tarea.nombre,
            next_run_time=empezado_en,
        )
    planificador.start()
    try:
        while not detener.wait(VIGILANCIA_S):
            mando.comprobar()
            transcurrido = timedelta(seconds=time.monotonic() - empezado_s)
            # Porque: la biblioteca mira la hora del reloj; si se atrasa un día, no corre en un día.
            if abs(reloj() - empezado_en - transcurrido) > SALTO_DE_RELOJ:
                _bitacora.warning("salto_de_reloj", alarma=True)
                return
    finally:
        planificador.shutdown(wait=True)
