"""La orden `sistema demo`: monta, corre, muestra y desmonta."""

import json
import signal
import threading
import time
from pathlib import Path
from types import FrameType

import httpx2 as httpx
import typer
from rich.console import Console
from rich.progress import Progress, TaskID
from rich.table import Table

from ingestores.demo.corrida import Cifras, Corrida, entrar
from ingestores.demo.montaje import Montaje, con_api, con_consumidor, con_tareas, montar
from sistema.entorno.consola import crear_progreso

CUENTA_DE_MUESTRA = "investigador.pdi"
ALERTAS_MOSTRADAS = 10
_consola = Console(stderr=True)


def demostrar(raiz: Path, *, una_vez: bool, en_json: bool, con_kafka: bool) -> None:
    """Muestra el Sistema funcionando con el escenario sintético.

    Con `una_vez` termina sola; si no, queda en pie hasta Ctrl-C. En los dos casos detiene lo que
    levantó y no deja procesos.

    Raises:
        DemoInconclusa: algo no llegó a tiempo.
        EntornoNoDisponible: esta máquina no puede levantar PostgreSQL.
    """
    inicio_s = time.monotonic()
    # Porque: quien detiene un servicio manda SIGTERM y cerrar el terminal manda SIGHUP; deben
    # desmontar igual que Ctrl-C.
    for senal in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(senal, _interrumpir)
    try:
        with (
            montar(raiz, _avisar, con_kafka=con_kafka, completa=True) as montaje,
            con_api(montaje),
            con_consumidor(montaje),
            con_tareas(montaje),
        ):
            with crear_progreso() as progreso:
                corrida = Corrida(montaje, inicio_s, _Etapas(progreso).avanzar)
                cifras = corrida.correr()
            if en_json:
                typer.echo(json.dumps(cifras.como_json(), ensure_ascii=False))
            else:
                _mostrar(montaje, cifras, corrida.casos[0])
            if not una_vez:
                _quedarse(montaje)
    except KeyboardInterrupt:
        _avisar("Deteniendo lo que la demostración levantó.")


class _Etapas:
    """Una barra por etapa, creada cuando la etapa empieza."""

    def __init__(self, progreso: Progress) -> None:
        self._progreso = progreso
        self._tareas: dict[str, TaskID] = {}

    def avanzar(self, etapa: str, van: int, total: int) -> None:
        if etapa not in self._tareas:
            self._tareas[etapa] = self._progreso.add_task(etapa, total=total)
        self._progreso.update(self._tareas[etapa], completed=van)


def _mostrar(montaje: Montaje, cifras: Cifras, caso_id: str) -> None:
    with httpx.Client(base_url=montaje.direccion, timeout=30.0) as cliente:
        token = entrar(cliente, CUENTA_DE_MUESTRA, montaje.claves[CUENTA_DE_MUESTRA])
        pedido = {"maximo": ALERTAS_MOSTRADAS}
        alertas = cliente.get("/v1/alertas", params=pedido, headers=token).json()["alertas"]
        ruta = f"/v1/casos/{caso_id}/movimientos"
        movimientos = cliente.get(ruta, headers=token).json()["movimientos"]
    tabla = Table(title=f"Últimas alertas ({cifras.alertas} en total)")
    for columna in ("emitida", "qué", "organismo", "decisión", "probabilidad", "caso"):
        tabla.add_column(columna)
    for a in alertas:
        tabla.add_row(
            a["emitida_en"][11:19],
            a["tipo_contacto"],
            a["organismo"],
            a["decision"],
            f"{a['probabilidad']:.2f}",
            a["caso_id"][-12:],
        )
    _consola.print(tabla)
    camino = Table(title="Últimos movimientos de una de las personas buscadas")
    for columna in ("cuándo", "fase", "qué", "organismo", "por qué se cree que es ella"):
        camino.add_column(columna)
    for m in movimientos:
        camino.add_row(
            m["ocurrido_en"][:16].replace("T", " "),
            m["fase"],
            m["tipo_contacto"],
            m["organismo"],
            m["explicacion"],
        )
    _consola.print(camino)
    for nombre, valor in cifras.como_json().items():
        _consola.print(f"{nombre:28} {valor}")


def _quedarse(montaje: Montaje) -> None:
    _consola.print(f"\nAPI en {montaje.direccion} (documentación en {montaje.direccion}/docs)")
    _consola.print(f"Cuentas, claves y Kafka: {montaje.raiz / 'demo.json'}")
    _consola.print("Ctrl-C para detener todo.")
    threading.Event().wait()


def _avisar(mensaje: str) -> None:
    _consola.print(f"· {mensaje}", highlight=False)


def _interrumpir(_senal: int, _marco: FrameType | None) -> None:
    raise KeyboardInterrupt
