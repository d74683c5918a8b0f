"""El SQL de las diligencias y sus resultados."""

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import select, text, tuple_
from sqlalchemy.orm import Session

from sistema.modelos.caso import Caso, EstadoCaso
from sistema.modelos.protocolo import DiligenciaPlanificada, ResultadoDiligencia

_AGREGAR_O_ADELANTAR = text("""
    INSERT INTO diligencia
        (id, caso_id, codigo, texto, responsable, vence_en, evaluacion_id, creada_en)
    SELECT id, caso_id, codigo, texto, responsable, vence_en, evaluacion_id, :ahora FROM unnest(
        CAST(:id AS uuid[]), CAST(:caso_id AS uuid[]), CAST(:codigo AS text[]),
        CAST(:texto AS text[]), CAST(:responsable AS text[]), CAST(:vence_en AS timestamptz[]),
        CAST(:evaluacion_id AS uuid[])
    ) AS nueva (id, caso_id, codigo, texto, responsable, vence_en, evaluacion_id)
    ON CONFLICT (caso_id, codigo) DO UPDATE SET vence_en = excluded.vence_en
    WHERE excluded.vence_en < diligencia.vence_en AND diligencia.hecha_en IS NULL
    RETURNING xmax = 0 AS es_nueva
""")


class Fila(NamedTuple):
    """Una diligencia que le toca a un caso."""

    id: UUID
    caso_id: UUID
    codigo: str
    texto: str
    responsable: str
    vence_en: datetime
    evaluacion_id: UUID | None


def agregar_o_adelantar(sesion: Session, filas: Sequence[Fila], ahora: datetime) -> int:
    """Agrega las que el caso no tiene y adelanta las pendientes que ahora vencen antes.

    Devuelve cuántas agregó. Todas van en el mismo orden: si no, dos simultáneas se traban.
    """
    if not filas:
        return 0
    columnas = dict(zip(Fila._fields, map(list, zip(*filas, strict=True)), strict=True))
    return sum(sesion.scalars(_AGREGAR_O_ADELANTAR, {**columnas, "ahora": ahora}))


def del_caso(sesion: Session, caso_id: UUID) -> Sequence[DiligenciaPlanificada]:
    """Las diligencias del caso, la que vence antes primero."""
    return sesion.scalars(
        select(DiligenciaPlanificada)
        .where(DiligenciaPlanificada.caso_id == caso_id)
        .order_by(DiligenciaPlanificada.vence_en, DiligenciaPlanificada.codigo)
    ).all()


def resultados_de(sesion: Session, diligencias: Sequence[UUID]) -> Sequence[ResultadoDiligencia]:
    """Los resultados de estas diligencias, en el orden en que se anotaron."""
    return sesion.scalars(
        select(ResultadoDiligencia)
        .where(ResultadoDiligencia.diligencia_id.in_(diligencias))
        .order_by(ResultadoDiligencia.numero)
    ).all()


def trabar(sesion: Session, diligencia_id: UUID) -> DiligenciaPlanificada | None:
    """La diligencia, que nadie más cambia hasta que esta transacción termine."""
    return sesion.scalar(
        select(DiligenciaPlanificada)
        .where(DiligenciaPlanificada.id == diligencia_id)
        .with_for_update()
    )


def resultado_por_id(sesion: Session, resultado_id: UUID) -> ResultadoDiligencia | None:
    """El resultado con ese id."""
    return sesion.get(ResultadoDiligencia, resultado_id)


def anotar(
    sesion: Session, diligencia: DiligenciaPlanificada, resultado: ResultadoDiligencia
) -> None:
    """Agrega un resultado y deja hecha la diligencia a su hora."""
    sesion.add(resultado)
    diligencia.hecha_en = resultado.hecha_en
    sesion.flush()


def por_id(sesion: Session, diligencia_id: UUID) -> DiligenciaPlanificada | None:
    """La diligencia con ese id."""
    return sesion.get(DiligenciaPlanificada, diligencia_id)


def atrasadas(
    sesion: Session, ahora: datetime, despues_de: DiligenciaPlanificada | None, maximo: int
) -> Sequence[DiligenciaPlanificada]:
    """Las vencidas sin hacer de los casos que se siguen buscando, la más atrasada primero."""
    consulta = (
        select(DiligenciaPlanificada)
        .join(Caso, Caso.id == DiligenciaPlanificada.caso_id)
        .where(
            DiligenciaPlanificada.hecha_en.is_(None),
            DiligenciaPlanificada.vence_en < ahora,
            Caso.estado != EstadoCaso.TERMINO,
            ~Caso.es_sonda,
        )
        .order_by(DiligenciaPlanificada.vence_en, DiligenciaPlanificada.id)
        .limit(maximo)
    )
    if despues_de is not None:
        lugar = tuple_(DiligenciaPlanificada.vence_en, DiligenciaPlanificada.id)
        consulta = consulta.where(lugar > (despues_de.vence_en, despues_de.id))
    return sesion.scalars(consulta).all()
