"""Con qué claves se encuentra en memoria a las personas que vale la pena comparar con un evento.

Las claves son enteros; que dos cosas distintas den la misma solo cuesta una comparación de más.
Toda regla mira únicamente el par (nunca cuánta gente hay en la lista): así una coincidencia no
depende de qué otros casos estén abiertos ni de en qué orden se abrieron (INV-1).

Las claves de nombre son los pares de palabras, en cualquier orden, y los tríos de palabras comunes.
Una clave que comparten muchas personas se reparte por sal: el año, el día y mes, o la región si
alguna parte no tiene fecha. Quien sabe solo el año queda en todos los años que tolera, de modo que
un evento con fecha entera pregunta una sola vez.
"""

from itertools import combinations
from typing import Final
from zlib import crc32

from matching.filas import MARCAS_POR_FILA
from matching.perfil import Palabra, Perfil
from matching.rol_unico import EstadoRun

BITS_PAR_RARO: Final = 14.0
"""Desde esta rareza un par basta si falta alguna fecha; bajo ella pide la región o un trío."""
BITS_PAR_EN_REGION: Final = 12.0

ESPACIO_RUN: Final = 1 << 61
ESPACIO_DOCUMENTO: Final = 1 << 62
ESPACIO_FECHA: Final = 1 << 59
DESPLAZAR_LARGO: Final = 40
SAL_TODAS: Final = 0
"""La sal que tienen todas las filas."""
SAL_SIN_FECHA: Final = 1 << 16
SAL_MES_DIA: Final = 1 << 17
SAL_REGION: Final = 1 << 18

PRIMERO_DE_ENERO: Final = 101
SALTOS_SOLO_ANIO: Final = (0, -1, 1, -2, 2, -3, 3)
SALTOS_UNO_DE_ENERO: Final = (0, -1, 1, -2, 2)
PARES_DE_UN_TRIO: Final = 3
SALES_TODAS: Final = [SAL_TODAS]


# Porque: se arman cinco por evento y una tupla desnuda cuesta la quinta parte que una con nombres.
Consulta = tuple[list[int], list[int]]
"""Claves que se buscan juntas y, de las que estén repartidas, en qué sales."""
Pares = tuple[list[int], list[int], list[int], list[int]]
"""Los pares de palabras raros, medianos y comunes, y los tríos."""


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
    if not perfil.texto_run:
        return []
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
    """Todas las claves con que queda guardada una persona buscada, sin repetir y en orden fijo."""
    claves = listar_claves_run_de_ficha(perfil) + listar_claves_documento(perfil)
    for grupo in separar_pares(perfil.palabras[:MARCAS_POR_FILA]):
        claves += grupo
    if perfil.mes_dia:
        claves.append(_clave_fecha(perfil.anio, perfil.mes_dia))
    return list(dict.fromkeys(claves))


def listar_sales_de_ficha(anio: int, mes_dia: int, region: int) -> list[int]:
    """Las sales en que queda una ficha dentro de una clave repartida."""
    if not anio:
        return [SAL_TODAS, SAL_SIN_FECHA, SAL_REGION | SAL_SIN_FECHA | region]
    return [SAL_TODAS, *_sales_de_fecha(anio, mes_dia), SAL_REGION | region]


def listar_consultas(perfil: Perfil) -> list[Consulta]:
    """Las claves de nombre y fecha con que un evento busca, con las sales que le sirven a cada una.

    Si falta la fecha en alguna parte se exige más del nombre: un par raro, un par mediano en la
    misma región, o un trío.
    """
    raros, medianos, comunes, trios = separar_pares(perfil.palabras[:MARCAS_POR_FILA])
    region = int(perfil.region) if perfil.region else 0
    de_region = [SAL_REGION | SAL_SIN_FECHA | region] if region else []
    if not perfil.anio:
        if region:
            de_region.append(SAL_REGION | region)
        return [(raros + trios, SALES_TODAS), (medianos, de_region)]
    sales = _sales_de_fecha(perfil.anio, perfil.mes_dia)
    return [
        (raros, [*sales, SAL_SIN_FECHA]),
        (medianos, sales + de_region),
        (comunes, sales),
        (trios, [SAL_SIN_FECHA]),
        (_listar_claves_fecha(perfil), SALES_TODAS),
    ]


def separar_pares(palabras: tuple[Palabra, ...]) -> Pares:
    """Aparta los pares según su rareza; los tríos son los que ningún par raro encontraría."""
    raros: list[int] = []
    medianos: list[int] = []
    comunes: list[int] = []
    for una, otra in combinations(palabras, 2):
        bits = una.bits_sonido + otra.bits_sonido
        elegidos = raros if bits >= BITS_PAR_RARO else comunes
        if BITS_PAR_EN_REGION <= bits < BITS_PAR_RARO:
            elegidos = medianos
        elegidos.append(una.marca * otra.marca)
    hay_trios = len(medianos) + len(comunes) >= PARES_DE_UN_TRIO
    trios = _listar_trios(palabras, {*medianos, *comunes}) if hay_trios else []
    return raros, medianos, comunes, trios


def _listar_trios(palabras: tuple[Palabra, ...], no_raros: set[int]) -> list[int]:
    """Los tríos ninguno de cuyos pares es raro."""
    return [
        una.marca * otra.marca * tercera.marca
        for una, otra, tercera in combinations(palabras, 3)
        if no_raros.issuperset(
            (una.marca * otra.marca, una.marca * tercera.marca, otra.marca * tercera.marca)
        )
    ]


def _sales_de_fecha(anio: int, mes_dia: int) -> list[int]:
    """Cada año que no contradice, y el día y mes por si el año está mal.

    El 1 de enero es lo que se escribe cuando no se sabe: sin el año no dice nada.
    """
    if not mes_dia:
        return [anio + salto for salto in SALTOS_SOLO_ANIO]
    if mes_dia == PRIMERO_DE_ENERO:
        return [anio + salto for salto in SALTOS_UNO_DE_ENERO]
    return [anio, SAL_MES_DIA | mes_dia]


def _listar_claves_fecha(perfil: Perfil) -> list[int]:
    """La fecha, y la fecha con el día y el mes invertidos."""
    if not perfil.mes_dia:
        return []
    mes, dia = divmod(perfil.mes_dia, 100)
    claves = [_clave_fecha(perfil.anio, perfil.mes_dia)]
    if mes != dia:
        claves.append(_clave_fecha(perfil.anio, dia * 100 + mes))
    return claves


def _clave_texto(cifras: str) -> int:
    """Distingue «012» de «12» por su largo."""
    return ESPACIO_RUN + (len(cifras) << DESPLAZAR_LARGO) + int(cifras)


def _clave_fecha(anio: int, mes_dia: int) -> int:
    return ESPACIO_FECHA + anio * 10_000 + mes_dia
