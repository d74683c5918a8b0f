"""El hilo completo por las puertas de verdad: denuncia, evento, alerta, movimientos y acuse."""

from tests.apoyo.fabricas import denuncia, evento, lote
from tests.apoyo.sistema import FISCAL, INVESTIGADOR, RECEPTOR, SistemaDePrueba


def test_un_contacto_de_la_persona_denunciada_llega_como_alerta_a_los_tres_intervinientes(
    sistema: SistemaDePrueba,
) -> None:
    respuesta = sistema.cliente(RECEPTOR).post("/v1/denuncias", json=denuncia())
    assert respuesta.status_code == 201, respuesta.text
    caso_id = respuesta.json()["caso_id"]

    resultado = sistema.puerta().registrar_lote(lote(evento()))
    assert (resultado.nuevos, resultado.coincidencias, resultado.alertas) == (1, 1, 1)

    for cuenta in (INVESTIGADOR, FISCAL):
        alertas = sistema.cliente(cuenta).get("/v1/alertas").json()["alertas"]
        assert [(a["caso_id"], a["decision"]) for a in alertas] == [(caso_id, "enlace")]

    movimientos = sistema.cliente().get(f"/v1/casos/{caso_id}/movimientos").json()
    [movimiento] = movimientos["movimientos"]
    assert movimiento["fase"] == "despues"
    assert movimiento["tipo_contacto"] == "atencion_urgencia"
    assert "RUN" in movimiento["explicacion"]
