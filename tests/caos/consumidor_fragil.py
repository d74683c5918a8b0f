"""Un consumidor de verdad que muere de golpe en el punto que se le diga, visto desde fuera.

Es el mismo `ingestores.consumidor` sin una línea cambiada: lo vigilan los eventos de SQLAlchemy,
un cursor que avisa de los COPY y la respuesta de Kafka. Como proceso (`python -m …`) lee pedidos de
la entrada, uno por línea en JSON, y por cada uno hace nacer un hijo: así cada muerte no paga otra
vez la carga de los módulos.
"""

import json
import os
import signal
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NoReturn

import psycopg
from kafka import KafkaConsumer  # type: ignore[import-untyped]
from sqlalchemy import Engine, event
from sqlalchemy.orm import Session
from typing_extensions import override

from ingestores import consumidor
from sistema.nucleo.configuracion import leer_configuracion
from tests.caos.puntos import POR_NOMBRE, Momento, Punto, Transaccion

Tramo = dict[str, Any]
CLASES = tuple(clase for clase in Transaccion if clase)
LUGAR = ("cluster", "tema", "particion")


class Vigilante:
    """Cuenta las veces que se pasa por el punto y muere en la que toque.

    Nunca muere dos veces por el mismo tramo de mensajes: a la tercera el Sistema apartaría uno que
    no tiene culpa, y esa regla tiene su propia prueba.
    """

    def __init__(self, punto: Punto, vez: int, muertes: Path) -> None:
        self._punto = punto
        self._faltan = vez
        self._muertes = muertes
        self._muertos: list[Tramo] = (
            [json.loads(linea) for linea in muertes.read_text("utf-8").splitlines()]
            if muertes.exists()
            else []
        )
        self._tramo: Tramo | None = None
        self._clase = threading.local()

    def empezar(self, _conexion: object) -> None:
        """Otra transacción en este hilo: aún no se sabe de qué es."""
        self._clase.actual = Transaccion.NINGUNA

    def antes_de_la_orden(self, *datos: Any) -> None:
        """Recuerda qué transacción es y qué tramo se empieza."""
        _conexion, _cursor, orden, valores, *_ = datos
        orden = " ".join(orden.split())
        for clase in CLASES:
            if clase in orden:
                self._clase.actual = clase
        self._si(Momento.ANTES_DE_LA_ORDEN, orden)
        if Transaccion.INTENTO in orden:
            self._tramo = {c: valores[c] for c in (*LUGAR, "desde", "hasta")}

    def tras_la_orden(self, *datos: Any) -> None:
        """PostgreSQL ya la cumplió; nada está confirmado."""
        self._si(Momento.TRAS_LA_ORDEN, " ".join(datos[2].split()))

    def antes_de_confirmar(self, _conexion: object) -> None:
        """Todo está escrito y PostgreSQL aún no lo confirma."""
        self._si(Momento.ANTES_DE_CONFIRMAR)

    def tras_confirmar(self, _sesion: object) -> None:
        """PostgreSQL ya lo confirmó."""
        self._si(Momento.TRAS_CONFIRMAR)

    def antes_de_kafka(self) -> None:
        """Confirmado en PostgreSQL; Kafka aún no lo sabe."""
        self._si(Momento.ANTES_DE_KAFKA)

    def tras_kafka(self) -> None:
        """Kafka respondió que anotó el desfase."""
        self._si(Momento.TRAS_KAFKA)

    def _si(self, momento: Momento, orden: str = "") -> None:
        punto = self._punto
        if momento is not punto.momento or punto.orden not in orden:
            return
        if punto.en and punto.en is not getattr(self._clase, "actual", Transaccion.NINGUNA):
            return
        if punto.en is not Transaccion.RETROSPECTIVA and self._ya_murio():
            return
        self._faltan -= 1
        if self._faltan == 0:
            self._morir()

    def _ya_murio(self) -> bool:
        tramo = self._tramo
        return tramo is not None and any(
            all(tramo[c] == muerto[c] for c in LUGAR)
            and tramo["desde"] < muerto["hasta"]
            and muerto["desde"] < tramo["hasta"]
            for muerto in self._muertos
        )

    def _morir(self) -> NoReturn:
        if self._tramo is not None:
            with self._muertes.open("a", encoding="utf-8") as archivo:
                archivo.write(json.dumps(self._tramo) + "\n")
        os.kill(os.getpid(), signal.SIGKILL)
        raise AssertionError


def vigilar(vigilante: Vigilante) -> None:
    """Pone al vigilante en todo lo que este proceso diga a PostgreSQL y a Kafka."""
    event.listen(Engine, "begin", vigilante.empezar)
    event.listen(Engine, "before_cursor_execute", vigilante.antes_de_la_orden)
    event.listen(Engine, "after_cursor_execute", vigilante.tras_la_orden)
    event.listen(Engine, "commit", vigilante.antes_de_confirmar)
    event.listen(Session, "after_commit", vigilante.tras_confirmar)

    class CursorVigilado(psycopg.Cursor[Any]):
        @override
        @contextmanager
        def copy(self, *datos: Any, **opciones: Any) -> Iterator[psycopg.Copy]:
            with super().copy(*datos, **opciones) as copia:
                yield copia
            vigilante.tras_la_orden(None, None, datos[0])

    def usar_cursor(conexion: Any, _registro: object) -> None:
        conexion.cursor_factory = CursorVigilado

    event.listen(Engine, "connect", usar_cursor)
    confirmar = KafkaConsumer.commit_async

    def confirmar_vigilado(kafka: Any, desfases: Any, avisar: Any) -> Any:
        def avisar_y_vigilar(confirmados: Any, respuesta: Any) -> None:
            avisar(confirmados, respuesta)
            if not isinstance(respuesta, Exception):
                vigilante.tras_kafka()

        vigilante.antes_de_kafka()
        return confirmar(kafka, desfases, avisar_y_vigilar)

    KafkaConsumer.commit_async = confirmar_vigilado


def vivir(pedido: dict[str, Any]) -> None:
    """Consume con el entorno y el grupo pedidos hasta morir."""
    os.environ.update(pedido["entorno"])
    # Porque: con un grupo propio, nadie espera a que Kafka dé por muerto al anterior (10 s).
    consumidor.GRUPO = pedido["grupo"]
    vigilar(Vigilante(POR_NOMBRE[pedido["punto"]], pedido["vez"], Path(pedido["muertes"])))
    consumidor.correr(leer_configuracion())


def main() -> None:
    """Con un punto y un archivo de muertes es ese consumidor; sin ellos, cría los que le pidan."""
    if len(sys.argv) > 1:
        _programa, punto, muertes = sys.argv
        vigilar(Vigilante(POR_NOMBRE[punto], 1, Path(muertes)))
        consumidor.correr(leer_configuracion())
        return
    for linea in sys.stdin:
        pid = os.fork()
        if pid == 0:
            os.dup2(sys.stderr.fileno(), sys.stdout.fileno())
            vivir(json.loads(linea))
            os._exit(0)
        _decir({"pid": pid})
        _, estado = os.waitpid(pid, 0)
        _decir({"codigo": os.waitstatus_to_exitcode(estado)})


def _decir(que: dict[str, int]) -> None:
    sys.stdout.write(json.dumps(que) + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
