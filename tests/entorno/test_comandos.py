"""La orden `sistema entorno` dice con su código de salida qué pasó."""

import json
from pathlib import Path

from typer.testing import CliRunner

from sistema.entorno.comandos import app
from tests.entorno.procesos import listar_que_mencionan

CORREDOR = CliRunner()


def _correr(*argumentos: str) -> tuple[int, str]:
    resultado = CORREDOR.invoke(app, list(argumentos))
    return resultado.exit_code, resultado.stdout


def test_arrancar_mirar_y_detener(raiz: Path) -> None:
    donde = ("--json", "--raiz", str(raiz))
    codigo, salida = _correr("arrancar", "--sin-kafka", *donde)
    assert codigo == 0
    assert json.loads(salida) == {"postgres": {"version": "18.4", "propio": True}, "kafka": None}

    codigo, salida = _correr("estado", *donde)
    assert codigo == 0
    visto = json.loads(salida)
    assert set(visto["postgres"]) == {"version", "puerto", "pid"}
    assert visto["kafka"] is None

    assert _correr("detener", *donde) == (0, '{"postgres": null, "kafka": null}\n')
    assert listar_que_mencionan(raiz) == []
    assert _correr("estado", *donde) == (1, '{"postgres": null, "kafka": null}\n')


def test_estado_sale_con_1_si_nunca_se_arranco(raiz: Path) -> None:
    assert _correr("estado", "--raiz", str(raiz))[0] == 1
    assert not raiz.exists()


def test_detener_lo_que_nunca_arranco_no_crea_nada(raiz: Path) -> None:
    assert _correr("detener", "--raiz", str(raiz))[0] == 0
    assert not raiz.exists()


def test_una_raiz_imposible_se_explica_y_sale_con_2(tmp_path: Path) -> None:
    estorbo = tmp_path / "archivo"
    estorbo.touch()
    resultado = CORREDOR.invoke(app, ["arrancar", "--raiz", str(estorbo / "dentro")])
    assert resultado.exit_code == 2
    assert "No se puede escribir en" in resultado.stderr


def test_cada_orden_trae_un_ejemplo() -> None:
    for orden in ("arrancar", "detener", "estado", "instalar"):
        assert f"Ejemplo: sistema entorno {orden}" in _correr(orden, "--help")[1]
