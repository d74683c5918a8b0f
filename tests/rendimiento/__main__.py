"""`make bench`: una línea JSON por cifra. Con `--rapido`, las mismas cifras con menos datos.

Necesita el grupo de dependencias `comparacion`, que `make instalar` ya trae: Splink se mide al lado
en la misma corrida.
"""

import argparse
import tempfile
from pathlib import Path
from typing import Final, Protocol

from tests.rendimiento import (
    boveda,
    enlace,
    enlace_splink,
    firmas,
    ingesta,
    ingresos,
    punta_a_punta,
    riesgo,
)


class Medida(Protocol):
    """Anota las cifras de una parte del Sistema."""

    def __call__(self, *, rapido: bool) -> None: ...


def main() -> None:
    opciones = argparse.ArgumentParser(prog="make bench", description=__doc__)
    opciones.add_argument("--rapido", action="store_true", help="menos datos, misma forma")
    opciones.add_argument(
        "--solo", choices=MEDIDAS, nargs="+", default=list(MEDIDAS), help="qué medir"
    )
    elegidas = opciones.parse_args()
    for parte, medir in MEDIDAS.items():
        if parte in elegidas.solo:
            medir(rapido=elegidas.rapido)


def _medir_enlace(*, rapido: bool) -> None:
    enlace.medir(eventos=2_000 if rapido else 50_000)


def _medir_comparacion(*, rapido: bool) -> None:
    enlace_splink.medir(eventos=10_000 if rapido else 50_000)


def _medir_firmas(*, rapido: bool) -> None:
    firmas.medir(eventos=2_000 if rapido else 20_000)


def _medir_boveda(*, rapido: bool) -> None:
    boveda.medir(eventos=20_000 if rapido else 1_000_000, buscadas=1_000, medidos=50)


def _medir_ingresos(*, rapido: bool) -> None:
    ingresos.medir(segundos=5 if rapido else 30, pares=20 if rapido else 500)


def _medir_riesgo(*, rapido: bool) -> None:
    riesgo.medir(evaluaciones=20_000)
    riesgo.medir_reevaluacion(casos=1_000 if rapido else 20_000)


def _medir_punta_a_punta(*, rapido: bool) -> None:
    with tempfile.TemporaryDirectory(prefix="banco-") as carpeta:
        Path(carpeta).chmod(0o711)
        punta_a_punta.medir(
            Path(carpeta),
            buscadas=300 if rapido else 20_000,
            eventos=6_000 if rapido else 60_000,
            segundos=10 if rapido else 60,
        )


def _medir_ingesta(*, rapido: bool) -> None:
    if rapido:
        ingesta.medir(buscadas=[300], eventos=20_000, consumidores=[1])
        return
    # Cinco minutos a la meta de caudal; después, cómo cambia con cuántos se buscan.
    ingesta.medir(buscadas=[30_000], eventos=1_200_000, consumidores=[1, 2])
    ingesta.medir(buscadas=[1_000, 100_000], eventos=200_000, consumidores=[1])


MEDIDAS: Final[dict[str, Medida]] = {
    "enlace": _medir_enlace,
    "comparacion": _medir_comparacion,
    "punta-a-punta": _medir_punta_a_punta,
    "ingesta": _medir_ingesta,
    "firmas": _medir_firmas,
    "boveda": _medir_boveda,
    "ingresos": _medir_ingresos,
    "riesgo": _medir_riesgo,
}

if __name__ == "__main__":
    main()
