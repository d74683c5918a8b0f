"""Una corrida entera: montar, producir, romper, esperar que se consuma y comprobar."""

import random
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import psycopg

from ingestores.mensajeria.temas import nombrar_tema
from sistema.entorno.escenario.armado import construir_escenario
from sistema.entorno.escenario.tipos import EventoEscenario
from sistema.nucleo.papeles import Papel
from sistema.nucleo.reloj import ahora
from tests.caos import esperado
from tests.caos.arena import Arena, anotar_finales, montar_arena
from tests.caos.casos import Casos
from tests.caos.consumidores import Consumidores
from tests.caos.fallas import Rompedor
from tests.caos.historia import leer_hechos
from tests.caos.huella import leer_estado, resumir
from tests.caos.plan import Falla
from tests.caos.productor import Mensaje, ProductorConHistoria
from tests.caos.tablas import Conexion, leer_tablas, mirar
from tests.caos.verificador import Informe, leer_esperado, leer_historia, verificar

REPETIDO_CADA, ROTO_CADA = 100, 250
CONSUMIDORES = 2
DISCO_MIB = 3_072
PLAZO_DE_PRODUCCION_S = 180.0
PLAZO_DE_CONSUMO_S = 240.0


@dataclass(frozen=True, kw_only=True)
class Pedido:
    """Qué se corre: los eventos se envían a lo largo de `segundos`, mientras dura el plan."""

    semilla: int
    plan: Sequence[Falla]
    segundos: float
    eventos: int
    buscadas: int
    corregidas: int
    carpeta: Path


@dataclass(frozen=True)
class Resultado:
    """Lo que el verificador dijo y cuánto duró cada parte.

    `cambios_al_repetir` nombra las partes del estado que cambiaron al consumir otra vez los temas
    enteros desde el desfase 0: no debe haber ninguna.
    """

    informe: Informe
    cambios_al_repetir: list[str]
    segundos: float
    drenaje_s: float
    caidas: int
    omitidas: int
    url: str


@contextmanager
def correr(pedido: Pedido) -> Iterator[Resultado]:
    """Entrega el resultado con los servicios todavía en marcha, para quien quiera mirar más."""
    comienzo_s = time.monotonic()
    escenario = construir_escenario(
        referencia=ahora(),
        semilla=pedido.semilla,
        buscadas=pedido.buscadas,
        eventos=pedido.eventos,
    )
    historia = pedido.carpeta / "historia.ndjson"
    with montar_arena(historia, disco_mib=DISCO_MIB) as arena:
        registro = pedido.carpeta / "consumidores.log"
        with arena.preparado.abrir(Papel.API) as bd:
            casos = Casos(bd, arena.historia, escenario.denuncias, pedido.corregidas)
            for indice in range(pedido.buscadas // 2):
                casos.abrir(indice)
            with Consumidores(arena.variables(), registro, arena.historia) as consumidores:
                consumidores.pedir(CONSUMIDORES)
                rompedor = Rompedor(arena, consumidores, pedido.semilla)
                plan = [falla for falla in pedido.plan if rompedor.puede(falla.clase)]
                mensajes = armar_mensajes(escenario.eventos, pedido.semilla)

                def romper() -> None:
                    _esperar_primero(arena)
                    rompedor.ejecutar(plan)

                _vivir(arena, pedido, casos, mensajes, romper)
                drenado_s = time.monotonic()
                _esperar_consumo(arena)
                drenado_s = time.monotonic() - drenado_s
        pares = esperado.calcular(casos, escenario.eventos, ahora())
        esperado.escribir(pedido.carpeta / "esperado.ndjson", *pares)
        with mirar(arena.url_libpq(Papel.DUENO)) as conexion:
            informe = comprobar(pedido.carpeta, conexion)
        yield Resultado(
            informe=informe,
            cambios_al_repetir=_repetir_desde_cero(arena, registro),
            segundos=time.monotonic() - comienzo_s,
            drenaje_s=drenado_s,
            caidas=consumidores.caidas,
            omitidas=len(pedido.plan) - len(plan),
            url=arena.url_libpq(Papel.DUENO),
        )


def comprobar(carpeta: Path, conexion: Conexion) -> Informe:
    """Lo que dice el verificador de lo que hay en la carpeta y en las tablas."""
    with (carpeta / "esperado.ndjson").open(encoding="utf-8") as lineas:
        debido = leer_esperado(lineas)
    contado = leer_historia(leer_hechos(carpeta / "historia.ndjson"))
    return verificar(contado, leer_tablas(conexion), debido)


def armar_mensajes(eventos: Sequence[EventoEscenario], semilla: int) -> list[Mensaje]:
    """Los eventos en otro orden; unos van dos veces y otros van, además, cortados."""
    azar = random.Random(semilla)
    mensajes = []
    for numero, evento in enumerate(azar.sample(eventos, len(eventos))):
        tema = nombrar_tema(evento.organismo)
        bueno = Mensaje(tema, evento.evento_id, evento.cuerpo)
        mensajes.append(bueno)
        if numero % REPETIDO_CADA == 0:
            mensajes.append(bueno)
        if numero % ROTO_CADA == 0:
            mensajes.append(Mensaje(tema, evento.evento_id, evento.cuerpo[:-2], roto=True))
    return mensajes


def _vivir(
    arena: Arena,
    pedido: Pedido,
    casos: Casos,
    mensajes: Sequence[Mensaje],
    romper: Callable[[], None],
) -> None:
    """Produce, abre y corrige casos y rompe, todo a la vez; vuelve con todo confirmado y sano."""
    detener = threading.Event()
    productor = ProductorConHistoria(arena.conexion("colaboradores"), arena.historia)
    ritmo = len(mensajes) / pedido.segundos
    with ThreadPoolExecutor(max_workers=3) as hilos:
        tareas = [
            hilos.submit(productor.enviar_a_ritmo, mensajes, ritmo, detener),
            hilos.submit(casos.abrir_y_corregir, pedido.segundos, detener),
            hilos.submit(romper),
        ]
        for tarea in tareas:
            tarea.result()
    productor.terminar(PLAZO_DE_PRODUCCION_S)


def _esperar_primero(arena: Arena) -> None:
    """Espera a que los consumidores hayan empezado: romper lo que aún no corre no prueba nada."""
    limite_s = time.monotonic() + PLAZO_DE_PRODUCCION_S
    with psycopg.connect(arena.url_libpq(Papel.DUENO), autocommit=True) as conexion:
        while not conexion.execute("SELECT 1 FROM bandeja LIMIT 1").fetchall():
            if time.monotonic() > limite_s:
                raise TimeoutError("Los consumidores no empezaron.")
            time.sleep(0.1)


def _repetir_desde_cero(arena: Arena, registro: Path) -> list[str]:
    """Consume los temas enteros otra vez y dice qué cambió."""
    with mirar(arena.url_libpq(Papel.DUENO)) as conexion:
        antes = resumir(leer_estado(conexion, {}))
    with psycopg.connect(arena.url_libpq(Papel.DUENO)) as conexion:
        conexion.execute("UPDATE posicion_consumida SET posicion = 0")
    with Consumidores(arena.variables(), registro, arena.historia) as consumidores:
        consumidores.pedir(1)
        _esperar_consumo(arena)
    with mirar(arena.url_libpq(Papel.DUENO)) as conexion:
        despues = resumir(leer_estado(conexion, {}))
    return [
        f"{parte}: {antes[parte]} -> {despues[parte]}"
        for parte in antes
        if antes[parte] != despues[parte]
    ]


def _esperar_consumo(arena: Arena) -> None:
    """Espera a que se consuma todo; si no alcanza, el verificador dirá qué faltó."""
    finales = anotar_finales(arena.preparado, arena.kafka, arena.historia)
    limite_s = time.monotonic() + PLAZO_DE_CONSUMO_S
    with psycopg.connect(arena.url_libpq(Papel.DUENO), autocommit=True) as conexion:
        while time.monotonic() < limite_s:
            posiciones = conexion.execute(
                "SELECT tema, particion, posicion FROM posicion_consumida"
            ).fetchall()
            van = {(tema, particion): posicion for tema, particion, posicion in posiciones}
            pendientes = conexion.execute(
                "SELECT 1 FROM busqueda_retrospectiva WHERE hecha_en IS NULL LIMIT 1"
            ).fetchall()
            if not pendientes and all(van.get(o, 0) >= f for o, f in finales.items()):
                return
            time.sleep(0.2)
