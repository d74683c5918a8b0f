"""Las cifras de calidad, calculadas sobre los hallazgos de un mundo."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from itertools import groupby
from statistics import fmean
from typing import Final

from matching.claves import claves_de_bloqueo, variantes_de_busqueda
from matching.generador.mundo import Mundo
from matching.generador.persona import Grupo
from matching.perfil import Perfil, preparar
from tests.rendimiento.calidad.mundos import Hallazgo, armar_indice, listar_coincidencias

NIVELES_DE_PRECISION: Final = (0.95, 0.99, 0.999)
PROBABILIDAD_MINIMA: Final = 0.05
CUBOS: Final = 10

Evidencia = tuple[bool, int, bool]
"""Dos RUN; fechas ausentes (0), con solo el año (1) o enteras (2); dos apellidos maternos."""


@dataclass(frozen=True, slots=True)
class Curva:
    """El mejor F1 con su umbral, y la recuperación máxima a cada precisión."""

    f1: float = 0.0
    precision: float = 0.0
    recuperacion: float = 0.0
    umbral: float = 1.0
    a_precision: tuple[float, ...] = (0.0,) * len(NIVELES_DE_PRECISION)


@dataclass(frozen=True, slots=True)
class Enlaces:
    """Precisión y recuperación de lo que queda enlazado sin que nadie lo mire.

    `halladas` es la parte de los positivos cuya persona llega al menos a revisión, primera.
    """

    positivos: int
    enlaces: int
    precision: float
    recuperacion: float
    halladas: float


@dataclass(frozen=True, slots=True)
class Alcance:
    """Qué parte de las coincidencias del índice en memoria se reencuentra por clave.

    `en_lo_guardado` busca un caso nuevo entre eventos guardados (bóveda); `en_la_lista`, un evento
    entre personas guardadas. La primera es la que sostiene INV-1.
    """

    coincidencias: int
    en_lo_guardado: float
    en_la_lista: float


def contar_positivos(hallazgos: Sequence[Hallazgo]) -> int:
    """Cuántos eventos son de una persona buscada."""
    return sum(hallazgo.evento.verdad.caso_id is not None for hallazgo in hallazgos)


def medir_curva(hallazgos: Sequence[Hallazgo]) -> Curva:
    """Recorre los umbrales de mayor a menor; los empates de probabilidad entran juntos.

    Enlazar a la persona equivocada cuenta como falso positivo y como falso negativo.
    """
    positivos = contar_positivos(hallazgos)
    con_candidato = sorted(
        (h for h in hallazgos if h.candidato is not None), key=lambda h: -h.probabilidad
    )
    emitidos = aciertos = 0
    mejor = Curva()
    recuperaciones = [0.0] * len(NIVELES_DE_PRECISION)
    for umbral, empatados in groupby(con_candidato, key=lambda h: h.probabilidad):
        iguales = list(empatados)
        emitidos += len(iguales)
        aciertos += sum(h.es_acierto for h in iguales)
        precision, recuperacion = aciertos / emitidos, aciertos / positivos
        f1 = 2 * aciertos / (emitidos + positivos)
        if f1 > mejor.f1:
            mejor = Curva(f1, precision, recuperacion, umbral)
        for lugar, nivel in enumerate(NIVELES_DE_PRECISION):
            if precision >= nivel:
                recuperaciones[lugar] = recuperacion
    return Curva(mejor.f1, mejor.precision, mejor.recuperacion, mejor.umbral, tuple(recuperaciones))


def medir_calibracion(hallazgos: Sequence[Hallazgo]) -> float:
    """Distancia media entre la probabilidad dicha y el acierto visto, por décimos, desde 0,05."""
    visibles = [h for h in hallazgos if h.probabilidad >= PROBABILIDAD_MINIMA]
    cubos: dict[int, list[Hallazgo]] = {}
    for hallazgo in visibles:
        cubos.setdefault(min(CUBOS - 1, int(hallazgo.probabilidad * CUBOS)), []).append(hallazgo)
    desvio = sum(
        abs(sum(h.es_acierto for h in cubo) - sum(h.probabilidad for h in cubo))
        for cubo in cubos.values()
    )
    return desvio / len(visibles)


def medir_enlaces(hallazgos: Sequence[Hallazgo]) -> Enlaces:
    """Precisión y recuperación de la banda de enlace."""
    positivos = contar_positivos(hallazgos)
    enlazados = [h for h in hallazgos if h.es_enlace]
    aciertos = sum(h.es_acierto for h in enlazados)
    halladas = sum(
        h.es_acierto and h.candidato is not None and h.candidato.alcanza_revision for h in hallazgos
    )
    return Enlaces(
        positivos,
        len(enlazados),
        aciertos / max(1, len(enlazados)),
        aciertos / positivos,
        halladas / positivos,
    )


def medir_grupos(hallazgos: Sequence[Hallazgo]) -> dict[str, Enlaces]:
    """Lo mismo por grupo de la persona del evento."""
    return {
        grupo.value: medir_enlaces([h for h in hallazgos if grupo in h.evento.verdad.grupos])
        for grupo in Grupo
    }


def medir_brechas_a_igual_evidencia(
    mundo: Mundo, hallazgos: Sequence[Hallazgo]
) -> dict[str, float]:
    """Recuperación de cada grupo menos la de todos los que traen su misma evidencia.

    Separa lo que el motor hace distinto de lo que simplemente no venía: a un grupo con menos RUN se
    lo enlaza menos aunque se lo trate igual.
    """
    buscadas = {b.caso_id: preparar(b.identidad) for b in mundo.buscadas}
    positivos = [
        (clasificar_evidencia(preparar(h.evento.identidad), buscadas[caso_id]), h)
        for h in hallazgos
        if (caso_id := h.evento.verdad.caso_id) is not None
    ]
    de_todos: dict[Evidencia, list[bool]] = {}
    for evidencia, hallazgo in positivos:
        acierto = hallazgo.es_enlace and hallazgo.es_acierto
        de_todos.setdefault(evidencia, []).append(acierto)
    esperada = {evidencia: fmean(aciertos) for evidencia, aciertos in de_todos.items()}
    return {
        grupo.value: fmean(
            (h.es_enlace and h.es_acierto) - esperada[evidencia]
            for evidencia, h in positivos
            if grupo in h.evento.verdad.grupos
        )
        for grupo in Grupo
    }


def clasificar_evidencia(evento: Perfil, buscada: Perfil) -> Evidencia:
    """Qué se puede comparar: si hay dos RUN, cuánto dicen las fechas y si hay dos maternos."""
    precisiones = [bool(perfil.anio) + bool(perfil.mes_dia) for perfil in (evento, buscada)]
    return (
        bool(evento.texto_run and buscada.texto_run),
        min(precisiones),
        bool(evento.escrita.materno and buscada.escrita.materno),
    )


def medir_alcance(mundo: Mundo) -> Alcance:
    """Comprueba por clave cada coincidencia que el índice en memoria encuentra."""
    identidades = {buscada.caso_id: buscada.identidad for buscada in mundo.buscadas}
    variantes_de_caso = cache(lambda caso_id: variantes_de_busqueda(identidades[caso_id]))
    total = guardadas = en_lista = 0
    for evento, caso_id in listar_coincidencias(armar_indice(mundo), mundo):
        total += 1
        guardadas += not claves_de_bloqueo(evento.identidad).isdisjoint(variantes_de_caso(caso_id))
        claves = claves_de_bloqueo(identidades[caso_id])
        en_lista += not claves.isdisjoint(variantes_de_busqueda(evento.identidad))
    return Alcance(total, guardadas / total, en_lista / total)
