"""Las compuertas sobre mundos sembrados: precisión, alcance por clave y trato parejo por grupo.

Los mundos son los de `make calidad ARGS=--rapido`; ninguno se usa para entrenar. El de equidad es
uno solo, para que la compuerta y la tabla digan lo mismo.
"""

from dataclasses import replace
from functools import cache

import pytest

from matching.generador.mundo import Clase, Mundo
from matching.generador.persona import Grupo
from matching.tipos import Decision
from tests.rendimiento.calidad import mundos
from tests.rendimiento.calidad.cifras import (
    medir_alcance,
    medir_brechas_a_igual_evidencia,
    medir_calibracion,
    medir_curva,
    medir_enlaces,
    medir_grupos,
)
from tests.rendimiento.calidad.mundos import Hallazgo, armar_indice, buscar_todos
from tests.rendimiento.calidad.pares import comparar_par
from tests.rendimiento.calidad.tratamientos import crear_negativos

POSITIVOS_POR_GRUPO = 1_000
BRECHA_MAXIMA = 0.05
BRECHA_A_IGUAL_EVIDENCIA = 0.03


@cache
def mundo_habitual() -> Mundo:
    return mundos.generar_habitual(rapido=True)


@cache
def hallazgos_habituales() -> list[Hallazgo]:
    return list(buscar_todos(mundo_habitual()))


@cache
def mundo_de_equidad() -> Mundo:
    return mundos.generar_equidad()


@cache
def hallazgos_de_equidad() -> list[Hallazgo]:
    return list(buscar_todos(mundo_de_equidad()))


def test_casi_todo_enlace_es_de_la_persona() -> None:
    enlaces = medir_enlaces(hallazgos_habituales())
    assert enlaces.enlaces >= 300
    assert enlaces.precision >= 0.99


def test_el_enlace_encuentra_y_distingue() -> None:
    curva = medir_curva(hallazgos_habituales())
    assert curva.f1 >= 0.88
    assert curva.a_precision[1] >= 0.72


def test_la_probabilidad_esta_calibrada() -> None:
    assert medir_calibracion(hallazgos_habituales()) <= 0.04


def test_un_solo_apellido_sin_run_tambien_se_encuentra() -> None:
    hallazgos = list(buscar_todos(mundos.generar_un_apellido(rapido=True)))
    assert medir_curva(hallazgos).f1 >= 0.97


def test_las_coincidencias_se_alcanzan_por_clave_entre_los_eventos_guardados() -> None:
    assert medir_alcance(mundo_habitual()).en_lo_guardado >= 0.97


@pytest.mark.parametrize("grupo", Grupo)
def test_ningun_grupo_queda_mas_de_cinco_puntos_bajo_la_media(grupo: Grupo) -> None:
    """En bruto: lo que se enlaza solo, lo que llega al menos a revisión y lo que se enlaza mal."""
    media = medir_enlaces(hallazgos_de_equidad())
    del_grupo = medir_grupos(hallazgos_de_equidad())[grupo]
    assert del_grupo.positivos >= POSITIVOS_POR_GRUPO
    assert del_grupo.recuperacion >= media.recuperacion - BRECHA_MAXIMA
    assert del_grupo.halladas >= media.halladas - BRECHA_MAXIMA
    assert del_grupo.precision >= media.precision - BRECHA_MAXIMA


def test_con_la_misma_evidencia_a_todo_grupo_se_lo_enlaza_igual() -> None:
    """La brecha en bruto podría taparse con evidencia de sobra; esta no."""
    brechas = medir_brechas_a_igual_evidencia(mundo_de_equidad(), hallazgos_de_equidad())
    assert {g: b for g, b in brechas.items() if b < -BRECHA_A_IGUAL_EVIDENCIA} == {}


def test_el_nombre_solo_no_enlaza_a_nadie() -> None:
    mundo = mundo_habitual()
    indice = armar_indice(mundo)
    positivos = [e for e in mundo.eventos if e.verdad.caso_id is not None]
    enlazados = [
        evento.evento_id
        for evento in positivos
        for candidato in indice.buscar(
            replace(evento.identidad, run="", fecha_nacimiento="", documentos=())
        )
        if candidato.decision is Decision.ENLACE
    ]
    assert len(positivos) >= 400
    assert enlazados == []


def test_las_iniciales_solas_no_enlazan_a_nadie() -> None:
    mundo = mundo_habitual()
    indice = armar_indice(mundo)
    enlazadas = [
        buscada.caso_id
        for buscada in mundo.buscadas
        for candidato in indice.buscar(
            replace(
                buscada.identidad,
                run="",
                documentos=(),
                nombre_social="",
                nombres=" ".join(f"{nombre[0]}." for nombre in buscada.persona.nombres),
                apellido_paterno=buscada.persona.paterno[:1],
                apellido_materno=buscada.persona.materno[:1],
            )
        )
        if candidato.decision is Decision.ENLACE
    ]
    assert enlazadas == []


def test_un_run_prestado_no_enlaza_a_nadie() -> None:
    pares = list(crear_negativos(Clase.RUN_PRESTADO, 500, semilla=9_501))
    assert len(pares) >= 400
    assert [par.id for par in pares if comparar_par(par).decision is Decision.ENLACE] == []
