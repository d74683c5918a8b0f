"""`python -m sistema.api`: la API sin el resto de la consola, que tarda más en cargar."""

import argparse

from sistema.api.servidor import servir
from sistema.nucleo.configuracion import leer_configuracion


def main() -> None:
    """Lee dónde escuchar y sirve."""
    opciones = argparse.ArgumentParser(prog="python -m sistema.api", description=__doc__)
    opciones.add_argument("--anfitrion", default="127.0.0.1")
    opciones.add_argument("--puerto", type=int, default=8000)
    elegido = opciones.parse_args()
    servir(leer_configuracion(), elegido.anfitrion, elegido.puerto)


if __name__ == "__main__":
    main()
