"""Denuncias que se ingresan y se corrigen mientras todo falla, hasta que la base las confirme."""

import threading
import time
from collections.abc import Callable, Sequence
from hashlib import sha256
from typing import Any, TypeVar
from uuid import UUID

from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as SinConexionLibre
from sqlalchemy.orm import Session

from sistema.acceso.servicio import ClaveDePeticion
from sistema.casos.esquemas import DenunciaNueva, PersonaDesaparecida
from sistema.casos.servicio import corregir_persona, ingresar_denuncia
from sistema.nucleo.bd import Bd
from sistema.nucleo.reloj import ahora
from sistema.usuarios.servicio import sujeto_de_consola
from tests.caos.historia import Historia

T = TypeVar("T")
CUENTA = "receptor.carabineros"
PAUSA_S = 0.5
PLAZO_S = 180.0
RUTA = "/v1/denuncias"
# Lo que se calla al denunciar y se sabe después: la corrección lo agrega.
CALLADO = "run"


class Casos:
    """Los casos de una corrida: uno por denuncia del escenario, con un solo hilo que los cambia."""

    def __init__(
        self, bd: Bd, historia: Historia, denuncias: Sequence[dict[str, Any]], por_corregir: int
    ) -> None:
        self._bd = bd
        self._historia = historia
        self._denuncias = denuncias
        self.corregibles = frozenset(
            [i for i, d in enumerate(denuncias) if d["persona"].get(CALLADO)][-por_corregir:]
            if por_corregir
            else []
        )
        self.abiertos: dict[int, str] = {}

    def inicial(self, indice: int) -> dict[str, Any]:
        """La persona como se denuncia la primera vez."""
        persona = dict(self._denuncias[indice]["persona"])
        if indice in self.corregibles:
            del persona[CALLADO]
        return persona

    def final(self, indice: int) -> dict[str, Any]:
        """La persona como se sabe al terminar."""
        return dict(self._denuncias[indice]["persona"])

    def abrir(self, indice: int) -> None:
        """Ingresa una denuncia una sola vez, aunque haya que repetir la petición."""
        cuerpo = self._denuncias[indice] | {"persona": self.inicial(indice)}
        nueva = DenunciaNueva.model_validate(cuerpo)
        peticion = ClaveDePeticion(RUTA, f"caos-{indice}", sha256(b"%d" % indice).digest())

        def ingresar(sesion: Session) -> str:
            quien = sujeto_de_consola(sesion, CUENTA, ahora())
            ingresada = ingresar_denuncia(sesion, self._bd.llavero, quien, nueva, peticion)
            return str(ingresada.caso_id)

        self.abiertos[indice] = self._insistir(ingresar)
        self._historia.anotar("caso_abierto", denuncia=indice, caso=self.abiertos[indice])

    def corregir(self, indice: int) -> None:
        """Agrega lo que se calló; repetirlo no cambia nada."""
        corregida = PersonaDesaparecida.model_validate(self.final(indice))
        caso = self.abiertos[indice]

        def cambiar(sesion: Session) -> None:
            quien = sujeto_de_consola(sesion, CUENTA, ahora())
            corregir_persona(sesion, self._bd.llavero, quien, UUID(caso), corregida)

        self._insistir(cambiar)
        self._historia.anotar("caso_corregido", denuncia=indice, caso=caso)

    def abrir_y_corregir(self, segundos: float, detener: threading.Event) -> None:
        """Lo que falte por abrir y por corregir, repartido a lo largo de `segundos`."""
        por_abrir = [i for i in range(len(self._denuncias)) if i not in self.abiertos]
        actos: list[tuple[Callable[[int], None], int]] = [(self.abrir, i) for i in por_abrir]
        actos += [(self.corregir, i) for i in sorted(self.corregibles)]
        comienzo_s = time.monotonic()
        for turno, (acto, indice) in enumerate(actos):
            espera_s = comienzo_s + segundos * turno / len(actos) - time.monotonic()
            if espera_s > 0:
                detener.wait(espera_s)
            acto(indice)

    def _insistir(self, acto: Callable[[Session], T]) -> T:
        limite_s = time.monotonic() + PLAZO_S
        while True:
            try:
                with self._bd.transaccion() as sesion:
                    return acto(sesion)
            except (DBAPIError, SinConexionLibre) as error:
                self._historia.anotar("caso_repetido", error=type(error).__name__)
                if time.monotonic() > limite_s:
                    raise
            time.sleep(PAUSA_S)
