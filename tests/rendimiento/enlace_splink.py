"""Nuestro enlace al lado de Splink: mismo mundo, un núcleo y un proceso para cada uno.

Splink se configura de buena fe, como lo haría quien lo conoce y no tiene pares etiquetados:

- Ve lo mismo que nuestro motor después de leer: RUN, palabras, sonidos, fecha, sexo, comuna y
  nacionalidad salen de `matching.perfil`. Esa lectura no se le cobra.
- Bloquea por RUN; por el sonido de los dos apellidos, de uno con el año o del primero con los dos
  nombres; y por la fecha con el primer nombre o con el sonido del primer apellido. Más reglas
  (nombre y apellido, la fecha sola) agregaban pares y no aciertos.
- Compara los nombres con Jaro-Winkler y ajuste por frecuencia, con niveles para el mismo sonido,
  los apellidos cruzados y el segundo nombre usado como primero; la fecha, con día y mes invertidos,
  un carácter distinto o solo el año; el RUN, con un error de tecleo.
- Se entrena con EM en dos bloques que, juntos, dejan estimar todas las comparaciones. Se eligieron
  probando trece combinaciones con otra semilla que la que se mide, por sus cifras y nada más.
- Corre con un hilo de DuckDB. Se queda con el mejor candidato de cada evento, como nosotros.
  Repartir la certeza entre los candidatos no le mejoraba las cifras.

Splink es de lotes y nosotros de a un evento: `eventos_por_s` le mide el lote, que es donde rinde, y
`un_evento_ms`, la mediana de enlazar un evento suelto contra la lista ya cargada.
"""

import logging
import os
import statistics
import time
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from functools import partial
from multiprocessing import get_context
from typing import Any, Final, NamedTuple, TypeVar

import duckdb  # si falta: make instalar, que trae el grupo «comparacion»
import splink.comparison_level_library as niveles
import splink.comparison_library as comparaciones
from splink import DuckDBAPI, Linker, SettingsCreator, block_on
from splink.internals.splink_dataframe import SplinkDataFrame

from matching.generador.mundo import EventoSintetico, Mundo, generar
from matching.perfil import Palabra, preparar
from matching.tipos import Candidato, Decision, Identidad
from tests.rendimiento.calidad.cifras import contar_positivos, medir_curva
from tests.rendimiento.calidad.mundos import Hallazgo, armar_indice
from tests.rendimiento.enlace import DUROS, SEMILLA, TAMANOS
from tests.rendimiento.medicion import (
    anotar,
    avisar,
    memoria_maxima_mib,
    recolector_congelado,
)

EVENTOS_SUELTOS: Final = 20
PARES_DE_MUESTRA: Final = 1_000_000
RECUPERACION_SUPUESTA: Final = 0.7
"""Qué parte de los positivos se supone que comparten RUN o fecha y nombre, para partir."""

Fila = dict[str, str | int | None]
T = TypeVar("T")
BLOQUEO: Final = (
    ("run",),
    ("sonido_paterno", "sonido_materno"),
    ("sonido_paterno", "anio"),
    ("sonido_materno", "anio"),
    ("sonido_paterno", "primero", "segundo"),
    ("fecha", "primero"),
    ("fecha", "sonido_paterno"),
)
SEGUROS: Final = (("run", "sonido_paterno"), ("fecha", "sonido_paterno", "primero"))
ENTRENAMIENTO: Final = (("run", "sonido_paterno"), ("fecha", "primero", "segundo"))
# Porque: la lista va a la izquierda (Splink ordena por el nombre de la tabla).
MEJORES: Final = """
    SELECT unique_id_r AS evento_id, max(match_weight) AS bits, count(*) AS pares,
           arg_max(unique_id_l, (match_weight, unique_id_l)) AS caso_id
    FROM {this} GROUP BY unique_id_r
"""


@dataclass(frozen=True, slots=True)
class Corrida:
    """Lo que un motor halló en un mundo y lo que le costó, en segundos de procesador y de pared."""

    hallazgos: Sequence[Hallazgo]
    pares: int
    carga_s: float
    procesador_s: float
    pared_s: float
    un_evento_ms: float


class Entrenado(NamedTuple):
    """Splink listo para enlazar, con la lista ya en su base."""

    bd: DuckDBAPI
    lista: SplinkDataFrame
    enlazador: Linker


Motor = Callable[[Mundo], Corrida]


def medir(eventos: int, tamanos: Sequence[int] = TAMANOS) -> None:
    """Anota las cifras de los dos motores, uno tras otro, para cada tamaño de la lista."""
    for buscadas in tamanos:
        for nombre in MOTORES:
            avisar(f"comparación: {nombre}, {buscadas} personas y {eventos} eventos")
            with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as proceso:
                cifras = proceso.submit(medir_motor, nombre, buscadas, eventos).result()
            anotar("comparacion", motor=nombre, buscadas=buscadas, eventos=eventos, **cifras)


def medir_motor(nombre: str, buscadas: int, eventos: int) -> dict[str, float]:
    """Genera el mundo, corre el motor y resume.

    La memoria máxima es la de todo el proceso, con el mundo y las bibliotecas de los dos motores;
    la del motor es lo que subió desde ahí.
    """
    mundo = generar(SEMILLA, buscadas=buscadas, eventos=eventos, duros=DUROS)
    antes_mib = memoria_maxima_mib(os.getpid())
    corrida = MOTORES[nombre](mundo)
    memoria_mib = memoria_maxima_mib(os.getpid())
    curva = medir_curva(corrida.hallazgos)
    _, r_p99, _ = curva.a_precision
    return {
        "positivos": contar_positivos(corrida.hallazgos),
        "f1": curva.f1,
        "r_p99": r_p99,
        "eventos_por_s": eventos / corrida.procesador_s,
        "eventos_por_s_de_pared": eventos / corrida.pared_s,
        "un_evento_ms": corrida.un_evento_ms,
        "carga_s": corrida.carga_s,
        "pares_por_evento": corrida.pares / eventos,
        "memoria_maxima_mib": memoria_mib,
        "memoria_del_motor_mib": memoria_mib - antes_mib,
    }


def correr_propio(mundo: Mundo) -> Corrida:
    """Nuestro motor, evento por evento, con el recolector congelado como el consumidor."""
    comienzo_s = time.process_time()
    indice = armar_indice(mundo)
    carga_s = time.process_time() - comienzo_s
    with recolector_congelado():
        comienzo_s, pared_s = time.process_time(), time.perf_counter()
        hallazgos = [Hallazgo(e, indice.buscar_mejor(e.identidad)) for e in mundo.eventos]
        procesador_s, pared_s = time.process_time() - comienzo_s, time.perf_counter() - pared_s
    pares = sum(len(indice.listar_pares(preparar(e.identidad))) for e in mundo.eventos)
    sueltos = [evento.identidad for evento in mundo.eventos[:EVENTOS_SUELTOS]]
    un_evento_ms = _medir_de_a_uno(indice.buscar_mejor, sueltos)
    return Corrida(hallazgos, pares, carga_s, procesador_s, pared_s, un_evento_ms)


def correr_splink(mundo: Mundo) -> Corrida:
    """Splink en un lote: entrenar cuenta como carga; enlazar, de los pares al mejor candidato."""
    buscadas = _tabular((b.caso_id, b.identidad) for b in mundo.buscadas)
    eventos = _tabular((e.evento_id, e.identidad) for e in mundo.eventos)
    comienzo_s = time.process_time()
    entrenado = _entrenar(buscadas, eventos)
    carga_s = time.process_time() - comienzo_s
    comienzo_s, pared_s = time.process_time(), time.perf_counter()
    mejores = entrenado.enlazador.inference.predict().query_sql(MEJORES).as_record_list()
    procesador_s, pared_s = time.process_time() - comienzo_s, time.perf_counter() - pared_s
    por_evento = {fila["evento_id"]: fila for fila in mejores}
    hallazgos = [_leer_hallazgo(e, por_evento.get(e.evento_id)) for e in mundo.eventos]
    pares = sum(fila["pares"] for fila in mejores)
    un_evento_ms = _medir_de_a_uno(partial(_enlazar_uno, entrenado), eventos[:EVENTOS_SUELTOS])
    return Corrida(hallazgos, pares, carga_s, procesador_s, pared_s, un_evento_ms)


MOTORES: Final[dict[str, Motor]] = {"propio": correr_propio, "splink": correr_splink}


def _medir_de_a_uno(enlazar: Callable[[T], object], eventos: Iterable[T]) -> float:
    demoras_ms = []
    for evento in eventos:
        comienzo_s = time.perf_counter()
        enlazar(evento)
        demoras_ms.append((time.perf_counter() - comienzo_s) * 1_000)
    return statistics.median(demoras_ms)


def _enlazar_uno(entrenado: Entrenado, fila: Fila) -> object:
    tabla = entrenado.bd.register(
        [fila], dataset_display_name=f"suelto_{fila['unique_id']}".replace("-", "_")
    )
    inferencia = entrenado.enlazador.inference
    return inferencia.predict_between(entrenado.lista, tabla).query_sql(MEJORES).as_record_list()


def _tabular(identidades: Iterable[tuple[str, Identidad]]) -> list[Fila]:
    return [_leer_fila(id_, identidad) for id_, identidad in identidades]


def _leer_fila(id_: str, identidad: Identidad) -> Fila:
    """Una identidad como la entiende nuestro motor; lo que no se sabe es nulo."""
    perfil = preparar(identidad)
    escrita = perfil.escrita
    primero, segundo = (*escrita.nombres, None, None)[:2]
    mes, dia = divmod(perfil.mes_dia, 100)
    return {
        "unique_id": id_,
        "run": perfil.texto_run or None,
        "paterno": _texto(escrita.paterno),
        "materno": _texto(escrita.materno),
        "sonido_paterno": escrita.paterno.sonido if escrita.paterno else None,
        "sonido_materno": escrita.materno.sonido if escrita.materno else None,
        "primero": _texto(primero),
        "segundo": _texto(segundo),
        "fecha": f"{perfil.anio:04d}-{mes:02d}-{dia:02d}" if mes else None,
        "invertida": f"{perfil.anio:04d}-{dia:02d}-{mes:02d}" if mes else None,
        "anio": perfil.anio or None,
        "sexo": perfil.sexo or None,
        "comuna": perfil.comuna or None,
        "region": perfil.region or None,
        "nacionalidad": perfil.nacionalidad or None,
    }


def _texto(palabra: Palabra | None) -> str | None:
    return palabra.texto if palabra else None


def _entrenar(buscadas: list[Fila], eventos: list[Fila]) -> Entrenado:
    conexion = duckdb.connect(config={"threads": 1})
    # Porque: la barra ensucia las cifras; y sin leer la respuesta la conexión queda ocupada.
    conexion.execute("SET enable_progress_bar = false").fetchall()
    bd = DuckDBAPI(conexion)
    ajustes = SettingsCreator(
        link_type="link_only",
        comparisons=_listar_comparaciones(),
        blocking_rules_to_generate_predictions=[block_on(*regla) for regla in BLOQUEO],
        retain_matching_columns=False,
    )
    lista = bd.register(buscadas, dataset_display_name="buscadas")
    corriente = bd.register(eventos, dataset_display_name="eventos")
    enlazador = Linker([lista, corriente], ajustes, log_level=logging.ERROR)
    enlazador.training.estimate_probability_two_random_records_match(
        [block_on(*regla) for regla in SEGUROS], recall=RECUPERACION_SUPUESTA
    )
    enlazador.training.estimate_u_using_random_sampling(PARES_DE_MUESTRA, seed=SEMILLA)
    for regla in ENTRENAMIENTO:
        enlazador.training.estimate_parameters_using_expectation_maximisation(block_on(*regla))
    return Entrenado(bd, lista, enlazador)


def _listar_comparaciones() -> list[Any]:
    return [
        _comparar("run", niveles.DamerauLevenshteinLevel("run", 1), con_frecuencia=False),
        _comparar_apellido("paterno", "materno"),
        _comparar_apellido("materno", "paterno"),
        _comparar_nombre("primero", "segundo"),
        _comparar_nombre("segundo", "primero"),
        comparaciones.CustomComparison(
            output_column_name="fecha",
            comparison_levels=[
                niveles.NullLevel("anio"),
                niveles.ExactMatchLevel("fecha"),
                niveles.CustomLevel("fecha_l = invertida_r"),
                niveles.DamerauLevenshteinLevel("fecha", 1),
                niveles.CustomLevel("anio_l = anio_r AND (fecha_l IS NULL OR fecha_r IS NULL)"),
                niveles.CustomLevel("anio_l = anio_r"),
                niveles.CustomLevel("abs(anio_l - anio_r) <= 1"),
                niveles.ElseLevel(),
            ],
        ),
        comparaciones.ExactMatch("sexo"),
        _comparar("comuna", niveles.CustomLevel("region_l = region_r")),
        _comparar("nacionalidad"),
    ]


def _comparar_apellido(columna: str, otra: str) -> Any:
    return _comparar(
        columna,
        niveles.CustomLevel(f"{columna}_l = {otra}_r OR {otra}_l = {columna}_r"),
        niveles.CustomLevel(f"sonido_{columna}_l = sonido_{columna}_r"),
        niveles.JaroWinklerLevel(columna, 0.92),
        niveles.JaroWinklerLevel(columna, 0.85),
    )


def _comparar_nombre(columna: str, otra: str) -> Any:
    return _comparar(
        columna,
        niveles.JaroWinklerLevel(columna, 0.92),
        niveles.JaroWinklerLevel(columna, 0.85),
        niveles.CustomLevel(f"{columna}_l = {otra}_r OR {otra}_l = {columna}_r"),
    )


def _comparar(columna: str, *parecidos: Any, con_frecuencia: bool = True) -> Any:
    """De igual a distinto, con los grados de parecido entre medio; lo que falta no cuenta."""
    return comparaciones.CustomComparison(
        output_column_name=columna,
        comparison_levels=[
            niveles.NullLevel(columna),
            niveles.ExactMatchLevel(columna, term_frequency_adjustments=con_frecuencia),
            *parecidos,
            niveles.ElseLevel(),
        ],
    )


def _leer_hallazgo(evento: EventoSintetico, fila: dict[str, Any] | None) -> Hallazgo:
    if fila is None:
        return Hallazgo(evento, None)
    probabilidad = 1 / (1 + 2.0 ** -fila["bits"])
    casos = (str(fila["caso_id"]),)
    return Hallazgo(
        evento,
        Candidato(
            casos,
            Decision.DESCARTE,
            alcanza_revision=False,
            probabilidad=probabilidad,
            puntaje_bits=fila["bits"],
            explicacion=(),
        ),
    )
