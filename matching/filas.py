"""Lo poco de cada persona buscada que decide si vale la pena compararla, en columnas compactas.

Un evento descarta diez personas por cada una que compara. Guardar esos datos en arreglos contiguos,
y no en un objeto por persona, evita ir a buscarlos por toda la memoria: con cien mil personas eso
costaba más que la comparación misma.

Fundamento: técnico (ADR-0012).
"""

from array import array
from typing import Final

from matching.perfil import Perfil

MARCAS_POR_FILA: Final = 7
"""Cuántas palabras de un nombre cuentan; las siguientes no sirven de clave."""
VACIA: Final = array("I", [0] * MARCAS_POR_FILA)
DESPLAZAR_REGION: Final = 2
LETRAS: Final = 32
SEXO_QUE_NO_CONTRADICE: Final = 3
_SEXOS: Final = {"": 0, "F": 1, "M": 2, "X": SEXO_QUE_NO_CONTRADICE}


def codificar_sexo_y_region(perfil: Perfil) -> int:
    """Junta sexo y región en un entero de 8 bits; 0 en cualquiera de los dos es «no se sabe»."""
    region = int(perfil.region) if perfil.region else 0
    sexo = SEXO_QUE_NO_CONTRADICE if perfil.social else _SEXOS[perfil.sexo]
    return region << DESPLAZAR_REGION | sexo


def codificar_iniciales(perfil: Perfil) -> int:
    """Un bit por cada letra con que empieza a sonar alguna palabra del nombre."""
    iniciales = 0
    for palabra in perfil.palabras:
        iniciales |= 1 << (ord(palabra.sonido[0]) & LETRAS - 1)
    return iniciales


class Filas:
    """Columnas paralelas, una posición por persona; las posiciones libres se reutilizan."""

    def __init__(self) -> None:
        self.anios = array("H")
        self.meses_dias = array("H")
        self.sexos_regiones = array("B")
        self.marcas = array("I")
        self.iniciales = array("I")
        self._libres: list[int] = []

    def agregar(self, perfil: Perfil) -> int:
        """Guarda un perfil y devuelve su posición."""
        if self._libres:
            fila = self._libres.pop()
        else:
            fila = len(self.anios)
            self.anios.append(0)
            self.meses_dias.append(0)
            self.sexos_regiones.append(0)
            self.marcas.extend(VACIA)
            self.iniciales.append(0)
        self.anios[fila] = perfil.anio
        self.meses_dias[fila] = perfil.mes_dia
        self.sexos_regiones[fila] = codificar_sexo_y_region(perfil)
        self.iniciales[fila] = codificar_iniciales(perfil)
        marcas = array("I", [palabra.marca for palabra in perfil.palabras[:MARCAS_POR_FILA]])
        comienzo = fila * MARCAS_POR_FILA
        self.marcas[comienzo : comienzo + MARCAS_POR_FILA] = marcas + VACIA[len(marcas) :]
        return fila

    def liberar(self, fila: int) -> None:
        """Deja la posición disponible para otra persona."""
        self._libres.append(fila)
