"""La consulta por RUN exige caso y finalidad, y no distingue al desconocido."""

from typing import Any
from uuid import UUID

import pytest
from fastapi.testclient import TestClient
from httpx2 import Response

from tests.apoyo.fabricas import denuncia
from tests.apoyo.http import abrir_caso, asientos, campos_con_falta
from tests.apoyo.sistema import FISCAL, INVESTIGADOR, SUPERVISORA, SistemaDePrueba


def consultar(cliente: TestClient, caso_id: str, run: str, **cambios: Any) -> Response:
    cuerpo = {
        "run": run,
        "caso_id": caso_id,
        "finalidad": "verificacion_de_hallazgo",
        **cambios,
    }
    return cliente.post("/v1/consultas", json=cuerpo)


# Mutación probada: comparar el RUN como texto.
def test_el_run_se_halla_se_escriba_como_se_escriba(sistema: SistemaDePrueba) -> None:
    caso_id = abrir_caso(sistema)
    cliente = sistema.cliente()
    for run in (
        "12.345.678-5",
        "12345678-5",
        "123456785",
        " 12 345 678 - 5 ",
        "012.345.678-5",
        "RUN 12.345.678-5",
        "12.345.678",
        "12.345.678-9",
    ):
        respuesta = consultar(cliente, caso_id, run)
        assert respuesta.status_code == 200, respuesta.text
        assert [c["caso_id"] for c in respuesta.json()["casos"]] == [caso_id], run


# Mutación probada: `buscar_por_run` sin `otra_lectura`.
def test_un_run_sin_digito_verificador_se_halla_aunque_parezca_traerlo(
    sistema: SistemaDePrueba,
) -> None:
    """12.345.674 sin dígito también se lee como 1.234.567-4; la persona se halla por ambos."""
    persona = {**denuncia()["persona"], "run": "12.345.674-2"}
    caso_id = abrir_caso(sistema, persona=persona)
    respuesta = consultar(sistema.cliente(), caso_id, "12345674")
    assert [c["caso_id"] for c in respuesta.json()["casos"]] == [caso_id]


def test_el_hallado_trae_lo_que_se_denuncio(sistema: SistemaDePrueba) -> None:
    caso_id = abrir_caso(sistema)
    for cuenta in (INVESTIGADOR, SUPERVISORA, FISCAL):
        assert consultar(sistema.cliente(cuenta), caso_id, "12345678-5").json() == {
            "casos": [
                {
                    "caso_id": caso_id,
                    "estado": "busqueda_24h",
                    "abierto_en": "2026-11-22T03:00:00Z",
                    "ultima_noticia_en": "2026-11-20T12:00:00Z",
                    "comuna_desaparicion": "Temuco",
                    "nombres": "Rosario Millaray",
                    "apellido_paterno": "Huenchullán",
                    "apellido_materno": "Zambrano",
                }
            ]
        }


def test_vienen_todos_los_casos_de_la_persona_y_ninguno_de_otra(sistema: SistemaDePrueba) -> None:
    mios = {abrir_caso(sistema), abrir_caso(sistema)}
    abrir_caso(sistema, persona={"run": "8.675.309-K", "nombres": "Otra"})
    casos = consultar(sistema.cliente(), min(mios), "12345678-5").json()["casos"]
    assert {c["caso_id"] for c in casos} == mios
    assert len(casos) == 2


# Mutación probada: responder 404 si no hay casos.
@pytest.mark.parametrize("run", ["9.876.543-3", "9876543-1"])
def test_un_run_desconocido_se_responde_con_la_misma_forma(
    sistema: SistemaDePrueba, run: str
) -> None:
    caso_id = abrir_caso(sistema, persona={"nombres": "Sin Run"})
    respuesta = consultar(sistema.cliente(), caso_id, run)
    assert (respuesta.status_code, respuesta.json()) == (200, {"casos": []})


@pytest.mark.parametrize("run", ["no es un run", "   ", "-"])
def test_lo_que_no_es_un_run_se_dice_y_no_se_responde_que_no_hay_nadie(
    sistema: SistemaDePrueba, run: str
) -> None:
    respuesta = consultar(sistema.cliente(), abrir_caso(sistema), run)
    assert (respuesta.status_code, respuesta.json()["codigo"]) == (422, "run_ilegible")
    assert campos_con_falta(respuesta) == ["run"]


def test_la_consulta_negada_guarda_lo_que_se_busco(sistema: SistemaDePrueba) -> None:
    consultar(sistema.cliente(), str(UUID(int=99)), "12345678-5")
    ultimo = asientos(sistema)[-1]
    assert (ultimo.desenlace, ultimo.finalidad) == ("rechazado", "verificacion_de_hallazgo")
    assert ultimo.detalle == {"run": "12345678-5", "motivo": "no_encontrado"}


# Mutación probada: quitar `obtener_caso` de `consultar_por_run`.
def test_sin_un_caso_que_exista_no_hay_consulta(sistema: SistemaDePrueba) -> None:
    abrir_caso(sistema)
    cliente = sistema.cliente()
    conocido = consultar(cliente, str(UUID(int=99)), "12345678-5")
    desconocido = consultar(cliente, str(UUID(int=99)), "9876543-3")
    assert conocido.status_code == 404
    assert conocido.content == desconocido.content


# Mutación probada: `caso_id` y `finalidad` con valor por omisión.
@pytest.mark.parametrize("campo", ["run", "caso_id", "finalidad"])
def test_run_caso_y_finalidad_son_obligatorios(
    sistema_del_modulo: SistemaDePrueba, campo: str
) -> None:
    cuerpo = {
        "run": "12345678-5",
        "caso_id": str(UUID(int=99)),
        "finalidad": "verificacion_de_hallazgo",
    }
    del cuerpo[campo]
    respuesta = sistema_del_modulo.cliente().post("/v1/consultas", json=cuerpo)
    assert campos_con_falta(respuesta) == [campo]


def test_la_finalidad_es_de_una_lista_cerrada(sistema: SistemaDePrueba) -> None:
    caso_id = abrir_caso(sistema)
    respuesta = consultar(sistema.cliente(), caso_id, "12345678-5", finalidad="curiosidad")
    assert campos_con_falta(respuesta) == ["finalidad"]
    assert "curiosidad" not in respuesta.text


# Mutación probada: un parámetro `run` en la ruta de movimientos.
def test_ninguna_direccion_lleva_un_run_ni_otro_dato_de_la_persona(
    sistema_del_modulo: SistemaDePrueba,
) -> None:
    parametros = {
        (parametro["in"], parametro["name"])
        for camino in sistema_del_modulo.app().openapi()["paths"].values()
        for operacion in camino.values()
        for parametro in operacion.get("parameters", [])
    }
    assert parametros == {
        ("path", "alerta_id"),
        ("path", "caso_id"),
        ("path", "coincidencia_id"),
        ("query", "pendientes"),
        ("path", "acuerdo_id"),
        ("path", "antecedente_id"),
        ("path", "codigo"),
        ("path", "decision_id"),
        ("path", "diligencia_id"),
        ("path", "sesion_id"),
        ("path", "uso_id"),
        ("path", "usuario_id"),
        ("query", "dias"),
        ("query", "estado"),
        ("query", "institucion"),
        ("query", "para_nna"),
        ("query", "vencen_en_dias"),
        ("query", "version"),
        ("query", "cursor"),
        ("query", "maximo"),
        ("header", "idempotency-key"),
        # La firma de los bytes enviados y la etiqueta de un documento público: no dicen quién.
        ("header", "firma"),
        ("header", "If-None-Match"),
    }
