"""De una clave a las filas que la tienen, separadas por fecha y región cuando son muchas.

Casi toda clave lleva a una persona o a ninguna. Las de los nombres comunes llevan a miles: esas se
reparten por sal (el año, el día y mes, la región) y el evento pide solo las sales que le sirven. La
poda rechaza lo que ninguna sal habría dado, así que repartir no cambia el resultado (INV-1).

Fundamento: técnico (ADR-0012).
"""

from array import array
from collections.abc import Iterable
from typing import Final

from matching.bloqueo import SAL_TODAS, SALES_TODAS, Consulta, listar_sales_de_ficha
from matching.filas import DESPLAZAR_REGION, Filas

MAXIMO_SIN_REPARTIR: Final = 6


class Tabla:
    """Claves y filas; agregar y sacar cuestan microsegundos."""

    def __init__(self, filas: Filas) -> None:
        self._filas = filas
        self._halladas: dict[int, int | array[int] | dict[int, array[int]]] = {}

    def agregar(self, clave: int, fila: int) -> None:
        """Anota que la fila tiene la clave."""
        hallado = self._halladas.get(clave)
        if hallado is None:
            self._halladas[clave] = fila
        elif isinstance(hallado, int):
            self._halladas[clave] = array("I", (hallado, fila))
        elif isinstance(hallado, dict):
            self._repartir(hallado, fila)
        elif len(hallado) < MAXIMO_SIN_REPARTIR:
            hallado.append(fila)
        else:
            grupo: dict[int, array[int]] = {}
            for una in (*hallado, fila):
                self._repartir(grupo, una)
            self._halladas[clave] = grupo

    def sacar(self, clave: int, fila: int) -> None:
        """Olvida que la fila tiene la clave."""
        hallado = self._halladas[clave]
        if isinstance(hallado, int):
            del self._halladas[clave]
            return
        if isinstance(hallado, dict):
            for sal in self._listar_sales(fila):
                hallado[sal].remove(fila)
            quedan = hallado[SAL_TODAS]
        else:
            hallado.remove(fila)
            quedan = hallado
        if not quedan:
            del self._halladas[clave]

    def reunir(self, claves: list[int]) -> list[int]:
        """Junta todas las filas de las claves; la que comparte varias viene repetida."""
        return self.consultar([(claves, SALES_TODAS)])

    def consultar(self, consultas: Iterable[Consulta]) -> list[int]:
        """Junta las filas de cada consulta; de las claves repartidas, solo las sales pedidas."""
        buscar = self._halladas.get
        reunidas: list[int] = []
        for claves, sales in consultas:
            for clave in claves:
                hallado = buscar(clave)
                if hallado is None:
                    continue
                if isinstance(hallado, int):
                    reunidas.append(hallado)
                elif isinstance(hallado, dict):
                    for sal in sales:
                        if sal in hallado:
                            reunidas.extend(hallado[sal])
                else:
                    reunidas.extend(hallado)
        return reunidas

    def _repartir(self, grupo: "dict[int, array[int]]", fila: int) -> None:
        for sal in self._listar_sales(fila):
            grupo.setdefault(sal, array("I")).append(fila)

    def _listar_sales(self, fila: int) -> list[int]:
        filas = self._filas
        region = filas.sexos_regiones[fila] >> DESPLAZAR_REGION
        return listar_sales_de_ficha(filas.anios[fila], filas.meses_dias[fila], region)
