"""`python -m ingestores.servidor`: la API sin el resto de la consola, que tarda más en cargar."""

import argparse

from ingestores.mensajes.decodificacion import decodificar
from sistema.api.servidor import servir
from sistema.nucleo.configuracion import leer_configuracion

PUERTO = 8000


def main() -> None:
    """Lee dónde escuchar y sirve."""
    opciones = argparse.ArgumentParser(prog="python -m ingestores.servidor", description=__doc__)
    opciones.add_argument("--anfitrion", default="127.0.0.1")
    opciones.add_argument("--puerto", type=int, default=PUERTO)
    elegido = opciones.parse_args()
    servir(leer_configuracion(), decodificar, elegido.anfitrion, elegido.puerto)


if __name__ == "__main__":
    main()
