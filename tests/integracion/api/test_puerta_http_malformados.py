"""Nada de lo que llegue a las puertas de las máquinas las rompe, deja rastro ni vuelve."""

import json
from typing import Any

import pytest
from fastapi.testclient import TestClient
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from tests.apoyo.fabricas import evento
from tests.apoyo.sistema import SistemaDePrueba
from tests.integracion.api.apoyo_maquinas import (
    EVENTO_JSON,
    MaquinaDePrueba,
    entradas,
)
from tests.integracion.api.test_cuerpos_malformados import CUERPOS, VALORES

CONOCIDOS = (200, 202, 400, 413, 415, 429)
LOTES = ("application/cloudevents-batch+json", "application/x-ndjson")
PROPIEDAD = settings(suppress_health_check=[HealthCheck.function_scoped_fixture])


@pytest.fixture(scope="module")
def maquina_del_modulo(sistema_del_modulo: SistemaDePrueba) -> MaquinaDePrueba:
    return MaquinaDePrueba(sistema_del_modulo)


@pytest.fixture(scope="module")
def aportante(maquina_del_modulo: MaquinaDePrueba) -> TestClient:
    cliente = maquina_del_modulo.cliente()
    cliente.app.state.ritmo.eventos_por_segundo = 10**6  # type: ignore[attr-defined] # la prueba no mide el ritmo
    return cliente


def enviar(cliente: TestClient, ruta: str, cuerpo: bytes, tipo: str) -> Any:
    respuesta = cliente.post(ruta, content=cuerpo, headers={"Content-Type": tipo})
    assert respuesta.status_code in CONOCIDOS, respuesta.text
    assert "canario" not in respuesta.text
    if respuesta.status_code >= 400:
        assert respuesta.headers["content-type"] == "application/problem+json"
    return respuesta


# Es UTF-8 y JSON, aunque no sea el contrato: se recibe. Lo demás es un 400.
SE_RECIBEN = {
    "nulo_escapado": 202,
    "sustituto_suelto": 202,
    "desborda_a_infinito": 202,
    "exponente_enorme": 202,
    "entero_de_70_bits": 202,
    "bidireccional": 202,
    "ancho_cero": 202,
    "marca_bom_dentro": 202,
    "separador_de_lineas": 202,
    "verdadero": 202,
    "nada": 202,
    "objeto": 202,
    "texto_de_20_mb": 413,
}


@pytest.mark.parametrize("valor", VALORES)
def test_un_valor_malformado_en_un_evento_se_recibe_o_es_un_4xx(
    aportante: TestClient, valor: str
) -> None:
    cuerpo = evento(1, observacion="<<aquí>>").replace(
        json.dumps("<<aquí>>").encode(), VALORES[valor]
    )
    assert VALORES[valor] in cuerpo
    unico = enviar(aportante, "/v1/eventos", cuerpo, "application/json")
    assert unico.status_code == SE_RECIBEN.get(valor, 400)
    for tipo, lote in ((LOTES[0], b"[" + cuerpo + b"]"), (LOTES[1], cuerpo)):
        respuesta = enviar(aportante, "/v1/eventos/lote", lote, tipo)
        assert respuesta.status_code == unico.status_code


@pytest.mark.parametrize("valor", VALORES)
def test_lo_malformado_tambien_se_ensaya_sin_romper_nada(aportante: TestClient, valor: str) -> None:
    cuerpo = evento(1, observacion="<<aquí>>").replace(
        json.dumps("<<aquí>>").encode(), VALORES[valor]
    )
    respuesta = enviar(aportante, "/v1/eventos/prueba", cuerpo, "application/json")
    if respuesta.status_code == 200:
        assert respuesta.json()["resultado"] == "por_corregir"


@pytest.mark.parametrize("cuerpo", CUERPOS)
@pytest.mark.parametrize("tipo", LOTES)
def test_un_lote_malformado_se_recibe_o_es_un_4xx(
    aportante: TestClient, cuerpo: str, tipo: str
) -> None:
    enviar(aportante, "/v1/eventos/lote", CUERPOS[cuerpo], tipo)


JSONES = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(st.characters(codec="utf-8")),
    lambda hijos: st.lists(hijos) | st.dictionaries(st.text(st.characters(codec="utf-8")), hijos),
    max_leaves=10,
)
BLANCOS = st.text(" \t\n\r", max_size=3).map(str.encode)


@st.composite
def escritos(draw: st.DrawFn) -> bytes:
    """Un JSON escrito de cualquiera de las maneras en que puede escribirse."""
    valor = draw(JSONES)
    texto = json.dumps(
        valor, ensure_ascii=draw(st.booleans()), indent=draw(st.none() | st.integers(0, 3))
    )
    return texto.encode()


@PROPIEDAD
@given(partes=st.lists(escritos(), max_size=6), blancos=st.lists(BLANCOS, min_size=14, max_size=14))
@example(partes=[b'"],["', b"[]", b'{"a":"\\"}"}'], blancos=[b" "] * 14)
def test_de_cualquier_arreglo_sale_cada_elemento_con_sus_bytes(
    sistema_del_modulo: SistemaDePrueba,
    aportante: TestClient,
    partes: list[bytes],
    blancos: list[bytes],
) -> None:
    rodeadas = [blancos[2 * n] + parte + blancos[2 * n + 1] for n, parte in enumerate(partes)]
    cuerpo = blancos[-1] + b"[" + b",".join(rodeadas) + b"]" + blancos[-2]
    antes = len(entradas(sistema_del_modulo))
    respuesta = enviar(aportante, "/v1/eventos/lote", cuerpo, LOTES[0])
    assert (respuesta.status_code, respuesta.json()["recibidos"]) == (202, len(partes))
    assert [cuerpo for _o, cuerpo, _f in entradas(sistema_del_modulo)[antes:]] == partes
    sistema_del_modulo.consultar("DELETE FROM entrada RETURNING 1")


@PROPIEDAD
@given(cuerpo=st.binary(max_size=200), tipo=st.sampled_from([*EVENTO_JSON.values(), *LOTES, "x"]))
def test_bytes_cualesquiera_nunca_son_un_5xx(
    aportante: TestClient, cuerpo: bytes, tipo: str
) -> None:
    for ruta in ("/v1/eventos", "/v1/eventos/lote", "/v1/eventos/prueba", "/v1/oauth/token"):
        respuesta = aportante.post(ruta, content=cuerpo, headers={"Content-Type": tipo})
        assert respuesta.status_code in CONOCIDOS


@PROPIEDAD
@given(
    partes=st.lists(
        st.one_of(
            st.binary(max_size=40),
            st.sampled_from(
                [b"eyJhbGciOiJub25lIn0", b"eyJhbGciOiJFZERTQSJ9", b"e30", b"W10", b"bnVsbA", b""]
            ),
        ),
        max_size=5,
    )
)
def test_una_afirmacion_cualquiera_nunca_es_un_5xx(
    maquina_del_modulo: MaquinaDePrueba, partes: list[bytes]
) -> None:
    afirmacion = b".".join(partes).decode("latin-1")
    respuesta = maquina_del_modulo.pedir(client_assertion=afirmacion)
    assert respuesta.status_code == 401
    assert respuesta.json()["error"] == "invalid_client"
