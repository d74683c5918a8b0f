"""Qué hace falta para pasar de una categoría de riesgo a otra, caso por caso."""

import pytest

from riesgo.tipos import Categoria
from sistema.evaluaciones.decision import (
    Propuesta,
    avisa,
    caduca,
    clasificar_paso,
    exigir_que_sirva,
    se_cumple_con,
    tras_proponer,
)
from sistema.evaluaciones.errores import FaltaElFiscal, RiesgoConPiso, RiesgoSinDeterminar

B, M, S, A = Categoria.BAJO, Categoria.MEDIO, Categoria.SIN_DETERMINAR, Categoria.ALTO


def propuesta(
    categoria: Categoria, urgencia: int = 3, puntaje: int = 0, *, con_piso: bool = False
) -> Propuesta:
    return Propuesta(categoria, urgencia, puntaje, con_piso)


@pytest.mark.parametrize(
    ("vigente", "propuesta_", "pedida", "paso"),
    [
        (S, B, B, "confirmar"),
        (S, M, M, "confirmar"),
        (S, M, B, "bajar"),
        (S, S, M, "bajar"),
        (S, M, A, "subir"),
        (B, B, M, "subir"),
        (B, M, B, "confirmar"),
        (M, B, M, "confirmar"),
        (M, B, B, "bajar"),
        (A, M, M, "bajar"),
        (A, S, M, "bajar"),
        (A, B, A, "confirmar"),
    ],
)
def test_el_paso_se_mide_contra_lo_que_rige_y_lo_propuesto(
    vigente: Categoria, propuesta_: Categoria, pedida: Categoria, paso: str
) -> None:
    assert clasificar_paso([vigente], propuesta(propuesta_), pedida) == paso


def test_sin_vigencias_rige_sin_determinar() -> None:
    assert clasificar_paso([], propuesta(M), M) == "confirmar"
    assert clasificar_paso([], propuesta(M), B) == "bajar"
    assert clasificar_paso([], propuesta(M), A) == "subir"


# Mutación probada: quitar `RiesgoSinDeterminar`; medir solo contra lo propuesto o lo determinado.
@pytest.mark.parametrize(
    ("vigencias", "propuesta_", "pedida", "paso"),
    [
        ([M, S], B, B, "bajar"),
        ([M, S], B, M, "confirmar"),
        ([B, M, S], B, B, "bajar"),
        ([M, B, S], B, B, "confirmar"),
        ([M, S, S], B, B, "bajar"),
        ([A, S], M, M, "bajar"),
        ([B, S], M, B, "bajar"),
        ([M, S], S, M, "bajar"),
        ([M, S], B, A, "subir"),
    ],
)
def test_no_saber_por_un_tiempo_no_borra_lo_que_se_determino_antes(
    vigencias: list[Categoria], propuesta_: Categoria, pedida: Categoria, paso: str
) -> None:
    assert clasificar_paso(vigencias, propuesta(propuesta_), pedida) == paso


@pytest.mark.parametrize("vigencias", [[], [B], [M], [S], [A]])
@pytest.mark.parametrize("propuesta_", [B, M, S, A])
def test_una_persona_no_decide_que_no_se_sabe(
    vigencias: list[Categoria], propuesta_: Categoria
) -> None:
    with pytest.raises(RiesgoSinDeterminar):
        clasificar_paso(vigencias, propuesta(propuesta_), S)


@pytest.mark.parametrize("pedida", [B, M])
def test_con_piso_solo_se_puede_decidir_alto(pedida: Categoria) -> None:
    con_piso = propuesta(A, con_piso=True)
    with pytest.raises(RiesgoConPiso):
        clasificar_paso([A], con_piso, pedida)
    assert clasificar_paso([A], con_piso, A) == "confirmar"


@pytest.mark.parametrize(
    ("vigente", "nueva", "rige"),
    [(S, B, S), (S, A, A), (B, M, M), (M, B, M), (M, S, S), (A, S, A), (A, B, A), (B, B, B)],
)
def test_proponer_nunca_baja_lo_que_rige(
    vigente: Categoria, nueva: Categoria, rige: Categoria
) -> None:
    assert tras_proponer(vigente, nueva) is rige


@pytest.mark.parametrize(
    ("desde", "vigente", "dados", "se_cumple"),
    [
        (M, M, [], False),
        (M, M, [False], True),
        (S, S, [False], True),
        (A, A, [], False),
        (A, A, [True], False),
        (A, A, [False], False),
        (A, A, [False, False], False),
        (A, A, [False, True], True),
        (A, A, [True, False], True),
        (A, A, [True, True], True),
        (M, A, [True], False),
        (M, A, [False, True], True),
        (A, M, [False], False),
        (A, M, [False, True], True),
    ],
)
def test_cuantos_vistos_buenos_bastan(
    desde: Categoria, vigente: Categoria, dados: list[bool], *, se_cumple: bool
) -> None:
    assert se_cumple_con(desde, vigente, dados) is se_cumple


def test_despues_del_segundo_funcionario_solo_sirve_un_fiscal() -> None:
    for desde, vigente in ((A, A), (M, A), (A, M)):
        with pytest.raises(FaltaElFiscal):
            exigir_que_sirva(desde, vigente, [False], es_fiscal=False)
    exigir_que_sirva(A, A, [False], es_fiscal=True)
    exigir_que_sirva(A, A, [True], es_fiscal=False)
    exigir_que_sirva(A, A, [], es_fiscal=False)
    exigir_que_sirva(M, M, [], es_fiscal=False)


@pytest.mark.parametrize(
    ("base", "posterior", "caduca_"),
    [
        (propuesta(M), propuesta(S), True),
        (propuesta(A, 2, 8), propuesta(A, 1, 8), True),
        (propuesta(A, 2, 8), propuesta(A, 2, 9), True),
        (propuesta(A, 1, 8), propuesta(A, 3, 8, con_piso=True), True),
        (propuesta(A, 2, 8), propuesta(A, 2, 8), False),
        (propuesta(A, 2, 8), propuesta(A, 3, 9), False),
        (propuesta(A, 2, 8), propuesta(M, 3, 4), False),
        (propuesta(A, 2, 8, con_piso=True), propuesta(A, 1, 20), False),
    ],
)
def test_una_baja_caduca_si_despues_se_propone_algo_mas_grave(
    base: Propuesta, posterior: Propuesta, *, caduca_: bool
) -> None:
    assert caduca(base, [base, posterior], []) is caduca_
    assert not caduca(base, [], [])


def test_una_baja_caduca_si_despues_rigio_otra_categoria_aunque_ya_no_rija() -> None:
    igual = propuesta(A, 1, 8)
    assert caduca(igual, [igual], [A])
    assert caduca(igual, [], [A, M])


@pytest.mark.parametrize(
    ("vigente", "anterior", "nueva", "avisa_"),
    [
        (S, None, propuesta(A, 3), True),
        (S, None, propuesta(M), False),
        (S, None, propuesta(S, 1), False),
        (B, propuesta(B), propuesta(M), True),
        (M, propuesta(A, 1), propuesta(A, 2), True),
        (A, propuesta(A, 2), propuesta(A, 1), True),
        (A, propuesta(A, 3), propuesta(A, 2), False),
        (A, propuesta(A, 1), propuesta(A, 1, 9), False),
        (A, propuesta(A, 1), propuesta(A, 2), False),
        (A, propuesta(S, 1), propuesta(A, 1), True),
        (A, propuesta(M), propuesta(A, 1), True),
        (A, propuesta(M), propuesta(A, 2), False),
        (A, propuesta(A, 2), propuesta(S, 1), False),
        (A, None, propuesta(A, 1), True),
    ],
)
def test_avisa_lo_que_sube_y_lo_que_llega_a_la_urgencia_maxima(
    vigente: Categoria, anterior: Propuesta | None, nueva: Propuesta, *, avisa_: bool
) -> None:
    assert avisa(vigente, anterior, nueva) is avisa_
