"""Lo que se le pide a kafka-python se dice entero: sus valores por omisión pierden o repiten."""

import ast
import tomllib
from typing import Any

import pytest

from tests.arquitectura.fuentes import RAIZ, aplicar, modulos

EXIGIDAS: dict[str, dict[str, Any]] = {
    "KafkaConsumer": {
        "enable_auto_commit": False,
        "auto_offset_reset": "earliest",
        "allow_auto_create_topics": False,
    },
    "KafkaProducer": {
        "enable_idempotence": True,
        "acks": "all",
        "allow_auto_create_topics": False,
    },
}


def dejar_por_omision(ruta: str, texto: str) -> list[str]:
    """Crear un cliente sin decir lo que se exige, o diciendo otra cosa."""
    return [
        f"{ruta}:{nodo.lineno}: {nodo.func.id} sin {opcion}={valor!r}"
        for nodo in ast.walk(ast.parse(texto))
        if isinstance(nodo, ast.Call) and isinstance(nodo.func, ast.Name)
        for opcion, valor in EXIGIDAS.get(nodo.func.id, {}).items()
        if _leer(nodo, opcion) != valor
    ]


def _leer(llamada: ast.Call, opcion: str) -> object:
    for argumento in llamada.keywords:
        if argumento.arg == opcion and isinstance(argumento.value, ast.Constant):
            return argumento.value.value
    return None


@pytest.mark.parametrize(
    ("texto", "faltas"),
    [
        ("KafkaConsumer(**x)", 3),
        ("KafkaConsumer(enable_auto_commit=True, auto_offset_reset='latest')", 3),
        ("KafkaProducer(acks=1)", 3),
        ("KafkaProducer(enable_idempotence=True, acks='all', allow_auto_create_topics=False)", 0),
    ],
)
def test_la_regla_atrapa_lo_que_no_se_dice(texto: str, faltas: int) -> None:
    assert len(dejar_por_omision("x.py", texto)) == faltas


def test_los_clientes_de_kafka_dicen_todo_lo_que_importa() -> None:
    assert aplicar(dejar_por_omision, modulos("ingestores")) == []
    textos = "".join(ruta.read_text("utf-8") for ruta in (RAIZ / "ingestores").rglob("*.py"))
    assert all(f"{cliente}(" in textos for cliente in EXIGIDAS)


def test_kafka_python_esta_fijada_desde_la_que_no_se_cuelga() -> None:
    proyecto = tomllib.loads((RAIZ / "pyproject.toml").read_text("utf-8"))["project"]
    assert "kafka-python[crc32c,lz4,zstd]>=3.0.12,<3.1" in proyecto["dependencies"]
