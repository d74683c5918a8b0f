"""Un subconjunto sembrado de `make robustez`."""

from collections.abc import Callable

from tests.robustez.corrida import Corrida
from tests.robustez.mundo import Mundo

CASOS = 500


def test_ninguna_ruta_falla_ni_repite_lo_escrito_ni_se_sale_del_contrato(
    abrir: Callable[[], Mundo],
) -> None:
    corrida = Corrida(abrir, CASOS, semilla=1)
    cuenta = corrida.correr()
    assert cuenta.desvios == {"5xx": [], "ecos": [], "fuera_del_esquema": [], "mudos": []}
    assert set(cuenta.casos) == {operacion.label for operacion in corrida.operaciones}
    assert cuenta.casos.total() >= CASOS * 0.9
