"""El desenlace de un caso: quién lo dice, en qué se apoya, y que corregirlo no borra nada."""

from concurrent.futures import ThreadPoolExecutor
from typing import Any
from uuid import UUID

import pytest
from fastapi.testclient import TestClient
from httpx2 import Response

from sistema.nucleo.papeles import Papel
from tests.apoyo.fabricas import denuncia
from tests.apoyo.http import abrir_caso, asientos, campos_con_falta, crear_cuenta, ordenar
from tests.apoyo.sistema import FISCAL, RECEPTOR, SistemaDePrueba

INEXISTENTE = UUID(int=99)
SUSTENTO = "Informe de urgencia del hospital."


def registrar(
    cliente: TestClient, caso_id: object, dano: str = "leve", clave: str = "", **mas: Any
) -> Response:
    return cliente.post(
        f"/v1/casos/{caso_id}/desenlace",
        json={"dano": dano, "sustento": SUSTENTO, **mas},
        headers={"Idempotency-Key": clave} if clave else {},
    )


def versiones(cliente: TestClient, caso_id: object) -> list[tuple[int, str, str]]:
    respuesta = cliente.get(f"/v1/casos/{caso_id}/desenlace")
    assert respuesta.status_code == 200, respuesta.text
    return [(v["version"], v["dano"], v["institucion"]) for v in respuesta.json()["versiones"]]


def grupo(sistema: SistemaDePrueba) -> str:
    """El grupo guardado del único desenlace, abierto."""
    [(cerrado,)] = sistema.consultar("SELECT grupo FROM desenlace")
    llavero = sistema.bd(Papel.API).llavero
    return llavero.descifrar(bytes(cerrado), "desenlace.grupo").decode()


def test_registrar_da_constancia_y_no_cierra_el_caso(sistema: SistemaDePrueba) -> None:
    caso_id = abrir_caso(sistema)
    registrado = registrar(sistema.cliente(), caso_id)
    assert registrado.status_code == 201
    datos = registrado.json()
    assert UUID(datos.pop("desenlace_id")).version == 7
    assert datos == {
        "caso_id": caso_id,
        "version": 1,
        "dano": "leve",
        "institucion": "pdi",
        "registrado_en": "2026-11-22T03:00:00Z",
    }
    assert sistema.consultar("SELECT estado FROM caso") == [("busqueda_24h",)]


# Mutación probada: cambiar la versión anterior en vez de agregar.
def test_corregir_agrega_una_version_y_se_ven_todas(sistema: SistemaDePrueba) -> None:
    caso_id = abrir_caso(sistema)
    assert versiones(sistema.cliente(), caso_id) == []
    registrar(sistema.cliente(), caso_id, "sin_datos")
    registrar(sistema.cliente(FISCAL), caso_id, "grave", sustento="Constatación de lesiones.")
    assert versiones(sistema.cliente(), caso_id) == [
        (1, "sin_datos", "pdi"),
        (2, "grave", "ministerio_publico"),
    ]


# Mutación probada: quitar el candado.
def test_dos_a_la_vez_quedan_como_dos_versiones(sistema: SistemaDePrueba) -> None:
    caso_id = abrir_caso(sistema)
    clientes = [sistema.cliente() for _ in range(4)]
    with ThreadPoolExecutor(4) as hilos:
        estados = hilos.map(lambda cliente: registrar(cliente, caso_id).status_code, clientes)
        assert list(estados) == [201] * 4
    assert [v for v, _dano, _inst in versiones(sistema.cliente(), caso_id)] == [1, 2, 3, 4]


@pytest.mark.parametrize(
    ("cuerpo", "campo"),
    [
        ({"sustento": "x"}, "dano"),
        ({"dano": "mucho", "sustento": "x"}, "dano"),
        ({"dano": "leve"}, "sustento"),
        ({"dano": "leve", "sustento": "  "}, "sustento"),
        ({"dano": "leve", "sustento": "x" * 2_001}, "sustento"),
        ({"dano": "leve", "sustento": "x\u0000"}, "sustento"),
        ({"dano": "leve", "sustento": "x", "version": 1}, "mensaje"),
    ],
)
def test_un_cuerpo_malo_nombra_su_campo(
    cliente_del_modulo: TestClient, cuerpo: dict[str, Any], campo: str
) -> None:
    respuesta = cliente_del_modulo.post(f"/v1/casos/{INEXISTENTE}/desenlace", json=cuerpo)
    assert campos_con_falta(respuesta) == [campo]


def test_repetir_la_peticion_con_su_clave_no_agrega_otra_version(sistema: SistemaDePrueba) -> None:
    caso_id = abrir_caso(sistema)
    veces = [registrar(sistema.cliente(), caso_id, clave="a").json() for _ in range(3)]
    assert veces[0] == veces[1] == veces[2]
    assert sistema.contar("desenlace") == 1
    distinta = registrar(sistema.cliente(), caso_id, "muerte", clave="a")
    assert (distinta.status_code, distinta.json()["codigo"]) == (409, "peticion_repetida_distinta")


# Mutación probada: dar el permiso a quien solo recibe denuncias; no comprobar el caso.
def test_lo_ajeno_se_responde_igual_que_lo_inexistente_y_queda_asentado(
    sistema: SistemaDePrueba,
) -> None:
    caso_id = abrir_caso(sistema)
    inexistente = registrar(sistema.cliente(), INEXISTENTE)
    assert inexistente.status_code == 404
    for cuenta in (RECEPTOR, crear_cuenta(sistema, "colaboradora", "registro_civil")):
        cliente = sistema.cliente(cuenta)
        negadas = [registrar(cliente, caso_id), cliente.get(f"/v1/casos/{caso_id}/desenlace")]
        assert [n.content for n in negadas] == [inexistente.content] * 2
    assert sistema.cliente().get(f"/v1/casos/{INEXISTENTE}/desenlace").status_code == 404
    ordenar(sistema, "UPDATE caso SET es_sonda = true")
    assert registrar(sistema.cliente(), caso_id).status_code == 404
    assert sistema.contar("desenlace") == 0
    negados = [(a.accion, (a.detalle or {})["motivo"]) for a in asientos(sistema) if a.detalle]
    de_un_extrano = [("desenlace:registrar", "sin_permiso"), ("desenlace:ver", "sin_permiso")]
    assert negados == [
        ("desenlace:registrar", "no_encontrado"),
        *de_un_extrano,
        *de_un_extrano,
        ("desenlace:ver", "no_encontrado"),
        ("desenlace:registrar", "no_encontrado"),
    ]


def test_el_sustento_queda_cifrado_y_el_acto_asentado(sistema: SistemaDePrueba) -> None:
    caso_id = abrir_caso(sistema)
    registrar(sistema.cliente(), caso_id, "muerte")
    [(sustento, cerrado)] = sistema.consultar("SELECT sustento, grupo FROM desenlace")
    assert SUSTENTO.encode() not in bytes(sustento)
    assert b"mujer" not in bytes(cerrado)
    assert grupo(sistema) == "mujer, 30 a 44"
    ultimo = asientos(sistema)[-1]
    assert (ultimo.accion, ultimo.desenlace, str(ultimo.caso_id), ultimo.detalle) == (
        "desenlace:registrar",
        "hecho",
        caso_id,
        {"dano": "muerte"},
    )


# Mutación probada: la edad de hoy en vez de la que tenía.
def test_el_grupo_es_el_de_cuando_se_supo_de_ella_por_ultima_vez(sistema: SistemaDePrueba) -> None:
    persona = {**denuncia()["persona"], "fecha_nacimiento": "2008-11-21", "sexo": "M"}
    caso_id = abrir_caso(sistema, persona=persona)
    registrar(sistema.cliente(), caso_id)
    assert grupo(sistema) == "hombre, 12 a 17"
