import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from matching.__main__ import app

CABECERA = "caso_id,run,nombres,apellido_paterno,apellido_materno,fecha_nacimiento,sexo,comuna\n"
FILA = "caso-1,12345678-5,Juan Carlos,Muñoz,Huenchumilla,1990-02-03,M,Ñuñoa\n"
PERSONA = {
    "run": "12.345.678-5",
    "nombres": "JUAN",
    "apellido_paterno": "MUÑOZ",
    "fecha_nacimiento": "1990-02-03",
}
AJENA = {"nombres": "Rosa", "apellido_paterno": "Catrileo"}


def escribir_evento(evento_id: str, persona: object) -> str:
    evento = {"id": evento_id, "data": {"persona": persona, "lugar": {"comuna": "Ñuñoa"}}}
    return json.dumps(evento, ensure_ascii=False)


@pytest.fixture
def carpeta(tmp_path: Path) -> Path:
    (tmp_path / "buscadas.csv").write_text(CABECERA + FILA, encoding="utf-8")
    eventos = [escribir_evento("e1", PERSONA), escribir_evento("e2", AJENA)]
    (tmp_path / "eventos.ndjson").write_text("\n".join(eventos) + "\n", encoding="utf-8")
    return tmp_path


def enlazar(carpeta: Path, *opciones: str) -> tuple[int, str, list[dict[str, object]]]:
    argumentos = ["enlazar", "--buscadas", str(carpeta / "buscadas.csv")]
    argumentos += ["--eventos", str(carpeta / "eventos.ndjson")]
    argumentos += ["--salida", str(carpeta / "enlaces.ndjson"), *opciones]
    resultado = CliRunner().invoke(app, argumentos)
    lineas = (carpeta / "enlaces.ndjson").read_text(encoding="utf-8").splitlines()
    return resultado.exit_code, resultado.output, [json.loads(linea) for linea in lineas]


def test_enlazar_escribe_una_linea_por_evento_con_candidato(carpeta: Path) -> None:
    codigo, _, (linea,) = enlazar(carpeta)
    assert codigo == 0
    assert (linea["evento_id"], linea["caso_id"]) == ("e1", "caso-1")
    assert linea["decision"] == "enlace"
    assert set(linea) == {
        "evento_id",
        "caso_id",
        "probabilidad",
        "decision",
        "puntaje_bits",
        "explicacion",
    }


@pytest.mark.parametrize(
    "mala",
    [
        "no es json",
        "[]",
        "{}",
        '{"id": "e9", "data": {"persona": []}}',
        '{"id": "e9", "data": {"persona": {"run": 12}}}',
        '{"id": "e9", "data": {"persona": {"documentos": "AB1"}}}',
        "[" * 100_000,
    ],
)
def test_una_linea_mala_se_informa_por_su_numero_y_se_salta(carpeta: Path, mala: str) -> None:
    ruta = carpeta / "eventos.ndjson"
    ruta.write_text(mala + "\n" + ruta.read_text(encoding="utf-8"), encoding="utf-8")
    codigo, salida, lineas = enlazar(carpeta)
    assert codigo == 2
    assert "línea 1" in salida
    assert [linea["evento_id"] for linea in lineas] == ["e1"]


def test_una_fila_incompleta_de_la_lista_se_salta(carpeta: Path) -> None:
    with (carpeta / "buscadas.csv").open("a", encoding="utf-8") as lista:
        lista.write("caso-2,solo dos columnas\n")
    codigo, salida, lineas = enlazar(carpeta)
    assert (codigo, len(lineas)) == (2, 1)
    assert "línea 3" in salida


def test_todos_incluye_al_mejor_candidato_descartado(carpeta: Path) -> None:
    homonimo = {**PERSONA, "run": "9.876.543-3", "apellido_materno": "Soto", "nombres": "José"}
    evento = escribir_evento("e3", homonimo)
    (carpeta / "eventos.ndjson").write_text(evento + "\n", encoding="utf-8")
    assert enlazar(carpeta)[2] == []
    (linea,) = enlazar(carpeta, "--todos")[2]
    assert linea["decision"] == "descarte"


def test_comparar_explica_un_par(tmp_path: Path) -> None:
    (tmp_path / "a.json").write_text(json.dumps(PERSONA), encoding="utf-8")
    resultado = CliRunner().invoke(app, ["comparar", *[str(tmp_path / "a.json")] * 2])
    assert resultado.exit_code == 0
    assert "Coinciden el RUN, el apellido paterno, el primer nombre y la fecha" in resultado.output


def test_comparar_rechaza_lo_que_no_es_una_persona(tmp_path: Path) -> None:
    (tmp_path / "a.json").write_text("{", encoding="utf-8")
    resultado = CliRunner().invoke(app, ["comparar", *[str(tmp_path / "a.json")] * 2])
    assert resultado.exit_code == 2


def test_entrenar_dos_veces_escribe_los_mismos_pesos(tmp_path: Path) -> None:
    for nombre in ("a.py", "b.py"):
        argumentos = ["entrenar", "--salida", str(tmp_path / nombre)]
        argumentos += ["--buscadas", "100", "--eventos", "1000"]
        assert CliRunner().invoke(app, argumentos).exit_code == 0
    primero = (tmp_path / "a.py").read_text(encoding="utf-8")
    assert primero == (tmp_path / "b.py").read_text(encoding="utf-8")
    pesos: dict[str, object] = {}
    exec(primero, pesos)  # noqa: S102 - es el módulo que se acaba de generar
    assert isinstance(pesos["TABLAS"], dict)
    assert "exacto" in pesos["TABLAS"]["run"]
