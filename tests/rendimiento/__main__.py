"""`make bench`: una línea JSON por cifra. Con `--rapido`, las mismas cifras con menos datos.

Necesita el grupo de dependencias `comparacion`, que `make instalar` ya trae: Splink se mide al lado
en la misma corrida.
"""

import argparse
import tempfile
from pathlib import Path

from tests.rendimiento import enlace, enlace_splink, punta_a_punta

PARTES = ("enlace", "comparacion", "punta-a-punta")


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


def _medir_punta_a_punta(*, rapido: bool) -> None:
    with tempfile.TemporaryDirectory(prefix="banco-") as carpeta:
        Path(carpeta).chmod(0o711)
        punta_a_punta.medir(
            Path(carpeta),
            buscadas=300 if rapido else 20_000,
            eventos=6_000 if rapido else 60_000,
            segundos=10 if rapido else 60,
        )


if __name__ == "__main__":
    main()
