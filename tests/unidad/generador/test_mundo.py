"""El mundo sintético es reproducible, contiene cada clase y respeta las proporciones pedidas."""

from collections import Counter
from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st

from matching.generador.mundo import Clase, EventoSintetico, generar, generar_apellido_unico
from matching.generador.persona import Grupo
from matching.rol_unico import EstadoRun, leer_run

MUNDO = generar(11, buscadas=2_000, eventos=20_000, positivos=0.2, duros=0.2)
SIN_VERDAD = replace(MUNDO.eventos[0].verdad, grupos=frozenset())


def escribir(eventos: tuple[EventoSintetico, ...]) -> list[str]:
    """Forma textual que no depende del orden interno de los conjuntos."""
    return [
        repr(
            (sorted(evento.verdad.grupos), replace(evento, verdad=SIN_VERDAD), evento.verdad.clase)
        )
        for evento in eventos
    ]


@settings(max_examples=10, deadline=None)
@given(st.integers(0, 2**32))
def test_la_misma_semilla_da_el_mismo_mundo(semilla: int) -> None:
    uno = generar(semilla, buscadas=30, eventos=100, positivos=0.3, duros=0.3)
    otro = generar(semilla, buscadas=30, eventos=100, positivos=0.3, duros=0.3)
    assert escribir(uno.eventos) == escribir(otro.eventos)
    assert uno.buscadas == otro.buscadas


def test_otra_semilla_da_otro_mundo() -> None:
    uno, otro = generar(1, buscadas=5, eventos=5), generar(2, buscadas=5, eventos=5)
    assert uno.buscadas != otro.buscadas


def test_el_mundo_no_cambia_sin_que_alguien_lo_decida() -> None:
    """Lo que se entrena y se mide depende de estas identidades: un cambio debe verse."""
    mundo = generar(2026, buscadas=3, eventos=3, positivos=1.0, duros=0.0)
    assert [
        (evento.verdad.caso_id, evento.identidad.run, evento.identidad.nombres)
        for evento in mundo.eventos
    ] == [
        ("caso-000000", "", "NICOLÁS GABRIEL"),
        ("caso-000001", "22.803.277-8", "FERNANDA LEONOR"),
        ("caso-000001", "22.803.277-8", "Fernanda"),
    ]


def test_hay_eventos_de_todas_las_clases() -> None:
    clases = Counter(evento.verdad.clase for evento in MUNDO.eventos)
    assert set(clases) == set(Clase)


def test_las_proporciones_son_las_pedidas() -> None:
    clases = Counter(evento.verdad.clase for evento in MUNDO.eventos)
    assert 0.19 < clases[Clase.POSITIVO] / 20_000 < 0.21
    assert 0.59 < clases[Clase.FONDO] / 20_000 < 0.61


def test_solo_el_positivo_nombra_un_caso() -> None:
    for evento in MUNDO.eventos:
        assert (evento.verdad.caso_id is not None) == (evento.verdad.clase is Clase.POSITIVO)
        assert (evento.verdad.referida is None) == (evento.verdad.clase is Clase.FONDO)


def test_cada_grupo_de_equidad_aparece_entre_los_positivos() -> None:
    grupos = Counter(
        grupo for evento in MUNDO.eventos if evento.verdad.caso_id for grupo in evento.verdad.grupos
    )
    assert set(grupos) == {grupo.value for grupo in Grupo}
    assert min(grupos.values()) > 200


def test_los_identificadores_no_se_repiten() -> None:
    assert len({buscada.caso_id for buscada in MUNDO.buscadas}) == 2_000
    assert len({evento.evento_id for evento in MUNDO.eventos}) == 20_000


def test_dos_personas_buscadas_nunca_comparten_run() -> None:
    runs = [buscada.persona.run for buscada in MUNDO.buscadas if buscada.persona.run is not None]
    assert len(set(runs)) == len(runs)


def test_un_run_sin_errores_es_valido() -> None:
    escritos = [
        evento.identidad.run
        for evento in MUNDO.eventos
        if evento.identidad.run
        and not any(error.startswith(("run_", "documento_")) for error in evento.verdad.errores)
    ]
    assert len(escritos) > 5_000
    assert {leer_run(run).estado for run in escritos} == {EstadoRun.VALIDO}


def test_el_run_prestado_es_el_de_la_persona_buscada() -> None:
    personas = {buscada.caso_id: buscada.persona for buscada in MUNDO.buscadas}
    prestados = [
        evento
        for evento in MUNDO.eventos
        if evento.verdad.clase is Clase.RUN_PRESTADO
        and evento.identidad.run
        and not any(error.startswith(("run_", "documento_")) for error in evento.verdad.errores)
    ]
    assert prestados
    for evento in prestados:
        assert evento.verdad.referida is not None
        assert leer_run(evento.identidad.run).cuerpo == personas[evento.verdad.referida].run


def test_el_mundo_de_apellido_unico_no_tiene_run_ni_segundo_apellido() -> None:
    mundo = generar_apellido_unico(5, personas=2_000)
    assert {buscada.identidad.run for buscada in mundo.buscadas} == {""}
    assert {evento.identidad.run for evento in mundo.eventos} == {""}
    assert {buscada.persona.materno for buscada in mundo.buscadas} == {""}
    assert {evento.verdad.clase for evento in mundo.eventos} == {Clase.POSITIVO}
    assert len({evento.verdad.caso_id for evento in mundo.eventos}) == 2_000
    con_fecha = sum(bool(evento.identidad.fecha_nacimiento) for evento in mundo.eventos)
    assert con_fecha / 2_000 >= 0.95
