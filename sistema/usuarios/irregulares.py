"""El camino de un uso irregular: abierto → notificado → descargos → resuelto | bloqueado. Puro.

Bloquear es unilateral y se puede antes de los descargos; resolver exige haber notificado.

Fundamento: Decreto 120, art. 2 a); técnico (ADR-0024).
"""

from collections.abc import Mapping

from sistema.modelos.ficha import EstadoUsoIrregular as E
from sistema.modelos.ficha import PasoUsoIrregular as P
from sistema.usuarios.errores import ActoNoCorresponde

_REGLAS: Mapping[P, tuple[frozenset[E], E]] = {
    P.NOTIFICAR: (frozenset({E.ABIERTO}), E.NOTIFICADO),
    P.PRESENTAR_DESCARGOS: (frozenset({E.NOTIFICADO}), E.DESCARGOS),
    P.RESOLVER: (frozenset({E.NOTIFICADO, E.DESCARGOS}), E.RESUELTO),
    P.BLOQUEAR: (frozenset({E.ABIERTO, E.NOTIFICADO, E.DESCARGOS}), E.BLOQUEADO),
}


def dar_paso(estado: E, paso: P) -> E:
    """En qué queda el expediente.

    Raises:
        ActoNoCorresponde: el expediente no admite ese paso.
    """
    desde, hacia = _REGLAS.get(paso, (frozenset[E](), estado))
    if estado not in desde:
        raise ActoNoCorresponde
    return hacia
