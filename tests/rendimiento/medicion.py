"""Cómo se mide: cifras en una línea JSON, memoria máxima y una vara en la misma corrida."""

import gc
import json
import statistics
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psutil
from sqlalchemy import text

from sistema.nucleo.bd import Bd

PERCENTIL_99 = 98
PLAZO_S = 600.0


def anotar(cifra: str, **valores: Any) -> None:
    """Escribe una cifra en la salida, en una línea JSON."""
    redondos = {k: round(v, 3) if isinstance(v, float) else v for k, v in valores.items()}
    sys.stdout.write(json.dumps({"cifra": cifra, **redondos}, ensure_ascii=False) + "\n")
    sys.stdout.flush()


def avisar(mensaje: str) -> None:
    """Dice en qué va la medición, por la salida de errores: la estándar es de las cifras."""
    sys.stderr.write(f"· {mensaje}\n")
    sys.stderr.flush()


def percentiles(demoras_ms: Sequence[float]) -> dict[str, float]:
    """El percentil 50 y el 99."""
    return {
        "p50_ms": statistics.median(demoras_ms),
        "p99_ms": statistics.quantiles(demoras_ms, n=100)[PERCENTIL_99],
    }


def esperar_hasta(condicion: Callable[[], bool], que: str, pausa_s: float = 0.02) -> None:
    """Espera a que se cumpla una condición; falla si no llega a tiempo."""
    limite_s = time.monotonic() + PLAZO_S
    while not condicion():
        if time.monotonic() > limite_s:
            raise TimeoutError(f"No llegó a tiempo: {que}")
        time.sleep(pausa_s)


@contextmanager
def recolector_congelado() -> Iterator[None]:
    """Deja el recolector como lo tiene el consumidor en marcha: lo ya cargado no se revisa más."""
    gc.collect()
    gc.freeze()
    gc.disable()
    try:
        yield
    finally:
        gc.enable()
        gc.unfreeze()


def memoria_maxima_mib(pid: int) -> float:
    """El máximo de memoria residente que tuvo un proceso y sus hijos, en MiB."""
    proceso = psutil.Process(pid)
    pids = [pid, *(hijo.pid for hijo in proceso.children(recursive=True))]
    return sum(_vm_hwm_kib(p) for p in pids) / 1024


def insertar_desnudo(bd: Bd, filas: int, por_lote: int) -> float:
    """La vara: las mismas filas de bandeja, en lotes iguales, sin nada más; filas por segundo."""
    with bd.transaccion() as sesion:
        sesion.execute(text("CREATE TABLE vara (LIKE bandeja INCLUDING ALL)"))
    orden = text(
        "INSERT INTO vara (organismo, evento_id, huella) "
        "SELECT 'vara', gen_random_uuid(), sha256(int4send(n)) "
        "FROM generate_series(1, :filas) AS n ON CONFLICT DO NOTHING"
    )
    comienzo_s = time.perf_counter()
    for _ in range(filas // por_lote):
        with bd.transaccion() as sesion:
            sesion.execute(orden, {"filas": por_lote})
    demora_s = time.perf_counter() - comienzo_s
    with bd.transaccion() as sesion:
        sesion.execute(text("DROP TABLE vara"))
    return filas / demora_s


def _vm_hwm_kib(pid: int) -> int:
    estado = Path(f"/proc/{pid}/status").read_text("ascii")
    [linea] = [fila for fila in estado.splitlines() if fila.startswith("VmHWM")]
    return int(linea.split()[1])
