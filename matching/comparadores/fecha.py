"""Compara dos fechas de nacimiento; ninguna fecha que falte contradice."""

from typing import Final

from matching.perfil import Perfil

FALTA: Final = 0
EXACTA: Final = 1
DIA_MES_INVERTIDO: Final = 2
UN_COMPONENTE: Final = 3
MISMO_DIA_OTRO_ANIO: Final = 4
MISMO_ANIO: Final = 5
UNO_DE_ENERO: Final = 6
SOLO_ANIO_IGUAL: Final = 7
SOLO_ANIO_A_UNO: Final = 8
SOLO_ANIO_CERCANO: Final = 9
DISTINTA: Final = 10
NIVELES: Final = (
    "falta",
    "exacta",
    "dia_mes_invertido",
    "un_componente",
    "mismo_dia_otro_anio",
    "mismo_anio",
    "uno_de_enero",
    "solo_anio_igual",
    "solo_anio_a_uno",
    "solo_anio_cercano",
    "distinta",
)

PRIMERO_DE_ENERO: Final = 101
TOLERANCIA_SOLO_ANIO: Final = 3
TOLERANCIA_UNO_DE_ENERO: Final = 2
_SOLO_ANIO: Final = (SOLO_ANIO_IGUAL, SOLO_ANIO_A_UNO, SOLO_ANIO_CERCANO, SOLO_ANIO_CERCANO)


def comparar_fechas(evento: Perfil, buscada: Perfil) -> int:
    """Da el nivel de coincidencia de dos fechas de nacimiento; es simétrica.

    Fundamento: técnico; el 1 de enero y el año solo son lo que se escribe cuando no se sabe.
    """
    return comparar_dias(evento.anio, evento.mes_dia, buscada.anio, buscada.mes_dia)


def comparar_dias(anio: int, dia: int, otro_anio: int, otro_dia: int) -> int:
    """Como `comparar_fechas`, con los años y los días (mes·100+día) sueltos; 0 es «no se sabe».

    Fundamento: técnico (ADR-0012).
    """
    if not anio or not otro_anio:
        return FALTA
    diferencia = abs(anio - otro_anio)
    if not dia or not otro_dia:
        return _SOLO_ANIO[diferencia] if diferencia <= TOLERANCIA_SOLO_ANIO else DISTINTA
    if diferencia == 0:
        return _comparar_en_el_anio(dia, otro_dia)
    if dia == otro_dia and dia != PRIMERO_DE_ENERO:
        return MISMO_DIA_OTRO_ANIO
    if PRIMERO_DE_ENERO in (dia, otro_dia) and diferencia <= TOLERANCIA_UNO_DE_ENERO:
        return UNO_DE_ENERO
    return DISTINTA


def _comparar_en_el_anio(dia: int, otro_dia: int) -> int:
    """Compara mes y día dentro del mismo año."""
    if dia == otro_dia:
        return EXACTA
    mes, dia_del_mes = divmod(dia, 100)
    otro_mes, otro_dia_del_mes = divmod(otro_dia, 100)
    if mes == otro_dia_del_mes and dia_del_mes == otro_mes:
        return DIA_MES_INVERTIDO
    if PRIMERO_DE_ENERO in (dia, otro_dia):
        return UNO_DE_ENERO
    if mes == otro_mes or dia_del_mes == otro_dia_del_mes:
        return UN_COMPONENTE
    return MISMO_ANIO
