"""Personas sin identificar: qué sube, qué baja y que nada enlaza."""

from dataclasses import replace
from datetime import date

import pytest

from matching.no_identificadas import Buscada, Hallada, Intervalo, ordenar_posibles
from matching.senas import Lado, Sena, SenaLeida, TipoSena, leer_sena, son_vecinas
from matching.tipos import Decision, Sexo

HALLADA = Hallada(
    edad_anios=Intervalo(25, 35),
    estatura_cm=Intervalo(170, 176),
    sexo=Sexo.M,
    senas=(Sena("tatuaje", "antebrazo izquierdo", "rosa con el nombre Rayén"),),
    comuna="Valparaíso",
    desde=date(2026, 3, 10),
    hasta=date(2026, 3, 12),
)
BUSCADA = Buscada(
    caso_id="caso-1",
    nacimiento=date(1996, 5, 4),
    estatura_cm=Intervalo(172, 172),
    sexo=Sexo.M,
    senas=(Sena("tatuaje", "muñeca izq.", "flor y Rayen"),),
    comuna="Viña del Mar",
    desaparecida=date(2026, 3, 7),
)


def puntaje(hallada: Hallada, buscada: Buscada) -> float:
    posibles = ordenar_posibles(hallada, [buscada])
    return posibles[0].puntaje_bits if posibles else 0.0


def test_quien_calza_en_todo_queda_para_revisar_y_nunca_enlaza() -> None:
    (posible,) = ordenar_posibles(HALLADA, [BUSCADA])
    assert posible.caso_id == "caso-1"
    assert posible.decision is Decision.REVISION
    assert {a.campo: a.nivel for a in posible.explicacion} == {
        "senas": "coincide",
        "edad": "coincide",
        "estatura": "coincide",
        "sexo": "coincide",
        "fecha": "coincide",
        "lugar": "coincide",
    }


def test_los_aportes_suman_el_puntaje() -> None:
    (posible,) = ordenar_posibles(HALLADA, [BUSCADA])
    assert sum(a.bits for a in posible.explicacion) == pytest.approx(posible.puntaje_bits)


@pytest.mark.parametrize(
    "contraria",
    [
        replace(BUSCADA, nacimiento=date(1950, 5, 4)),
        replace(BUSCADA, estatura_cm=Intervalo(150, 152)),
        replace(BUSCADA, sexo=Sexo.F),
        replace(BUSCADA, desaparecida=date(2026, 6, 1)),
        replace(BUSCADA, comuna="Punta Arenas"),
        replace(BUSCADA, senas=(Sena("tatuaje", "pierna derecha", "calavera"),)),
    ],
    ids=["edad", "estatura", "sexo", "fecha", "lugar", "senas"],
)
def test_un_dato_contrario_baja_el_puntaje(contraria: Buscada) -> None:
    assert puntaje(HALLADA, contraria) < puntaje(HALLADA, BUSCADA)


def test_aparecer_antes_de_la_desaparicion_la_deja_al_final() -> None:
    posterior = replace(BUSCADA, caso_id="caso-0", desaparecida=date(2026, 6, 1))
    casos = [posible.caso_id for posible in ordenar_posibles(HALLADA, [posterior, BUSCADA])]
    assert casos[0] == "caso-1"


def test_sin_ningun_dato_en_comun_no_hay_posibles() -> None:
    assert ordenar_posibles(Hallada(), [BUSCADA]) == ()
    assert ordenar_posibles(HALLADA, [Buscada(caso_id="caso-2")]) == ()


def test_los_empates_se_deshacen_por_el_caso() -> None:
    dos = [replace(BUSCADA, caso_id="b"), replace(BUSCADA, caso_id="a")]
    assert [posible.caso_id for posible in ordenar_posibles(HALLADA, dos)] == ["a", "b"]


def test_un_intervalo_no_puede_terminar_antes_de_empezar() -> None:
    with pytest.raises(ValueError, match="antes de empezar"):
        Intervalo(40, 30)


@pytest.mark.parametrize(
    ("sena", "leida"),
    [
        (
            Sena("tatuaje", "antebrazo izquierdo", "rosa con el nombre Rayén"),
            SenaLeida(
                TipoSena.TATUAJE,
                "antebrazo",
                Lado.IZQUIERDO,
                frozenset({"flor"}),
                frozenset({"RAYEN"}),
            ),
        ),
        (
            Sena("otro", "", "corte en la guata"),
            SenaLeida(TipoSena.CICATRIZ, "abdomen", None, frozenset(), frozenset()),
        ),
        (Sena("", "", ""), SenaLeida(TipoSena.OTRO, "", None, frozenset(), frozenset())),
    ],
)
def test_una_sena_escrita_a_mano_se_lee_en_el_vocabulario(sena: Sena, leida: SenaLeida) -> None:
    assert leer_sena(sena) == leida


def test_dos_zonas_que_se_tocan_son_vecinas() -> None:
    assert son_vecinas("brazo", "hombro")
    assert not son_vecinas("pie", "cabeza")
