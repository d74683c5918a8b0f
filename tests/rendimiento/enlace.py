"""Cuánto cuesta enlazar: eventos por segundo en un núcleo, demora, memoria y la vara al lado.

Cada tamaño corre en un proceso propio, para que «fría» sea de verdad la primera pasada. Se mide
tiempo de procesador, que no depende de quién más use la máquina, y de pared. Como el consumidor en
marcha, se congela el recolector después de cargar.
"""

import statistics
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ProcessPoolExecutor
from itertools import pairwise
from multiprocessing import get_context
from typing import Final

import numpy as np
import psutil
from rapidfuzz import fuzz, process
from rapidfuzz.distance import JaroWinkler

from matching import bloqueo
from matching.generador.mundo import generar
from matching.indice import Indice
from matching.perfil import preparar
from matching.tipos import Ficha, Identidad
from tests.rendimiento.medicion import PERCENTIL_99, anotar, avisar, recolector_congelado

SEMILLA: Final = 7001
DUROS: Final = 0.09
TAMANOS: Final = (1_000, 30_000, 100_000)
EVENTOS_FUERZA_BRUTA: Final = 200
LLAMADAS_VARA: Final = 200_000
CAMBIOS: Final = 2_000
MICROSEGUNDOS: Final = 1e6


def medir(eventos: int, tamanos: Sequence[int] = TAMANOS) -> None:
    """Anota las cifras del enlace para cada tamaño de la lista."""
    for buscadas in tamanos:
        avisar(f"enlace: {buscadas} personas y {eventos} eventos")
        with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as proceso:
            for cifra, valores in proceso.submit(medir_lista, buscadas, eventos).result():
                anotar(cifra, buscadas=buscadas, **valores)


def medir_lista(buscadas: int, eventos: int) -> list[tuple[str, dict[str, float]]]:
    """Carga una lista y mide sobre ella todo lo que se compara en la misma corrida."""
    mundo = generar(SEMILLA, buscadas=buscadas, eventos=eventos, duros=DUROS, ruido=1.0)
    fichas = [Ficha(b.caso_id, b.caso_id, b.identidad) for b in mundo.buscadas]
    identidades = [evento.identidad for evento in mundo.eventos]
    indice, carga = _cargar(fichas)
    with recolector_congelado():
        return [
            ("enlace_carga", carga),
            ("enlace_fria", _recorrer(indice, identidades)),
            ("enlace_caliente", _recorrer(indice, identidades)),
            ("enlace_candidatos", _contar_candidatos(indice, identidades)),
            ("enlace_cambios", _cambiar(indice, fichas[:CAMBIOS])),
            ("vara_fuerza_bruta", _comparar_con_todas(fichas, identidades)),
            ("vara_llamadas_rapidfuzz", _llamar_rapidfuzz(fichas)),
        ]


def _cargar(fichas: list[Ficha]) -> tuple[Indice, dict[str, float]]:
    proceso = psutil.Process()
    antes = proceso.memory_info().rss
    comienzo_s = time.process_time()
    indice = Indice()
    for ficha in fichas:
        indice.poner(ficha)
    carga_s = time.process_time() - comienzo_s
    memoria_mib = (proceso.memory_info().rss - antes) / 2**20
    return indice, {"carga_s": carga_s, "memoria_mib": memoria_mib}


def _recorrer(indice: Indice, identidades: list[Identidad]) -> dict[str, float]:
    """Busca cada evento, uno por uno, como llegan."""
    demoras_us = []
    pared_s, procesador_s = time.perf_counter(), time.process_time()
    for identidad in identidades:
        comienzo_ns = time.perf_counter_ns()
        indice.buscar(identidad)
        demoras_us.append((time.perf_counter_ns() - comienzo_ns) / 1_000)
    procesador_s = time.process_time() - procesador_s
    pared_s = time.perf_counter() - pared_s
    return {
        "eventos_por_s": len(identidades) / procesador_s,
        "eventos_por_s_de_pared": len(identidades) / pared_s,
        "p50_us": statistics.median(demoras_us),
        "p99_us": statistics.quantiles(demoras_us, n=100)[PERCENTIL_99],
    }


def _contar_candidatos(indice: Indice, identidades: list[Identidad]) -> dict[str, float]:
    """Cuántas claves se consultan y cuántas personas se comparan por evento."""
    perfiles = [preparar(identidad) for identidad in identidades]
    claves = sum(len(c) for p in perfiles for c, _ in bloqueo.listar_consultas(p))
    comparadas = sum(len(indice.listar_pares(perfil)) for perfil in perfiles)
    return {
        "claves_por_evento": claves / len(perfiles),
        "comparadas_por_evento": comparadas / len(perfiles),
    }


def _cambiar(indice: Indice, fichas: list[Ficha]) -> dict[str, float]:
    """Quitar y volver a poner en caliente."""

    def quitar_todas() -> None:
        for ficha in fichas:
            indice.quitar(ficha.caso_id)

    def poner_todas() -> None:
        for ficha in fichas:
            indice.poner(ficha)

    quitar_us = _medir_us(quitar_todas)
    poner_us = _medir_us(poner_todas)
    return {"quitar_us": quitar_us / len(fichas), "poner_us": poner_us / len(fichas)}


def _comparar_con_todas(fichas: list[Ficha], identidades: list[Identidad]) -> dict[str, float]:
    """Sin bloqueo: el nombre de cada evento contra los de toda la lista, y nada más que el nombre.

    Las palabras se ordenan una vez, que da lo mismo que `token_sort_ratio`, y se compara en lote:
    es lo más rápido de rapidfuzz; `extractOne` y `cpdist` rinden la quinta parte o menos.
    """
    nombres = [_nombrar(ficha.identidad) for ficha in fichas]
    consultas = [_nombrar(identidad) for identidad in identidades[:EVENTOS_FUERZA_BRUTA]]
    demora_us = _medir_us(
        lambda: process.cdist(consultas, nombres, scorer=fuzz.ratio, dtype=np.uint8).argmax(axis=1)
    )
    por_segundo = len(consultas) * MICROSEGUNDOS / demora_us
    return {"eventos_por_s": por_segundo, "pares_por_s": por_segundo * len(nombres)}


def _llamar_rapidfuzz(fichas: list[Ficha]) -> dict[str, float]:
    """El límite físico: cuántas veces por segundo se puede siquiera comparar una palabra."""
    apellidos = [ficha.identidad.apellido_paterno for ficha in fichas]
    veces = LLAMADAS_VARA // len(apellidos) + 1
    demora_us = _medir_us(
        lambda: [
            JaroWinkler.similarity(uno, otro)
            for _ in range(veces)
            for uno, otro in pairwise(apellidos)
        ]
    )
    return {"llamadas_por_s": veces * (len(apellidos) - 1) * MICROSEGUNDOS / demora_us}


def _nombrar(identidad: Identidad) -> str:
    partes = (identidad.nombres, identidad.apellido_paterno, identidad.apellido_materno)
    return " ".join(sorted(" ".join(partes).upper().split()))


def _medir_us(accion: Callable[[], object]) -> float:
    comienzo_s = time.process_time()
    accion()
    return (time.process_time() - comienzo_s) * MICROSEGUNDOS
