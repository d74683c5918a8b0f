"""Lo que la orden deja escrito: la entrevista que queda para después y los datos con tildes."""

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from riesgo.__main__ import app

EN = "2026-11-23T12:00:00-03:00"


def entrevistar(ruta: Path, entrada: str, *mas: str) -> str:
    return (
        CliRunner().invoke(app, ["entrevistar", str(ruta), "--en", EN, *mas], input=entrada).stdout
    )


@pytest.mark.parametrize("palabra", ["guardar", "salir", " GUARDAR "])
def test_despues_de_guardar_o_salir_no_se_pregunta_mas(tmp_path: Path, palabra: str) -> None:
    ruta = tmp_path / "entrevista.json"
    salida = entrevistar(ruta, f"40\n{palabra}\nsi\n")
    assert salida.count("Se pregunta porque") == 2
    assert "No se entendió" not in salida
    assert "Guardada en entrevista.json: la misma orden la retoma." in salida
    assert json.loads(ruta.read_text(encoding="utf-8")) == {
        "fecha_referencia": EN,
        "edad": [{"minima": 40, "maxima": 40, "fuente": "entrevista", "aportado_en": EN}],
    }


def test_el_archivo_se_lee_con_sus_tildes(tmp_path: Path) -> None:
    ruta = tmp_path / "entrevista.json"
    entrevistar(ruta, "40\nguardar\n", "--aportante", "tía Ñusta")
    assert '"aportante": "tía Ñusta"' in ruta.read_text(encoding="utf-8")
    assert [p.name for p in tmp_path.iterdir()] == ["entrevista.json"]


def test_las_preguntas_salen_con_tildes_y_con_palabras_de_adulto() -> None:
    salida = CliRunner().invoke(app, ["preguntas"]).stdout
    assert "¿Qué edad tiene o cuándo nació?" in salida
    assert "¿Cuántos años tiene?" not in salida


def test_un_catalogo_que_no_es_texto_termina_con_3(tmp_path: Path) -> None:
    ruta = tmp_path / "catalogo.toml"
    ruta.write_bytes(b"version = \xff")
    resultado = CliRunner().invoke(app, ["revisar-catalogo", str(ruta)])
    assert resultado.exit_code == 3
    assert "catalogo_invalido:" in resultado.stderr


def test_una_historia_que_no_es_texto_se_informa_por_su_linea(tmp_path: Path) -> None:
    ruta = tmp_path / "historia [bold].csv"
    ruta.write_bytes(b"categoria,desenlace,periodo,grupo\nALT\xff,leve,2026,nna\n")
    resultado = CliRunner().invoke(app, ["desempeno", str(ruta)])
    assert resultado.exit_code == 2
    assert "historia [bold].csv, línea 2: categoria: use una" in " ".join(resultado.stderr.split())


def test_un_archivo_que_no_esta_se_nombra_como_se_llama(tmp_path: Path) -> None:
    resultado = CliRunner().invoke(app, ["evaluar", str(tmp_path / "no [bold]esta.json")])
    assert "no [bold]esta.json" in " ".join(resultado.stderr.split())
