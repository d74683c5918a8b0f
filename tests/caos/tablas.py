"""Lo que quedó en la base de datos, leído con SQL propio y sin una línea del Sistema."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import LiteralString

import psycopg
from psycopg.rows import TupleRow

Par = tuple[str, str]
Posicion = tuple[str, int, int]
Conexion = psycopg.Connection[TupleRow]


@dataclass(frozen=True)
class FilaCoincidencia:
    """Una coincidencia: de qué caso y evento es, qué dice y cuántas veces cambió."""

    caso: str
    evento: str
    decision: str
    version: int
    alertas: int
    anteriores: int


@dataclass(frozen=True)
class Tablas:
    """Las filas que el verificador mira, con sus repeticiones: no confía en las claves únicas."""

    bandeja: list[str] = field(default_factory=list)
    cuarentena: list[Posicion] = field(default_factory=list)
    contactos: list[Par] = field(default_factory=list)
    contactos_sueltos: int = 0
    coincidencias: list[FilaCoincidencia] = field(default_factory=list)
    entregas: list[int] = field(default_factory=list)
    intervinientes: int = 3
    boveda: int = 0
    nuevos_asentados: int = 0
    posiciones: dict[tuple[str, int], int] = field(default_factory=dict)
    entrada: int = 0
    busquedas_pendientes: int = 0


@contextmanager
def mirar(url: str) -> Iterator[Conexion]:
    """Una conexión en la que ninguna fila se mueve mientras se lee; lo que se haga se deshace."""
    with psycopg.connect(url) as conexion:
        conexion.isolation_level = psycopg.IsolationLevel.REPEATABLE_READ
        yield conexion
        conexion.rollback()


def leer_tablas(conexion: Conexion) -> Tablas:
    """Lee todo lo que el verificador compara."""
    return Tablas(
        bandeja=[e for (e,) in _filas(conexion, "SELECT evento_id::text FROM bandeja")],
        cuarentena=[
            (tema, particion, posicion)
            for tema, particion, posicion in _filas(
                conexion, "SELECT tema, particion, posicion FROM cuarentena"
            )
        ],
        contactos=[
            (organismo, evento)
            for organismo, evento in _filas(
                conexion, "SELECT organismo, evento_id::text FROM contacto"
            )
        ],
        contactos_sueltos=_numero(
            conexion,
            "SELECT count(*) FROM contacto WHERE id NOT IN (SELECT contacto_id FROM coincidencia)",
        ),
        coincidencias=[FilaCoincidencia(*fila) for fila in _filas(conexion, _COINCIDENCIAS)],
        entregas=[cuantas for (cuantas,) in _filas(conexion, _ENTREGAS)],
        intervinientes=_numero(
            conexion, "SELECT count(*) FROM institucion WHERE clase = 'interviniente'"
        ),
        boveda=_numero(conexion, "SELECT count(*) FROM boveda"),
        nuevos_asentados=_numero(
            conexion,
            "SELECT coalesce(sum(resultados), 0) FROM asiento WHERE accion = 'contactos:registrar'",
        ),
        posiciones={
            (tema, particion): posicion
            for tema, particion, posicion in _filas(
                conexion, "SELECT tema, particion, posicion FROM posicion_consumida"
            )
        },
        entrada=_numero(conexion, "SELECT count(*) FROM entrada"),
        busquedas_pendientes=_numero(
            conexion, "SELECT count(*) FROM busqueda_retrospectiva WHERE hecha_en IS NULL"
        ),
    )


_COINCIDENCIAS: LiteralString = """
    SELECT coincidencia.caso_id::text, coincidencia.evento_id::text, coincidencia.decision,
        coincidencia.version,
        (SELECT count(*) FROM alerta WHERE alerta.coincidencia_id = coincidencia.id),
        (SELECT count(*) FROM version_coincidencia AS v WHERE v.coincidencia_id = coincidencia.id)
    FROM coincidencia
"""

_ENTREGAS: LiteralString = """
    SELECT count(entrega_alerta.institucion) FROM alerta
    LEFT JOIN entrega_alerta ON entrega_alerta.alerta_id = alerta.id
    GROUP BY alerta.id
"""


def _filas(conexion: Conexion, orden: LiteralString) -> list[TupleRow]:
    return conexion.execute(orden).fetchall()


def _numero(conexion: Conexion, orden: LiteralString) -> int:
    [(numero,)] = _filas(conexion, orden)
    return int(numero)
