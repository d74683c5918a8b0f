"""En qué grupo se cuenta una persona al medir el desempeño: sexo y tramo de edad, nada más."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from typing import Final

from matching.normalizacion import leer_fecha
from riesgo.desempeno import Registro
from riesgo.tipos import EDAD_MAXIMA

GRUPO_MINIMO_PUBLICABLE: Final = 10
"""Con menos personas, un grupo señala a alguien: se junta con otros."""
GRUPOS_CHICOS: Final = "grupos chicos"
PERIODOS_CHICOS: Final = "períodos chicos"
SIN_GRUPO: Final = "sin datos"
_SEXOS: Final = {"F": "mujer", "M": "hombre", "X": "otro"}
_TRAMOS: Final = (
    (12, "0 a 11"),
    (18, "12 a 17"),
    (30, "18 a 29"),
    (45, "30 a 44"),
    (60, "45 a 59"),
)
_FIN_DE_ANIO: Final = 1231


def nombrar_grupo(sexo: str, fecha_nacimiento: str, dia: date) -> str:
    """El grupo de una persona ese día; lo que no se sabe o no puede ser se dice «sin datos».

    Unidades: el tramo es de años cumplidos; si solo se sabe el año, vale la edad menor.
    """
    tramo = _tramo(_edad(fecha_nacimiento, dia))
    return f"{_SEXOS.get(sexo, 'sexo sin datos')}, {tramo}"


def reunir_chicos(registros: Sequence[Registro]) -> list[Registro]:
    """Los mismos registros, con los grupos y los períodos de menos de diez personas juntos.

    Si juntos tampoco llegan a diez se les suma el menor de los demás: si no, se sabría restando.
    """
    grupos = _hallar_chicos(Counter(r.grupo for r in registros))
    periodos = _hallar_chicos(Counter(r.periodo for r in registros))
    return [
        replace(
            r,
            grupo=GRUPOS_CHICOS if r.grupo in grupos else r.grupo,
            periodo=PERIODOS_CHICOS if r.periodo in periodos else r.periodo,
        )
        for r in registros
    ]


def _hallar_chicos(cuenta: Counter[str]) -> set[str]:
    por_tamano = sorted(cuenta, key=lambda grupo: (cuenta[grupo], grupo))
    juntos: set[str] = set()
    for grupo in por_tamano:
        chico = cuenta[grupo] < GRUPO_MINIMO_PUBLICABLE
        reunidas = sum(cuenta[g] for g in juntos)
        if chico or 0 < reunidas < GRUPO_MINIMO_PUBLICABLE:
            juntos.add(grupo)
    return juntos


def _edad(fecha_nacimiento: str, dia: date) -> int | None:
    fecha = leer_fecha(fecha_nacimiento)
    if not fecha.anio:
        return None
    solo_anio = not fecha.mes_dia
    cumple = fecha.mes_dia or _FIN_DE_ANIO
    edad = dia.year - fecha.anio - (dia.month * 100 + dia.day < cumple)
    return max(edad, 0) if -solo_anio <= edad <= EDAD_MAXIMA else None


def _tramo(edad: int | None) -> str:
    if edad is None:
        return "edad sin datos"
    return next((nombre for bajo, nombre in _TRAMOS if edad < bajo), "60 o más")
