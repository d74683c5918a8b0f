"""Lo que siempre se cumple al ordenar posibles para una persona sin identificar."""

from dataclasses import replace
from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from matching.no_identificadas import Buscada, Hallada, Intervalo, ordenar_posibles
from matching.senas import Sena
from matching.tipos import Decision, Sexo

SENAS = st.lists(st.builds(Sena, st.text(), st.text(), st.text()), max_size=3).map(tuple)
FECHAS = st.dates(date(1930, 1, 1), date(2026, 11, 1))


def intervalos(desde: int, hasta: int) -> st.SearchStrategy[Intervalo]:
    numeros = st.integers(desde, hasta)
    return st.tuples(numeros, numeros).map(lambda par: Intervalo(min(par), max(par)))


HALLADAS = st.builds(
    Hallada,
    edad_anios=st.none() | intervalos(0, 100),
    estatura_cm=st.none() | intervalos(40, 210),
    sexo=st.none() | st.sampled_from(Sexo),
    senas=SENAS,
    comuna=st.sampled_from(["", "Arica", "Temuco", "no existe"]),
    desde=st.none() | FECHAS,
    hasta=st.none() | FECHAS,
)
BUSCADAS = st.builds(
    Buscada,
    caso_id=st.sampled_from("abcdefgh"),
    nacimiento=st.none() | FECHAS,
    estatura_cm=st.none() | intervalos(40, 210),
    sexo=st.none() | st.sampled_from(Sexo),
    senas=SENAS,
    comuna=st.sampled_from(["", "Arica", "Temuco", "no existe"]),
    desaparecida=st.none() | FECHAS,
)
LISTAS = st.lists(BUSCADAS, max_size=6, unique_by=lambda buscada: buscada.caso_id)


@given(HALLADAS, LISTAS)
def test_nada_enlaza_y_el_orden_no_depende_del_de_la_lista(
    hallada: Hallada, buscadas: list[Buscada]
) -> None:
    posibles = ordenar_posibles(hallada, buscadas)
    assert all(posible.decision is Decision.REVISION for posible in posibles)
    assert posibles == ordenar_posibles(hallada, buscadas[::-1])
    assert [p.puntaje_bits for p in posibles] == sorted(
        (p.puntaje_bits for p in posibles), reverse=True
    )


@given(HALLADAS, BUSCADAS)
def test_otro_sexo_nunca_sube_el_puntaje(hallada: Hallada, buscada: Buscada) -> None:
    mujer = replace(hallada, sexo=Sexo.F)
    iguales = ordenar_posibles(mujer, [replace(buscada, sexo=Sexo.F)])
    for contraria in ordenar_posibles(mujer, [replace(buscada, sexo=Sexo.M)]):
        assert contraria.puntaje_bits < iguales[0].puntaje_bits


@given(HALLADAS, LISTAS, BUSCADAS)
def test_otra_buscada_no_cambia_el_puntaje_de_las_demas(
    hallada: Hallada, buscadas: list[Buscada], otra: Buscada
) -> None:
    demas = [buscada for buscada in buscadas if buscada.caso_id != otra.caso_id]
    con_otra = [p for p in ordenar_posibles(hallada, [*demas, otra]) if p.caso_id != otra.caso_id]
    assert con_otra == list(ordenar_posibles(hallada, demas))
