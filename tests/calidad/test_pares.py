"""Los pares escritos a mano: dónde caen, qué frase llevan y qué no puede enlazarse jamás."""

from collections import Counter
from dataclasses import replace

import pytest

from matching.tipos import Decision, Identidad
from tests.rendimiento.calidad.congelado import (
    ORDEN_DE_CONGELAR,
    listar_diferencias,
    listar_diferencias_de_frases,
)
from tests.rendimiento.calidad.pares import (
    Par,
    Resultado,
    comparar_identidades,
    comparar_par,
    leer_pares,
)

PARES = leer_pares()
CATEGORIAS = {
    "run_escritura", "run_digito", "run_transposicion", "run_omision", "run_dv_malo",
    "run_sin_dv", "run_madre", "run_prestado", "ipe", "pasaporte_en_run", "documento", "tildes",
    "mojibake", "entidades_html", "fonetica", "mapuche", "compuestos", "apellidos_invertidos",
    "campos_cruzados", "todo_en_uno", "truncados", "iniciales", "segundo_nombre", "casada",
    "apodos", "nombre_social", "haiti", "venezuela", "ocr", "fechas", "homonimos", "hermanos",
    "gemelos", "padre_e_hijo", "faltantes", "sexo_y_comuna", "combinados",
}  # fmt: skip


@pytest.fixture(scope="module")
def resultados() -> list[Resultado]:
    return [comparar_par(par) for par in PARES]


def explicar_diferencias(diferencias: list[str]) -> str:
    return "\n".join([*diferencias, f"Si el cambio es el buscado: {ORDEN_DE_CONGELAR}"])


def dejar_solo_el_nombre(persona: Identidad) -> Identidad:
    return replace(persona, run="", fecha_nacimiento="", documentos=())


def dejar_iniciales(persona: Identidad) -> Identidad:
    campos = (persona.nombres, persona.apellido_paterno, persona.apellido_materno)
    nombres, paterno, materno = (
        " ".join(f"{palabra[0]}." for palabra in campo.split()) for campo in campos
    )
    return replace(
        persona,
        run="",
        documentos=(),
        nombre_social="",
        nombres=nombres,
        apellido_paterno=paterno,
        apellido_materno=materno,
    )


def test_hay_pares_de_todas_las_categorias() -> None:
    cuenta = Counter(par.categoria for par in PARES)
    assert len(PARES) >= 150
    assert set(cuenta) == CATEGORIAS
    assert min(cuenta.values()) >= 3
    assert len({par.id for par in PARES}) == len(PARES)


def test_los_pares_caen_donde_la_corrida_congelada(resultados: list[Resultado]) -> None:
    diferencias = listar_diferencias(resultados)
    assert not diferencias, explicar_diferencias(diferencias)


def test_las_explicaciones_se_redactan_igual(resultados: list[Resultado]) -> None:
    diferencias = listar_diferencias_de_frases(resultados)
    assert not diferencias, explicar_diferencias(diferencias)


def test_casi_todos_los_pares_caen_donde_se_espera(resultados: list[Resultado]) -> None:
    correctos = sum(resultado.es_correcto for resultado in resultados)
    assert correctos / len(resultados) >= 0.93


def test_dos_personas_distintas_no_se_enlazan(resultados: list[Resultado]) -> None:
    enlazados = [
        r.par.id for r in resultados if not r.par.es_misma and r.decision is Decision.ENLACE
    ]
    assert enlazados == []


def test_un_run_prestado_se_revisa_y_no_se_enlaza(resultados: list[Resultado]) -> None:
    prestados = [r for r in resultados if r.par.categoria == "run_prestado"]
    assert {r.par.id: r.decision for r in prestados if r.decision is not Decision.REVISION} == {}


@pytest.mark.parametrize("par", PARES, ids=lambda par: par.id)
def test_solo_el_nombre_no_enlaza(par: Par) -> None:
    for evento, buscada in (
        (dejar_solo_el_nombre(par.buscada), par.buscada),
        (dejar_solo_el_nombre(par.evento), par.buscada),
        (par.evento, dejar_solo_el_nombre(par.buscada)),
    ):
        candidato = comparar_identidades(evento, buscada)
        assert candidato is None or candidato.decision is not Decision.ENLACE


@pytest.mark.parametrize("par", PARES, ids=lambda par: par.id)
def test_las_iniciales_solas_no_enlazan(par: Par) -> None:
    candidato = comparar_identidades(dejar_iniciales(par.buscada), par.buscada)
    assert candidato is None or candidato.decision is not Decision.ENLACE
