"""Un consumidor de verdad que muere de golpe al registrar el evento que se le nombra.

Lo corre una prueba: `python -m tests.integracion.kafka.mortal <grupo> <evento> [tema…]`.
"""

import os
import signal
import sys
import threading
from uuid import UUID

from typing_extensions import override

from ingestores.consumidor import conexion_de
from ingestores.mensajeria.bucle import consumir
from ingestores.mensajeria.cliente import Consumidor
from sistema.contactos.servicio import PuertaDeContactos
from sistema.contactos.tipos import Lote, ResultadoLote
from sistema.nucleo.configuracion import leer_configuracion
from sistema.nucleo.llaves import abrir_segun
from sistema.nucleo.reloj import ahora


class PuertaMortal(PuertaDeContactos):
    """La puerta de verdad, con un evento que hace lo que haría una falla de memoria."""

    veneno: UUID

    @override
    def registrar_lote(self, lote: Lote) -> ResultadoLote:
        if self.veneno in {evento.evento_id for evento in lote.eventos}:
            os.kill(os.getpid(), signal.SIGKILL)
        return super().registrar_lote(lote)


def correr(grupo: str, veneno: UUID, temas: list[str]) -> None:
    """Consume hasta SIGTERM, o hasta encontrar el veneno."""
    detener = threading.Event()
    signal.signal(signal.SIGTERM, lambda *_: detener.set())
    configuracion = leer_configuracion()
    with abrir_segun(configuracion, "consumidor") as bd:
        puerta = PuertaMortal(bd, ahora)
        puerta.veneno = veneno
        puerta.abrir()
        conexion = conexion_de(configuracion)
        if conexion is None:
            consumir(puerta, None, ahora, detener.wait)
            return
        with Consumidor(conexion, temas, grupo) as fuente:
            consumir(puerta, fuente, ahora, detener.wait)


if __name__ == "__main__":
    correr(sys.argv[1], UUID(sys.argv[2]), sys.argv[3:])
