"""La comparación con Splink corre de punta a punta y a ninguno de los dos se lo mide mal puesto."""

import pytest

from matching.generador.mundo import Mundo, generar
from tests.rendimiento import enlace_splink
from tests.rendimiento.calidad.cifras import contar_positivos, medir_curva


@pytest.fixture(scope="module")
def mundo() -> Mundo:
    return generar(9_701, buscadas=500, eventos=2_000, positivos=0.1, duros=0.09)


@pytest.mark.parametrize("motor", enlace_splink.MOTORES)
def test_cada_motor_enlaza_el_mismo_mundo_y_da_cifras_posibles(motor: str, mundo: Mundo) -> None:
    corrida = enlace_splink.MOTORES[motor](mundo)
    curva = medir_curva(corrida.hallazgos)
    assert [h.evento for h in corrida.hallazgos] == list(mundo.eventos)
    assert contar_positivos(corrida.hallazgos) >= 150
    assert 0.85 <= curva.f1 <= 1
    assert all(0 <= recuperacion <= 1 for recuperacion in curva.a_precision)
    assert all(0 <= hallazgo.probabilidad <= 1 for hallazgo in corrida.hallazgos)
    assert corrida.pares >= sum(hallazgo.candidato is not None for hallazgo in corrida.hallazgos)
    assert min(corrida.carga_s, corrida.procesador_s, corrida.pared_s, corrida.un_evento_ms) > 0
