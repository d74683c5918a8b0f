"""Con qué claves se encuentra en memoria a las personas que vale la pena comparar con un evento.

Las claves son enteros; que dos cosas distintas den la misma solo cuesta una comparación de más.
Toda regla mira únicamente el par (nunca cuánta gente hay en la lista): así una coincidencia no
depende de qué otros casos estén abiertos ni de en qué orden se abrieron (INV-1).
"""

from itertools import combinations
from typing import Final
from zlib import crc32

from matching.perfil import Palabra, Perfil
from matching.rol_unico import EstadoRun

MAXIMO_PALABRAS: Final = 7
BITS_PAR_RARO: Final = 14.0
"""Desde esta rareza un par de palabras basta como clave; bajo ella pide el año o una tercera."""

ESPACIO_RUN: Final = 1 << 61
ESPACIO_DOCUMENTO: Final = 1 << 62
ESPACIO_FECHA: Final = 1 << 59
DESPLAZAR_LARGO: Final = 40
DESPLAZAR_ANIO: Final = 32
ANIOS_DE_FECHA_ENTERA: Final = (0, -1, 1, -10, 10, -9, 9)
ANIOS_DE_SOLO_ANIO: Final = (0, -1, 1, -2, 2, -3, 3)


def clave_cuerpo(cuerpo: int) -> int:
    """La clave de un RUN exacto."""
    return _clave_texto(str(cuerpo))


def listar_claves_run_de_ficha(perfil: Perfil) -> list[int]:
    """El cuerpo del RUN y el cuerpo sin cada una de sus cifras.

    Dos RUN separados por una sustitución, una transposición vecina, una omisión o un agregado
    comparten alguna.
    """
    texto = perfil.texto_run
    if not texto:
        return []
    claves = [_clave_texto(texto[:i] + texto[i + 1 :]) for i in range(len(texto))]
    claves.append(clave_cuerpo(perfil.run.cuerpo))
    if perfil.run.otra_lectura:
        claves.append(clave_cuerpo(perfil.run.otra_lectura))
    return claves


def listar_claves_run_de_evento(perfil: Perfil) -> list[int]:
    """Como las de la ficha; con dígito verificador bueno, solo el RUN exacto.

    Un RUN bien verificado a una cifra de otro es casi siempre el de otra persona.
    """
    if perfil.run.estado is not EstadoRun.VALIDO:
        return listar_claves_run_de_ficha(perfil)
    claves = [clave_cuerpo(perfil.run.cuerpo)]
    if perfil.run.otra_lectura:
        claves.append(clave_cuerpo(perfil.run.otra_lectura))
    return claves


def listar_claves_documento(perfil: Perfil) -> list[int]:
    """Una clave por cada documento distinto del RUN."""
    return [ESPACIO_DOCUMENTO + crc32(numero.encode()) for numero in sorted(perfil.documentos)]


def listar_claves_de_ficha(perfil: Perfil) -> list[int]:
    """Las claves de nombre y fecha con que queda guardada una persona buscada."""
    palabras = perfil.palabras[:MAXIMO_PALABRAS]
    claves, comunes = _separar_pares(palabras)
    claves += [par ^ perfil.anio << DESPLAZAR_ANIO for par in comunes]
    claves += _listar_trios(palabras, comunes)
    if perfil.mes_dia:
        claves.append(_clave_fecha(perfil.anio, perfil.mes_dia))
    return claves


def listar_claves_de_evento(perfil: Perfil) -> list[int]:
    """Las claves de nombre y fecha con que un evento busca."""
    palabras = perfil.palabras[:MAXIMO_PALABRAS]
    claves, comunes = _separar_pares(palabras)
    if perfil.anio:
        saltos = ANIOS_DE_FECHA_ENTERA if perfil.mes_dia else ANIOS_DE_SOLO_ANIO
        claves += [par ^ perfil.anio + s << DESPLAZAR_ANIO for par in comunes for s in saltos]
        claves += comunes
    else:
        claves += _listar_trios(palabras, comunes)
    if perfil.mes_dia:
        mes, dia = divmod(perfil.mes_dia, 100)
        claves.append(_clave_fecha(perfil.anio, perfil.mes_dia))
        if mes != dia:
            claves.append(_clave_fecha(perfil.anio, dia * 100 + mes))
    return claves


def _separar_pares(palabras: tuple[Palabra, ...]) -> tuple[list[int], list[int]]:
    """Aparta los pares de palabras raros, que bastan, de los comunes, que piden algo más."""
    raros: list[int] = []
    comunes: list[int] = []
    for una, otra in combinations(palabras, 2):
        es_raro = una.bits_sonido + otra.bits_sonido >= BITS_PAR_RARO
        (raros if es_raro else comunes).append(una.marca * otra.marca)
    return raros, comunes


def _listar_trios(palabras: tuple[Palabra, ...], comunes: list[int]) -> list[int]:
    """Los tríos cuyos tres pares son comunes: los que ningún par raro encontraría."""
    conjunto = set(comunes)
    return [
        una.marca * otra.marca * tercera.marca
        for una, otra, tercera in combinations(palabras, 3)
        if conjunto.issuperset(
            (una.marca * otra.marca, una.marca * tercera.marca, otra.marca * tercera.marca)
        )
    ]


def _clave_texto(cifras: str) -> int:
    """Distingue «012» de «12» por su largo."""
    return ESPACIO_RUN + (len(cifras) << DESPLAZAR_LARGO) + int(cifras)


def _clave_fecha(anio: int, mes_dia: int) -> int:
    return ESPACIO_FECHA + anio * 10_000 + mes_dia
