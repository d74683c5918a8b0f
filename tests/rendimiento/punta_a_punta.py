"""De Kafka a la base de datos, con los procesos de verdad: eventos por segundo y demora."""

import time
from pathlib import Path

from ingestores.demo.montaje import Montaje, con_api, con_consumidor, montar
from ingestores.demo.observador import Observador, recibidos
from ingestores.mensajeria.cliente import Productor
from ingestores.mensajeria.temas import nombrar_tema
from sistema.entorno.avance import callar
from sistema.entorno.escenario.armado import construir_escenario
from sistema.entorno.escenario.tipos import Escenario, EventoEscenario
from sistema.entorno.servicios import obtener_estado
from sistema.nucleo.papeles import Papel
from sistema.nucleo.reloj import ahora
from tests.apoyo.servicios import JARS
from tests.rendimiento.medicion import (
    anotar,
    esperar_hasta,
    insertar_desnudo,
    memoria_maxima_mib,
    percentiles,
)
from tests.rendimiento.poblado import abrir_casos, producir

LOTE = 500
EVENTOS_POR_SEGUNDO = 200
POSITIVOS = 0.02


def medir(raiz: Path, *, buscadas: int, eventos: int, segundos: int) -> None:
    """Anota el caudal, la demora a ritmo fijo y la memoria máxima de cada proceso."""
    cuantos = eventos + EVENTOS_POR_SEGUNDO * segundos
    # Porque: el escenario trae cerca de uno y medio por persona buscada, además de los ajenos.
    escenario = construir_escenario(
        referencia=ahora(), buscadas=buscadas, eventos=cuantos + 2 * buscadas
    )
    corriente = mezclar(escenario, cuantos)
    with montar(raiz, callar, con_kafka=True, base="sistema_banco", jars=JARS) as montaje:
        abrir_casos(montaje, escenario.denuncias)
        _medir_caudal(montaje, corriente[:eventos], buscadas)
        with con_api(montaje) as api, con_consumidor(montaje) as consumidor:
            _medir_demora(montaje, corriente[eventos:], eventos, buscadas)
            _medir_memoria(montaje, {"api": api, "consumidor": consumidor}, buscadas)


def mezclar(escenario: Escenario, cuantos: int) -> tuple[EventoEscenario, ...]:
    """Una corriente como la de un día común: a lo más dos de cada cien son de alguien buscado."""
    propios = [evento for evento in escenario.eventos if evento.denuncia is not None]
    ajenos = [evento for evento in escenario.eventos if evento.denuncia is None]
    propios = propios[: int(cuantos * POSITIVOS)]
    elegidos = (*propios, *ajenos[: cuantos - len(propios)])
    return tuple(sorted(elegidos, key=lambda evento: evento.informado_en))


def _medir_caudal(montaje: Montaje, eventos: tuple[EventoEscenario, ...], buscadas: int) -> None:
    """Todo producido de antemano: mide al consumidor, no al productor."""
    producir(montaje, eventos)
    with montaje.preparado.abrir(Papel.DUENO) as bd:
        with con_consumidor(montaje):
            esperar_hasta(lambda: recibidos(bd) > 0, "el primer lote")
            ya, comienzo_s = recibidos(bd), time.perf_counter()
            esperar_hasta(lambda: recibidos(bd) >= len(eventos), "todos los eventos")
            demora_s = time.perf_counter() - comienzo_s
        vara = insertar_desnudo(bd, len(eventos), LOTE)
    por_segundo = (len(eventos) - ya) / demora_s
    anotar(
        "caudal_de_punta_a_punta",
        eventos=len(eventos),
        buscadas=buscadas,
        eventos_por_s=por_segundo,
        vara_filas_por_s=vara,
        razon=por_segundo / vara,
    )


def _medir_demora(
    montaje: Montaje, eventos: tuple[EventoEscenario, ...], previos: int, buscadas: int
) -> None:
    """Del envío a la alerta visible para otra conexión, a ritmo fijo y ya en marcha."""
    conexion = montaje.conexion_kafka("colaboradores")
    if conexion is None:
        raise RuntimeError("Medir de punta a punta necesita un Kafka real.")
    enviado_s: dict[str, float] = {}
    calentamiento, medidos = eventos[:EVENTOS_POR_SEGUNDO], eventos[EVENTOS_POR_SEGUNDO:]
    producir(montaje, calentamiento)
    with montaje.preparado.abrir(Papel.DUENO) as bd:
        esperar_hasta(lambda: recibidos(bd) >= previos + len(calentamiento), "al consumidor listo")
        with Observador(bd) as observador, Productor(conexion) as productor:
            comienzo_s = time.monotonic()
            for numero, evento in enumerate(medidos):
                turno_s = comienzo_s + numero / EVENTOS_POR_SEGUNDO
                time.sleep(max(0.0, turno_s - time.monotonic()))
                enviado_s[evento.evento_id] = time.monotonic()
                tema = nombrar_tema(evento.organismo)
                productor.enviar(tema, evento.evento_id.encode(), evento.cuerpo)
            productor.vaciar()
            esperar_hasta(lambda: recibidos(bd) >= previos + len(eventos), "todos los eventos")
        demoras_ms = [
            (alerta.vista_s - enviado_s[alerta.evento_id]) * 1_000
            for alerta in observador.alertas
            if alerta.evento_id in enviado_s
        ]
    anotar(
        "evento_a_alerta",
        eventos_por_s=EVENTOS_POR_SEGUNDO,
        buscadas=buscadas,
        alertas=len(demoras_ms),
        **percentiles(demoras_ms),
    )


def _medir_memoria(montaje: Montaje, procesos: dict[str, int], buscadas: int) -> None:
    estado = obtener_estado(montaje.raiz)
    for nombre, servicio in (("postgres", estado.postgres), ("kafka", estado.kafka)):
        if servicio is not None and servicio.proceso is not None:
            procesos[nombre] = servicio.proceso.pid
    for nombre, pid in procesos.items():
        anotar("memoria_maxima", proceso=nombre, buscadas=buscadas, mib=memoria_maxima_mib(pid))
