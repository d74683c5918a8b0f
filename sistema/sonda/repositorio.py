"""El SQL de la sonda; la hora es siempre la de la base de datos."""

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import Row, select, text
from sqlalchemy.orm import Session

from sistema.modelos.caso import Caso
from sistema.nucleo.bd import filas_afectadas

_ANOTAR_SALIDAS = text("""
    UPDATE sonda SET salio_en = now() FROM coincidencia JOIN alerta
        ON alerta.coincidencia_id = coincidencia.id
    WHERE sonda.salio_en IS NULL AND coincidencia.caso_id = sonda.caso_id
      AND coincidencia.organismo = sonda.organismo AND coincidencia.evento_id = sonda.evento_id
""")

# Porque: una que se perdió no dice nada de hoy si otra posterior ya salió.
_PENDIENTES = text("""
    WITH visto AS (
        SELECT coalesce(max(enviada_en) FILTER (WHERE salio_en IS NOT NULL), '-infinity') AS salida
        FROM sonda
    )
    SELECT now() AS ahora, (SELECT max(enviada_en) FROM sonda) AS ultima,
        count(*) AS pendientes,
        count(*) FILTER (WHERE enviada_en < now() - :plazo) AS atrasadas
    FROM sonda, visto WHERE salio_en IS NULL AND enviada_en > visto.salida
""")

_ENVIAR = text("""
    INSERT INTO sonda (id, caso_id, organismo, evento_id, enviada_en)
    VALUES (:id, :caso_id, :organismo, :evento_id, now())
""")


def caso_de_la_sonda(sesion: Session) -> UUID | None:
    """El caso sintético, si ya se preparó."""
    return sesion.scalar(select(Caso.id).where(Caso.es_sonda).order_by(Caso.id).limit(1))


def turnarse(sesion: Session, candado: int) -> None:
    """Hasta el fin de esta transacción, nadie más prepara ni envía sondas."""
    sesion.execute(text("SELECT pg_advisory_xact_lock(:candado)"), {"candado": candado})


def anotar_salidas(sesion: Session) -> int:
    """Da por salidas las que ya tienen su alerta; devuelve cuántas."""
    return filas_afectadas(sesion.execute(_ANOTAR_SALIDAS))


def pendientes(sesion: Session, plazo: timedelta) -> Row[Any]:
    """La hora, la última enviada, cuántas no han salido y cuántas de ellas pasaron el plazo."""
    return sesion.execute(_PENDIENTES, {"plazo": plazo}).one()


def insertar(sesion: Session, valores: dict[str, Any]) -> None:
    """Agrega una sonda recién enviada."""
    sesion.execute(_ENVIAR, valores)


def borrar_restos(sesion: Session, antes_de: datetime) -> int:
    """Borra las coincidencias de casos sonda halladas antes; solo puede con esas."""
    return int(sesion.scalar(text("SELECT sonda_borrar(:antes)"), {"antes": antes_de}) or 0)


def borrar_enviadas(sesion: Session, antes_de: datetime) -> int:
    """Borra el registro de las sondas enviadas antes."""
    orden = text("DELETE FROM sonda WHERE enviada_en < :antes")
    return filas_afectadas(sesion.execute(orden, {"antes": antes_de}))
