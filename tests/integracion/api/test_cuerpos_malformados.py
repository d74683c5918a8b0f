"""Ningún cuerpo, por roto que venga, rompe la API, deja rastro ni vuelve en la respuesta."""

import json
from collections.abc import Iterator
from typing import Any
from uuid import UUID

import pytest
from fastapi.testclient import TestClient

from tests.apoyo.fabricas import denuncia
from tests.apoyo.http import abrir_caso, campos_con_falta
from tests.apoyo.sistema import SistemaDePrueba

CANARIO = "canario"
JSON = {"Content-Type": "application/json"}
AQUI = "<<aquí>>"

# ruta: un cuerpo bueno con una marca en un campo de texto
RUTAS: dict[str, dict[str, Any]] = {
    "/v1/denuncias": denuncia(relato=AQUI),
    "/v1/consultas": {
        "run": AQUI,
        "caso_id": str(UUID(int=7)),
        "finalidad": "busqueda_de_la_persona",
    },
    "/v1/sesiones": {"cuenta": AQUI, "clave": "una-clave-cualquiera"},
    f"/v1/alertas/{UUID(int=7)}/acuse": {"nota": AQUI},
}

# Valores escritos tal cual en el lugar de la marca.
VALORES: dict[str, bytes] = {
    "nulo_escapado": rb'"canario\u0000"',
    "control_sin_escapar": b'"canario\x01"',
    "sustituto_suelto": rb'"canario\ud800"',
    "no_es_numero": b"NaN",
    "infinito": b"Infinity",
    "menos_infinito": b"-Infinity",
    "desborda_a_infinito": b"1e400",
    "exponente_enorme": b"1e131073",
    "entero_de_5000_cifras": b"7" * 5_000,
    "entero_de_70_bits": b"1180591620717411303424",
    "arreglos_990": b"[" * 990 + b'"canario"' + b"]" * 990,
    "arreglos_5000": b"[" * 5_000 + b"]" * 5_000,
    "objetos_5000": b'{"canario":' * 5_000 + b"1" + b"}" * 5_000,
    "texto_de_20_mb": b'"' + b"canario " * 2_500_000 + b'"',
    "bidireccional": rb'"canario\u202e"',
    "ancho_cero": rb'"cana\u200brio canario"',
    "marca_bom_dentro": rb'"\ufeffcanario"',
    "separador_de_lineas": rb'"canario\u2028"',
    "verdadero": b"true",
    "nada": b"null",
    "objeto": b'{"canario": "canario"}',
    "texto_sin_cerrar": b'"canario',
    "utf8_invalido": b'"canario\xff"',
    "utf8_sustituto": b'"canario\xed\xa0\x80"',
}

# Cuerpos enteros.
CUERPOS: dict[str, bytes] = {
    "vacio": b"",
    "solo_nul": b"\x00canario",
    "arreglo": b'["canario"]',
    "texto": b'"canario"',
    "nada": b"null",
    "numero": b"1",
    "sobra_al_final": b'{} "canario"',
    "clave_repetida": b'{"relato":"canario","relato":"otro"}',
    "clave_repetida_escapada": rb'{"relato":"canario","\u0072elato":"otro"}',
    "clave_con_sustituto": rb'{"\ud800canario":1}',
    "clave_con_nulo": rb'{"canario\u0000":1}',
    "clave_larga": b'{"' + b"canario" * 9_000 + b'":1}',
    "con_bom": b'\xef\xbb\xbf{"canario":1}',
    "utf16": json.dumps({"canario": 1}).encode("utf-16"),
    "utf32": json.dumps({"canario": 1}).encode("utf-32"),
    "formulario": b"canario=canario",
}


@pytest.fixture
def cliente(
    sistema_del_modulo: SistemaDePrueba, cliente_del_modulo: TestClient
) -> Iterator[TestClient]:
    """El cliente del módulo; al terminar comprueba que lo malformado no dejó ningún caso."""
    yield cliente_del_modulo
    assert sistema_del_modulo.contar("caso") == 0


def intentar(cliente: TestClient, ruta: str, cuerpo: bytes) -> None:
    respuesta = cliente.post(ruta, content=cuerpo, headers=JSON)
    assert 400 <= respuesta.status_code < 500, respuesta.text
    assert respuesta.headers["content-type"] == "application/problem+json"
    assert respuesta.json()["status"] == respuesta.status_code
    for resto in (CANARIO, "NaN", "Infinity", "1e400", "1e131073", "7777777", "118059162"):
        assert resto not in respuesta.text


# Mutación probada: quitar la aduana; admitir Cc, Cf y Cs; repetir `errors()` en la respuesta.
@pytest.mark.parametrize("ruta", RUTAS)
@pytest.mark.parametrize("valor", VALORES)
def test_un_valor_malformado_recibe_un_4xx_que_no_lo_repite(
    cliente: TestClient, ruta: str, valor: str
) -> None:
    marca = json.dumps(AQUI).encode()
    cuerpo = json.dumps(RUTAS[ruta]).encode().replace(marca, VALORES[valor])
    assert VALORES[valor] in cuerpo
    intentar(cliente, ruta, cuerpo)


@pytest.mark.parametrize("ruta", RUTAS)
@pytest.mark.parametrize("cuerpo", CUERPOS)
def test_un_cuerpo_malformado_recibe_un_4xx_que_no_lo_repite(
    cliente: TestClient, ruta: str, cuerpo: str
) -> None:
    intentar(cliente, ruta, CUERPOS[cuerpo])


# Mutación probada: quitar `except OverflowError` y el mínimo de `leer_instante`.
@pytest.mark.parametrize("campo", ["recibida_en", "desaparicion.ultima_noticia_en"])
@pytest.mark.parametrize(
    "instante",
    [
        "0001-01-01T00:00:00+14:00",
        "0000-01-01T00:00:00Z",
        "1899-12-31T23:59:59Z",
        "9999-12-31T23:59:59-14:00",
        "2026-02-30T00:00:00Z",
        "2026-11-22T24:00:01Z",
        "2026-11-21T00:00:00",
        "2026-11-21T00:00:00+99:99",
        "2026-11-21",
        "٢٠٢٦-11-21T00:00:00Z",
        "1763683200",
        1_763_683_201,
        1e18,
        True,
    ],
)
def test_una_fecha_imposible_se_rechaza_nombrando_su_campo(
    cliente: TestClient, campo: str, instante: object
) -> None:
    cuerpo = denuncia()
    *camino, ultimo = campo.split(".")
    (cuerpo[camino[0]] if camino else cuerpo)[ultimo] = instante
    respuesta = cliente.post("/v1/denuncias", json=cuerpo)
    assert campos_con_falta(respuesta) == [campo]
    assert str(instante) not in respuesta.text


@pytest.mark.parametrize(
    ("parametros", "campo"),
    [
        ({"maximo": "0"}, "maximo"),
        ({"maximo": "201"}, "maximo"),
        ({"maximo": "9" * 5_000}, "maximo"),
        ({"maximo": "NaN"}, "maximo"),
        ({"pendientes": "canario"}, "pendientes"),
    ],
)
def test_un_parametro_malformado_recibe_un_422_que_no_lo_repite(
    cliente: TestClient, parametros: dict[str, str], campo: str
) -> None:
    respuesta = cliente.get("/v1/alertas", params=parametros)
    assert campos_con_falta(respuesta) == [campo]
    assert "canario" not in respuesta.text


@pytest.mark.parametrize("id_", ["no-es-uuid", "%00", "%ff", "%F0%9F%92%A9", "7" * 3_000])
def test_un_identificador_malformado_recibe_un_422_que_no_lo_repite(
    cliente: TestClient, id_: str
) -> None:
    movimientos = cliente.get(f"/v1/casos/{id_}/movimientos")
    assert campos_con_falta(movimientos) == ["caso_id"]
    acuse = cliente.post(f"/v1/alertas/{id_}/acuse")
    assert campos_con_falta(acuse) == ["alerta_id"]
    assert id_ not in acuse.text


@pytest.mark.parametrize("cabecera", ["Bearer", "Bearer ", "Basic YTpi", "bearer x", "Bearer \xff"])
def test_una_credencial_malformada_es_un_401(cliente: TestClient, cabecera: str) -> None:
    cabeceras = {b"Authorization": cabecera.encode("latin-1")}
    respuesta = cliente.get("/v1/alertas", headers=cabeceras)
    assert respuesta.status_code == 401


# Mutación probada: TAMANO_MAXIMO_BYTES cien veces mayor.
def test_un_cuerpo_por_partes_sin_largo_declarado_tambien_tiene_tope(
    sistema: SistemaDePrueba,
) -> None:
    partes = (b'{"relato":"' if n == 0 else b"canario " * 1_000 for n in range(2_000))
    respuesta = sistema.cliente().post("/v1/denuncias", content=partes, headers=JSON)
    assert respuesta.status_code == 413
    assert respuesta.json()["codigo"] == "cuerpo_demasiado_grande"


def test_la_denuncia_mas_larga_que_el_contrato_admite_cabe(sistema: SistemaDePrueba) -> None:
    """Todo campo en su máximo y escapado a seis bytes por letra no choca con el tope."""
    abrir_caso(sistema, relato="ñ" * 20_000)
    abrir_caso(
        sistema,
        relato="漢" * 20_000,
        desaparicion={"circunstancias": "漢" * 20_000, "comuna": "漢" * 200},
    )
