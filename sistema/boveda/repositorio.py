"""El SQL de la bóveda: una orden por día y por tabla."""

from collections.abc import Sequence
from datetime import date
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.orm import Session

_INSERTAR = text("""
    INSERT INTO boveda (vence_el, fila, cuerpo)
    SELECT :dia, fila, cuerpo
    FROM unnest(CAST(:filas AS uuid[]), CAST(:cuerpos AS bytea[])) AS nuevas (fila, cuerpo)
""")

# Porque: en orden de clave, las páginas del índice se tocan una vez por lote.
_INSERTAR_CLAVES = text("""
    INSERT INTO boveda_clave (vence_el, clave, fila)
    SELECT :dia, clave, fila
    FROM unnest(CAST(:claves AS bigint[]), CAST(:filas AS uuid[])) AS nuevas (clave, fila)
    ORDER BY clave
""")

_BUSCAR = text("""
    SELECT cuerpo FROM boveda WHERE vence_el = :dia AND fila IN (
        SELECT fila FROM boveda_clave
        WHERE vence_el = :dia AND clave = ANY(CAST(:claves AS bigint[]))
    ) ORDER BY fila
""")


def insertar(
    sesion: Session,
    dia: date,
    cuerpos: Sequence[tuple[UUID, bytes]],
    claves: Sequence[tuple[int, UUID]],
) -> None:
    """Guarda los eventos de un día de vencimiento y sus claves."""
    filas, cerrados = zip(*cuerpos, strict=True)
    sesion.execute(_INSERTAR, {"dia": dia, "filas": list(filas), "cuerpos": list(cerrados)})
    if claves:
        ciegas, duenas = zip(*claves, strict=True)
        valores = {"dia": dia, "claves": list(ciegas), "filas": list(duenas)}
        sesion.execute(_INSERTAR_CLAVES, valores)


def buscar(sesion: Session, dia: date, claves: Sequence[int]) -> list[bytes]:
    """Los cuerpos cerrados de un día que tienen alguna de estas claves, en orden de llegada."""
    filas = sesion.scalars(_BUSCAR, {"dia": dia, "claves": list(claves)})
    return [bytes(cuerpo) for cuerpo in filas]


def crear_dia(sesion: Session, dia: date) -> None:
    """Prepara el lugar de un día de vencimiento; si ya estaba, nada cambia."""
    sesion.execute(text("SELECT boveda_crear_dia(:dia)"), {"dia": dia})


def borrar_dia(sesion: Session, dia: date) -> bool:
    """Borra de una vez todo lo de un día vencido; dice si había algo preparado."""
    return bool(sesion.scalar(text("SELECT boveda_borrar_dia(:dia)"), {"dia": dia}))


def fecha_de_la_base(sesion: Session) -> date:
    """Qué día es, en UTC, para la base de datos."""
    hoy: date = sesion.scalars(text("SELECT current_date")).one()
    return hoy


def dias_preparados(sesion: Session) -> list[date]:
    """Los días de vencimiento que tienen dónde guardarse."""
    return list(sesion.scalars(text("SELECT * FROM boveda_dias_preparados()")))
