"""Una Idempotency-Key es una denuncia: repetirla, aun a la vez, no abre otro caso."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

import pytest
from fastapi.testclient import TestClient
from httpx2 import Response

from tests.apoyo.fabricas import denuncia
from tests.apoyo.http import asientos
from tests.apoyo.sistema import FISCAL, SistemaDePrueba

CLAVE = {"Idempotency-Key": "3f6c1a52-1b1e-4f4e-9d58-0c1f6a1b2c3d"}


def ids(respuesta: Response) -> tuple[Any, Any]:
    assert respuesta.status_code == 201, respuesta.text
    return respuesta.json()["denuncia_id"], respuesta.json()["caso_id"]


# Mutación probada: pasar `None` en vez de la clave a `ingresar_denuncia`.
def test_la_misma_clave_con_el_mismo_cuerpo_devuelve_la_misma_denuncia(
    sistema: SistemaDePrueba,
) -> None:
    cliente = sistema.cliente()
    primera = cliente.post("/v1/denuncias", json=denuncia(), headers=CLAVE)
    segunda = cliente.post("/v1/denuncias", json=denuncia(), headers=CLAVE)
    assert ids(primera) == ids(segunda)
    assert segunda.json() == primera.json()
    for tabla in ("caso", "denuncia", "persona", "plazo", "cartera_cambio", "peticion_idempotente"):
        assert sistema.contar(tabla) == 1, tabla
    assert [a.accion for a in asientos(sistema)] == ["denuncia:ingresar", "denuncia:ingresar"]


# Mutación probada: no comparar la huella en `reservar_peticion`.
def test_la_misma_clave_con_otro_cuerpo_se_rechaza_sin_efecto(sistema: SistemaDePrueba) -> None:
    cliente = sistema.cliente()
    ids(cliente.post("/v1/denuncias", json=denuncia(), headers=CLAVE))
    otra = cliente.post("/v1/denuncias", json=denuncia(relato="Otro relato."), headers=CLAVE)
    assert otra.status_code == 409
    assert otra.json()["codigo"] == "peticion_repetida_distinta"
    assert sistema.contar("caso") == 1


# Mutación probada: buscar la petición guardada sin mirar de qué usuario es.
def test_la_misma_clave_de_otra_persona_es_otra_denuncia(sistema: SistemaDePrueba) -> None:
    una = ids(sistema.cliente().post("/v1/denuncias", json=denuncia(), headers=CLAVE))
    otra = ids(sistema.cliente(FISCAL).post("/v1/denuncias", json=denuncia(), headers=CLAVE))
    assert set(una).isdisjoint(otra)
    assert sistema.contar("caso") == 2


def test_sin_clave_cada_denuncia_abre_su_caso(sistema: SistemaDePrueba) -> None:
    cliente = sistema.cliente()
    una = ids(cliente.post("/v1/denuncias", json=denuncia()))
    otra = ids(cliente.post("/v1/denuncias", json=denuncia()))
    assert set(una).isdisjoint(otra)


def test_una_denuncia_rechazada_no_gasta_su_clave(sistema: SistemaDePrueba) -> None:
    cliente = sistema.cliente()
    futura = denuncia(recibida_en="2026-11-23T03:00:00Z")
    assert cliente.post("/v1/denuncias", json=futura, headers=CLAVE).status_code == 422
    ids(cliente.post("/v1/denuncias", json=denuncia(), headers=CLAVE))


@pytest.mark.parametrize("clave", ["x" * 65, "a\u202eb".encode(), b"a\x85b"])
def test_una_clave_ilegible_se_rechaza_sin_repetirla(
    sistema: SistemaDePrueba, clave: str | bytes
) -> None:
    cabeceras = {b"Idempotency-Key": clave if isinstance(clave, bytes) else clave.encode()}
    respuesta = sistema.cliente().post("/v1/denuncias", json=denuncia(), headers=cabeceras)
    assert respuesta.status_code == 422
    assert respuesta.json()["errores"][0]["campo"] == "idempotency-key"
    assert sistema.contar("caso") == 0


# Mutación probada: en `reservar_peticion`, mirar si existe y después insertar.
def test_dos_denuncias_iguales_a_la_vez_abren_un_solo_caso(sistema: SistemaDePrueba) -> None:
    clientes = [sistema.cliente() for _ in range(4)]
    partida = Barrier(len(clientes))

    def denunciar(cliente: TestClient) -> tuple[Any, Any]:
        partida.wait(timeout=30)
        return ids(cliente.post("/v1/denuncias", json=denuncia(), headers=CLAVE))

    with ThreadPoolExecutor(len(clientes)) as hilos:
        respuestas = set(hilos.map(denunciar, clientes))
    assert len(respuestas) == 1
    assert (sistema.contar("caso"), sistema.contar("denuncia")) == (1, 1)


# Mutación probada: guardar el cuerpo en vez de su huella.
def test_de_la_peticion_solo_se_guarda_una_huella(sistema: SistemaDePrueba) -> None:
    ids(sistema.cliente().post("/v1/denuncias", json=denuncia(), headers=CLAVE))
    [(fila, largo)] = sistema.consultar(
        "SELECT p::text, length(huella) FROM peticion_idempotente p"
    )
    assert largo == 32
    for dato in ("12.345.678-5", "Rosario", b"12.345.678-5".hex(), b"Rosario".hex()):
        assert dato not in fila
