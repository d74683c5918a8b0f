"""El plan se repite con su semilla y trae de todo."""

from collections import Counter

from tests.caos.plan import Clase, plan_breve, sortear_plan


def test_la_misma_semilla_da_el_mismo_plan_y_otra_da_otro() -> None:
    assert sortear_plan(7, 60, 500.0) == sortear_plan(7, 60, 500.0)
    assert sortear_plan(7, 60, 500.0) != sortear_plan(8, 60, 500.0)


def test_trae_todas_las_clases_y_el_broker_se_cae_sesenta_segundos_una_sola_vez() -> None:
    for semilla in range(50):
        plan = sortear_plan(semilla, 60, 500.0)
        cuentas = Counter(falla.clase for falla in plan)
        assert len(plan) == 60
        assert cuentas.keys() == set(Clase)
        assert [f.dura_s for f in plan if f.clase is Clase.BROKER_CAIDO] == [60.0]
        assert {f.dura_s for f in plan if f.clase is Clase.CONGELAR_CONSUMIDOR} == {10.0}


def test_las_fallas_van_en_orden_y_dentro_del_plazo() -> None:
    horas = [falla.en_s for falla in sortear_plan(3, 60, 500.0)]
    assert horas == sorted(horas)
    assert 0 <= horas[0] <= 9
    assert 450 < horas[-1] < 500


def test_el_plan_breve_trae_lo_pedido_cada_tanto_y_nada_dura_mas_de_cinco_segundos() -> None:
    plan = plan_breve(1, tuple(Clase), 4.0)
    assert [falla.en_s for falla in plan] == [
        0.0,
        4.0,
        8.0,
        12.0,
        16.0,
        20.0,
        24.0,
        28.0,
        32.0,
        36.0,
    ]
    assert Counter(falla.clase for falla in plan) == Counter(Clase)
    assert max(falla.dura_s for falla in plan) == 5.0
