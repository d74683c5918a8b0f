"""`make flujo-externo DIR=X`: un flujo que nadie de este proyecto escribió, por un Kafka real.

`X` contiene `buscadas.csv`, `eventos.ndjson` y `verdad.csv`. Las personas entran como denuncias con
`sistema cargar`; los eventos los produce `kcat`, un cliente que no comparte nada con el nuestro.
"""

import argparse
import csv
import json
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import BinaryIO

from sqlalchemy import text

from ingestores.demo.montaje import Montaje, con_consumidor, montar
from ingestores.demo.observador import ids_recibidos, recibidos
from ingestores.mensajeria.temas import nombrar_tema
from ingestores.mensajeria.tipos import ConexionKafka
from sistema.entorno.carga import cargar_buscadas
from sistema.nucleo.bd import Bd
from sistema.nucleo.papeles import Papel
from sistema.nucleo.reloj import ahora
from sistema.usuarios.servicio import sujeto_de_consola
from tests.apoyo.servicios import JARS
from tests.rendimiento.medicion import anotar, esperar_hasta
from tests.rendimiento.poblado import CUENTA

BASE = "sistema_flujo"


def main() -> None:
    opciones = argparse.ArgumentParser(prog="make flujo-externo", description=__doc__)
    opciones.add_argument("carpeta", type=Path, help="con buscadas.csv, eventos.ndjson, verdad.csv")
    carpeta = opciones.parse_args().carpeta
    if shutil.which("kcat") is None:
        raise SystemExit("Falta kcat (en Debian: apt-get install kcat).")
    with tempfile.TemporaryDirectory(prefix="flujo-") as temporal:
        raiz = Path(temporal)
        raiz.chmod(0o711)
        with montar(raiz, _avisar, con_kafka=True, base=BASE, jars=JARS) as montaje:
            medir(montaje, carpeta, raiz)


def medir(montaje: Montaje, carpeta: Path, temporal: Path) -> None:
    """Carga, produce, consume y anota lo que salió contra la verdad."""
    mapa = temporal / "casos.csv"
    with montaje.preparado.abrir(Papel.API) as bd:
        with bd.transaccion() as sesion:
            sujeto = sujeto_de_consola(sesion, CUENTA, ahora())
        informe = cargar_buscadas(bd, sujeto, carpeta / "buscadas.csv", mapa, lambda _n: None)
    _avisar(f"{informe.cargadas} personas cargadas, {len(informe.saltadas)} saltadas")
    with montaje.preparado.abrir(Papel.DUENO) as bd, con_consumidor(montaje):
        comienzo_s = time.perf_counter()
        enviados = _producir_con_kcat(montaje, carpeta / "eventos.ndjson", temporal)
        _avisar(f"{enviados} eventos producidos por kcat")
        esperar_hasta(lambda: recibidos(bd) >= enviados, "todos los eventos")
        demora_s = time.perf_counter() - comienzo_s
        _comparar(bd, carpeta, mapa, enviados / demora_s)


def _producir_con_kcat(montaje: Montaje, eventos: Path, temporal: Path) -> int:
    """Un archivo «clave<TAB>mensaje» por organismo, y un `kcat` por archivo."""
    conexion = montaje.conexion_kafka("colaboradores")
    if conexion is None:
        raise SystemExit("El flujo externo necesita un Kafka real.")
    archivos: dict[str, BinaryIO] = {}
    total = 0
    with ExitStack() as pila:
        for organismo, id_, linea in _leer_eventos(eventos):
            if organismo not in archivos:
                archivos[organismo] = pila.enter_context((temporal / organismo).open("wb"))
            archivos[organismo].write(id_.encode() + b"\t" + linea + b"\n")
            total += 1
    for organismo in archivos:
        orden = ["kcat", *_ajustes(montaje, conexion), "-P", "-t", nombrar_tema(organismo)]
        orden += ["-K", "\t", "-l", str(temporal / organismo)]
        subprocess.run(orden, check=True)  # noqa: S603 - la orden la escribe este programa
    return total


def _ajustes(montaje: Montaje, conexion: ConexionKafka) -> list[str]:
    """Cómo llega kcat: al Kafka local, con el archivo que este deja; a uno ajeno, sin clave."""
    archivo = montaje.raiz / "kafka" / "conf" / "kcat.conf"
    return ["-F", str(archivo)] if archivo.exists() else ["-b", conexion.bootstrap]


def _leer_eventos(archivo: Path) -> Iterator[tuple[str, str, bytes]]:
    with archivo.open("rb") as lineas:
        for linea in lineas:
            evento = json.loads(linea)
            yield evento["source"].removeprefix("/organismos/"), evento["id"], linea.rstrip(b"\n")


def _comparar(bd: Bd, carpeta: Path, mapa: Path, por_segundo: float) -> None:
    casos = {f["caso"]: f["caso_id"] for f in _leer_csv(mapa)}
    verdad = {f["evento_id"]: f["caso_id"] for f in _leer_csv(carpeta / "verdad.csv")}
    clases = {f["evento_id"]: f["clase"] for f in _leer_csv(carpeta / "verdad.csv")}
    with bd.transaccion() as sesion:
        orden = text("SELECT evento_id, caso_id, decision FROM coincidencia")
        halladas = [
            (str(f.evento_id), casos[str(f.caso_id)], f.decision) for f in sesion.execute(orden)
        ]
        cuarentena = sesion.scalar(text("SELECT count(*) FROM cuarentena"))
    positivos = sum(1 for caso in verdad.values() if caso)
    enlaces = [(evento, caso) for evento, caso, decision in halladas if decision == "enlace"]
    aciertos = sum(verdad[evento] == caso for evento, caso in enlaces)
    con_revision = {evento for evento, caso, _d in halladas if verdad[evento] == caso}
    anotar(
        "flujo_externo",
        eventos=len(verdad),
        perdidos=len(verdad.keys() - ids_recibidos(bd)),
        en_cuarentena=cuarentena,
        eventos_por_s=por_segundo,
        positivos=positivos,
        enlaces=len(enlaces),
        en_revision=len(halladas) - len(enlaces),
        precision=aciertos / len(enlaces) if enlaces else None,
        recuperacion=aciertos / positivos if positivos else None,
        recuperacion_con_revision=len(con_revision) / positivos if positivos else None,
        enlaces_de_run_prestado=sum(clases[evento] == "run_prestado" for evento, _c in enlaces),
    )


def _leer_csv(archivo: Path) -> Iterator[dict[str, str]]:
    with archivo.open(newline="", encoding="utf-8") as filas:
        yield from csv.DictReader(filas)


def _avisar(mensaje: str) -> None:
    sys.stderr.write(f"· {mensaje}\n")


if __name__ == "__main__":
    main()
