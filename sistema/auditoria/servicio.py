"""Deja constancia de cada operación, en la misma transacción que la operación (INV-6)."""

from dataclasses import replace

from sqlalchemy.orm import Session

from sistema.auditoria import repositorio
from sistema.auditoria.acciones import Desenlace
from sistema.auditoria.constancia import Constancia
from sistema.nucleo.bd import hacer_duradero


def asentar_hecho(sesion: Session, *constancias: Constancia) -> None:
    """Asienta operaciones cumplidas: existen si y solo si la transacción se confirma.

    Fundamento: Decreto 120, art. 2 a); técnico (ADR-0003).
    """
    repositorio.insertar(sesion, constancias, Desenlace.HECHO)


def asentar_rechazo(sesion: Session, constancia: Constancia, codigo: str) -> None:
    """Asienta una negativa; sobrevive aunque la transacción deshaga todo lo demás.

    Fundamento: Decreto 120, art. 2 a); técnico (ADR-0003).
    """
    con_motivo = replace(constancia, detalle={**(constancia.detalle or {}), "motivo": codigo})

    def insertar(destino: Session) -> None:
        repositorio.insertar(destino, [con_motivo], Desenlace.RECHAZADO)

    hacer_duradero(sesion, insertar)
