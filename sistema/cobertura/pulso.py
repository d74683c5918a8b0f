"""Saber si la base de datos acepta escrituras, sin quedarse esperándola ni cansarla."""

import time
from concurrent.futures import Future, ThreadPoolExecutor
from concurrent.futures import TimeoutError as PlazoVencido
from threading import Lock

from sistema.cobertura.servicio import comprobar_escritura
from sistema.nucleo.bd import Bd
from sistema.nucleo.errores import BaseNoDisponible

PLAZO_S = 8.0
VIGENCIA_S = 2.0


class Pulso:
    """Una comprobación a la vez por proceso; su resultado vale `VIGENCIA_S` para todos.

    Así, quien pregunte mil veces por segundo sin identificarse cuesta una escritura cada dos.
    """

    def __init__(self, bd: Bd) -> None:
        self._bd = bd
        self._hilo = ThreadPoolExecutor(max_workers=1, thread_name_prefix="pulso")
        self._turno = Lock()
        self._ultima: Future[None] | None = None
        self._pedida_s = 0.0

    def comprobar(self) -> None:
        """Vuelve si la base aceptó una escritura hace menos de `VIGENCIA_S` + `PLAZO_S`.

        Raises:
            BaseNoDisponible: no respondió en `PLAZO_S`.
            SQLAlchemyError: respondió que no.
        """
        try:
            self._pedir().result(PLAZO_S)
        except PlazoVencido:
            raise BaseNoDisponible from None

    def _pedir(self) -> "Future[None]":
        ahora_s = time.monotonic()
        with self._turno:
            ultima = self._ultima
            vencida = ahora_s - self._pedida_s > VIGENCIA_S
            if ultima is None or (ultima.done() and vencida):
                self._ultima = ultima = self._hilo.submit(self._escribir)
                self._pedida_s = ahora_s
        return ultima

    def _escribir(self) -> None:
        with self._bd.transaccion() as sesion:
            comprobar_escritura(sesion)
