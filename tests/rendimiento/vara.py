"""La vara de la ingesta: las mismas filas que dejó el consumidor, insertadas sin nada más.

Se leen de las tablas después de la corrida y se vuelven a insertar en copias con los mismos
índices, en lotes iguales, cada uno en su transacción y cada tabla con un `INSERT … unnest`. No se
decodifica, ni se compara, ni se cifra. Las filas vienen ya armadas.
"""

import time
from collections import defaultdict
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.orm import Session

from sistema.nucleo.bd import Bd

COPIAS = ("bandeja", "boveda", "boveda_clave", "posicion_consumida")
_BANDEJA = text("""
    INSERT INTO vara.bandeja (organismo, evento_id, huella)
    SELECT :organismo, evento_id, huella
    FROM unnest(CAST(:ids AS uuid[]), CAST(:huellas AS bytea[])) AS lote (evento_id, huella)
    ORDER BY evento_id ON CONFLICT DO NOTHING RETURNING evento_id
""")
_BOVEDA = text("""
    INSERT INTO vara.boveda (vence_el, fila, cuerpo)
    SELECT * FROM unnest(CAST(:dias AS date[]), CAST(:filas AS uuid[]), CAST(:cuerpos AS bytea[]))
""")
_CLAVES = text("""
    INSERT INTO vara.boveda_clave (vence_el, clave, fila)
    SELECT * FROM unnest(CAST(:dias AS date[]), CAST(:claves AS bigint[]), CAST(:filas AS uuid[]))
""")
_POSICION = text("""
    INSERT INTO vara.posicion_consumida (cluster, tema, particion, posicion)
    VALUES ('vara', 'vara', 0, :hasta)
    ON CONFLICT (cluster, tema, particion) DO UPDATE SET posicion = excluded.posicion
""")


@dataclass(slots=True)
class Filas:
    """Lo que dejó un lote de eventos en cada tabla."""

    bandeja: list[tuple[UUID, bytes]]
    boveda: list[Any] = field(default_factory=list)
    claves: list[Any] = field(default_factory=list)


def insertar_desnudo(bd: Bd, eventos: int, por_lote: int) -> float:
    """Eventos por segundo al insertar de nuevo las filas de los últimos `eventos` recibidos.

    `bd` es la del dueño; las copias se borran al terminar.
    """
    lotes = _leer(bd, eventos, por_lote)
    with bd.transaccion() as sesion:
        sesion.execute(text("CREATE SCHEMA vara"))
        for tabla in COPIAS:
            sesion.execute(text(f"CREATE TABLE vara.{tabla} (LIKE public.{tabla} INCLUDING ALL)"))
    comienzo_s = time.perf_counter()
    for numero, filas in enumerate(lotes):
        with bd.transaccion() as sesion:
            _insertar(sesion, filas, numero)
    demora_s = time.perf_counter() - comienzo_s
    with bd.transaccion() as sesion:
        sesion.execute(text("DROP SCHEMA vara CASCADE"))
    return sum(len(filas.bandeja) for filas in lotes) / demora_s


def _insertar(sesion: Session, filas: Filas, numero: int) -> None:
    ids, huellas = zip(*filas.bandeja, strict=True)
    valores = {"organismo": "vara", "ids": list(ids), "huellas": list(huellas)}
    sesion.execute(_BANDEJA, valores).all()
    dias, guardadas, cuerpos = map(list, zip(*filas.boveda, strict=True))
    sesion.execute(_BOVEDA, {"dias": dias, "filas": guardadas, "cuerpos": cuerpos})
    dias, claves, duenas = map(list, zip(*filas.claves, strict=True))
    sesion.execute(_CLAVES, {"dias": dias, "claves": claves, "filas": duenas})
    sesion.execute(_POSICION, {"hasta": numero})


def _leer(bd: Bd, eventos: int, por_lote: int) -> list[Filas]:
    """Las filas guardadas, repartidas en lotes; cada clave va en el lote de su evento."""
    with bd.transaccion() as sesion:
        bandeja = sesion.execute(
            text("SELECT evento_id, huella FROM bandeja LIMIT :n"), {"n": eventos}
        ).all()
        boveda = sesion.execute(
            text("SELECT vence_el, fila, cuerpo FROM boveda LIMIT :n"), {"n": eventos}
        ).all()
        claves = defaultdict(list)
        orden = text("SELECT vence_el, clave, fila FROM boveda_clave WHERE fila = ANY(:filas)")
        for clave in sesion.execute(orden, {"filas": [fila.fila for fila in boveda]}):
            claves[clave.fila].append(tuple(clave))
    lotes = []
    for desde in range(0, len(bandeja), por_lote):
        guardadas = boveda[desde : desde + por_lote]
        lotes.append(
            Filas(
                [tuple(fila) for fila in bandeja[desde : desde + por_lote]],
                [tuple(fila) for fila in guardadas],
                sorted(clave for fila in guardadas for clave in claves[fila.fila]),
            )
        )
    return lotes
