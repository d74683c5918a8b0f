"""Dobles que cumplen los contratos del bucle, para probarlo con Kafka o sin él."""

import json
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from uuid import UUID

from sqlalchemy.exc import InternalError, OperationalError

from ingestores.mensajeria.errores import ErrorMensajeria
from ingestores.mensajeria.tipos import LoteCrudo, MensajeCrudo, Particion
from sistema.contactos.errores import PosicionAdelantada
from sistema.contactos.tipos import Intento, Lote, Releer, ResultadoLote
from sistema.cuarentena.tipos import CodigoCuarentena, Origen
from sistema.entrada.tipos import EntradaPendiente
from sistema.nucleo.firmas import LlaveDeFirma


def escribir_evento(numero: int, organismo: str = "senama") -> bytes:
    """Un evento válido cuyo id termina en `numero`."""
    evento = {
        "specversion": "1.0",
        "id": f"00000000-0000-4000-8000-{numero:012d}",
        "source": f"/organismos/{organismo}",
        "type": "cl.personas-desaparecidas.contacto.v1",
        "time": "2026-11-20T12:00:00Z",
        "data": {
            "tipo_contacto": "atencion_social",
            "ocurrido_en": "2026-11-20T12:00:00Z",
            "persona": {"nombres": f"Persona {numero}"},
        },
    }
    return json.dumps(evento).encode()


def base_caida() -> OperationalError:
    """Lo que SQLAlchemy lanza cuando PostgreSQL no está."""
    return OperationalError("SELECT 1", {}, ConnectionError())


class FallaDePostgres(Exception):
    """Un error del controlador con su código."""

    def __init__(self, sqlstate: str) -> None:
        self.sqlstate = sqlstate


def plazo_vencido(sqlstate: str = "25P04") -> InternalError:
    """Lo que SQLAlchemy lanza cuando PostgreSQL corta una transacción por larga."""
    return InternalError("SELECT 1", {}, FallaDePostgres(sqlstate))


class PuertaEnMemoria:
    """La puerta sin PostgreSQL: la misma comparación de posición y la misma bandeja.

    `antes` y `despues` se llaman dentro de `registrar_lote`, antes y después de su efecto; lo que
    lancen sale hacia el bucle. `al_tomar` y `al_mirar` hacen lo mismo al leer `entrada` y al mirar
    hacia atrás.
    """

    def __init__(self) -> None:
        self.posiciones: dict[Origen, int] = {}
        self.bandeja: set[tuple[str, UUID]] = set()
        self.registrados: list[UUID] = []
        self.repetidos = 0
        self.cuarentena: dict[tuple[Origen, int], CodigoCuarentena] = {}
        self.entrada: list[EntradaPendiente] = []
        self.intentos: dict[Origen, tuple[int, int, int]] = {}
        self.ocupados: set[Origen] = set()
        self.lotes: list[Lote] = []
        self.llaves: dict[str, Mapping[str, LlaveDeFirma]] = {}
        self.llaves_pedidas: list[tuple[str, AbstractSet[str]]] = []
        self.antes: Callable[[Lote], None] = lambda _lote: None
        self.despues: Callable[[Lote], None] = lambda _lote: None
        self.al_tomar: Callable[[], None] = lambda: None
        self.al_mirar: Callable[[], int] = lambda: 0
        self.por_paso = 500
        self._candado = threading.Lock()

    @property
    def atendidos(self) -> int:
        return len(self.registrados) + self.repetidos + len(self.cuarentena)

    def posicion(self, origen: Origen) -> int:
        return self.posiciones.get(origen, 0)

    def anotar_intento(
        self, origen: Origen, desde: int, hasta: int, muertes: int = 0
    ) -> Intento | None:
        if origen in self.ocupados:
            return None
        empezado, tope, veces = self.intentos.get(origen, (-1, 0, 0))
        if empezado == desde and veces:
            veces, tope = veces + 1, min(tope, hasta)
        else:
            veces, tope = muertes + 1, hasta
        self.intentos[origen] = (desde, tope, veces)
        return Intento(veces, tope)

    def desistir_intento(self, origen: Origen) -> None:
        desde, tope, veces = self.intentos[origen]
        self.intentos[origen] = (desde, tope, veces - 1)

    def tomar_entrada(
        self, maximo: int, salvo: AbstractSet[str] = frozenset()
    ) -> list[EntradaPendiente]:
        self.al_tomar()
        return [fila for fila in self.entrada if fila.organismo not in salvo][:maximo]

    def llaves_de_firma(self, organismo: str, kids: AbstractSet[str]) -> Mapping[str, LlaveDeFirma]:
        self.llaves_pedidas.append((organismo, kids))
        return self.llaves.get(organismo, {})

    def mirar_atras(self, releer: Releer) -> int:
        del releer
        return self.al_mirar()

    def acortar_paso(self) -> bool:
        acortado = max(1, self.por_paso // 2)
        se_pudo, self.por_paso = acortado < self.por_paso, acortado
        return se_pudo

    def registrar_lote(self, lote: Lote) -> ResultadoLote:
        with self._candado:
            self.antes(lote)
            self._consumir(lote)
            vistos = {(lote.organismo, evento.evento_id) for evento in lote.eventos}
            nuevos = vistos - self.bandeja
            self.bandeja |= nuevos
            self.registrados += [evento_id for _, evento_id in nuevos]
            self.repetidos += len(lote.eventos) - len(nuevos)
            self.cuarentena |= {(lote.origen, r.posicion): r.codigo for r in lote.rechazados}
            self.lotes.append(lote)
            self.despues(lote)
        return ResultadoLote(
            nuevos=len(nuevos),
            repetidos=len(lote.eventos) - len(nuevos),
            en_cuarentena=len(lote.rechazados),
            coincidencias=0,
            alertas=0,
        )

    def _consumir(self, lote: Lote) -> None:
        if lote.origen.cluster == "entrada":
            consumidas = {evento.posicion for evento in lote.eventos}
            consumidas |= {rechazado.posicion for rechazado in lote.rechazados}
            self.entrada = [fila for fila in self.entrada if fila.numero not in consumidas]
            self.intentos.pop(lote.origen, None)
            return
        if self.posicion(lote.origen) != lote.desde:
            raise PosicionAdelantada
        self.posiciones[lote.origen] = lote.hasta
        self.intentos.pop(lote.origen, None)


@dataclass
class Espera:
    """Hace de `threading.Event.wait` sin dormir: anota las esperas y para cuando se le dice."""

    hasta: Callable[[], bool]
    plazo_s: float = 30.0
    esperas: list[float] = field(default_factory=list)
    _limite: float = 0.0

    def __post_init__(self) -> None:
        self._limite = time.monotonic() + self.plazo_s

    def __call__(self, segundos: float) -> bool:
        if segundos > 0:
            self.esperas.append(segundos)
        return self.hasta() or time.monotonic() > self._limite


class FuenteEnMemoria:
    """Una partición de Kafka sin Kafka: un tema que se puede recortar, recrear o apagar."""

    def __init__(self, mensajes: list[bytes | None], organismo: str = "senama") -> None:
        self.particion = Particion(f"contactos.{organismo}.v1", 0)
        self.origen = Origen("cluster", "tema-1", 0)
        self.mensajes = mensajes
        self.inicio = 0
        self.confirmadas: list[int] = []
        self.ubicaciones: list[int] = []
        self.fallas: list[ErrorMensajeria] = []
        self.suscripciones: list[list[str]] = []
        self.sostenidas = 0
        self.maximo = 500
        self._siguiente: int | None = None

    def listar_por_ubicar(self) -> list[Particion]:
        return [self.particion] if self._siguiente is None else []

    def identificar(self, particion: Particion) -> Origen:
        assert particion == self.particion
        return self.origen

    def ubicar(self, particion: Particion, posicion: int) -> None:
        assert particion == self.particion
        self.ubicaciones.append(posicion)
        self._siguiente = posicion

    def suscribir(self, temas: Sequence[str]) -> None:
        self.suscripciones.append(list(temas))

    def sostener(self) -> None:
        self.sostenidas += 1

    def leer(self, espera_ms: int) -> list[LoteCrudo]:
        assert espera_ms >= 0
        if self.fallas:
            raise self.fallas.pop(0)
        assert self._siguiente is not None
        if not self.inicio <= self._siguiente <= len(self.mensajes):
            self._siguiente = self.inicio  # lo que Kafka hace con auto_offset_reset=earliest
        tramo = self.mensajes[self._siguiente : self._siguiente + self.maximo]
        crudos = [MensajeCrudo(self._siguiente + n, cuerpo) for n, cuerpo in enumerate(tramo)]
        self._siguiente += len(crudos)
        return [LoteCrudo(self.particion, self.origen, crudos)] if crudos else []

    def confirmar(self, particion: Particion, posicion: int) -> None:
        assert particion == self.particion
        self.confirmadas.append(posicion)

    def recrear_tema(self, mensajes: list[bytes | None]) -> None:
        """Borra el tema y crea otro con el mismo nombre; el lector no se entera."""
        self.origen = Origen("cluster", "tema-2", 0)
        self.mensajes = mensajes
