"""Corre el escenario contra el Sistema montado, por sus puertas, y lo mide."""

import statistics
import time
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

import httpx2 as httpx

from ingestores.demo.montaje import Montaje
from ingestores.demo.observador import Observador, ids_recibidos, recibidos
from ingestores.mensajeria.cliente import Productor
from ingestores.mensajeria.temas import nombrar_tema
from matching.tipos import Decision
from sistema.cobertura.servicio import leer_salud
from sistema.cobertura.tipos import Color
from sistema.entorno.escenario.armado import construir_escenario, medir
from sistema.entorno.escenario.tipos import Escenario, EventoEscenario
from sistema.entrada.servicio import encolar
from sistema.entrada.tipos import MensajeRecibido
from sistema.nucleo.bd import Bd
from sistema.nucleo.errores import ErrorSistema
from sistema.nucleo.papeles import Papel
from sistema.nucleo.reloj import ahora

EVENTOS_POR_SEGUNDO = 300
TANDAS_POR_SEGUNDO = 20
PLAZO_DE_ARRANQUE_S = 30.0
PLAZO_DE_CONSUMO_S = 120.0
PLAZO_DE_SALUD_S = 20.0
PERCENTIL_99 = 98
Progreso = Callable[[str, int, int], None]
"""Recibe el nombre de la etapa, cuánto va y el total."""


class DemoInconclusa(ErrorSistema):
    """Algo de la demostración no llegó a tiempo."""

    codigo = "demo_inconclusa"
    titulo = "La demostración no pudo terminar."
    remedio = "Mire los registros en .sistema/registros."


@dataclass(frozen=True, slots=True)
class Cifras:
    """Lo que se midió; los tiempos van en la unidad que dice su nombre."""

    eventos: int
    enlaces: int
    en_revision: int
    alertas: int
    primera_alerta_s: float | None
    evento_a_alerta_p50_ms: float | None
    evento_a_alerta_p99_ms: float | None
    postgres: str
    kafka: str
    perdidos: int
    recuperacion: float
    precision: float
    recuperacion_con_revision: float
    salud: str

    def como_json(self) -> dict[str, Any]:
        """Las cifras como objeto, redondeadas para leerlas."""
        return {k: round(v, 4) if isinstance(v, float) else v for k, v in asdict(self).items()}


@dataclass(slots=True)
class Corrida:
    """Una pasada del escenario: las denuncias por la API, los eventos por Kafka o `entrada`."""

    montaje: Montaje
    inicio_s: float
    progreso: Progreso
    casos: list[str] = field(default_factory=list)
    enviado_s: dict[str, float] = field(default_factory=dict)

    def correr(self) -> Cifras:
        """Corre el escenario entero y devuelve lo medido.

        Raises:
            DemoInconclusa: la API no respondió o el consumidor no terminó a tiempo.
        """
        escenario = construir_escenario(referencia=ahora())
        self._denunciar(escenario)
        with self.montaje.preparado.abrir(Papel.DUENO) as bd:
            with Observador(bd) as observador:
                self._enviar(escenario)
                self._esperar_consumo(bd, len(escenario.eventos))
            return self._medir(escenario, observador, bd)

    def _denunciar(self, escenario: Escenario) -> None:
        cuenta = "receptor.carabineros"
        with httpx.Client(base_url=self.montaje.direccion, timeout=30.0) as cliente:
            self._esperar_api(cliente)
            token = entrar(cliente, cuenta, self.montaje.claves[cuenta])
            for numero, denuncia in enumerate(escenario.denuncias, start=1):
                respuesta = cliente.post("/v1/denuncias", json=denuncia, headers=token)
                respuesta.raise_for_status()
                self.casos.append(respuesta.json()["caso_id"])
                self.progreso("Denuncias ingresadas", numero, len(escenario.denuncias))

    def _esperar_api(self, cliente: httpx.Client) -> None:
        limite_s = time.monotonic() + PLAZO_DE_ARRANQUE_S
        while time.monotonic() < limite_s:
            try:
                if cliente.get("/v1/salud").is_success:
                    return
            except httpx.TransportError:
                time.sleep(0.05)
        raise DemoInconclusa("La API no respondió a tiempo.")

    def _enviar(self, escenario: Escenario) -> None:
        conexion = self.montaje.conexion_kafka("colaboradores")
        if conexion is None:
            with self.montaje.preparado.abrir(Papel.API) as bd:
                self._a_ritmo(escenario, lambda tanda: _encolar(bd, tanda))
            return
        with Productor(conexion) as productor:

            def producir(tanda: list[EventoEscenario]) -> None:
                for evento in tanda:
                    tema = nombrar_tema(evento.organismo)
                    productor.enviar(tema, evento.evento_id.encode(), evento.cuerpo)

            self._a_ritmo(escenario, producir)
            productor.vaciar()

    def _a_ritmo(
        self,
        escenario: Escenario,
        despachar: Callable[[list[EventoEscenario]], None],
    ) -> None:
        """Envía a un ritmo sostenido: medir una avalancha mediría la cola, no el camino."""
        tamano = EVENTOS_POR_SEGUNDO // TANDAS_POR_SEGUNDO
        comienzo_s = time.monotonic()
        for desde in range(0, len(escenario.eventos), tamano):
            tanda = list(escenario.eventos[desde : desde + tamano])
            turno_s = comienzo_s + desde / EVENTOS_POR_SEGUNDO
            time.sleep(max(0.0, turno_s - time.monotonic()))
            enviado_s = time.monotonic()
            self.enviado_s |= {evento.evento_id: enviado_s for evento in tanda}
            despachar(tanda)
            self.progreso("Eventos enviados", desde + len(tanda), len(escenario.eventos))

    def _esperar_consumo(self, bd: Bd, total: int) -> None:
        limite_s = time.monotonic() + PLAZO_DE_CONSUMO_S
        while (van := recibidos(bd)) < total:
            if time.monotonic() > limite_s:
                raise DemoInconclusa(f"El consumidor recibió {van} de {total} eventos.")
            self.progreso("Eventos consumidos", van, total)
            time.sleep(0.05)
        self.progreso("Eventos consumidos", total, total)

    def _medir(self, escenario: Escenario, observador: Observador, bd: Bd) -> Cifras:
        alertas = observador.alertas
        demoras_ms = [(a.vista_s - self.enviado_s[a.evento_id]) * 1_000 for a in alertas]
        indice = {caso: numero for numero, caso in enumerate(self.casos)}
        firmes: dict[str, set[int]] = {}
        todos: dict[str, set[int]] = {}
        for alerta in alertas:
            todos.setdefault(alerta.evento_id, set()).add(indice[alerta.caso_id])
            if alerta.decision is Decision.ENLACE:
                firmes.setdefault(alerta.evento_id, set()).add(indice[alerta.caso_id])
        medicion = medir(escenario, firmes)
        kafka = self.montaje.kafka
        return Cifras(
            eventos=len(escenario.eventos),
            enlaces=sum(a.decision is Decision.ENLACE for a in alertas),
            en_revision=sum(a.decision is Decision.REVISION for a in alertas),
            alertas=len(alertas),
            primera_alerta_s=alertas[0].vista_s - self.inicio_s if alertas else None,
            evento_a_alerta_p50_ms=statistics.median(demoras_ms) if demoras_ms else None,
            evento_a_alerta_p99_ms=_percentil_99(demoras_ms),
            postgres=f"real {self.montaje.postgres.version}",
            kafka=f"real {kafka.version}" if kafka else "ninguno",
            perdidos=len({e.evento_id for e in escenario.eventos} - ids_recibidos(bd)),
            recuperacion=medicion.recuperacion,
            precision=medicion.precision,
            recuperacion_con_revision=medir(escenario, todos).recuperacion,
            salud=_esperar_salud(bd),
        )


def entrar(cliente: httpx.Client, cuenta: str, clave: str) -> Mapping[str, str]:
    """Abre una sesión y devuelve la cabecera que la lleva."""
    respuesta = cliente.post("/v1/sesiones", json={"cuenta": cuenta, "clave": clave})
    respuesta.raise_for_status()
    return {"Authorization": f"Bearer {respuesta.json()['token']}"}


def _encolar(bd: Bd, tanda: list[EventoEscenario]) -> None:
    with bd.transaccion() as sesion:
        for evento in tanda:
            mensaje = MensajeRecibido(evento.cuerpo)
            encolar(sesion, bd.llaves_de_dia, evento.organismo, [mensaje], ahora())


def _esperar_salud(bd: Bd) -> str:
    """El estado del Sistema apenas deja de estar en rojo; si no, el que tenga al vencer el plazo.

    Las tareas y la sonda recién arrancaron: su primera vuelta toma unos segundos.
    """
    limite_s = time.monotonic() + PLAZO_DE_SALUD_S
    while True:
        with bd.transaccion() as sesion:
            estado = leer_salud(sesion).estado
        if estado is not Color.ROJO or time.monotonic() > limite_s:
            return estado
        time.sleep(0.1)


def _percentil_99(demoras_ms: list[float]) -> float | None:
    if len(demoras_ms) < 2:  # noqa: PLR2004 - un percentil necesita dos valores
        return None
    return statistics.quantiles(demoras_ms, n=100)[PERCENTIL_99]
