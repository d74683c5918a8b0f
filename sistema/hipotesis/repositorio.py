"""El SQL de las hipótesis de un caso."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import select, text
from sqlalchemy.orm import Session

from sistema.modelos.protocolo import VersionHipotesis
from sistema.nucleo.bd import alguno_de

# Porque: las hipótesis solo se agregan, así que no hay fila que trabar; este candado hace turnarse
# a las de un caso, y dos casos que cayeran en el mismo número solo se turnan de más.
CANDADO_DE_HIPOTESIS = 21_500_012

_TRABAR = text("SELECT pg_advisory_xact_lock(:candado, hashtext(CAST(:caso AS text)))")


def trabar(sesion: Session, caso_id: UUID) -> None:
    """Hasta el fin de esta transacción, nadie más formula hipótesis en este caso."""
    sesion.execute(_TRABAR, {"candado": CANDADO_DE_HIPOTESIS, "caso": caso_id})


def del_caso(sesion: Session, caso_id: UUID) -> Sequence[VersionHipotesis]:
    """Todas las versiones de todas las hipótesis del caso, en el orden en que se formularon."""
    return sesion.scalars(
        select(VersionHipotesis)
        .where(VersionHipotesis.caso_id == caso_id)
        .order_by(VersionHipotesis.formulada_en, VersionHipotesis.tipo, VersionHipotesis.version)
    ).all()


def de_los_casos(sesion: Session, casos: Sequence[UUID]) -> Sequence[VersionHipotesis]:
    """Lo mismo, de varios casos en una sola consulta."""
    return sesion.scalars(
        select(VersionHipotesis)
        .where(VersionHipotesis.caso_id == alguno_de(casos))
        .order_by(VersionHipotesis.formulada_en, VersionHipotesis.tipo, VersionHipotesis.version)
    ).all()


def insertar(sesion: Session, version: VersionHipotesis) -> None:
    """Agrega una versión."""
    sesion.add(version)
    sesion.flush()
