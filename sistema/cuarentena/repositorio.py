"""El SQL de la cuarentena y de la cuenta diaria de errores."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import ARRAY, ColumnElement, Row, Uuid, any_, cast, delete, func, select, text
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from sistema.cuarentena.tipos import Seleccion
from sistema.modelos.contacto import Cuarentena
from sistema.modelos.operacion import ErrorAporte
from sistema.nucleo.bd import filas_afectadas

# Porque: dos lotes del mismo organismo suman en el mismo orden; si no, se traban.
_SUMAR_ERRORES = text("""
    INSERT INTO error_aporte (organismo, dia, codigo, detalle, cuantos)
    SELECT :organismo, :dia, codigo, detalle, cuantos
    FROM unnest(
        CAST(:codigos AS text[]), CAST(:detalles AS text[]), CAST(:cuantos AS bigint[])
    ) AS falta (codigo, detalle, cuantos)
    ORDER BY codigo, detalle
    ON CONFLICT (organismo, dia, codigo, detalle)
    DO UPDATE SET cuantos = error_aporte.cuantos + EXCLUDED.cuantos
""")


def insertar(sesion: Session, filas: Sequence[Mapping[str, Any]]) -> None:
    """Aparta mensajes; el mismo mensaje del mismo origen se aparta una sola vez."""
    sesion.execute(insert(Cuarentena).inline().on_conflict_do_nothing(), filas)


def borrar_vencidos(sesion: Session, hoy: date) -> int:
    """Borra lo que ya no puede abrirse."""
    return filas_afectadas(sesion.execute(delete(Cuarentena).where(Cuarentena.vence_el < hoy)))


def agrupar(
    sesion: Session, seleccion: Seleccion, hoy: date
) -> Sequence[Row[str, str, int, Any, date]]:
    """Por organismo y código: cuántos, desde cuándo y cuándo vence el primero."""
    return sesion.execute(
        select(
            Cuarentena.organismo,
            Cuarentena.codigo,
            func.count(),
            func.min(Cuarentena.llegada_en),
            func.min(Cuarentena.vence_el),
        )
        .where(*_condiciones(seleccion, hoy))
        .group_by(Cuarentena.organismo, Cuarentena.codigo)
        .order_by(Cuarentena.organismo, Cuarentena.codigo)
    ).all()


def elegir(
    sesion: Session, seleccion: Seleccion, hoy: date, maximo: int | None
) -> Sequence[Cuarentena]:
    """Los más antiguos de la selección."""
    return sesion.scalars(
        select(Cuarentena)
        .where(*_condiciones(seleccion, hoy))
        .order_by(Cuarentena.llegada_en, Cuarentena.posicion, Cuarentena.id)
        .limit(maximo)
    ).all()


def elegir_ids(
    sesion: Session, seleccion: Seleccion, hoy: date, maximo: int | None
) -> Sequence[UUID]:
    """Los identificadores de los más antiguos de la selección."""
    return sesion.scalars(
        select(Cuarentena.id)
        .where(*_condiciones(seleccion, hoy))
        .order_by(Cuarentena.llegada_en, Cuarentena.posicion, Cuarentena.id)
        .limit(maximo)
    ).all()


def con_ids(sesion: Session, ids: Sequence[UUID], hoy: date) -> Sequence[Cuarentena]:
    """Los de esos identificadores que aún no vencen, desde el más antiguo."""
    return sesion.scalars(
        select(Cuarentena)
        .where(_entre(ids), Cuarentena.vence_el >= hoy)
        .order_by(Cuarentena.llegada_en, Cuarentena.posicion, Cuarentena.id)
    ).all()


def sacar(sesion: Session, ids: Sequence[UUID]) -> set[UUID]:
    """Borra de la cuarentena; devuelve los que aún estaban."""
    orden = delete(Cuarentena).where(_entre(ids)).returning(Cuarentena.id)
    return set(sesion.scalars(orden, execution_options={"synchronize_session": False}))


def sumar_errores(
    sesion: Session, organismo: str, dia: date, cuentas: Mapping[tuple[str, str], int]
) -> None:
    """Suma a la cuenta del día cuántos mensajes traían cada (código, falta)."""
    sesion.execute(
        _SUMAR_ERRORES,
        {
            "organismo": organismo,
            "dia": dia,
            "codigos": [codigo for codigo, _ in cuentas],
            "detalles": [falta for _, falta in cuentas],
            "cuantos": list(cuentas.values()),
        },
    )


def errores_de(sesion: Session, organismo: str, dia: date) -> Sequence[ErrorAporte]:
    """La cuenta de un día, de lo más repetido a lo menos."""
    return sesion.scalars(
        select(ErrorAporte)
        .where(ErrorAporte.organismo == organismo, ErrorAporte.dia == dia)
        .order_by(ErrorAporte.cuantos.desc(), ErrorAporte.codigo, ErrorAporte.detalle)
    ).all()


def borrar_errores(sesion: Session, antes_de: date) -> None:
    """Borra las cuentas de los días anteriores."""
    sesion.execute(delete(ErrorAporte).where(ErrorAporte.dia < antes_de))


def _condiciones(seleccion: Seleccion, hoy: date) -> list[ColumnElement[bool]]:
    condiciones: list[ColumnElement[bool]] = [Cuarentena.vence_el >= hoy]
    if seleccion.organismo is not None:
        condiciones.append(Cuarentena.organismo == seleccion.organismo)
    if seleccion.codigo is not None:
        condiciones.append(Cuarentena.codigo == seleccion.codigo)
    return condiciones


def _entre(ids: Sequence[UUID]) -> ColumnElement[bool]:
    return Cuarentena.id == any_(cast(list(ids), ARRAY(Uuid())))
