"""El SQL de las tareas: lo vencido por tandas y cómo les fue."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import text
from sqlalchemy.orm import Session

from sistema.nucleo.bd import filas_afectadas

# Porque: el recibo de lo que se guardó no se olvida; sin él, el mismo id con otro contenido pasaría
# por nuevo y hablaría de un contacto que es de otra persona.
_PURGAR_BANDEJA = text("""
    DELETE FROM bandeja WHERE ctid = ANY(ARRAY(
        SELECT recibo.ctid FROM bandeja AS recibo
        WHERE recibo.recibido_en < :antes AND NOT EXISTS (
            SELECT FROM contacto
            WHERE contacto.organismo = recibo.organismo AND contacto.evento_id = recibo.evento_id
        )
        LIMIT :maximo
    ))
""")
_VENCIDAS = (
    text("DELETE FROM afirmacion_usada WHERE vence_en < :antes"),
    text("DELETE FROM token_maquina WHERE vence_en < :antes"),
)
_LATIDOS = text("DELETE FROM latido_consumidor WHERE anotado_en < :antes")
_PLAZOS = text("""
    SELECT DISTINCT dias_retrospectiva FROM acuerdos_vigentes(now())
    WHERE dias_retrospectiva > 0 ORDER BY 1
""")
_ANOTAR = text("""
    INSERT INTO tarea (nombre, cada_s, terminada_en, hecha_en, fallo, hechos)
    VALUES (:nombre, :cada_s, now(), CASE WHEN CAST(:fallo AS text) IS NULL THEN now() END,
        :fallo, :hechos)
    ON CONFLICT (nombre) DO UPDATE SET
        cada_s = excluded.cada_s, terminada_en = excluded.terminada_en, fallo = excluded.fallo,
        hechos = excluded.hechos, hecha_en = coalesce(excluded.hecha_en, tarea.hecha_en)
""")
_OLVIDAR = text("DELETE FROM tarea WHERE NOT nombre = ANY(CAST(:nombres AS text[]))")


def plazos_de_boveda(sesion: Session) -> list[int]:
    """Los distintos días de bóveda que dan los acuerdos vigentes."""
    return list(sesion.scalars(_PLAZOS))


def borrar_de_la_bandeja(sesion: Session, antes: datetime, maximo: int) -> int:
    """Borra a lo más `maximo` recibos anteriores; devuelve cuántos."""
    valores = {"antes": antes, "maximo": maximo}
    return filas_afectadas(sesion.execute(_PURGAR_BANDEJA, valores))


def borrar_credenciales_vencidas(sesion: Session, antes: datetime) -> int:
    """Borra afirmaciones y tokens que vencieron antes."""
    return sum(filas_afectadas(sesion.execute(orden, {"antes": antes})) for orden in _VENCIDAS)


def borrar_latidos(sesion: Session, antes: datetime) -> int:
    """Borra los latidos de consumidores que ya no existen."""
    return filas_afectadas(sesion.execute(_LATIDOS, {"antes": antes}))


def anotar(sesion: Session, valores: Mapping[str, Any]) -> None:
    """Deja dicho cómo le fue a una tarea; una falla no borra cuándo le fue bien."""
    sesion.execute(_ANOTAR, valores)


def olvidar_las_demas(sesion: Session, nombres: Sequence[str]) -> None:
    """Borra lo anotado de tareas que ya no existen."""
    sesion.execute(_OLVIDAR, {"nombres": list(nombres)})
