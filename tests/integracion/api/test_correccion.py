"""Corregir los datos de la persona buscada: quién puede, qué cambia y qué queda."""

from typing import Any
from uuid import UUID

import pytest
from fastapi.testclient import TestClient
from httpx2 import Response

from ingestores.mensajes.decodificacion import releer
from sistema.nucleo.papeles import Papel
from tests.apoyo.fabricas import denuncia, evento, lote
from tests.apoyo.http import abrir_caso, asientos, campos_con_falta, crear_cuenta
from tests.apoyo.sistema import FISCAL, INVESTIGADOR, RECEPTOR, SUPERVISORA, SistemaDePrueba
from tests.integracion.postgres.apoyo import hallar_canarios

INEXISTENTE = UUID(int=99)
ROSARIO = denuncia()["persona"]
CORREGIDA = {**ROSARIO, "run": "17.222.333-8", "nombres": "Rosario Ayelén"}


def corregir(cliente: TestClient, caso_id: object, persona: dict[str, Any]) -> Response:
    return cliente.put(f"/v1/casos/{caso_id}/persona", json=persona)


def consultar_por_run(sistema: SistemaDePrueba, caso_id: str, run: str) -> list[str]:
    pedido = {"run": run, "caso_id": caso_id, "finalidad": "busqueda_de_la_persona"}
    respuesta = sistema.cliente().post("/v1/consultas", json=pedido)
    assert respuesta.status_code == 200, respuesta.text
    return [caso["nombres"] for caso in respuesta.json()["casos"]]


def test_la_correccion_responde_que_cambio_y_que_conviene_revisar(
    sistema: SistemaDePrueba,
) -> None:
    caso_id = abrir_caso(sistema)
    respuesta = corregir(sistema.cliente(), caso_id, {**CORREGIDA, "run": "17.222.333-1"})
    assert respuesta.status_code == 200, respuesta.text
    leida = respuesta.json()
    [advertencia] = leida.pop("advertencias")
    assert advertencia["campo"] == "persona.run"
    assert leida == {
        "caso_id": caso_id,
        "corregida_en": "2026-11-22T03:00:00Z",
        "campos": ["nombres", "run"],
    }


# Mutación probada: no rehacer las claves de la persona; no borrar las anteriores.
def test_la_persona_se_encuentra_por_su_run_nuevo_y_ya_no_por_el_anterior(
    sistema: SistemaDePrueba,
) -> None:
    caso_id = abrir_caso(sistema)
    assert corregir(sistema.cliente(), caso_id, CORREGIDA).status_code == 200
    assert consultar_por_run(sistema, caso_id, "17222333-8") == ["Rosario Ayelén"]
    assert consultar_por_run(sistema, caso_id, ROSARIO["run"]) == []


# Mutación probada: no anotar el cambio en la cartera; no pedir la búsqueda.
def test_lo_que_llego_antes_y_lo_que_llega_despues_se_compara_con_lo_corregido(
    sistema: SistemaDePrueba,
) -> None:
    caso_id = abrir_caso(sistema, persona={"nombres": "Rosario"})
    puerta = sistema.puerta()
    sistema.consultar("UPDATE acuerdo SET dias_retrospectiva = 30 RETURNING 1")
    assert puerta.registrar_lote(lote(evento(1))).coincidencias == 0
    corregir(sistema.cliente(), caso_id, ROSARIO)
    assert puerta.registrar_lote(lote(evento(2), desde=1)).coincidencias == 1
    while puerta.mirar_atras(releer):
        pass
    movimientos = sistema.cliente().get(f"/v1/casos/{caso_id}/movimientos").json()["movimientos"]
    assert [m["decision"] for m in movimientos] == ["enlace", "enlace"]
    motivos = sistema.consultar("SELECT motivo FROM busqueda_retrospectiva ORDER BY id")
    assert motivos == [("alta",), ("cambio",)]


# Mutación probada: pedir la búsqueda aunque nada cambie.
def test_repetir_la_misma_correccion_no_cambia_nada_y_queda_asentada(
    sistema: SistemaDePrueba,
) -> None:
    caso_id = abrir_caso(sistema)
    cliente = sistema.cliente()
    assert corregir(cliente, caso_id, CORREGIDA).json()["campos"] == ["nombres", "run"]
    assert corregir(cliente, caso_id, CORREGIDA).json()["campos"] == []
    assert sistema.contar("busqueda_retrospectiva") == 2
    assert sistema.contar("cartera_cambio") == 2
    asentadas = [a for a in asientos(sistema) if a.accion == "persona:corregir"]
    assert [a.resultados for a in asentadas] == [2, 0]


# Mutación probada: no guardar lo anterior; guardarlo en claro.
def test_lo_anterior_queda_cifrado_en_la_auditoria(sistema: SistemaDePrueba) -> None:
    caso_id = abrir_caso(sistema)
    corregir(sistema.cliente(), caso_id, CORREGIDA)
    asiento = asientos(sistema)[-1]
    assert (asiento.accion, asiento.desenlace, str(asiento.caso_id)) == (
        "persona:corregir",
        "hecho",
        caso_id,
    )
    assert asiento.detalle == {
        "anterior": {"nombres": "Rosario Millaray", "run": "12.345.678-5"},
    }
    assert hallar_canarios(sistema, ["Millaray", "12.345.678", "Ayelén"]) == []


def test_corregir_a_la_persona_vale_para_todos_sus_casos_abiertos(
    sistema: SistemaDePrueba,
) -> None:
    uno, otro, cerrado = (abrir_caso(sistema) for _ in range(3))
    sistema.consultar(
        "UPDATE caso SET persona_id = (SELECT persona_id FROM caso WHERE id = :uno) RETURNING 1",
        uno=uno,
    )
    sistema.consultar("UPDATE caso SET estado = 'termino' WHERE id = :id RETURNING 1", id=cerrado)
    corregir(sistema.cliente(), cerrado, CORREGIDA)
    pedidas = sistema.consultar("SELECT caso_id FROM busqueda_retrospectiva WHERE motivo='cambio'")
    assert {str(caso) for (caso,) in pedidas} == {uno, otro}


# Mutación probada: dar el permiso a un colaborador; no exigir que el caso exista.
def test_lo_ajeno_y_lo_inexistente_se_responden_igual_y_quedan_asentados(
    sistema: SistemaDePrueba,
) -> None:
    caso_id = abrir_caso(sistema)
    inexistente = corregir(sistema.cliente(), INEXISTENTE, CORREGIDA)
    assert inexistente.status_code == 404
    de_colaborador = sistema.cliente(crear_cuenta(sistema, "colaboradora", "registro_civil"))
    ajena = corregir(de_colaborador, caso_id, CORREGIDA)
    assert (ajena.status_code, ajena.content) == (404, inexistente.content)
    negadas = [a for a in asientos(sistema) if a.accion == "persona:corregir"]
    assert [(a.desenlace, (a.detalle or {})["motivo"]) for a in negadas] == [
        ("rechazado", "no_encontrado"),
        ("rechazado", "sin_permiso"),
    ]


@pytest.mark.parametrize("cuenta", [RECEPTOR, INVESTIGADOR, SUPERVISORA, FISCAL])
def test_corrige_quien_puede_denunciar_o_investigar(sistema: SistemaDePrueba, cuenta: str) -> None:
    caso_id = abrir_caso(sistema)
    assert corregir(sistema.cliente(cuenta), caso_id, CORREGIDA).status_code == 200


@pytest.mark.parametrize(
    ("cambio", "campo"),
    [
        ({"sexo": "Z"}, "sexo"),
        ({"nombres": "x" * 201}, "nombres"),
        ({"nombres": "a\u0000b"}, "nombres"),
        ({"edad": 30}, "mensaje"),
    ],
)
def test_un_cuerpo_malo_nombra_su_campo_y_no_cambia_nada(
    sistema_del_modulo: SistemaDePrueba, cambio: dict[str, Any], campo: str
) -> None:
    respuesta = corregir(sistema_del_modulo.cliente(), INEXISTENTE, {**ROSARIO, **cambio})
    assert campos_con_falta(respuesta) == [campo]


def test_los_datos_corregidos_no_quedan_en_claro(sistema: SistemaDePrueba) -> None:
    caso_id = abrir_caso(sistema)
    corregir(sistema.cliente(), caso_id, CORREGIDA)
    [(nombres,)] = sistema.consultar("SELECT nombres FROM persona")
    llavero = sistema.bd(Papel.API).llavero
    assert llavero.descifrar(bytes(nombres), "persona.nombres").decode() == "Rosario Ayelén"
