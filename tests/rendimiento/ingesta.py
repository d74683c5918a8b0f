"""La ingesta sostenida, con los procesos de verdad: caudal, memoria pareja y razón con la vara."""

import statistics
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from pathlib import Path

import psutil
from sqlalchemy import text
from uuid_utils.compat import uuid4

from ingestores.demo.montaje import Montaje, con_consumidor, montar
from sistema.entorno.avance import callar
from sistema.entorno.escenario.armado import construir_escenario
from sistema.entorno.escenario.tipos import EventoEscenario
from sistema.nucleo.bd import Bd
from sistema.nucleo.papeles import Papel
from sistema.nucleo.reloj import ahora
from tests.apoyo.servicios import JARS
from tests.rendimiento.medicion import anotar, avisar, esperar_hasta
from tests.rendimiento.poblado import abrir_casos, producir
from tests.rendimiento.punta_a_punta import mezclar
from tests.rendimiento.vara import insertar_desnudo

LOTE = 500
DISTINTOS = 50_000
DIAS_DE_BOVEDA = 30
VARA_EVENTOS = 50_000


def medir(*, buscadas: Sequence[int], eventos: int, consumidores: Sequence[int]) -> None:
    """Anota el caudal sostenido según cuántas personas se buscan, con la bóveda encendida."""
    for personas in buscadas:
        with _montado(personas) as (montaje, distintos):
            for cuantos in consumidores:
                _medir_caudal(montaje, distintos, eventos, personas, cuantos)


@contextmanager
def _montado(personas: int) -> Iterator[tuple[Montaje, tuple[EventoEscenario, ...]]]:
    avisar(f"ingesta: montando el Sistema con {personas} personas buscadas")
    escenario = construir_escenario(
        referencia=ahora(), buscadas=personas, eventos=DISTINTOS + 2 * personas
    )
    with tempfile.TemporaryDirectory(prefix="banco-") as carpeta:
        Path(carpeta).chmod(0o711)
        base = "sistema_ingesta"
        with montar(Path(carpeta), callar, con_kafka=True, base=base, jars=JARS) as montaje:
            with montaje.preparado.abrir(Papel.DUENO) as bd, bd.transaccion() as sesion:
                sesion.execute(
                    text("UPDATE acuerdo SET dias_retrospectiva = :dias"), {"dias": DIAS_DE_BOVEDA}
                )
            abrir_casos(montaje, escenario.denuncias)
            _dar_por_miradas(montaje)
            yield montaje, mezclar(escenario, DISTINTOS)


def _dar_por_miradas(montaje: Montaje) -> None:
    """Nada se recibió aún: buscar hacia atrás por cada caso recién cargado no hallaría nada.

    Sin esto, el consumidor daría un paso de esas búsquedas entre lote y lote durante minutos, y la
    cifra sería la de una carga inicial y no la de un día cualquiera.
    """
    with montaje.preparado.abrir(Papel.DUENO) as bd, bd.transaccion() as sesion:
        sesion.execute(text("UPDATE busqueda_retrospectiva SET hecha_en = now()"))


def _repetir(distintos: Sequence[EventoEscenario], cuantos: int) -> Iterator[EventoEscenario]:
    """Los mismos contactos una y otra vez, cada vez con otro id: para el Sistema son nuevos."""
    for numero in range(cuantos):
        evento = distintos[numero % len(distintos)]
        otro = str(uuid4())
        cuerpo = evento.cuerpo.replace(evento.evento_id.encode(), otro.encode())
        yield replace(evento, evento_id=otro, cuerpo=cuerpo)


def _medir_caudal(
    montaje: Montaje,
    distintos: Sequence[EventoEscenario],
    eventos: int,
    personas: int,
    consumidores: int,
) -> None:
    """Todo producido de antemano: mide al consumidor con el broker y la base al lado."""
    avisar(f"ingesta: produciendo {eventos} eventos")
    producir(montaje, _repetir(distintos, eventos))
    memoria: list[float] = []
    with montaje.preparado.abrir(Papel.DUENO) as bd:
        previos = _consumidos(bd)
        with ExitStack() as pila:
            pids = [pila.enter_context(con_consumidor(montaje)) for _ in range(consumidores)]
            antes = previos + LOTE
            esperar_hasta(lambda: _consumidos(bd) >= antes, "el primer lote")
            ya, comienzo_s = _consumidos(bd) - previos, time.perf_counter()
            esperar_hasta(
                lambda: _anotar_memoria(pids, memoria) and _consumidos(bd) >= previos + eventos,
                "todos los eventos",
                pausa_s=0.5,
            )
            demora_s = time.perf_counter() - comienzo_s
        vara = insertar_desnudo(bd, min(eventos, VARA_EVENTOS), LOTE)
    por_segundo = (eventos - ya) / demora_s
    mitad = len(memoria) // 2
    anotar(
        "ingesta_sostenida",
        buscadas=personas,
        consumidores=consumidores,
        eventos=eventos,
        segundos=demora_s,
        eventos_por_s=por_segundo,
        vara_eventos_por_s=vara,
        razon=por_segundo / vara,
        memoria_maxima_mib=max(memoria),
        memoria_primera_mitad_mib=statistics.median(memoria[:mitad] or memoria),
        memoria_segunda_mitad_mib=statistics.median(memoria[mitad:]),
    )


def _consumidos(bd: Bd) -> int:
    """Hasta dónde van todas las posiciones; contar filas cargaría a la base medida."""
    with bd.transaccion() as sesion:
        return int(sesion.scalar(text("SELECT sum(posicion) FROM posicion_consumida")) or 0)


def _anotar_memoria(pids: Sequence[int], memoria: list[float]) -> bool:
    memoria.append(max(psutil.Process(pid).memory_info().rss for pid in pids) / 2**20)
    return True
