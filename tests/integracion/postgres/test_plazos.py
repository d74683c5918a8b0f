"""El motor de relojes: vence lo que no se cumplió, y nadie mira el reloj de la máquina."""

from datetime import timedelta
from uuid import UUID

from sistema.nucleo.papeles import Papel
from sistema.plazos.servicio import Sujeto, abrir, cumplir, listar_vencidos
from sistema.plazos.tipos import TipoPlazo
from tests.apoyo.sistema import SistemaDePrueba

TIPO = TipoPlazo.DILIGENCIAS_INICIALES
UNO, OTRO = Sujeto("caso", UUID(int=1)), Sujeto("caso", UUID(int=2))


def test_vence_a_las_24_horas_exactas_lo_que_no_se_cumplio(sistema: SistemaDePrueba) -> None:
    inicio = sistema.reloj()
    vence = inicio + timedelta(hours=24)
    with sistema.bd(Papel.API).transaccion() as sesion:
        abrir(sesion, TIPO, UNO, inicio)
        abrir(sesion, TIPO, OTRO, inicio)
        assert listar_vencidos(sesion, vence - timedelta(seconds=1)) == []
        assert cumplir(sesion, TIPO, UNO, inicio) is True
        assert cumplir(sesion, TIPO, UNO, inicio) is False
        assert [p.sujeto_id for p in listar_vencidos(sesion, vence)] == [OTRO.id]
