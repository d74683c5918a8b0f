"""Quien aporta no sabe si alguien era buscado: ni por lo que lee ni por lo que tarda (INV-3).

Cada par son dos eventos del mismo tamaño: uno de la persona buscada y otro de una que nadie busca,
enviados en orden al azar, uno tras otro, con el consumidor enlazando al mismo tiempo.

Las esperas se comparan con la t de Welch y con el AUC (la probabilidad de acertar cuál coincidió,
de dos). Con n por grupo el AUC de dos grupos iguales se desvía 1/√(6n): se exige |t| < 4,5 y
|AUC − 0,5| < 4,5 desvíos, lo que en grupos iguales falla menos de dos veces cada 100.000. Con los
200 pares de la integración continua, el umbral es AUC ≤ 0,63 y se ve, 97 de cada 100 veces, una
diferencia de 0,65 desvíos estándar. `PARES_QUE_NO_SE_DISTINGUEN=10000` da AUC ≤ 0,52 y ve una de
0,09.
"""

import json
import math
import os
import random
import statistics
import time
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from itertools import groupby
from operator import itemgetter
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from kafka import KafkaProducer  # type: ignore[import-untyped]

from ingestores.mensajeria.temas import nombrar_tema
from sistema.entorno.servicios import ServicioKafka
from tests.apoyo.fabricas import denuncia, evento
from tests.apoyo.kafka import conexion_de
from tests.apoyo.sistema import RECEPTOR, SistemaDePrueba
from tests.integracion.flujo.procesos import (
    Colaborador,
    acordar,
    api,
    correr,
    dar_credencial,
    esperar,
    preparar_temas,
    variables,
)

ORGANISMO = "servicio_salud_araucania_sur"
PARES = int(os.environ.get("PARES_QUE_NO_SE_DISTINGUEN", "200"))
CALENTAMIENTO = 20
# Menos que la ráfaga que admite la puerta, y en menos de lo que dura un token.
POR_CREDENCIAL = 1_500
AJENA = {
    "run": "21.003.004-2",
    "nombres": "Hilario Tahielan",
    "apellido_paterno": "Calfucurañi",
    "apellido_materno": "Ibanezos",
    "fecha_nacimiento": "2003-01-30",
    "sexo": "M",
}


@dataclass
class Grupo:
    """Lo que un colaborador ve y lo que espera, en segundos, al enviar una clase de eventos."""

    visto: set[str] = field(default_factory=set)
    esperas_s: list[float] = field(default_factory=list)


def t_de_welch(unas: Sequence[float], otras: Sequence[float]) -> float:
    """Cuántos errores estándar separan las dos medias."""
    error = math.sqrt(
        statistics.variance(unas) / len(unas) + statistics.variance(otras) / len(otras)
    )
    return (statistics.fmean(unas) - statistics.fmean(otras)) / error


def auc(unas: Sequence[float], otras: Sequence[float]) -> float:
    """La probabilidad de que una de las primeras supere a una de las otras; empate vale medio."""
    valores = sorted([(v, 0) for v in otras] + [(v, 1) for v in unas])
    rangos = 0.0
    lugar = 0
    for _valor, iguales in groupby(valores, key=itemgetter(0)):
        clases = [clase for _, clase in iguales]
        rangos += sum(clases) * (lugar + (len(clases) + 1) / 2)
        lugar += len(clases)
    return (rangos - len(unas) * (len(unas) + 1) / 2) / (len(unas) * len(otras))


def se_distinguen(unas: Sequence[float], otras: Sequence[float]) -> bool:
    """Si una diferencia así casi no ocurre entre dos grupos iguales."""
    desvio = 1 / math.sqrt(6 * min(len(unas), len(otras)))
    return abs(t_de_welch(unas, otras)) >= 4.5 or abs(auc(unas, otras) - 0.5) >= 4.5 * desvio


def pares_de_eventos() -> list[tuple[bool, bytes]]:
    """Los eventos de los dos grupos, intercalados al azar y todos del mismo tamaño."""
    buscada = denuncia()["persona"]
    azar = random.Random(20_261_122)
    eventos = []
    for numero in range(1, PARES + CALENTAMIENTO + 1):
        par = [
            (True, evento(2 * numero, persona=buscada)),
            (False, evento(2 * numero + 1, persona=AJENA)),
        ]
        assert len(par[0][1]) == len(par[1][1])
        azar.shuffle(par)
        eventos += par
    return eventos


def enviar_todo(
    enviar: Callable[[bytes], str], renovar: Callable[[], object] = lambda: None
) -> dict[bool, Grupo]:
    """Envía cada evento y anota lo visto y lo esperado; los primeros solo calientan.

    `renovar` se llama, fuera de lo medido, al empezar y cada `POR_CREDENCIAL` eventos.
    """
    grupos = {True: Grupo(), False: Grupo()}
    for lugar, (coincide, cuerpo) in enumerate(pares_de_eventos()):
        if lugar % POR_CREDENCIAL == 0:
            renovar()
        desde_s = time.perf_counter()
        visto = enviar(cuerpo)
        espera_s = time.perf_counter() - desde_s
        grupos[coincide].visto.add(visto)
        if lugar >= 2 * CALENTAMIENTO:
            grupos[coincide].esperas_s.append(espera_s)
    return grupos


def abrir_caso(sistema: SistemaDePrueba) -> None:
    acordar(sistema, {ORGANISMO: 30})
    respuesta = sistema.cliente(RECEPTOR).post("/v1/denuncias", json=denuncia())
    assert respuesta.status_code == 201


def comprobar_que_coincidieron(sistema: SistemaDePrueba) -> bool:
    """Ya se procesó todo, y coincidió solo la mitad: si no, la comparación nada probaría."""
    if sistema.contar("bandeja") < 2 * (PARES + CALENTAMIENTO):
        return False
    assert sistema.contar("coincidencia") == PARES + CALENTAMIENTO
    return True


def sin_hora_ni_lugar(estado: int, cabeceras: dict[str, str], cuerpo: bytes) -> str:
    """Lo que se lee, byte a byte, salvo la hora y el identificador de la recepción."""
    leido: Any = json.loads(cuerpo)
    recibo = leido.pop("recepcion_id", None)
    assert recibo is None or UUID(recibo).version == 7
    visibles = {n: v for n, v in cabeceras.items() if n != "date"}
    return json.dumps([estado, visibles, leido, len(cuerpo)], sort_keys=True)


def sondear(colaborador: Colaborador, rutas: Sequence[tuple[str, str]], id_: UUID) -> list[str]:
    """Lo que la credencial lee si pide todo lo que la API publica, con el id de un evento."""
    tipo = {"Content-Type": "application/json"}
    return [
        sin_hora_ni_lugar(*colaborador.pedir(metodo, ruta.format_map(_Todo(id_)), b"{}", **tipo))
        for metodo, ruta in rutas
    ]


class _Todo(dict[str, str]):
    """Cualquier parámetro de una ruta vale lo mismo."""

    def __init__(self, id_: UUID) -> None:
        super().__init__()
        self._id = str(id_)

    def __missing__(self, _clave: str) -> str:
        return self._id


# Mutaciones probadas: un recibo distinto si coincide; 100 ms más de espera si coincide.
@pytest.mark.timeout(180 + PARES // 10)
def test_por_http_no_se_distingue_si_alguien_era_buscado(
    sistema: SistemaDePrueba, tmp_path: Path
) -> None:
    abrir_caso(sistema)
    entorno = variables(sistema)
    with ExitStack() as pila:
        puerto = pila.enter_context(api(entorno, tmp_path / "api.log"))
        consumidor = pila.enter_context(correr(["consumidor"], entorno, tmp_path / "c.log"))
        colaboradores: list[Colaborador] = []

        def renovar() -> None:
            nuevo = dar_credencial(sistema, ORGANISMO, puerto)
            colaboradores.append(pila.enter_context(nuevo))

        def enviar(cuerpo: bytes) -> str:
            tipo = {"Content-Type": "application/json"}
            respuesta = colaboradores[-1].pedir("POST", "/v1/eventos", cuerpo, **tipo)
            return sin_hora_ni_lugar(*respuesta)

        grupos = enviar_todo(enviar, renovar)
        esperar(lambda: comprobar_que_coincidieron(sistema), consumidor)
        rutas = [
            (metodo.upper(), ruta)
            for ruta, metodos in sistema.app().openapi()["paths"].items()
            for metodo in metodos
            if not ruta.startswith(("/v1/oauth", "/v1/contratos"))
        ]
        renovar()
        del_buscado, del_ajeno = (sondear(colaboradores[-1], rutas, UUID(int=n)) for n in (2, 3))

    assert grupos[True].visto == grupos[False].visto
    assert len(grupos[True].visto) == 1
    assert del_buscado == del_ajeno
    assert len(rutas) > 10
    assert not se_distinguen(grupos[True].esperas_s, grupos[False].esperas_s)


@pytest.mark.timeout(180 + PARES // 10)
def test_por_kafka_no_se_distingue_si_alguien_era_buscado(
    sistema: SistemaDePrueba, kafka: ServicioKafka, tmp_path: Path
) -> None:
    abrir_caso(sistema)
    tema = nombrar_tema(ORGANISMO)
    preparar_temas(sistema, kafka)
    entorno = variables(sistema, kafka)
    opciones = conexion_de(kafka, "colaboradores").como_opciones()
    productor = KafkaProducer(**opciones, acks="all", linger_ms=0, metrics_enabled=False)

    def enviar(cuerpo: bytes) -> str:
        clave = json.loads(cuerpo)["id"].encode()
        acuse = productor.send(tema, value=cuerpo, key=clave).get(timeout=30)
        propios = acuse._asdict()
        for variable in ("offset", "timestamp", "topic_partition"):
            propios.pop(variable, None)
        return repr(sorted(propios.items()))

    try:
        with correr(["consumidor"], entorno, tmp_path / "c.log") as consumidor:
            grupos = enviar_todo(enviar)
            esperar(lambda: comprobar_que_coincidieron(sistema), consumidor)
    finally:
        productor.close()
    assert grupos[True].visto == grupos[False].visto
    assert len(grupos[True].visto) == 1
    assert not se_distinguen(grupos[True].esperas_s, grupos[False].esperas_s)


class TestMedida:
    def test_la_t_de_welch_de_dos_muestras_conocidas(self) -> None:
        assert t_de_welch([3.0, 4.0, 5.0], [1.0, 2.0, 3.0]) == pytest.approx(2.449490, abs=1e-6)

    def test_el_auc_cuenta_los_pares_bien_ordenados_y_medio_por_empate(self) -> None:
        assert auc([2.0, 3.0], [1.0, 2.0]) == 0.875
        assert auc([1.0, 1.0], [1.0, 1.0]) == 0.5
        assert auc([1.0], [2.0]) == 0.0

    def test_dos_grupos_iguales_no_se_distinguen_y_uno_mas_lento_si(self) -> None:
        azar = random.Random(7)
        unas, otras = ([azar.gauss(10, 1) for _ in range(200)] for _ in range(2))
        assert not se_distinguen(unas, otras)
        assert se_distinguen([espera + 0.65 for espera in unas], otras)
