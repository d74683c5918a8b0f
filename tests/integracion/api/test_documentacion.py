"""La puerta que se publica: un OpenAPI que se puede creer y ninguna ruta abierta de más."""

import re
from collections.abc import Iterator
from typing import Any

from fastapi.openapi.models import OpenAPI
from starlette.routing import BaseRoute, Mount, Route

from tests.apoyo.http import cliente_anonimo
from tests.apoyo.sistema import SistemaDePrueba

SIN_SESION = {
    ("post", "/v1/sesiones"),
    ("get", "/v1/oidc/ingreso"),
    ("get", "/v1/oidc/retorno"),
    ("post", "/v1/oauth/token"),
    ("get", "/v1/salud"),
    ("get", "/v1/riesgo/criterios"),
    ("get", "/v1/contratos/contacto-v1.schema.json"),
    ("get", "/v1/contratos/asyncapi.yaml"),
}
ID = "00000000-0000-0000-0000-000000000063"


def operaciones(sistema: SistemaDePrueba) -> Iterator[tuple[str, str, dict[str, Any]]]:
    for camino, metodos in sistema.app().openapi()["paths"].items():
        for metodo, operacion in metodos.items():
            yield metodo, camino, operacion


# Mutación probada: agregar una ruta sin `exigir`.
def test_toda_ruta_exige_sesion_salvo_entrar_y_la_salud(
    sistema_del_modulo: SistemaDePrueba,
) -> None:
    cliente = cliente_anonimo(sistema_del_modulo)
    abiertas = set()
    for metodo, camino, _operacion in operaciones(sistema_del_modulo):
        direccion = re.sub(r"\{\w+\}", ID, camino)
        if cliente.request(metodo, direccion, json={}).status_code != 401:
            abiertas.add((metodo, camino))
    assert abiertas == SIN_SESION


def test_lo_que_no_esta_en_el_contrato_es_solo_su_documentacion(
    sistema_del_modulo: SistemaDePrueba,
) -> None:
    publicadas = {camino for _metodo, camino, _operacion in operaciones(sistema_del_modulo)}
    todas = {_camino(ruta) for ruta in _hojas(sistema_del_modulo.app().routes)}
    assert todas - publicadas == {"/docs", "/openapi.json", "/estaticos"}


# Mutación probada: la hoja de estilo desde otro servidor.
def test_la_documentacion_no_llama_a_ningun_otro_servidor(
    sistema_del_modulo: SistemaDePrueba,
) -> None:
    cliente = cliente_anonimo(sistema_del_modulo)
    pagina = cliente.get("/docs")
    assert pagina.status_code == 200
    assert not re.search(r"(?:https?:)?//[\w.-]+\.\w", pagina.text)
    recursos = re.findall(r'(?:src|href)="([^"]+)"', pagina.text)
    assert len(recursos) == 3
    for recurso in (*recursos, "/openapi.json"):
        assert cliente.get(recurso).status_code == 200, recurso


def test_el_contrato_es_openapi_3_1_y_todas_sus_referencias_existen(
    sistema_del_modulo: SistemaDePrueba,
) -> None:
    contrato = cliente_anonimo(sistema_del_modulo).get("/openapi.json").json()
    assert contrato["openapi"].startswith("3.1.")
    OpenAPI.model_validate(contrato)
    for referencia in _referencias(contrato):
        destino: Any = contrato
        for paso in referencia.removeprefix("#/").split("/"):
            destino = destino[paso]


def test_cada_operacion_tiene_nombre_propio_y_declara_los_parametros_de_su_camino(
    sistema_del_modulo: SistemaDePrueba,
) -> None:
    nombres = []
    for _metodo, camino, operacion in operaciones(sistema_del_modulo):
        nombres.append(operacion["operationId"])
        declarados = {p["name"] for p in operacion.get("parameters", []) if p["in"] == "path"}
        assert declarados == set(re.findall(r"\{(\w+)\}", camino)), camino
    assert len(nombres) == len(set(nombres))


def test_un_metodo_que_la_ruta_no_tiene_es_un_405_con_forma_de_problema(
    sistema_del_modulo: SistemaDePrueba,
) -> None:
    respuesta = cliente_anonimo(sistema_del_modulo).delete("/v1/denuncias")
    assert respuesta.status_code == 405
    assert respuesta.headers["allow"] == "POST"
    assert respuesta.json()["codigo"] == "metodo_no_admitido"


def _hojas(rutas: list[BaseRoute]) -> Iterator[BaseRoute]:
    for ruta in rutas:
        incluido = getattr(ruta, "original_router", None)
        yield from _hojas(incluido.routes) if incluido else [ruta]


def _camino(ruta: BaseRoute) -> str:
    assert isinstance(ruta, (Route, Mount)), type(ruta)
    return ruta.path


def _referencias(nodo: object) -> Iterator[str]:
    if isinstance(nodo, dict):
        if isinstance(nodo.get("$ref"), str):
            yield nodo["$ref"]
        for hijo in nodo.values():
            yield from _referencias(hijo)
    elif isinstance(nodo, list):
        for hijo in nodo:
            yield from _referencias(hijo)
