"""El SQL de la bóveda: una orden por día y por tabla."""

from collections.abc import Sequence
from datetime import date
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.orm import Session

from sistema.nucleo.bd import copiar

# Porque: COPY en binario cuesta cerca de la mitad que un INSERT con arreglos, y aquí no hay
# conflictos que resolver: cada fila es nueva.
_COPIAR = "COPY boveda (vence_el, fila, cuerpo) FROM STDIN (FORMAT binary)"
_COPIAR_CLAVES = "COPY boveda_clave (vence_el, clave, fila) FROM STDIN (FORMAT binary)"

_BUSCAR = text("""
    SELECT fila, cuerpo FROM boveda WHERE vence_el = :dia AND fila IN (
        SELECT fila FROM boveda_clave
        WHERE vence_el = :dia AND clave = ANY(CAST(:claves AS bigint[])) AND fila > :despues_de
    ) ORDER BY fila LIMIT :maximo
""")


def insertar(
    sesion: Session,
    dia: date,
    cuerpos: Sequence[tuple[UUID, bytes]],
    claves: Sequence[tuple[int, UUID]],
) -> None:
    """Guarda los eventos de un día de vencimiento y sus claves."""
    copiar(sesion, _COPIAR, ("date", "uuid", "bytea"), [(dia, *fila) for fila in cuerpos])
    # Porque: en orden de clave, cada página del índice se toca una vez por lote.
    filas = [(dia, *fila) for fila in sorted(claves)]
    copiar(sesion, _COPIAR_CLAVES, ("date", "int8", "uuid"), filas)


def buscar(
    sesion: Session, dia: date, claves: Sequence[int], despues_de: UUID, maximo: int
) -> list[tuple[UUID, bytes]]:
    """Los cuerpos cerrados de un día que tienen alguna de estas claves, en orden de llegada."""
    valores = {"dia": dia, "claves": list(claves), "despues_de": despues_de, "maximo": maximo}
    return [(fila.fila, bytes(fila.cuerpo)) for fila in sesion.execute(_BUSCAR, valores)]


def crear_dia(sesion: Session, dia: date) -> None:
    """Prepara el lugar de un día de vencimiento; si ya estaba, nada cambia."""
    sesion.execute(text("SELECT boveda_crear_dia(:dia)"), {"dia": dia})


def borrar_dia(sesion: Session, dia: date) -> bool:
    """Borra de una vez todo lo de un día vencido; dice si había algo preparado."""
    return bool(sesion.scalar(text("SELECT boveda_borrar_dia(:dia)"), {"dia": dia}))


def dias_preparados(sesion: Session) -> list[date]:
    """Los días de vencimiento que tienen dónde guardarse."""
    return list(sesion.scalars(text("SELECT * FROM boveda_dias_preparados()")))
