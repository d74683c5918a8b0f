"""La galleta sola no basta para cambiar nada, y cada persona manda sobre sus propias sesiones."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest

from sistema.acceso.servicio_sesiones import cerrar_sesiones_de
from sistema.nucleo.papeles import Papel
from tests.apoyo.http import CLAVE, asientos, cliente_anonimo, crear_cuenta
from tests.apoyo.ingreso import Persona, id_de
from tests.apoyo.sistema import DE_ENSAYO, SistemaDePrueba

BANDEJA = "/v1/alertas"
ACTUAL = "/v1/sesiones/actual"
PROPIA = {"X-Peticion-Propia": "1"}
AQUI = {"Origin": "http://testserver"}


def entrar(sistema: SistemaDePrueba) -> Persona:
    ana = Persona(sistema, ajustes=DE_ENSAYO)
    assert ana.entrar(CLAVE).status_code == 201
    return ana


def galleta_de(persona: Persona) -> dict[str, str]:
    secreto = persona.http.headers["Authorization"].removeprefix("Bearer ")
    return {"Cookie": f"__Host-sesion={secreto}"}


# Mutación probada: `es_ajena=False`; no exigir la cabecera; no mirar Origin.
@pytest.mark.parametrize(
    ("cabeceras", "estado"),
    [
        ({}, 401),
        (PROPIA, 401),
        (AQUI, 401),
        ({**PROPIA, "Origin": "https://atacante.example"}, 401),
        ({**PROPIA, "Origin": "null"}, 401),
        ({**PROPIA, "Origin": "http://["}, 401),
        ({**PROPIA, "Origin": "http://testserver.atacante.example"}, 401),
        ({**AQUI, "X-Peticion-Propia": "0"}, 401),
        ({**PROPIA, **AQUI}, 204),
    ],
)
def test_con_la_galleta_solo_cambia_algo_nuestra_propia_pagina(
    sistema: SistemaDePrueba, cabeceras: dict[str, str], estado: int
) -> None:
    crear_cuenta(sistema, "ana")
    galleta = galleta_de(entrar(sistema))
    navegador = cliente_anonimo(sistema)
    assert navegador.get(BANDEJA, headers=galleta).status_code == 200
    assert navegador.delete(ACTUAL, headers={**galleta, **cabeceras}).status_code == estado
    if estado == 401:
        assert asientos(sistema)[-1].detalle == {"motivo": "origen_ajeno"}
        assert navegador.get(BANDEJA, headers=galleta).status_code == 200


def test_con_authorization_no_hace_falta_la_cabecera_propia(sistema: SistemaDePrueba) -> None:
    crear_cuenta(sistema, "ana")
    assert entrar(sistema).pedir("DELETE", ACTUAL).status_code == 204


def test_otra_pagina_no_puede_meter_a_alguien_en_una_sesion_ajena(
    sistema: SistemaDePrueba,
) -> None:
    crear_cuenta(sistema, "ana")
    cuerpo = {"cuenta": "ana", "clave": CLAVE}
    ajena = {"Origin": "https://atacante.example"}
    respuesta = cliente_anonimo(sistema).post("/v1/sesiones", json=cuerpo, headers=ajena)
    assert (respuesta.status_code, sistema.contar("sesion")) == (401, 0)


def test_la_documentacion_interactiva_manda_la_cabecera_propia(sistema: SistemaDePrueba) -> None:
    pagina = cliente_anonimo(sistema).get("/docs").text
    assert 'pedido.headers["X-Peticion-Propia"] = "1"' in pagina


# Mutación probada: no llamar a `limitar_sesiones`; no tomar a la persona con FOR UPDATE.
def test_la_tercera_sesion_cierra_la_menos_usada(sistema: SistemaDePrueba) -> None:
    crear_cuenta(sistema, "ana")
    primera, segunda = entrar(sistema), entrar(sistema)
    sistema.reloj.avanzar(timedelta(minutes=2))
    assert primera.pedir("GET", BANDEJA).status_code == 200
    tercera = entrar(sistema)
    estados = [p.pedir("GET", BANDEJA).status_code for p in (primera, segunda, tercera)]
    assert estados == [200, 401, 200]


def test_entrar_muchas_veces_a_la_vez_no_deja_mas_de_dos_sesiones(
    sistema: SistemaDePrueba,
) -> None:
    crear_cuenta(sistema, "ana")
    personas = [Persona(sistema, ajustes=DE_ENSAYO) for _ in range(4)]
    with ThreadPoolExecutor(4) as hilos:
        estados = list(hilos.map(lambda p: p.entrar(CLAVE).status_code, personas))
    assert estados == [201] * 4
    abiertas = sistema.consultar("SELECT count(*) FROM sesion WHERE cerrada_en IS NULL")
    assert abiertas == [(2,)]


def test_cada_quien_ve_y_cierra_solo_sus_sesiones(sistema: SistemaDePrueba) -> None:
    crear_cuenta(sistema, "ana")
    crear_cuenta(sistema, "berta")
    ana, otra = entrar(sistema), entrar(sistema)
    berta = Persona(sistema, "berta", ajustes=DE_ENSAYO)
    berta.entrar(CLAVE)
    propias = ana.pedir("GET", "/v1/sesiones").json()["sesiones"]
    assert [s["es_esta"] for s in propias] == [False, True]
    ajena = propias[0]["id"]
    assert berta.pedir("DELETE", f"/v1/sesiones/{ajena}").status_code == 404
    assert asientos(sistema)[-1].detalle == {"motivo": "no_encontrado"}
    assert otra.pedir("GET", BANDEJA).status_code == 200
    assert ana.pedir("DELETE", f"/v1/sesiones/{ajena}").status_code == 204
    assert otra.pedir("GET", BANDEJA).status_code == 401
    assert ana.pedir("DELETE", f"/v1/sesiones/{ajena}").status_code == 404
    assert len(ana.pedir("GET", "/v1/sesiones").json()["sesiones"]) == 1


def test_cerrar_todas_las_sesiones_de_alguien_rige_en_la_peticion_siguiente(
    sistema: SistemaDePrueba,
) -> None:
    crear_cuenta(sistema, "ana")
    ana, otra = entrar(sistema), entrar(sistema)
    with sistema.bd(Papel.API).transaccion() as sesion:
        assert cerrar_sesiones_de(sesion, id_de(sistema, "ana"), sistema.reloj()) == 2
    assert [p.pedir("GET", BANDEJA).status_code for p in (ana, otra)] == [401, 401]
