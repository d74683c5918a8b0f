"""`make bench`: una línea JSON por cifra. Con `--rapido`, las mismas cifras con menos datos.

Necesita el grupo de dependencias `comparacion`, que `make instalar` ya trae: Splink se mide al lado
en la misma corrida.
"""

import argparse
import tempfile
from pathlib import Path

from tests.rendimiento import boveda, enlace, enlace_splink, firmas, ingesta, punta_a_punta

PARTES = ("enlace", "comparacion", "punta-a-punta", "ingesta", "firmas", "boveda")


def main() -> None:
    opciones = argparse.ArgumentParser(prog="make bench", description=__doc__)
    opciones.add_argument("--rapido", action="store_true", help="menos datos, misma forma")
    opciones.add_argument("--solo", choices=PARTES, nargs="+", default=PARTES, help="qué medir")
    elegidas = opciones.parse_args()
    rapido = elegidas.rapido
    if "enlace" in elegidas.solo:
        enlace.medir(eventos=2_000 if rapido else 50_000)
    if "comparacion" in elegidas.solo:
        enlace_splink.medir(eventos=10_000 if rapido else 50_000)
    if "punta-a-punta" in elegidas.solo:
        _medir_punta_a_punta(rapido=rapido)
    if "ingesta" in elegidas.solo:
        _medir_ingesta(rapido=rapido)
    if "firmas" in elegidas.solo:
        firmas.medir(eventos=2_000 if rapido else 20_000)
    if "boveda" in elegidas.solo:
        boveda.medir(eventos=20_000 if rapido else 1_000_000, buscadas=1_000, medidos=50)


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


if __name__ == "__main__":
    main()
