"""`make bench`: una línea JSON por cifra. Con `--rapido`, las mismas cifras con menos datos."""

import argparse
import tempfile
from pathlib import Path

from tests.rendimiento import enlace, punta_a_punta


def main() -> None:
    opciones = argparse.ArgumentParser(prog="make bench", description=__doc__)
    opciones.add_argument("--rapido", action="store_true", help="menos datos, misma forma")
    rapido = opciones.parse_args().rapido
    enlace.medir(eventos=2_000 if rapido else 50_000)
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
