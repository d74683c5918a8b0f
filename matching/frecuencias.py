"""Cuán común es cada nombre en la población, según la tabla congelada de `tabla_frecuencias`.

Lo que no está en la tabla es cola. Que «González» coincida dice poco; que coincida un apellido de
la cola dice mucho: los bits de rareza son -log2 de la frecuencia.

Fundamento: técnico; las frecuencias no salen de la lista de búsquedas, que no es la población.
"""

from collections import defaultdict
from functools import lru_cache
from math import log2
from typing import Final

from matching.fonetica import esqueleto
from matching.tabla_frecuencias import (
    APELLIDOS_POR_TRAMO,
    COBERTURA_APELLIDOS,
    COBERTURA_NOMBRES,
    NOMBRES_POR_TRAMO,
)

MEMO_PALABRAS: Final = 1 << 16

# Porcentaje redondeado de la población del país que vive en cada comuna y región.
COMUNAS_POR_TRAMO: Final = {
    3.0: "13201 13119",
    2.2: "13101 13110 02101",
    1.8: "05109 13401 05101 13114 09101",
    1.3: """10101 13122 06101 13124 04101 08101 04102 15101 07101 13125 13120 08301 01101 16101
        13112""",
    0.9: """14101 02201 10301 13105 03101 08110 05801 13127 13128 13301 07301 13106 12101 13123
        13103 08108""",
    0.6: """05804 13104 13501 13118 13111 01107 08102 04301 13302 13130 13115 13109 13117 13121
        13126 13107 13129 13116 13108 13102 13404 13113 13605 08112 07401 05601 05501 08103""",
    0.4: "13131 13132 13402 13604 13601 05301 09112 06301 06115 09120 09201 03301 11101 13603",
    0.25: "10201 06108 14201 16301 08106 05802 05803 05701 05103 05107 08111 07102 10109 04203",
}
REGIONES: Final = {
    "13": 40.0,
    "05": 10.0,
    "08": 9.0,
    "07": 6.0,
    "09": 5.5,
    "06": 5.0,
    "10": 4.7,
    "04": 4.3,
    "02": 3.5,
    "16": 2.7,
    "14": 2.2,
    "01": 1.9,
    "03": 1.7,
    "15": 1.3,
    "12": 0.9,
    "11": 0.6,
}
PORCENTAJE_COLA_COMUNA: Final = 0.12

BITS_COLA_APELLIDO: Final = 14.5
BITS_COLA_NOMBRE: Final = 11.5
PARTES_POR_PERSONA: Final = 2


def _leer_tramos(tramos: dict[int, str], cobertura: float) -> dict[str, float]:
    """Reparte entre las palabras, según su tramo, la parte de la población que cubre la tabla."""
    pesos = {palabra: tramo for tramo, palabras in tramos.items() for palabra in palabras.split()}
    total = sum(pesos.values())
    return {palabra: cobertura * peso / total for palabra, peso in pesos.items()}


_APELLIDOS: Final = _leer_tramos(APELLIDOS_POR_TRAMO, COBERTURA_APELLIDOS)
_NOMBRES: Final = _leer_tramos(NOMBRES_POR_TRAMO, COBERTURA_NOMBRES)


def _sumar_por_sonido() -> dict[str, float]:
    """Suma cuánta gente lleva cada sonido en alguna parte de su nombre."""
    suma: dict[str, float] = defaultdict(float)
    for tabla in (_APELLIDOS, _NOMBRES):
        for palabra, frecuencia in tabla.items():
            suma[esqueleto(palabra)] += PARTES_POR_PERSONA * frecuencia
    return dict(suma)


_COMUNAS: Final = {
    codigo: porcentaje
    for porcentaje, codigos in COMUNAS_POR_TRAMO.items()
    for codigo in codigos.split()
}
_SONIDOS: Final = _sumar_por_sonido()


@lru_cache(maxsize=MEMO_PALABRAS)
def bits_apellido(palabra: str) -> float:
    """Rareza de una palabra como apellido, en bits."""
    frecuencia = _APELLIDOS.get(palabra)
    return -log2(frecuencia) if frecuencia else BITS_COLA_APELLIDO


@lru_cache(maxsize=MEMO_PALABRAS)
def bits_nombre(palabra: str) -> float:
    """Rareza de una palabra como nombre de pila, en bits."""
    frecuencia = _NOMBRES.get(palabra)
    return -log2(frecuencia) if frecuencia else BITS_COLA_NOMBRE


@lru_cache(maxsize=MEMO_PALABRAS)
def bits_sonido(clave: str) -> float:
    """Rareza, en bits, de que alguien lleve ese sonido en alguna parte de su nombre."""
    frecuencia = _SONIDOS.get(clave)
    return -log2(frecuencia) if frecuencia else BITS_COLA_NOMBRE


def bits_comuna(codigo: str) -> float:
    """Rareza, en bits, de que alguien viva en esa comuna."""
    return -log2(_COMUNAS.get(codigo, PORCENTAJE_COLA_COMUNA) / 100)


def bits_region(codigo: str) -> float:
    """Rareza, en bits, de que alguien viva en esa región; 0 si no se conoce."""
    return -log2(REGIONES.get(codigo, 100.0) / 100)
