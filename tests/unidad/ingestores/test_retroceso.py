"""Cuándo se insiste, cuánto se espera y qué no se reintenta jamás."""

import pytest
from sqlalchemy.exc import DBAPIError, InterfaceError, InternalError, OperationalError
from sqlalchemy.exc import TimeoutError as SinConexionLibre

from ingestores.mensajeria.retroceso import (
    DetencionPedida,
    PlazoVencido,
    Retroceso,
    es_base_caida,
    insistir,
)
from tests.unidad.ingestores.apoyo import FallaDePostgres, base_caida, plazo_vencido


def nunca(_: float) -> bool:
    return False


def test_las_esperas_se_doblan_hasta_el_techo() -> None:
    retroceso = Retroceso(minimo_s=0.1, maximo_s=1.0)
    assert [retroceso.espera_s(n) for n in (1, 2, 3, 4, 5, 10_000)] == [0.1, 0.2, 0.4, 0.8, 1, 1]


@pytest.mark.parametrize(
    "error",
    [
        OperationalError("x", {}, FallaDePostgres("57P01")),
        InterfaceError("x", {}, FallaDePostgres("")),
        InternalError("x", {}, FallaDePostgres("25P03")),
        InternalError("x", {}, FallaDePostgres("25P04")),
        InternalError("x", {}, FallaDePostgres("25006")),
        DBAPIError("x", {}, FallaDePostgres(""), connection_invalidated=True),
        SinConexionLibre(),
    ],
)
def test_la_base_caida_se_reconoce(error: DBAPIError | SinConexionLibre) -> None:
    assert es_base_caida(error)


@pytest.mark.parametrize("sqlstate", ["23505", "42703", "22021", "25P02", ""])
def test_un_defecto_no_se_confunde_con_la_base_caida(sqlstate: str) -> None:
    assert not es_base_caida(DBAPIError("x", {}, FallaDePostgres(sqlstate)))


def test_insistir_devuelve_el_resultado_cuando_la_base_vuelve() -> None:
    fallas = [OperationalError("x", {}, OSError()), SinConexionLibre()]

    def operar() -> str:
        if fallas:
            raise fallas.pop()
        return "listo"

    assert insistir(operar, nunca, Retroceso()) == "listo"


def test_insistir_se_rinde_si_se_pide_detener() -> None:
    def operar() -> None:
        raise SinConexionLibre

    with pytest.raises(DetencionPedida):
        insistir(operar, lambda _: True, Retroceso())


def test_un_defecto_sale_intacto_y_sin_reintento() -> None:
    intentos = []

    def operar() -> None:
        intentos.append(1)
        raise DBAPIError("x", {}, FallaDePostgres("23505"))

    with pytest.raises(DBAPIError):
        insistir(operar, nunca, Retroceso())
    assert intentos == [1]


@pytest.mark.parametrize("sqlstate", ["25P03", "25P04"])
def test_dos_plazos_vencidos_seguidos_piden_partir(sqlstate: str) -> None:
    fallas = [plazo_vencido(sqlstate) for _ in range(5)]

    def operar() -> None:
        raise fallas.pop()

    with pytest.raises(PlazoVencido):
        insistir(operar, nunca, Retroceso(), parte_si_vence=True)
    assert len(fallas) == 3


# Mutación probada: no volver a contar desde cero tras otra falla.
def test_plazos_vencidos_que_no_son_seguidos_solo_se_repiten() -> None:
    fallas: list[DBAPIError] = [plazo_vencido(), base_caida(), plazo_vencido(), base_caida()]

    def operar() -> str:
        if fallas:
            raise fallas.pop()
        return "listo"

    assert insistir(operar, nunca, Retroceso(), parte_si_vence=True) == "listo"


def test_lo_que_no_se_puede_partir_insiste_aunque_venza_muchas_veces() -> None:
    fallas = [plazo_vencido() for _ in range(9)]

    def operar() -> str:
        if fallas:
            raise fallas.pop()
        return "listo"

    assert insistir(operar, nunca, Retroceso()) == "listo"
