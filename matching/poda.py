"""Qué pares no vale la pena comparar aunque compartan una clave de nombre o de fecha.

Cada regla mira solo el par, nunca la lista ni a los competidores: un par podado lo es siempre,
llegue antes el caso o el evento (INV-1). Los que comparten RUN o documento no pasan por aquí.

Fundamento: técnico; en datos sintéticos estas reglas quitan nueve de cada diez comparaciones y
pierden menos de dos coincidencias de cada cien, casi todas sin evidencia para enlazar.
"""

from collections.abc import Iterable
from typing import Final

from matching.comparadores.fecha import (
    DIA_MES_INVERTIDO,
    DISTINTA,
    EXACTA,
    FALTA,
    MISMO_ANIO,
    TOLERANCIA_SOLO_ANIO,
    UN_COMPONENTE,
    comparar_fechas,
)
from matching.entradas import Entrada
from matching.perfil import Perfil
from matching.rol_unico import distancia

BITS_MINIMOS_SIN_FECHA: Final = 14.0
"""Sin fecha en alguna parte, las palabras en común tienen que sumar esta rareza."""

_FECHAS_INCOMPATIBLES: Final = frozenset({DISTINTA, MISMO_ANIO})
_FECHAS_FIRMES: Final = frozenset({EXACTA, DIA_MES_INVERTIDO, UN_COMPONENTE})


def podar(evento: Perfil, entradas: Iterable[Entrada]) -> list[Entrada]:
    """Deja las entradas que por su nombre y su fecha pueden llegar a revisión."""
    anio, mes_dia = evento.anio, evento.mes_dia
    quedan = []
    for entrada in entradas:
        otro_anio = entrada.anio
        # Porque: descartar aquí los años lejanos evita las tres cuartas partes de las llamadas.
        if (
            not -TOLERANCIA_SOLO_ANIO <= anio - otro_anio <= TOLERANCIA_SOLO_ANIO
            and anio
            and otro_anio
            and mes_dia != entrada.mes_dia
        ):
            continue
        if merece_comparacion(evento, entrada.perfil):
            quedan.append(entrada)
    return quedan


def merece_comparacion(evento: Perfil, buscada: Perfil) -> bool:
    """Dice si el par puede llegar a revisión por su nombre y su fecha."""
    nivel = comparar_fechas(evento, buscada)
    if nivel in _FECHAS_INCOMPATIBLES:
        return False
    if nivel in _FECHAS_FIRMES:
        return _basta_la_fecha(evento) or not evento.marcas.isdisjoint(buscada.marcas)
    if evento.texto_run and buscada.texto_run:
        return distancia(evento.texto_run, buscada.texto_run) <= 1
    return nivel != FALTA or _suman_rareza(evento, buscada)


def _basta_la_fecha(evento: Perfil) -> bool:
    """Sin RUN y con un solo apellido, una errata en él no deja ninguna palabra en común."""
    un_apellido = evento.escrita.paterno is None or evento.escrita.materno is None
    return un_apellido and not evento.texto_run


def _suman_rareza(evento: Perfil, buscada: Perfil) -> bool:
    marcas = buscada.marcas
    comunes = [palabra.bits_sonido for palabra in evento.palabras if palabra.marca in marcas]
    return sum(comunes) >= BITS_MINIMOS_SIN_FECHA
