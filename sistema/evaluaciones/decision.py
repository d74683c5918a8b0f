"""Qué hace falta para pasar de una categoría de riesgo a otra. Pura: no mira la base ni la hora.

El Sistema propone y una persona decide. Subir o confirmar lo hace una; bajar pide otra, y bajar de
ALTO, además, un fiscal. Mientras un piso se cumpla, nadie baja de ALTO. Que nada está determinado
lo dice el Sistema; una persona siempre determina.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from riesgo.catalogo import URGENCIA_MAXIMA
from riesgo.tipos import RANGO, Categoria
from sistema.evaluaciones.errores import FaltaElFiscal, RiesgoConPiso, RiesgoSinDeterminar
from sistema.modelos.riesgo import EvaluacionRiesgo, Paso

SIN_EVALUAR: Final = Categoria.SIN_DETERMINAR
"""Lo que rige mientras nada se haya evaluado."""


class EstadoDeDecision(StrEnum):
    """En qué está una decisión. Solo una baja puede no estar cumplida."""

    CUMPLIDA = "cumplida"
    PENDIENTE = "pendiente"
    RECHAZADA = "rechazada"
    CADUCADA = "caducada"


@dataclass(frozen=True, slots=True)
class Propuesta:
    """Lo que una evaluación propuso."""

    categoria: Categoria
    urgencia: int
    puntaje: int
    con_piso: bool

    def es_mas_grave_que(self, otra: "Propuesta") -> bool:
        """Si pide más cuidado: más categoría, un piso, más urgencia o más puntos, en ese orden."""
        return _gravedad(self) > _gravedad(otra)

    @property
    def es_de_urgencia_maxima(self) -> bool:
        """Si está en lo más urgente de ALTO."""
        return self.categoria is Categoria.ALTO and self.urgencia == URGENCIA_MAXIMA


def _gravedad(propuesta: Propuesta) -> tuple[int, bool, int, int]:
    rango = RANGO[propuesta.categoria]
    return rango, propuesta.con_piso, -propuesta.urgencia, propuesta.puntaje


def leer_propuesta(evaluacion: EvaluacionRiesgo) -> Propuesta:
    """Lo que propuso una evaluación guardada."""
    return Propuesta(
        evaluacion.categoria, evaluacion.urgencia, evaluacion.puntaje, evaluacion.con_piso
    )


def mayor(una: Categoria, otra: Categoria) -> Categoria:
    """La más alta de las dos."""
    return max(una, otra, key=RANGO.__getitem__)


def tras_proponer(vigente: Categoria, propuesta: Categoria) -> Categoria:
    """La categoría que rige después de una propuesta que nadie ha decidido: nunca una menor."""
    return mayor(vigente, propuesta)


def avisa(vigente: Categoria, anterior: Propuesta | None, nueva: Propuesta) -> bool:
    """Si una propuesta nueva avisa a los intervinientes; `vigente` es lo que regía antes de ella.

    Avisa si sube la categoría o, ya en ALTO, si pasa a la urgencia máxima: a quien la ley pone
    siempre en ALTO no le queda otra señal.
    """
    if RANGO[nueva.categoria] > RANGO[vigente]:
        return True
    ya_lo_era = anterior is not None and anterior.es_de_urgencia_maxima
    return nueva.es_de_urgencia_maxima and not ya_lo_era


def ultima_determinada(vigencias: Iterable[Categoria]) -> Categoria | None:
    """La última categoría que rigió y no era `SIN_DETERMINAR`; de la más antigua a la más nueva."""
    determinadas = [c for c in vigencias if c is not Categoria.SIN_DETERMINAR]
    return determinadas[-1] if determinadas else None


def clasificar_paso(
    vigencias: Sequence[Categoria], propuesta: Propuesta, pedida: Categoria
) -> Paso:
    """Qué sería decidir `pedida` después de estas vigencias, si lo último propuesto es `propuesta`.

    Cuando rige `SIN_DETERMINAR`, confirmar lo propuesto no es bajar, salvo que sea menos que lo
    último que se determinó.

    Raises:
        RiesgoSinDeterminar: una persona decide ALTO, MEDIO o BAJO.
        RiesgoConPiso: se pide menos que ALTO y un piso lo impide.
    """
    if pedida is Categoria.SIN_DETERMINAR:
        raise RiesgoSinDeterminar
    if propuesta.con_piso and pedida is not Categoria.ALTO:
        raise RiesgoConPiso
    vigente = vigencias[-1] if vigencias else SIN_EVALUAR
    if RANGO[pedida] > RANGO[vigente]:
        return Paso.SUBIR
    minimo = vigente
    if vigente is Categoria.SIN_DETERMINAR:
        determinada = ultima_determinada(vigencias)
        minimo = mayor(propuesta.categoria, determinada or propuesta.categoria)
    return Paso.BAJAR if RANGO[pedida] < RANGO[minimo] else Paso.CONFIRMAR


def se_cumple_con(desde: Categoria, vigente: Categoria, dados: Sequence[bool]) -> bool:
    """Si los vistos buenos dados bastan para bajar; cada uno dice si es de un fiscal.

    Cuenta la más alta entre la categoría que regía al pedir la baja y la que rige.
    """
    if mayor(desde, vigente) is not Categoria.ALTO:
        return len(dados) >= 1
    return len(dados) > 1 and any(dados)


def exigir_que_sirva(
    desde: Categoria, vigente: Categoria, dados: Sequence[bool], *, es_fiscal: bool
) -> None:
    """Sigue solo si un visto bueno más acerca a cumplir la baja.

    Raises:
        FaltaElFiscal: el segundo funcionario ya lo dio y solo falta un fiscal.
    """
    de_alto = mayor(desde, vigente) is Categoria.ALTO
    if de_alto and dados and not any(dados) and not es_fiscal:
        raise FaltaElFiscal


def caduca(
    base: Propuesta, posteriores: Iterable[Propuesta], rigieron: Sequence[Categoria]
) -> bool:
    """Si una baja decidida ante `base` ya no vale: después se propuso algo más grave o rigió otra.

    `rigieron` son las vigencias posteriores a la decisión, también una que ya no rige.
    """
    return bool(rigieron) or any(posterior.es_mas_grave_que(base) for posterior in posteriores)
