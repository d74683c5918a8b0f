"""El latido del consumidor: cada 10 s dice que vive, cuánto le falta y quién ha aportado.

El bucle solo cuenta en memoria y, cuando toca, entrega lo contado a un hilo que lo escribe; si el
anterior no ha terminado, espera al siguiente turno. Lo contado desde el último latido se pierde si
el proceso muere: son cifras para operar, no la prueba de lo recibido, que es la auditoría del lote.
"""

import time
from collections.abc import Callable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Self

from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as SinConexionLibre
from typing_extensions import override

from ingestores.mensajeria.retroceso import es_base_caida
from ingestores.mensajeria.tipos import Atraso
from sistema.cobertura.servicio import anotar_latido
from sistema.cobertura.tipos import Actividad, Avance, Latido
from sistema.contactos.servicio import PuertaDeContactos
from sistema.contactos.tipos import Lote, ResultadoLote
from sistema.entrada.tipos import EntradaPendiente
from sistema.nucleo.bd import Bd
from sistema.nucleo.bitacora import obtener_bitacora
from sistema.nucleo.identificadores import nuevo_id
from sistema.nucleo.reloj import Reloj

CADENCIA_S = 10.0
Cuentas = dict[tuple[str, date], Actividad]
_bitacora = obtener_bitacora("latido")


class Latidos:
    """Lo que este proceso lleva contado y el hilo que lo escribe; lo usa solo el bucle."""

    def __init__(self, bd: Bd, cadencia_s: float = CADENCIA_S) -> None:
        self.medir: Callable[[], Sequence[Atraso]] = list
        self._bd = bd
        self._proceso = nuevo_id()
        self._cadencia_s = cadencia_s
        self._proximo_s = 0.0
        self._cuentas: Cuentas = {}
        self._ultimo = Latido(self._proceso, 0, [])
        self._hilo = ThreadPoolExecutor(max_workers=1, thread_name_prefix="latido")
        self._escritura: Future[Mapping[tuple[str, date], Actividad]] | None = None

    def sumar(self, organismo: str, resultado: ResultadoLote, ahora: datetime) -> None:
        """Cuenta un lote registrado; también los repetidos son aportes."""
        recibidos = resultado.nuevos + resultado.repetidos + resultado.en_cuarentena
        cuenta = Actividad(recibidos, resultado.en_cuarentena, ahora)
        self._agregar({(organismo, ahora.date()): cuenta})

    def latir_si_toca(self, casos: int) -> None:
        """Deja el latido escribiéndose si pasó la cadencia y el anterior terminó.

        Raises:
            Exception: el anterior falló por algo que no es la base de datos caída.
        """
        if time.monotonic() < self._proximo_s or (self._escritura and not self._escritura.done()):
            return
        self._recoger()
        self._proximo_s = time.monotonic() + self._cadencia_s
        avances = [_avance(atraso) for atraso in self.medir()]
        self._ultimo = Latido(self._proceso, casos, avances, self._cuentas)
        self._cuentas = {}
        self._escritura = self._hilo.submit(self._escribir, self._ultimo)

    def _recoger(self) -> None:
        """Devuelve a las cuentas lo que el latido anterior no pudo guardar."""
        if self._escritura is not None:
            self._agregar(self._escritura.result())
            self._escritura = None

    def _agregar(self, cuentas: Mapping[tuple[str, date], Actividad]) -> None:
        for clave, cuenta in cuentas.items():
            previa = self._cuentas.get(clave, Actividad(0, 0, cuenta.ultimo_en))
            self._cuentas[clave] = Actividad(
                previa.recibidos + cuenta.recibidos,
                previa.apartados + cuenta.apartados,
                max(previa.ultimo_en, cuenta.ultimo_en),
            )

    def _escribir(self, latido: Latido) -> Mapping[tuple[str, date], Actividad]:
        """Guarda el latido; devuelve las cuentas que no se pudieron guardar."""
        try:
            with self._bd.transaccion() as sesion:
                anotar_latido(sesion, latido)
        except (DBAPIError, SinConexionLibre) as error:
            if not es_base_caida(error):
                raise
            _bitacora.warning("latido_sin_base", clase_error=type(error).__name__)
            return latido.actividad
        return {}

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_error: object) -> None:
        """Escribe lo que quede contado, si la base de datos está."""
        self._hilo.shutdown(wait=True)
        self._recoger()
        self._escribir(replace(self._ultimo, actividad=self._cuentas))


class PuertaConLatido(PuertaDeContactos):
    """La puerta de los contactos que además cuenta y late en cada vuelta del bucle."""

    def __init__(self, bd: Bd, reloj: Reloj, latidos: Latidos) -> None:
        super().__init__(bd, reloj)
        self._latidos = latidos

    @override
    def registrar_lote(self, lote: Lote) -> ResultadoLote:
        resultado = super().registrar_lote(lote)
        self._latidos.sumar(lote.organismo, resultado, self._reloj())
        return resultado

    @override
    def tomar_entrada(
        self, maximo: int, salvo: AbstractSet[str] = frozenset()
    ) -> list[EntradaPendiente]:
        """Lo mismo; el bucle pasa por aquí en cada vuelta."""
        self._latidos.latir_si_toca(len(self._cartera))
        return super().tomar_entrada(maximo, salvo)


def _avance(atraso: Atraso) -> Avance:
    leido = atraso.leido_hasta_ms
    return Avance(
        atraso.particion.tema,
        atraso.particion.numero,
        atraso.pendientes,
        datetime.fromtimestamp(leido / 1_000, UTC) if leido else None,
    )
