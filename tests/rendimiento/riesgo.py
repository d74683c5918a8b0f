"""El riesgo: evaluaciones por segundo en un núcleo, y reevaluar todos los casos que se buscan."""

import gc
import random
import tempfile
import time
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Final
from uuid import UUID

from sqlalchemy import insert, text
from uuid_utils.compat import uuid4

from ingestores.demo.montaje import montar
from riesgo.antecedentes import Antecedentes
from riesgo.escritura import describir_antecedentes
from riesgo.evaluacion import evaluar
from riesgo.hechos import Hecho
from riesgo.tipos import Aporte, Documento, EdadAportada, MomentoAportado, Respuesta
from sistema.entorno.avance import callar
from sistema.entorno.escenario.armado import construir_escenario
from sistema.modelos.riesgo import AntecedenteRiesgo
from sistema.nucleo.bd import Bd
from sistema.nucleo.papeles import Papel
from sistema.nucleo.reloj import ahora
from sistema.tareas.reevaluacion import atender, fijar_hora
from tests.apoyo.riesgo import catalogo
from tests.rendimiento.medicion import anotar, avisar, recolector_congelado
from tests.rendimiento.poblado import CUENTA, abrir_casos

SEMILLA: Final = 21_500
EN: Final = datetime(2026, 11, 23, 15, 0, tzinfo=UTC)
POR_TRANSACCION: Final = 500
# De cada cien hechos por los que se pregunta, cuántos se afirman y cuántos quedan sin saberse.
PESOS: Final = {Respuesta.SI: 8, Respuesta.NO: 72, Respuesta.DESCONOCIDO: 20}


def medir(evaluaciones: int) -> None:
    """Anota evaluaciones por segundo de procesador, con entrevistas completas y distintas."""
    avisar(f"riesgo: {evaluaciones} evaluaciones")
    azar = random.Random(SEMILLA)
    entrevistas = [entrevistar(azar, EN) for _ in range(evaluaciones)]
    vigente = catalogo()
    categorias: dict[str, int] = {}
    with recolector_congelado():
        comienzo_s = time.process_time()
        for antecedentes in entrevistas:
            categoria = evaluar(antecedentes, EN, vigente).categoria
            categorias[categoria] = categorias.get(categoria, 0) + 1
        demora_s = time.process_time() - comienzo_s
    anotar(
        "riesgo_evaluar",
        evaluaciones=evaluaciones,
        por_s=evaluaciones / demora_s,
        categorias=categorias,
    )


def medir_reevaluacion(casos: int) -> None:
    """Anota cuánto se tarda en evaluar por primera vez y en reevaluar todos los casos activos.

    Cada caso tiene su denuncia y una entrevista entera. En la segunda vuelta nada cambia; en la
    tercera, uno de cada diez tiene un antecedente nuevo; en la última pasó un día y muchos cruzaron
    un tramo de horas sin noticias o sus primeras 24.
    """
    avisar(f"riesgo: {casos} casos activos")
    escenario = construir_escenario(referencia=ahora(), buscadas=casos, eventos=0)
    with tempfile.TemporaryDirectory(prefix="banco-") as carpeta:
        Path(carpeta).chmod(0o711)
        with (
            montar(Path(carpeta), callar, con_kafka=False, base="sistema_riesgo") as montaje,
            montaje.preparado.abrir(Papel.API) as api,
            montaje.preparado.abrir(Papel.TAREAS) as tareas,
        ):
            ids = [UUID(caso) for caso in abrir_casos(montaje, escenario.denuncias)]
            azar = random.Random(SEMILLA)
            _aportar_a(api, ids, azar)
            _reevaluar("primera vez", tareas)
            _reevaluar("sin novedades", tareas)
            _aportar_a(api, ids[::10], azar)
            _reevaluar("una de cada diez con novedades", tareas)
            _reevaluar("un día después", tareas, timedelta(days=1))


def _aportar_a(bd: Bd, casos: Sequence[UUID], azar: random.Random) -> None:
    en = ahora()
    for desde in range(0, len(casos), POR_TRANSACCION):
        with bd.transaccion() as sesion:
            quien = sesion.execute(
                text("SELECT id, institucion FROM usuario WHERE cuenta = :c"), {"c": CUENTA}
            ).one()
            filas = [
                {
                    "id": uuid4(),
                    "caso_id": caso,
                    "contenido": describir_antecedentes(entrevistar(azar, en)),
                    "registrado_por": quien.id,
                    "institucion": quien.institucion,
                    "registrado_en": en,
                }
                for caso in casos[desde : desde + POR_TRANSACCION]
            ]
            sesion.execute(insert(AntecedenteRiesgo), filas)


def _reevaluar(vuelta: str, bd: Bd, despues: timedelta = timedelta(0)) -> None:
    gc.collect()
    gc.freeze()  # como el proceso de las tareas al empezar
    comienzo_s, procesador_s = time.perf_counter(), time.process_time()
    hora, cuantos = fijar_hora(bd, ahora, todos=True)
    cuenta = atender(bd, hora + despues, lambda _casos: None)
    procesador_s = time.process_time() - procesador_s
    demora_s = time.perf_counter() - comienzo_s
    anotar(
        "riesgo_reevaluar",
        vuelta=vuelta,
        casos=cuantos,
        reevaluados=cuenta.reevaluados,
        subieron=cuenta.subieron,
        fallaron=cuenta.fallaron,
        segundos=demora_s,
        procesador_s=procesador_s,
        casos_por_s=cuantos / demora_s,
    )


def entrevistar(azar: random.Random, en: datetime) -> Antecedentes:
    """Una entrevista entera, inventada: se preguntó todo y algo no se supo."""
    respuestas = azar.choices(list(PESOS), list(PESOS.values()), k=len(Hecho))
    edad = azar.randint(5, 90)
    return Antecedentes(
        hechos={h: (_aportar(r, en),) for h, r in zip(Hecho, respuestas, strict=True)},
        edades=(EdadAportada(minima=edad, maxima=edad + azar.randint(0, 3)),),
        ultimos_contactos=(MomentoAportado(en - timedelta(hours=azar.randint(1, 100))),),
        recibida_en=en - timedelta(minutes=30),
    )


def _aportar(respuesta: Respuesta, en: datetime) -> Aporte:
    if respuesta is not Respuesta.SI:
        return Aporte(respuesta)
    hace_poco = en - timedelta(hours=2)
    return Aporte(respuesta, ocurrio_en=hace_poco, respaldo=Documento("parte", "folio 1"))
