"""Un solo motor para todos los relojes: abre, cumple y dice cuáles vencieron.

La hora siempre llega de quien llama; aquí nadie mira el reloj.
"""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Session

from sistema.modelos.plazo import Plazo
from sistema.nucleo.identificadores import nuevo_id
from sistema.plazos import repositorio
from sistema.plazos.tipos import DEFINICIONES, TipoPlazo


@dataclass(frozen=True, slots=True)
class Sujeto:
    """Sobre qué corre el plazo: una tabla y un identificador."""

    tabla: str
    id: UUID


def abrir(sesion: Session, tipo: TipoPlazo, sujeto: Sujeto, inicia_en: datetime) -> Plazo:
    """Echa a correr un plazo desde `inicia_en`, que puede ser anterior a su registro.

    Fundamento: Ley 21.500, art. 4 (el plazo cuenta desde la recepción, no desde el ingreso).
    """
    plazo = Plazo(
        id=nuevo_id(),
        tipo=tipo,
        sujeto=sujeto.tabla,
        sujeto_id=sujeto.id,
        inicia_en=inicia_en,
        vence_en=inicia_en + DEFINICIONES[tipo].duracion,
        cumplido_en=None,
    )
    repositorio.insertar(sesion, plazo)
    return plazo


def cumplir(sesion: Session, tipo: TipoPlazo, sujeto: Sujeto, cumplido_en: datetime) -> bool:
    """Da por cumplido el plazo abierto del sujeto; dice si había uno.

    Fundamento: técnico (ADR-0003).
    """
    return repositorio.marcar_cumplido(sesion, tipo, sujeto.tabla, sujeto.id, cumplido_en) > 0


def listar_vencidos(sesion: Session, ahora: datetime) -> list[Plazo]:
    """Los plazos sin cumplir cuyo vencimiento ya pasó, del más antiguo al más nuevo.

    Fundamento: Ley 21.500, art. 2 letra b) (debida diligencia e inmediatez).
    """
    return repositorio.sin_cumplir_antes_de(sesion, ahora)


def listar_del_sujeto(sesion: Session, sujeto: Sujeto) -> list[Plazo]:
    """Los plazos de un sujeto, cumplidos o no, por orden de vencimiento.

    Fundamento: Ley 21.500, art. 2 letra b).
    """
    return repositorio.del_sujeto(sesion, sujeto.tabla, sujeto.id)
