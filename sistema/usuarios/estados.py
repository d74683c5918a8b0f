"""Los estados de una persona usuaria: qué acto lleva a cuál y qué exige. Puro: no guarda nada.

solicitado → activo → suspendido | bloqueado → baja. Desbloquear deja suspendido: quien administra a
su gente decide si vuelve. De la baja no se vuelve.

Fundamento: Decreto 120, art. 2 b) y c); técnico (ADR-0024).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from sistema.modelos.ficha import ActoUsuario as A
from sistema.modelos.usuario import EstadoUsuario as E
from sistema.usuarios.errores import ActoNoCorresponde, FaltaMotivo, RequisitosIncompletos

CHILE = ZoneInfo("America/Santiago")


@dataclass(frozen=True, slots=True, kw_only=True)
class Requisitos:
    """Lo que una persona debe tener para estar activa."""

    con_oficio: bool = False
    capacitacion_hasta: date | None = None
    reserva_en: date | None = None
    perfil_hasta: datetime | None = None


@dataclass(frozen=True, slots=True)
class Regla:
    """Desde qué estados se hace un acto, a cuál lleva y qué debe traer."""

    desde: frozenset[E]
    hacia: E
    con_requisitos: bool = False
    con_motivo: bool = True


def _desde(*estados: E) -> frozenset[E]:
    return frozenset(estados)


REGLAS: Mapping[A, Regla] = {
    A.ACTIVAR: Regla(_desde(E.SOLICITADO), E.ACTIVO, con_requisitos=True, con_motivo=False),
    A.SUSPENDER: Regla(_desde(E.ACTIVO), E.SUSPENDIDO),
    A.REACTIVAR: Regla(_desde(E.SUSPENDIDO), E.ACTIVO, con_requisitos=True),
    A.BLOQUEAR: Regla(_desde(E.SOLICITADO, E.ACTIVO, E.SUSPENDIDO), E.BLOQUEADO),
    A.DESBLOQUEAR: Regla(_desde(E.BLOQUEADO), E.SUSPENDIDO),
    A.DAR_DE_BAJA: Regla(_desde(E.SOLICITADO, E.ACTIVO, E.SUSPENDIDO, E.BLOQUEADO), E.BAJA),
}


def dar_acto(estado: E, acto: A, requisitos: Requisitos, motivo: str, ahora: datetime) -> E:
    """El estado en que queda la persona.

    Raises:
        ActoNoCorresponde: su estado no lo admite.
        FaltaMotivo: el acto exige decir por qué.
        RequisitosIncompletos: no tiene lo que hace falta para estar activa.
    """
    regla = REGLAS.get(acto)
    if regla is None or estado not in regla.desde:
        raise ActoNoCorresponde
    if regla.con_motivo and not motivo:
        raise FaltaMotivo
    faltan = listar_faltas(requisitos, ahora) if regla.con_requisitos else ()
    if faltan:
        raise RequisitosIncompletos(faltan)
    return regla.hacia


def listar_faltas(requisitos: Requisitos, ahora: datetime) -> tuple[str, ...]:
    """Lo que le falta a una persona para estar activa, en el orden en que se consigue."""
    hoy = fecha_en_chile(ahora)
    capacitacion, reserva = requisitos.capacitacion_hasta, requisitos.reserva_en
    perfil = requisitos.perfil_hasta
    faltas = {
        "oficio": not requisitos.con_oficio,
        "capacitacion_vigente": capacitacion is None or capacitacion < hoy,
        "declaracion_de_reserva": reserva is None or reserva > hoy,
        "perfil_vigente": perfil is None or perfil <= ahora,
    }
    return tuple(falta for falta, es in faltas.items() if es)


def listar_siguientes(estado: E) -> tuple[A, ...]:
    """Los actos que el estado admite."""
    return tuple(acto for acto, regla in REGLAS.items() if estado in regla.desde)


def fecha_en_chile(instante: datetime) -> date:
    """Qué fecha es en Chile continental en ese instante."""
    return instante.astimezone(CHILE).date()
