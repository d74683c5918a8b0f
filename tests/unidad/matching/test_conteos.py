from collections import Counter
from pathlib import Path

import pytest
from typer.testing import CliRunner

from matching.__main__ import app
from matching.conteos import Tramos, agrupar_en_tramos

CABECERA = "tipo,texto,conteo\n"
FILAS = """apellido,González,5000
apellido,GONZALEZ,1234
apellido,de la Fuente,9
apellido,Huenchullán,3757
apellido,Ñancupil,10
nombre,María José,600
nombre,María,400
"""


def escribir_frecuencias(carpeta: Path, texto: str) -> tuple[int, str, dict[str, object]]:
    (carpeta / "conteos.csv").write_text(texto, encoding="utf-8")
    argumentos = ["frecuencias", "--conteos", str(carpeta / "conteos.csv")]
    resultado = CliRunner().invoke(app, [*argumentos, "--salida", str(carpeta / "tabla.py")])
    modulo: dict[str, object] = {}
    if (carpeta / "tabla.py").exists():
        exec((carpeta / "tabla.py").read_text(encoding="utf-8"), modulo)  # noqa: S102 - recién generado
    return resultado.exit_code, resultado.output, modulo


def test_la_tabla_suma_las_grafias_suprime_y_redondea(tmp_path: Path) -> None:
    codigo, _, modulo = escribir_frecuencias(tmp_path, CABECERA + FILAS)
    assert codigo == 0
    assert modulo["APELLIDOS_POR_TRAMO"] == {
        620_000: "\n        GONZALEZ\n    ",
        380_000: "\n        HUENCHULLAN\n    ",
        1_000: "\n        NANCUPIL\n    ",
    }
    assert modulo["NOMBRES_POR_TRAMO"] == {
        620_000: "\n        MARIA\n    ",
        380_000: "\n        JOSE\n    ",
    }
    assert modulo["COBERTURA_NOMBRES"] == 1.0


def test_los_mismos_conteos_dan_la_misma_version_y_otros_dan_otra(tmp_path: Path) -> None:
    _, _, una = escribir_frecuencias(tmp_path, CABECERA + FILAS)
    _, _, misma = escribir_frecuencias(tmp_path, CABECERA + FILAS)
    _, _, otra = escribir_frecuencias(tmp_path, CABECERA + FILAS + "nombre,Rosa,300\n")
    assert una["VERSION_FRECUENCIAS"] == misma["VERSION_FRECUENCIAS"]
    assert una["VERSION_FRECUENCIAS"] != otra["VERSION_FRECUENCIAS"]


@pytest.mark.parametrize(
    "mala", ["apellido,Soto", "apodo,Pancho,50", "apellido,Soto,muchos", "apellido,?,50"]
)
def test_una_linea_mala_se_informa_y_se_salta(tmp_path: Path, mala: str) -> None:
    codigo, salida, modulo = escribir_frecuencias(tmp_path, f"{CABECERA}{mala}\n{FILAS}")
    assert codigo == 2
    assert "línea 2" in salida
    assert "APELLIDOS_POR_TRAMO" in modulo


def test_sin_las_columnas_no_se_escribe_nada(tmp_path: Path) -> None:
    codigo, salida, modulo = escribir_frecuencias(tmp_path, "apellido;conteo\nSoto;50\n")
    assert (codigo, modulo) == (2, {})
    assert "columnas" in salida


def test_lo_mas_raro_que_la_cola_se_queda_en_ella() -> None:
    conteos = Counter({"COMUN": 1_000_000, "RARO": 500})
    assert agrupar_en_tramos(conteos, bits_cola=10.0) == Tramos({1_000_000: ["COMUN"]}, 1.0)


def test_sin_conteos_la_tabla_queda_vacia() -> None:
    assert agrupar_en_tramos(Counter(), bits_cola=10.0) == Tramos({}, 0.0)
