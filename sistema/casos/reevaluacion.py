"""Los casos que hay que volver a evaluar: quién lo pide, desde cuándo y quién ya lo hizo.

Un pedido nace en la transacción de lo que lo motiva y se borra en la del que lo atiende: si alguna
se deshace, el pedido queda como estaba. Pedir solo agrega y nunca espera (ADR-0023).
"""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import NamedTuple
from uuid import UUID

from sqlalchemy.orm import Session

from sistema.casos import repositorio_reevaluacion as repositorio
from sistema.modelos.caso import MotivoReevaluacion

ESPERA_MAXIMA = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Pedido:
    """Un caso por reevaluar y lo que lo motiva; si hay varios motivos, el que no es la hora.

    `reposo` es el que dejó la última evaluación que programó una revisión; `numeros`, los pedidos
    que se retiraron con él.
    """

    caso_id: UUID
    motivo: MotivoReevaluacion
    reposo: bytes | None = field(default=None, repr=False, compare=False)
    numeros: tuple[int, ...] = field(default=(), repr=False, compare=False)


class Revision(NamedTuple):
    """La siguiente revisión de un caso: desde cuándo, por qué y hasta cuándo reposa."""

    caso_id: UUID
    desde: datetime
    motivo: MotivoReevaluacion
    reposo: bytes | None


def pedir(
    sesion: Session,
    caso_ids: Collection[UUID],
    motivo: MotivoReevaluacion,
    ahora: datetime,
    desde: datetime | None = None,
) -> None:
    """Pide reevaluar estos casos desde una hora; por omisión, ya. Sin casos, no hace nada.

    Los casos terminados y las sondas no se piden. Repetirlo no reevalúa dos veces.

    Fundamento: Ley 21.500, art. 5, letra b); técnico (ADR-0023).
    """
    if caso_ids:
        repositorio.pedir(sesion, caso_ids, motivo, ahora, desde or ahora)


def pedir_de_persona(
    sesion: Session, persona_id: UUID, motivo: MotivoReevaluacion, ahora: datetime
) -> None:
    """Pide reevaluar ya los casos de una persona que se siguen buscando.

    Fundamento: Ley 21.500, art. 5, letra b); técnico (ADR-0023).
    """
    repositorio.pedir_de_persona(sesion, persona_id, motivo, ahora)


def pedir_de_todos(sesion: Session, motivo: MotivoReevaluacion, ahora: datetime) -> int:
    """Pide reevaluar ya todos los casos que se buscan; devuelve cuántos.

    Fundamento: técnico (ADR-0023).
    """
    return repositorio.pedir_de_todos(sesion, motivo, ahora)


def pedir_de_olvidados(sesion: Session, ahora: datetime) -> int:
    """Pide reevaluar los casos que se buscan y no tienen ningún pedido; devuelve cuántos.

    Fundamento: técnico (ADR-0023).
    """
    return repositorio.pedir_de_olvidados(sesion, MotivoReevaluacion.HORAS, ahora)


def programar(sesion: Session, revisiones: Sequence[Revision], ahora: datetime) -> None:
    """Deja pedida la siguiente revisión de cada caso.

    Fundamento: técnico (ADR-0023).
    """
    if revisiones:
        repositorio.programar(sesion, revisiones, ahora)


def contar(sesion: Session, ahora: datetime) -> int:
    """Cuántos casos toca reevaluar ya.

    Fundamento: técnico (ADR-0023).
    """
    return repositorio.contar(sesion, ahora)


def reclamar(sesion: Session, ahora: datetime, maximo: int) -> list[Pedido]:
    """Hasta `maximo` casos que ya toca reevaluar, por orden de caso y sin repetir.

    Sus pedidos se borran si la transacción se confirma, y nadie más los reclama mientras dure. Los
    casos que ya no se buscan se olvidan. Vacía significa que no queda ninguno libre.

    Fundamento: técnico (ADR-0023).
    """
    while casos := repositorio.reclamar_debidos(sesion, ahora, maximo):
        if pedidos := _retirar(sesion, casos, ahora):
            return pedidos
    return []


def reclamar_caso(sesion: Session, caso_id: UUID, ahora: datetime) -> Pedido | None:
    """Lo mismo, de un solo caso; `None` si no toca, si otro lo tiene en mano o ya no se busca.

    Fundamento: técnico (ADR-0023).
    """
    # Porque: si otro ya lo atendió, solo queda la revisión que programó, y esa no se borra.
    if not repositorio.tomar(sesion, caso_id, ahora):
        return None
    return next(iter(_retirar(sesion, [caso_id], ahora)), None)


def posponer(sesion: Session, pedido: Pedido, ahora: datetime) -> None:
    """Deja para más tarde un pedido que falló: un minuto, dos, cuatro… hasta `ESPERA_MAXIMA`.

    Lo que llegó después de reclamarlo no espera.

    Fundamento: técnico (ADR-0023).
    """
    repositorio.posponer(sesion, pedido.numeros, ahora, ESPERA_MAXIMA)


def _retirar(sesion: Session, casos: Iterable[UUID], ahora: datetime) -> list[Pedido]:
    debidos: dict[UUID, tuple[bool, int, MotivoReevaluacion]] = {}
    reposos: dict[UUID, tuple[int, bytes]] = {}
    numeros: dict[UUID, list[int]] = {}
    for fila in repositorio.retirar(sesion, list(casos)):
        numeros.setdefault(fila.caso_id, []).append(fila.numero)
        if fila.reposo is not None:
            reposo = (fila.numero, fila.reposo)
            reposos[fila.caso_id] = max(reposo, reposos.get(fila.caso_id, reposo))
        if fila.se_busca and fila.desde <= ahora:
            orden = (fila.motivo is MotivoReevaluacion.HORAS, fila.numero, fila.motivo)
            debidos[fila.caso_id] = min(orden, debidos.get(fila.caso_id, orden))
    return [
        Pedido(
            caso_id,
            debidos[caso_id][2],
            reposos.get(caso_id, (0, None))[1],
            tuple(numeros[caso_id]),
        )
        for caso_id in sorted(debidos)
    ]
