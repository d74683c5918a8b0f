"""El bucle del consumidor: un lote a la vez, de Kafka y de la tabla `entrada` por turnos.

Qué pasa cuando algo sale mal (cada línea tiene su prueba):

- mensaje que no cumple el contrato: cuarentena con su código; la posición avanza
- evento repetido: sin efecto; la posición avanza
- mensaje que mata al proceso: tras la primera muerte se va de a uno; el que mata tres veces queda
  en cuarentena (`detiene_al_consumidor`) en el cuarto arranque, y sus vecinos se registran
- lote que la base corta por largo dos veces seguidas: se parte por la mitad; el mensaje que solo
  tampoco cabe cuenta como el que mata; un paso de mirar atrás se acorta igual
- llave de día dañada o que no se lee: alarma y espera, sin contar el intento ni apartar a nadie;
  la tabla `entrada` y mirar atrás descansan, Kafka sigue mientras sus llaves estén
- otro consumidor, vivo o recién muerto, tiene a un organismo de `entrada`: se atiende al siguiente
- grupo comprimido que no se puede abrir: cuarentena (`ilegible`); la posición avanza
- base de datos caída: no avanza; insiste con esperas crecientes y techo, y entretanto Kafka sigue
  sabiendo que este consumidor vive, con sus particiones en pausa
- Kafka caído: `entrada` sigue; Kafka se reintenta en la vuelta siguiente
- error desconocido: el proceso muere y quien lo cuida lo levanta
- muerte entre los dos commits: la posición de PostgreSQL manda; nada se repite ni se pierde
- reasignación de particiones: ocurre al leer, así que el lote en mano siempre termina antes
- otro consumidor ya avanzó: se relee la posición y se salta a ella
- Kafka entrega otra posición: se le pide de nuevo la esperada; si insiste, alarma
  `desfase_fuera_de_rango` y se consume lo que hay
- tema borrado y creado de nuevo: es otro origen, con su propia posición
- se pide detener: termina el lote en mano y vuelve

Fundamento: técnico (ADR-0004, ADR-0015).
"""

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from itertools import groupby
from operator import attrgetter

from ingestores.mensajeria.errores import KafkaNoDisponible
from ingestores.mensajeria.registro import MENSAJES_POR_LOTE, Cronometro, Registro
from ingestores.mensajeria.retroceso import DetencionPedida, Esperar, Retroceso
from ingestores.mensajeria.temas import obtener_organismo
from ingestores.mensajeria.tipos import Fuente, LoteCrudo, MensajeCrudo, Particion
from ingestores.puerta import Puerta
from sistema.cuarentena.tipos import CLUSTER_DE_ENTRADA, Origen
from sistema.entrada.tipos import EntradaPendiente
from sistema.nucleo.bitacora import obtener_bitacora
from sistema.nucleo.reloj import Reloj

ListarTemas = Callable[[], Sequence[str]]
_bitacora = obtener_bitacora("mensajeria")


@dataclass(frozen=True, slots=True, kw_only=True)
class Ritmo:
    """Cuánto se espera: por mensajes, para releer los temas y cuando la base está caída.

    `cronometro` da segundos que nunca retroceden: la hora de la máquina puede corregirse.
    """

    lectura_ms: int = 100
    relectura: timedelta = timedelta(seconds=30)
    retroceso: Retroceso = field(default_factory=Retroceso)
    cronometro: Cronometro = time.monotonic


def consumir(
    puerta: Puerta,
    fuente: Fuente | None,
    reloj: Reloj,
    esperar: Esperar,
    ritmo: Ritmo | None = None,
    listar_temas: ListarTemas | None = None,
) -> None:
    """Consume hasta que se pida detener; sin `fuente`, solo la tabla `entrada`.

    `esperar(segundos)` devuelve si hay que detenerse, como `threading.Event.wait`. Con
    `listar_temas`, los temas de los acuerdos nuevos se empiezan a leer sin reiniciar.

    Raises:
        Exception: todo lo que no está en la lista de este módulo; el proceso debe morir.
    """
    ritmo = ritmo or Ritmo()
    esperar_la_base = _sostener_mientras(fuente, esperar) if fuente else esperar
    registro = Registro(puerta, reloj, esperar_la_base, ritmo.retroceso, ritmo.cronometro)
    kafka = LadoKafka(fuente, registro) if fuente else None
    espera_ms = 0
    releer_desde_s = ritmo.cronometro() + ritmo.relectura.total_seconds()
    try:
        while not esperar(0):
            if kafka and listar_temas and ritmo.cronometro() >= releer_desde_s:
                kafka.suscribir(listar_temas)
                releer_desde_s = ritmo.cronometro() + ritmo.relectura.total_seconds()
            if kafka is None or not kafka.consumir(espera_ms):
                esperar(espera_ms / 1_000)
            # Porque: si `entrada` trae trabajo, a Kafka se le mira sin esperar.
            espera_ms = 0 if consumir_entrada(registro) else ritmo.lectura_ms
            # Porque: al final de la vuelta y de a un paso corto; los eventos nuevos no esperan.
            if registro.mirar_atras():
                espera_ms = 0
    except DetencionPedida:
        _bitacora.info("detenido_sin_base")


def consumir_entrada(registro: Registro) -> bool:
    """Registra lo pendiente de la tabla `entrada`, un lote por organismo; dice si avanzó.

    Si a un organismo lo tiene otro consumidor, o uno que acaba de morir, se atiende al siguiente.
    """
    ocupados: set[str] = set()
    while filas := registro.tomar_entrada(MENSAJES_POR_LOTE, ocupados):
        if _registrar_filas(registro, filas):
            return True
        ocupados |= {fila.organismo for fila in filas}
    return False


def _registrar_filas(registro: Registro, filas: Sequence[EntradaPendiente]) -> bool:
    por_organismo = attrgetter("organismo")
    hubo = False
    for organismo, grupo in groupby(sorted(filas, key=por_organismo), key=por_organismo):
        mensajes = [
            MensajeCrudo(fila.numero, fila.cuerpo, firma=fila.firma, legible=fila.legible)
            for fila in grupo
        ]
        # Porque: aquí no hay posición que comparar; consumir una fila es borrarla.
        origen = Origen(CLUSTER_DE_ENTRADA, organismo, 0)
        hubo |= registro.registrar(origen, organismo, mensajes[0].posicion, mensajes)
    return hubo


def _sostener_mientras(fuente: Fuente, esperar: Esperar) -> Esperar:
    """La misma espera, pero Kafka no da por muerto a quien espera."""

    def sostener_y_esperar(segundos: float) -> bool:
        try:
            fuente.sostener()
        except KafkaNoDisponible as error:
            _bitacora.warning("kafka_no_disponible", clase_error=error.detalle)
        return esperar(segundos)

    return sostener_y_esperar


@dataclass(slots=True)
class _Ubicada:
    """Una partición nuestra: su origen, la posición guardada y el desfase que se sospecha."""

    origen: Origen
    posicion: int
    sospecha: int | None = None


class LadoKafka:
    """Las particiones asignadas a este proceso y la posición de cada una en PostgreSQL."""

    def __init__(self, fuente: Fuente, registro: Registro) -> None:
        self._fuente = fuente
        self._registro = registro
        self._ubicadas: dict[Particion, _Ubicada] = {}

    def suscribir(self, listar_temas: ListarTemas) -> None:
        """Pasa a leer los temas de hoy; si Kafka no está, se intenta en la próxima relectura."""
        temas = self._registro.consultar(listar_temas)
        try:
            self._fuente.suscribir(temas)
        except KafkaNoDisponible as error:
            _bitacora.warning("kafka_no_disponible", clase_error=error.detalle)

    def consumir(self, espera_ms: int) -> bool:
        """Ubica lo recién asignado, lee y registra; falso si Kafka no está."""
        try:
            for particion in self._fuente.listar_por_ubicar():
                self._ubicar(particion)
            lotes = self._fuente.leer(espera_ms)
        except KafkaNoDisponible as error:
            _bitacora.warning("kafka_no_disponible", clase_error=error.detalle)
            return False
        for lote in lotes:
            self._consumir_particion(lote)
        return True

    def _ubicar(self, particion: Particion, sospecha: int | None = None) -> None:
        origen = self._fuente.identificar(particion)
        posicion = self._registro.leer_posicion(origen)
        self._ubicadas[particion] = _Ubicada(origen, posicion, sospecha)
        self._fuente.ubicar(particion, posicion)

    def _consumir_particion(self, lote: LoteCrudo) -> None:
        ubicada = self._ubicadas[lote.particion]
        if not self._es_lo_esperado(lote, ubicada):
            self._ubicar(lote.particion, sospecha=lote.mensajes[0].posicion)
            return
        organismo = obtener_organismo(lote.particion.tema)
        if not self._registro.registrar(ubicada.origen, organismo, ubicada.posicion, lote.mensajes):
            self._ubicar(lote.particion)
            return
        ubicada.posicion = lote.mensajes[-1].siguiente
        ubicada.sospecha = None
        self._fuente.confirmar(lote.particion, ubicada.posicion)

    def _es_lo_esperado(self, lote: LoteCrudo, ubicada: _Ubicada) -> bool:
        recibida = lote.mensajes[0].posicion
        if lote.origen != ubicada.origen:
            _bitacora.warning("tema_recreado", alarma=True, tema=lote.particion.tema)
            return False
        if recibida == ubicada.posicion:
            return True
        if recibida != ubicada.sospecha:
            return False
        _bitacora.error(
            "desfase_fuera_de_rango",
            alarma=True,
            tema=lote.particion.tema,
            particion=lote.particion.numero,
            esperada=ubicada.posicion,
            recibida=recibida,
        )
        return True
