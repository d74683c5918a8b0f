"""`make robustez`: envía casos sacados del contrato y cuenta lo que no debe pasar nunca."""

import argparse
import sys
from itertools import chain

from tests.apoyo.servicios import liberar, postgres_compartido, raiz_de_corrida
from tests.apoyo.sistema import crear_plantilla
from tests.rendimiento.medicion import anotar, avisar
from tests.robustez.abrir import mundos
from tests.robustez.corpus import leer_todo, listar_blancos, probar_campos, probar_enteros
from tests.robustez.corrida import Corrida, Cuenta
from tests.robustez.mundo import Mundo

DETALLES_MAXIMOS = 40


def main() -> int:
    """Escribe la cifra; 1 si algo se desvió."""
    opciones = argparse.ArgumentParser(prog="make robustez", description=__doc__)
    opciones.add_argument("--casos", type=int, default=20_000, help="entre todas las rutas")
    opciones.add_argument("--semilla", type=int, default=1, help="con la misma, los mismos casos")
    elegidas = opciones.parse_args()
    raiz = raiz_de_corrida()
    servicio = postgres_compartido(raiz)
    try:
        with mundos(crear_plantilla(servicio.url_administracion, raiz)) as abrir:
            cuenta = Corrida(abrir, elegidas.casos, elegidas.semilla).correr()
            corpus, malos = probar_corpus(abrir())
    finally:
        liberar(raiz)
    cuenta.desvios["corpus_malos"] = malos
    return informar(cuenta, elegidas.semilla, corpus)


def probar_corpus(mundo: Mundo) -> tuple[int, list[str]]:
    """Cuántos casos del corpus se enviaron, enteros y campo por campo, y los que salieron mal."""
    dichos = [
        malo
        for blanco in listar_blancos(mundo)
        for malo in chain(probar_enteros(blanco), probar_campos(blanco))
    ]
    return len(dichos), [malo for malo in dichos if malo] + leer_todo(mundo)


def informar(cuenta: Cuenta, semilla: int, corpus: int) -> int:
    """Una línea con las cifras, y en la salida de errores qué se desvió."""
    desvios = [detalle for detalles in cuenta.desvios.values() for detalle in detalles]
    for detalle in desvios[:DETALLES_MAXIMOS]:
        avisar(detalle)
    anotar(
        "robustez",
        casos=cuenta.casos.total(),
        semilla=semilla,
        rutas=len(cuenta.casos),
        corpus=corpus,
        **{clase: len(detalles) for clase, detalles in cuenta.desvios.items()},
        sin_exito=sorted(ruta for ruta in cuenta.casos if not cuenta.logrados[ruta]),
        casos_por_ruta=dict(sorted(cuenta.casos.items())),
    )
    return int(bool(desvios))


if __name__ == "__main__":
    sys.exit(main())
