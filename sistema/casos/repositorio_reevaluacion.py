"""El SQL de la cola de casos por reevaluar."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Boolean, Row, bindparam, column, text
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Session

from sistema.modelos.caso import MotivoReevaluacion, ReevaluacionPendiente
from sistema.nucleo.bd import filas_afectadas

_SE_BUSCA = "caso.estado <> 'termino' AND NOT caso.es_sonda"
_PEDIR = text(f"""
    INSERT INTO reevaluacion_pendiente (caso_id, motivo, pedida_en, desde)
    SELECT caso.id, :motivo, :ahora, :desde FROM caso
    WHERE caso.id = ANY(CAST(:casos AS uuid[])) AND {_SE_BUSCA}
""")  # noqa: S608 - el filtro es un literal de este módulo
_PEDIR_DE_PERSONA = text(f"""
    INSERT INTO reevaluacion_pendiente (caso_id, motivo, pedida_en, desde)
    SELECT caso.id, :motivo, :ahora, :ahora FROM caso
    WHERE caso.persona_id = :persona AND {_SE_BUSCA}
""")  # noqa: S608 - el filtro es un literal de este módulo
_PEDIR_DE_TODOS = text(f"""
    INSERT INTO reevaluacion_pendiente (caso_id, motivo, pedida_en, desde)
    SELECT caso.id, :motivo, :ahora, :ahora FROM caso WHERE {_SE_BUSCA}
""")  # noqa: S608 - el filtro es un literal de este módulo
_PEDIR_DE_OLVIDADOS = text(f"""
    INSERT INTO reevaluacion_pendiente (caso_id, motivo, pedida_en, desde)
    SELECT caso.id, :motivo, :ahora, :ahora FROM caso
    WHERE {_SE_BUSCA}
      AND NOT EXISTS (SELECT FROM reevaluacion_pendiente AS p WHERE p.caso_id = caso.id)
""")  # noqa: S608 - el filtro es un literal de este módulo
_PROGRAMAR = text("""
    INSERT INTO reevaluacion_pendiente (caso_id, motivo, pedida_en, desde, reposo)
    SELECT caso_id, motivo, :ahora, desde, reposo FROM unnest(
        CAST(:casos AS uuid[]), CAST(:motivos AS text[]), CAST(:desdes AS timestamptz[]), :reposos
    ) AS pedido (caso_id, motivo, desde, reposo)
""").bindparams(bindparam("reposos", type_=ARRAY(ReevaluacionPendiente.reposo.type)))
_CONTAR = text("""
    SELECT count(DISTINCT caso_id) FROM reevaluacion_pendiente WHERE desde <= :ahora
""")
_DEBIDOS = text("""
    SELECT caso_id FROM reevaluacion_pendiente WHERE desde <= :ahora
    ORDER BY desde, numero LIMIT :maximo FOR UPDATE SKIP LOCKED
""")
_TOMAR = text("""
    SELECT numero FROM reevaluacion_pendiente
    WHERE caso_id = :caso AND desde <= :ahora FOR UPDATE SKIP LOCKED
""")
# Porque: también se llevan los pedidos futuros del caso: al evaluarlo se programa el siguiente.
_RETIRAR = text(f"""
    DELETE FROM reevaluacion_pendiente AS pedido USING caso
    WHERE caso.id = pedido.caso_id AND pedido.numero = ANY(ARRAY(
        SELECT numero FROM reevaluacion_pendiente
        WHERE caso_id = ANY(CAST(:casos AS uuid[])) FOR UPDATE SKIP LOCKED
    )) RETURNING pedido.numero, pedido.caso_id, pedido.motivo, pedido.desde,
        pedido.reposo, {_SE_BUSCA} AS se_busca
""").columns(  # noqa: S608 - el filtro es un literal de este módulo
    ReevaluacionPendiente.numero,
    ReevaluacionPendiente.caso_id,
    ReevaluacionPendiente.motivo,
    ReevaluacionPendiente.desde,
    ReevaluacionPendiente.reposo,
    column("se_busca", Boolean),
)
_POSPONER = text("""
    UPDATE reevaluacion_pendiente
    SET intentos = intentos + 1,
        desde = :ahora + least(interval '1 minute' * 2 ^ least(intentos, 10), :techo)
    WHERE numero = ANY(:numeros) AND desde <= :ahora
""")


def pedir(
    sesion: Session,
    casos: Collection[UUID],
    motivo: MotivoReevaluacion,
    ahora: datetime,
    desde: datetime,
) -> None:
    """Agrega un pedido por cada uno de estos casos que se siga buscando."""
    valores = {"casos": list(casos), "motivo": motivo, "ahora": ahora, "desde": desde}
    sesion.execute(_PEDIR, valores)


def pedir_de_persona(
    sesion: Session, persona_id: UUID, motivo: MotivoReevaluacion, ahora: datetime
) -> None:
    """Agrega un pedido por cada caso de la persona que se siga buscando."""
    valores = {"persona": persona_id, "motivo": motivo, "ahora": ahora}
    sesion.execute(_PEDIR_DE_PERSONA, valores)


def pedir_de_todos(sesion: Session, motivo: MotivoReevaluacion, ahora: datetime) -> int:
    """Agrega un pedido por cada caso que se busca; devuelve cuántos."""
    return filas_afectadas(sesion.execute(_PEDIR_DE_TODOS, {"motivo": motivo, "ahora": ahora}))


def pedir_de_olvidados(sesion: Session, motivo: MotivoReevaluacion, ahora: datetime) -> int:
    """Lo mismo, solo por los que no tienen ningún pedido; devuelve cuántos."""
    return filas_afectadas(sesion.execute(_PEDIR_DE_OLVIDADOS, {"motivo": motivo, "ahora": ahora}))


def programar(
    sesion: Session,
    revisiones: Sequence[tuple[UUID, datetime, MotivoReevaluacion, bytes | None]],
    ahora: datetime,
) -> None:
    """Agrega un pedido por cada (caso, desde, motivo, reposo), sin mirar si se sigue buscando."""
    columnas = ("casos", "desdes", "motivos", "reposos")
    valores = dict(zip(columnas, map(list, zip(*revisiones, strict=True)), strict=True))
    sesion.execute(_PROGRAMAR, {**valores, "ahora": ahora})


def contar(sesion: Session, ahora: datetime) -> int:
    """Cuántos casos toca reevaluar ya."""
    return int(sesion.scalars(_CONTAR, {"ahora": ahora}).one())


def reclamar_debidos(sesion: Session, ahora: datetime, maximo: int) -> list[UUID]:
    """Los casos con algún pedido que ya toca y que nadie más tiene en mano."""
    return list(dict.fromkeys(sesion.scalars(_DEBIDOS, {"ahora": ahora, "maximo": maximo})))


def tomar(sesion: Session, caso_id: UUID, ahora: datetime) -> bool:
    """Toma los pedidos del caso que ya tocan y nadie más tiene en mano; dice si había alguno."""
    return bool(sesion.execute(_TOMAR, {"caso": caso_id, "ahora": ahora}).all())


def retirar(sesion: Session, casos: Collection[UUID]) -> Sequence[Row[Any]]:
    """Borra los pedidos de estos casos que nadie más tiene en mano, y los devuelve."""
    return sesion.execute(_RETIRAR, {"casos": list(casos)}).all()


def posponer(sesion: Session, numeros: Collection[int], ahora: datetime, techo: object) -> None:
    """Aleja estos pedidos, los que ya tocaban, cada vez más, hasta `techo`."""
    sesion.execute(_POSPONER, {"numeros": list(numeros), "ahora": ahora, "techo": techo})
