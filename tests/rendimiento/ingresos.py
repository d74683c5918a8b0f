"""Una tormenta de ingresos no ahoga lo demás, y el tiempo no dice qué cuentas existen."""

import tempfile
import time
from collections import Counter
from collections.abc import Callable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path
from statistics import quantiles

import httpx2
from fastapi.testclient import TestClient

from ingestores.demo.corrida import entrar
from ingestores.demo.montaje import Montaje, con_api, montar
from ingestores.mensajes.decodificacion import decodificar
from sistema.api.app import Publicacion, crear_app
from sistema.entorno.avance import callar
from sistema.modelos.usuario import Perfil
from sistema.nucleo.papeles import Papel
from sistema.nucleo.reloj import ahora
from sistema.usuarios.servicio import UsuarioNuevo, crear_si_falta
from tests.apoyo.reloj_fijo import RelojFijo
from tests.rendimiento.medicion import anotar, avisar, esperar_hasta

CLAVE = "una clave larga de la medición"
CUENTAS = 40
POR_SEGUNDO = 20
HILOS = 64
PERCENTIL_95 = 94
INVESTIGADOR = "investigador.pdi"


def medir(*, segundos: int, pares: int) -> None:
    """Anota el p95 de una lectura con y sin tormenta, y el AUC entre cuentas que existen y no."""
    with tempfile.TemporaryDirectory(prefix="banco-") as carpeta:
        Path(carpeta).chmod(0o711)
        with montar(Path(carpeta), callar, con_kafka=False, base="sistema_ingresos") as montaje:
            avisar("ingresos: creando las cuentas")
            cuentas = _crear_cuentas(montaje)
            with con_api(montaje):
                _medir_tormenta(montaje, cuentas, segundos)
            _medir_enumeracion(montaje, pares)


def _crear_cuentas(montaje: Montaje) -> list[str]:
    cuentas = [f"persona.{n}" for n in range(CUENTAS)]
    with montaje.preparado.abrir(Papel.DUENO) as bd, bd.transaccion() as sesion:
        for cuenta in cuentas:
            nueva = UsuarioNuevo(cuenta, "De Ensayo", "pdi", "Unidad", Perfil.INVESTIGADOR)
            crear_si_falta(sesion, nueva, CLAVE, ahora())
    return cuentas


def _medir_tormenta(montaje: Montaje, cuentas: Sequence[str], segundos: int) -> None:
    with (
        httpx2.Client(base_url=montaje.direccion, timeout=30.0) as cliente,
        ThreadPoolExecutor(HILOS) as lecturas,
        ThreadPoolExecutor(HILOS) as ingresos,
    ):
        esperar_hasta(lambda: _responde(cliente), "la API")
        portador = entrar(cliente, INVESTIGADOR, montaje.claves[INVESTIGADOR])

        def leer(_n: int) -> int:
            return cliente.get("/v1/alertas", headers=portador).status_code

        def ingresar(n: int) -> int:
            cuerpo = {"cuenta": cuentas[n % len(cuentas)], "clave": CLAVE}
            return cliente.post("/v1/sesiones", json=cuerpo).status_code

        en_calma = _a_ritmo(lecturas, leer, segundos)
        tormenta = ingresos.submit(_a_ritmo, ingresos, ingresar, segundos)
        en_tormenta = _a_ritmo(lecturas, leer, segundos)
        entraron = tormenta.result()
    anotar(
        "tormenta_de_ingresos",
        ingresos_por_segundo=POR_SEGUNDO,
        segundos=segundos,
        p95_en_calma_ms=_p95([ms for _e, ms in en_calma]),
        p95_en_tormenta_ms=_p95([ms for _e, ms in en_tormenta]),
        lecturas=_contar(en_tormenta),
        ingresos=_contar(entraron),
        p95_de_un_ingreso_ms=_p95([ms for estado, ms in entraron if estado == 201]),
    )


def _a_ritmo(
    hilos: ThreadPoolExecutor, pedir: Callable[[int], int], segundos: int
) -> list[tuple[int, float]]:
    """Pide a ritmo fijo; cada demora se cuenta desde cuando debía partir, no desde que partió."""
    comienzo_s = time.perf_counter()

    def uno(n: int) -> tuple[int, float]:
        debia_s = comienzo_s + n / POR_SEGUNDO
        estado = pedir(n)
        return estado, (time.perf_counter() - debia_s) * 1_000

    pedidos: list[Future[tuple[int, float]]] = []
    for n in range(POR_SEGUNDO * segundos):
        time.sleep(max(0.0, comienzo_s + n / POR_SEGUNDO - time.perf_counter()))
        pedidos.append(hilos.submit(uno, n))
    return [pedido.result() for pedido in pedidos]


def _medir_enumeracion(montaje: Montaje, pares: int) -> None:
    reloj = RelojFijo()
    demoras_ms: dict[str, list[float]] = {"persona.0": [], "nadie": []}
    with montaje.preparado.abrir(Papel.API) as bd:
        cliente = TestClient(crear_app(bd, Publicacion(decodificar, []), reloj))
        for n in range(2 * pares):
            # Pasa el freno: aquí se mide cuánto tarda el no, no cuántas veces se puede pedir.
            reloj.avanzar(timedelta(minutes=16))
            cuenta = ("persona.0", "nadie")[n % 2]
            partida_s = time.perf_counter()
            respuesta = cliente.post("/v1/sesiones", json={"cuenta": cuenta, "clave": "no es esa"})
            if respuesta.status_code == 401:
                demoras_ms[cuenta].append((time.perf_counter() - partida_s) * 1_000)
    existe, no_existe = demoras_ms.values()
    anotar(
        "enumeracion_de_cuentas",
        pares=min(len(existe), len(no_existe)),
        auc=_auc(existe, no_existe),
    )


def _auc(unos: Sequence[float], otros: Sequence[float]) -> float:
    """Con qué frecuencia acierta quien dice «existe» a lo que tarda más; 0,5 es no saber nada."""
    aciertos = sum((a > b) + (a == b) / 2 for a in unos for b in otros) / (len(unos) * len(otros))
    return max(aciertos, 1 - aciertos)


def _contar(respuestas: Sequence[tuple[int, float]]) -> dict[str, int]:
    return {str(e): n for e, n in sorted(Counter(estado for estado, _ms in respuestas).items())}


def _p95(demoras_ms: Sequence[float]) -> float:
    return quantiles(demoras_ms, n=100)[PERCENTIL_95]


def _responde(cliente: httpx2.Client) -> bool:
    try:
        return cliente.get("/v1/salud").is_success
    except httpx2.TransportError:
        return False
