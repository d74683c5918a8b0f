"""El SQL de la cola de entrada."""

from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet
from datetime import date
from typing import Any

from sqlalchemy import ARRAY, BigInteger, any_, cast, delete, insert, select
from sqlalchemy.orm import Session

from sistema.modelos.contacto import Entrada
from sistema.nucleo.bd import filas_afectadas


def insertar(sesion: Session, filas: Sequence[Mapping[str, Any]]) -> None:
    """Encola mensajes ya cerrados."""
    sesion.execute(insert(Entrada).inline(), filas)


def pendientes(sesion: Session, maximo: int, salvo: AbstractSet[str]) -> list[Entrada]:
    """Los más antiguos de la cola que no sean de `salvo`, todos del organismo del primero."""
    primero = (
        select(Entrada.organismo)
        .where(Entrada.organismo.not_in(sorted(salvo)))
        .order_by(Entrada.numero)
        .limit(1)
        .scalar_subquery()
    )
    return list(
        sesion.scalars(
            select(Entrada)
            .where(Entrada.organismo == primero)
            .order_by(Entrada.numero)
            .limit(maximo),
        ),
    )


def borrar(sesion: Session, numeros: Sequence[int]) -> dict[int, date]:
    """Saca de la cola; devuelve los que seguían en ella y cuándo vencían."""
    pedidos = cast(list(numeros), ARRAY(BigInteger()))
    orden = delete(Entrada).where(Entrada.numero == any_(pedidos))
    filas = sesion.execute(orden.returning(Entrada.numero, Entrada.vence_el))
    return {fila.numero: fila.vence_el for fila in filas}


def borrar_vencidos(sesion: Session, hoy: date) -> int:
    """Borra lo que ya no puede abrirse."""
    return filas_afectadas(sesion.execute(delete(Entrada).where(Entrada.vence_el < hoy)))
