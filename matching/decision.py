"""Quién es, si alguien: las personas compiten entre sí y contra «ninguna»."""

from collections.abc import Sequence
from math import fsum
from typing import Final

from matching.comparadores import fecha, nombres, otros, palabras, run
from matching.patron import Patron
from matching.tipos import Decision
from matching.umbrales import Umbrales

_RUN_QUE_IDENTIFICA: Final = (run.EXACTO, run.EXACTO_DV_MALO, run.VECINO_DV_MALO)
_FECHA_QUE_IDENTIFICA: Final = (fecha.EXACTA, fecha.DIA_MES_INVERTIDO, fecha.UN_COMPONENTE)
_FECHA_QUE_CONTRADICE: Final = (fecha.DISTINTA, fecha.MISMO_ANIO)
_RUN_IGUAL: Final = (run.EXACTO, run.EXACTO_DV_MALO)
_SIN_COINCIDIR: Final = (palabras.FALTA, palabras.PARECIDO, palabras.DISTINTO)
BITS_MAXIMOS: Final = 60.0


def repartir_probabilidad(bits: Sequence[float]) -> list[float]:
    """Reparte la certeza entre las personas y «ninguna», que vale 0 bits; en el mismo orden."""
    razones = [2.0 ** max(-BITS_MAXIMOS, min(BITS_MAXIMOS, b)) for b in bits]
    total = 1.0 + fsum(razones)
    return [razon / total for razon in razones]


def es_run_prestado(patron: Patron) -> bool:
    """Dice si el RUN es el de la persona buscada pero quien lo usa parece otra.

    Lo parece si ningún nombre coincide, o si el primer nombre es otro y además la fecha contradice,
    o el sexo sin una fecha que lo salve: la hermana que se atiende con la cédula de la buscada
    lleva sus mismos apellidos. Con la misma fecha es ella, con su nombre social.

    Fundamento: técnico; un RUN ajeno jamás enlaza, pero siempre se revisa porque dice dónde estuvo
    el documento.
    """
    if patron.run not in _RUN_IGUAL:
        return False
    # Porque: que ninguna parte lleve segundo apellido no dice de quién es el nombre.
    materno = palabras.FALTA if patron.materno == nombres.NINGUNO else patron.materno
    nombre = (patron.paterno, materno, patron.primero)
    if all(nivel in _SIN_COINCIDIR for nivel in nombre):
        return palabras.DISTINTO in nombre
    otro_sexo = patron.sexo == otros.DISTINTO and patron.fecha not in _FECHA_QUE_IDENTIFICA
    contradice = patron.fecha in _FECHA_QUE_CONTRADICE or otro_sexo
    return patron.primero == palabras.DISTINTO and contradice


def tiene_evidencia_fuera_del_nombre(patron: Patron) -> bool:
    """Dice si coincide algo que no es el nombre: RUN, fecha de nacimiento o documento.

    Con la fecha sola, la inicial del primer nombre no basta: los mellizos la comparten a menudo.
    Fundamento: técnico; nada se enlaza solo por el nombre.
    """
    if patron.run in _RUN_QUE_IDENTIFICA or patron.documento == otros.IGUAL:
        return True
    return patron.fecha in _FECHA_QUE_IDENTIFICA and patron.primero != nombres.INICIAL


def puede_ser_su_mellizo(patron: Patron) -> bool:
    """Dice si los dos nombres de pila son otros, aunque todo lo demás coincida.

    Fundamento: técnico; el mellizo que se atiende con la cédula de la persona buscada comparte
    apellidos, fecha, sexo y comuna. Un nombre social casi siempre viene solo, sin segundo nombre.
    """
    return patron.primero == palabras.DISTINTO == patron.segundo


def alcanza_revision(patron: Patron, bits: float, umbrales: Umbrales) -> bool:
    """Dice si la evidencia del par, sin competidores, merece que alguien la mire (INV-1).

    Un RUN igual siempre se mira, por más que todo lo demás lo contradiga.
    """
    return bits >= umbrales.bits_revision or patron.run in _RUN_IGUAL


def decidir(patron: Patron, bits: float, probabilidad: float, umbrales: Umbrales) -> Decision:
    """Pone a un par en su banda; `probabilidad` ya cuenta a los competidores."""
    if not alcanza_revision(patron, bits, umbrales):
        return Decision.DESCARTE
    if (
        probabilidad >= umbrales.enlace
        and tiene_evidencia_fuera_del_nombre(patron)
        and not es_run_prestado(patron)
        and not puede_ser_su_mellizo(patron)
    ):
        return Decision.ENLACE
    return Decision.REVISION
