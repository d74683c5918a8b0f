"""Mira las tablas mientras la demostración corre, para medir sin preguntarle al consumidor."""

import json
import threading
import time
from dataclasses import dataclass, field
from typing import Self
from uuid import UUID

from sqlalchemy import select, text

from matching.tipos import Decision
from sistema.modelos.contacto import Cuarentena
from sistema.nucleo.bd import Bd

PAUSA_S = 0.01

_ALERTAS = text("""
    SELECT coincidencia.evento_id, coincidencia.caso_id, coincidencia.decision
    FROM alerta JOIN coincidencia ON coincidencia.id = alerta.coincidencia_id
    JOIN caso ON caso.id = alerta.caso_id AND NOT caso.es_sonda
    ORDER BY alerta.id OFFSET :vistas
""")

_RECIBIDOS = text("""
    SELECT (SELECT count(*) FROM bandeja WHERE organismo <> 'sonda')
        + (SELECT count(*) FROM cuarentena)
""")


@dataclass(frozen=True, slots=True)
class AlertaVista:
    """Una alerta ya confirmada, y cuándo se la vio (segundos de reloj monótono)."""

    evento_id: str
    caso_id: str
    decision: Decision
    vista_s: float


@dataclass(slots=True)
class Observador:
    """Un hilo que anota cada alerta apenas queda confirmada en la base de datos.

    Lo que mide es lo que vería cualquier otra conexión: la demora incluye la confirmación.
    """

    bd: Bd
    alertas: list[AlertaVista] = field(default_factory=list)
    _detener: threading.Event = field(default_factory=threading.Event)
    _hilo: threading.Thread | None = None

    def __enter__(self) -> Self:
        self._hilo = threading.Thread(target=self._mirar, name="observador", daemon=True)
        self._hilo.start()
        return self

    def __exit__(self, *_error: object) -> None:
        self._detener.set()
        if self._hilo is not None:
            self._hilo.join()

    def _mirar(self) -> None:
        while not self._detener.wait(PAUSA_S):
            with self.bd.transaccion() as sesion:
                filas = sesion.execute(_ALERTAS, {"vistas": len(self.alertas)}).all()
            ahora_s = time.monotonic()
            self.alertas += [
                AlertaVista(str(f.evento_id), str(f.caso_id), Decision(f.decision), ahora_s)
                for f in filas
            ]


def recibidos(bd: Bd) -> int:
    """Cuántos eventos están en la bandeja o en la cuarentena, sin contar la sonda."""
    with bd.transaccion() as sesion:
        return int(sesion.scalar(_RECIBIDOS) or 0)


def ids_recibidos(bd: Bd) -> set[str]:
    """Los ids que están en la bandeja o, si se dejan leer, en la cuarentena."""
    with bd.transaccion() as sesion:
        en_bandeja = {str(id_) for id_ in sesion.scalars(text("SELECT evento_id FROM bandeja"))}
        apartados = {_leer_id(cuerpo) for cuerpo in sesion.scalars(select(Cuarentena.cuerpo))}
    return en_bandeja | apartados


def _leer_id(cuerpo: bytes) -> str:
    try:
        return str(UUID(json.loads(cuerpo)["id"]))
    except (ValueError, KeyError, TypeError):
        return ""
