from collections.abc import Callable
from dataclasses import replace
from math import isclose

from hypothesis import given
from hypothesis import strategies as st

from matching.claves import claves_de_bloqueo, variantes_de_busqueda
from matching.comparadores.fecha import comparar_fechas
from matching.comparadores.otros import (
    comparar_comuna,
    comparar_documentos,
    comparar_nacionalidad,
    comparar_sexo,
)
from matching.comparadores.palabras import EXACTO, comparar_palabras
from matching.comparadores.run import comparar_run
from matching.explicacion import redactar
from matching.indice import Indice
from matching.perfil import Perfil, preparar, preparar_palabra
from matching.tipos import Candidato, Decision, Ficha, Identidad, Sexo
from tests.propiedades.estrategias import (
    APELLIDOS,
    identidades_arbitrarias,
    identidades_chilenas,
    runs,
    textos,
)

palabras = st.from_regex(r"[A-Z]{1,12}", fullmatch=True)
COMPARADORES = (
    comparar_run,
    comparar_fechas,
    comparar_sexo,
    comparar_comuna,
    comparar_documentos,
    comparar_nacionalidad,
)
OTRO_SEXO = {Sexo.F: Sexo.M, Sexo.M: Sexo.F, Sexo.X: Sexo.X}


def armar_indice(*fichas: Ficha) -> Indice:
    indice = Indice()
    for ficha in fichas:
        indice.poner(ficha)
    return indice


def buscar_con_una_ficha(evento: Identidad, buscada: Identidad) -> Candidato | None:
    return armar_indice(Ficha("caso", "persona", buscada)).buscar_mejor(evento)


@given(palabras, palabras)
def test_comparar_palabras_es_simetrico(una: str, otra: str) -> None:
    primera, segunda = preparar_palabra(una), preparar_palabra(otra)
    assert comparar_palabras(primera, segunda) == comparar_palabras(segunda, primera)


@given(palabras)
def test_una_palabra_es_exactamente_ella_misma(palabra: str) -> None:
    una, la_misma = preparar_palabra(palabra), preparar_palabra.__wrapped__(palabra)
    assert comparar_palabras(una, la_misma) == EXACTO


@given(
    st.sampled_from(COMPARADORES),
    identidades_chilenas | identidades_arbitrarias,
    identidades_chilenas,
)
def test_comparar_campos_es_simetrico(
    comparar: Callable[[Perfil, Perfil], int], una: Identidad, otra: Identidad
) -> None:
    primero, segundo = preparar(una), preparar(otra)
    assert comparar(primero, segundo) == comparar(segundo, primero)


@given(identidades_chilenas)
def test_una_persona_completa_se_encuentra_a_si_misma(persona: Identidad) -> None:
    candidato = buscar_con_una_ficha(persona, persona)
    assert candidato is not None
    assert candidato.alcanza_revision


@given(identidades_arbitrarias, identidades_arbitrarias)
def test_ningun_texto_hace_fallar_al_indice(evento: Identidad, buscada: Identidad) -> None:
    indice = armar_indice(Ficha("a", "a", buscada), Ficha("b", "b", evento))
    for candidato in indice.buscar(evento):
        assert 0 <= candidato.probabilidad <= 1
        assert redactar(candidato.explicacion)
    indice.quitar("a")
    indice.quitar("b")
    assert indice.buscar(evento) == ()


@given(identidades_chilenas, identidades_chilenas)
def test_los_aportes_suman_el_puntaje(evento: Identidad, buscada: Identidad) -> None:
    candidato = buscar_con_una_ficha(evento, replace(buscada, run=evento.run))
    if candidato is not None:
        suma = sum(aporte.bits for aporte in candidato.explicacion)
        assert isclose(suma, candidato.puntaje_bits, abs_tol=1e-9)


def _bits(evento: Identidad, buscada: Identidad) -> float:
    candidato = buscar_con_una_ficha(evento, buscada)
    return candidato.puntaje_bits if candidato else float("-inf")


@given(identidades_chilenas)
def test_invertir_los_apellidos_nunca_vale_mas_que_escribirlos_bien(persona: Identidad) -> None:
    invertida = replace(
        persona,
        apellido_paterno=persona.apellido_materno,
        apellido_materno=persona.apellido_paterno,
    )
    assert _bits(invertida, persona) <= _bits(persona, persona)


@given(identidades_chilenas, st.sampled_from([Sexo.F, Sexo.M]))
def test_un_sexo_contrario_nunca_sube_el_puntaje(persona: Identidad, sexo: Sexo) -> None:
    buscada = replace(persona, sexo=sexo)
    sin_saber = replace(buscada, sexo=None)
    assert _bits(replace(buscada, sexo=OTRO_SEXO[sexo]), buscada) <= _bits(sin_saber, buscada)


@given(identidades_chilenas, runs)
def test_un_run_ajeno_nunca_sube_el_puntaje(persona: Identidad, otro_run: str) -> None:
    buscada = replace(persona, run="12.345.678-5")
    sin_saber = replace(buscada, run="")
    ajeno = replace(buscada, run=otro_run)
    if comparar_run(preparar(ajeno), preparar(buscada)) == 7:
        assert _bits(ajeno, buscada) <= _bits(sin_saber, buscada)


@given(identidades_chilenas, st.sampled_from(["1931-05-17", "2018-11-23"]))
def test_una_fecha_contraria_nunca_sube_el_puntaje(persona: Identidad, fecha: str) -> None:
    buscada = replace(persona, fecha_nacimiento="1975-02-08")
    sin_saber = replace(buscada, fecha_nacimiento="")
    assert _bits(replace(buscada, fecha_nacimiento=fecha), buscada) <= _bits(sin_saber, buscada)


@given(identidades_chilenas)
def test_un_materno_contrario_nunca_sube_el_puntaje(persona: Identidad) -> None:
    buscada = replace(persona, apellido_paterno="Rojas", apellido_materno="Huenchumilla")
    sin_saber = replace(buscada, apellido_materno="")
    contrario = replace(buscada, apellido_materno="Betancourt")
    assert _bits(contrario, buscada) <= _bits(sin_saber, buscada)


@given(identidades_chilenas, identidades_chilenas)
def test_nada_se_enlaza_solo_por_el_nombre(evento: Identidad, buscada: Identidad) -> None:
    solo_nombre = replace(evento, run="", fecha_nacimiento="", documentos=())
    mismo_nombre = replace(
        buscada,
        nombres=evento.nombres,
        apellido_paterno=evento.apellido_paterno,
        apellido_materno=evento.apellido_materno,
    )
    candidato = buscar_con_una_ficha(solo_nombre, mismo_nombre)
    assert candidato is None or candidato.decision is not Decision.ENLACE


@given(identidades_chilenas, runs)
def test_un_run_prestado_se_revisa_y_nunca_se_enlaza(persona: Identidad, run: str) -> None:
    buscada = replace(
        persona,
        run=run,
        nombres="Martina",
        apellido_paterno="Muñoz",
        apellido_materno="Quispe",
        fecha_nacimiento="2009-04-05",
        sexo=Sexo.F,
    )
    evento = Identidad(
        run=run,
        nombres="Wilner",
        apellido_paterno="Jean-Baptiste",
        fecha_nacimiento="1961-10-30",
        sexo=Sexo.M,
    )
    candidato = buscar_con_una_ficha(evento, buscada)
    assert candidato is not None
    assert candidato.decision is Decision.REVISION


@given(st.lists(identidades_chilenas, min_size=2, max_size=6), st.data())
def test_el_orden_de_apertura_no_cambia_la_respuesta(
    personas: list[Identidad], datos: st.DataObject
) -> None:
    repetida = replace(personas[0], apellido_materno="")
    fichas = [
        Ficha(f"caso-{n}", f"persona-{n % 4}", p) for n, p in enumerate([*personas, repetida])
    ]
    barajadas = datos.draw(st.permutations(fichas))
    for persona in personas:
        assert armar_indice(*fichas).buscar(persona) == armar_indice(*barajadas).buscar(persona)


@given(st.lists(identidades_chilenas, min_size=1, max_size=5), identidades_chilenas)
def test_agregar_y_quitar_deja_todo_como_estaba(
    personas: list[Identidad], pasajera: Identidad
) -> None:
    fichas = [Ficha(f"caso-{n}", f"persona-{n}", p) for n, p in enumerate(personas)]
    indice = armar_indice(*fichas)
    indice.poner(Ficha("pasajera", "persona-0", pasajera))
    indice.quitar("pasajera")
    for persona in [*personas, pasajera]:
        assert indice.buscar(persona) == armar_indice(*fichas).buscar(persona)


@given(identidades_chilenas, st.sampled_from(APELLIDOS))
def test_un_par_que_coincide_comparte_alguna_clave(persona: Identidad, apellido: str) -> None:
    persona = replace(persona, apellido_materno=apellido)
    eventos = [
        persona,
        replace(persona, run=""),
        replace(persona, fecha_nacimiento=""),
        replace(persona, fecha_nacimiento=persona.fecha_nacimiento[:4]),
        replace(persona, apellido_materno=""),
        replace(
            persona,
            apellido_paterno=persona.apellido_materno,
            apellido_materno=persona.apellido_paterno,
        ),
    ]
    buscadas = variantes_de_busqueda(persona)
    for evento in eventos:
        candidato = buscar_con_una_ficha(evento, persona)
        if candidato is not None and candidato.alcanza_revision:
            assert claves_de_bloqueo(evento) & buscadas


@given(identidades_arbitrarias | identidades_chilenas)
def test_las_claves_son_a_lo_mas_cuatro(persona: Identidad) -> None:
    assert len(claves_de_bloqueo(persona)) <= 4
    assert claves_de_bloqueo(persona) <= variantes_de_busqueda(persona)


@given(textos)
def test_un_perfil_de_texto_arbitrario_siempre_existe(texto: str) -> None:
    perfil = preparar(Identidad(run=texto, nombres=texto, fecha_nacimiento=texto))
    assert isinstance(perfil, Perfil)
