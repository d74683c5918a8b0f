"""La corrida congelada: qué decía el enlace de cada par y con qué frase lo explicaba.

Un cambio de pesos que mueve un par no pasa inadvertido: `listar_diferencias` lo nombra y
`make calidad ARGS=--congelar` lo acepta, de modo que el cambio se ve en la revisión.
"""

import csv
import json
from collections.abc import Sequence
from pathlib import Path
from typing import Final

from matching.explicacion import redactar
from tests.rendimiento.calidad.pares import DATOS, Resultado

RUTA_PARES_CONGELADOS: Final = DATOS / "congelado_pares.csv"
RUTA_EXPLICACIONES: Final = DATOS / "explicaciones.json"
COLUMNAS: Final = ("id", "decision", "probabilidad")
AUSENTE: Final = "no estaba"
ORDEN_DE_CONGELAR: Final = "make calidad ARGS=--congelar"


def congelar(resultados: Sequence[Resultado]) -> None:
    """Acepta los resultados como referencia; de las explicaciones, solo las ya elegidas."""
    with RUTA_PARES_CONGELADOS.open("w", encoding="utf-8", newline="") as destino:
        filas = csv.writer(destino, lineterminator="\n")
        filas.writerow(COLUMNAS)
        filas.writerows((par_id, *valor.split()) for par_id, valor in _resumir(resultados).items())
    frases = _redactar_elegidas(resultados)
    RUTA_EXPLICACIONES.write_text(
        json.dumps(frases, ensure_ascii=False, indent=2) + "\n", encoding="utf-8"
    )


def listar_diferencias(resultados: Sequence[Resultado]) -> list[str]:
    """Dice, par por par, qué cambió respecto de la corrida congelada."""
    return _comparar(_leer_pares_congelados(), _resumir(resultados))


def listar_diferencias_de_frases(resultados: Sequence[Resultado]) -> list[str]:
    """Dice qué explicación elegida ya no se redacta igual."""
    return _comparar(leer_explicaciones(RUTA_EXPLICACIONES), _redactar_elegidas(resultados))


def leer_explicaciones(ruta: Path) -> dict[str, str]:
    """Lee las frases esperadas, por id de par."""
    frases: dict[str, str] = json.loads(ruta.read_text(encoding="utf-8"))
    return frases


def _leer_pares_congelados() -> dict[str, str]:
    with RUTA_PARES_CONGELADOS.open(encoding="utf-8", newline="") as lineas:
        return {f["id"]: f"{f['decision']} {f['probabilidad']}" for f in csv.DictReader(lineas)}


def _resumir(resultados: Sequence[Resultado]) -> dict[str, str]:
    return {r.par.id: f"{r.decision.value} {r.probabilidad:.2f}" for r in resultados}


def _redactar_elegidas(resultados: Sequence[Resultado]) -> dict[str, str]:
    por_id = {resultado.par.id: resultado for resultado in resultados}
    return {
        par_id: redactar(candidato.explicacion) if candidato else ""
        for par_id in leer_explicaciones(RUTA_EXPLICACIONES)
        if par_id in por_id
        for candidato in [por_id[par_id].candidato]
    }


def _comparar(antes: dict[str, str], ahora: dict[str, str]) -> list[str]:
    return [
        f"{par_id}: antes «{antes.get(par_id, AUSENTE)}», ahora «{ahora.get(par_id, AUSENTE)}»"
        for par_id in dict.fromkeys((*antes, *ahora))
        if antes.get(par_id) != ahora.get(par_id)
    ]
