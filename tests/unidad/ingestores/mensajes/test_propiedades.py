"""Lo que vale para cualquier secuencia de bytes y para cualquier mensaje alterado."""

import json
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from ingestores.mensajes.decodificacion import decodificar
from sistema.contactos.tipos import EventoContacto
from sistema.cuarentena.tipos import MensajeRechazado

DATOS = Path(__file__).parents[3] / "datos" / "mensajes"
VALIDOS = [json.loads(ruta.read_bytes()) for ruta in sorted(DATOS.glob("*/valido_*.json"))]
AHORA = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
CANARIO = "CANARIO"

VALORES = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text().map(lambda texto: CANARIO + texto)
    | st.sampled_from(["", "\x00", "\u202e", CANARIO, "0001-01-01T00:00:00+14:00"]),
    lambda hijos: (
        st.lists(hijos, max_size=3)
        | st.dictionaries(st.text().map(lambda t: CANARIO + t), hijos, max_size=3)
    ),
    max_leaves=6,
)


def lugares(objeto: object) -> Iterator[tuple[Any, Any]]:
    """Todo par (contenedor, clave) de un mensaje."""
    claves: list[Any] = []
    if isinstance(objeto, dict):
        claves = list(objeto)
    elif isinstance(objeto, list):
        claves = list(range(len(objeto)))
    contenedor: Any = objeto
    for clave in claves:
        yield contenedor, clave
        yield from lugares(contenedor[clave])


@st.composite
def eventos_alterados(sortear: st.DrawFn) -> bytes:
    """Un evento válido al que se le cambia, quita o agrega algo en uno a tres lugares."""
    evento = json.loads(json.dumps(sortear(st.sampled_from(VALIDOS))))
    for _ in range(sortear(st.integers(1, 3))):
        contenedor, clave = sortear(st.sampled_from(list(lugares(evento))))
        operacion = sortear(st.sampled_from(["cambiar", "quitar", "agregar"]))
        if operacion == "cambiar":
            contenedor[clave] = sortear(VALORES)
        elif operacion == "quitar":
            del contenedor[clave]
        elif isinstance(contenedor, dict):
            contenedor[CANARIO + sortear(st.text())] = sortear(VALORES)
        if not evento:
            break
    return json.dumps(evento, ensure_ascii=sortear(st.booleans())).encode("utf-8", "surrogatepass")


def leer(cuerpo: bytes) -> EventoContacto | MensajeRechazado:
    return decodificar(cuerpo, 3, "registro_civil", AHORA)


@given(st.binary(max_size=400))
def test_bytes_cualesquiera_se_rechazan_sin_fallar(cuerpo: bytes) -> None:
    rechazo = leer(cuerpo)
    assert isinstance(rechazo, MensajeRechazado)
    assert rechazo.cuerpo == cuerpo


@given(VALORES)
def test_cualquier_json_que_no_es_un_evento_se_rechaza_sin_fallar(valor: object) -> None:
    rechazo = leer(json.dumps(valor).encode())
    assert isinstance(rechazo, MensajeRechazado)
    assert CANARIO not in rechazo.detalle


@given(eventos_alterados())
def test_un_evento_alterado_no_hace_fallar_ni_se_cuela_en_el_detalle(cuerpo: bytes) -> None:
    resultado = leer(cuerpo)
    assert resultado.cuerpo == cuerpo
    if isinstance(resultado, MensajeRechazado):
        assert CANARIO not in resultado.detalle
        assert resultado.detalle.isprintable()
        assert len(resultado.detalle) < 1_000


@given(eventos_alterados())
def test_lo_que_se_acepta_se_puede_guardar_y_volver_a_leer(cuerpo: bytes) -> None:
    resultado = leer(cuerpo)
    if isinstance(resultado, EventoContacto):
        texto = json.dumps(resultado.datos, allow_nan=False, ensure_ascii=False)
        assert json.loads(texto.encode()) == resultado.datos
        assert "\x00" not in texto + repr(resultado.identidad)
        assert datetime(1900, 1, 1, tzinfo=UTC) <= resultado.ocurrido_en
        assert leer(cuerpo) == resultado


@given(st.data(), st.sampled_from(VALIDOS))
def test_cambiar_bytes_de_un_mensaje_valido_no_hace_fallar(
    datos: st.DataObject, evento: dict[str, Any]
) -> None:
    cuerpo = bytearray(json.dumps(evento, ensure_ascii=False).encode())
    for _ in range(datos.draw(st.integers(1, 4))):
        cuerpo[datos.draw(st.integers(0, len(cuerpo) - 1))] = datos.draw(st.integers(0, 255))
    assert leer(bytes(cuerpo)).posicion == 3
