"""Quién puede qué con la gente de una institución. Puro: no guarda nada.

Fundamento: Decreto 120, art. 2 b), c) y d); técnico (ADR-0024).
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from sistema.acceso.perfiles import ADMINISTRAN, DE_SU_GENTE
from sistema.modelos.usuario import Perfil

PLAZO_MAXIMO = timedelta(days=180)
VIGENCIA_DEL_PEDIDO = timedelta(days=7)
APRUEBA_A_FALTA_DE_OTROS = "ministerio_publico"


@dataclass(frozen=True, slots=True)
class Administrador:
    """Una persona activa con un perfil vigente que administra."""

    usuario_id: UUID
    institucion: str
    perfil: Perfil


def listar_aprobadores(
    institucion: str, excluidos: frozenset[UUID], administradores: Iterable[Administrador]
) -> frozenset[UUID]:
    """Quiénes pueden aprobar un perfil sensible: el primer escalón que tenga a alguien.

    Primero otra persona administradora de la misma institución; si no hay, quien administra el
    Sistema; si tampoco, el Ministerio Público. Nunca quien lo pidió ni quien lo recibe. Sin nadie,
    queda la consola de quien opera.
    """
    otros = [a for a in administradores if a.usuario_id not in excluidos]
    escalones = (
        [a for a in otros if a.institucion == institucion and a.perfil in DE_SU_GENTE],
        [a for a in otros if a.perfil is Perfil.ADMIN_SISTEMA],
        [a for a in otros if a.institucion == APRUEBA_A_FALTA_DE_OTROS and a.perfil in DE_SU_GENTE],
    )
    return next(
        (frozenset(a.usuario_id for a in grupo) for grupo in escalones if grupo), frozenset()
    )


def es_la_ultima(persona: Administrador | None, administradores: Iterable[Administrador]) -> bool:
    """Si es la única persona activa de su institución que administra con su perfil."""
    if persona is None or persona.perfil not in ADMINISTRAN:
        return False
    return not any(
        a.usuario_id != persona.usuario_id
        and a.institucion == persona.institucion
        and a.perfil is persona.perfil
        for a in administradores
    )
