"""La bandeja de alertas de cada interviniente y el acuse que da una persona."""

from datetime import timedelta
from uuid import UUID

import pytest

from tests.apoyo.fabricas import evento, lote
from tests.apoyo.http import (
    abrir_caso_con_alertas,
    asientos,
    campos_con_falta,
    crear_cuenta,
    listar_alertas,
)
from tests.apoyo.sistema import FISCAL, INVESTIGADOR, RECEPTOR, SUPERVISORA, SistemaDePrueba

INEXISTENTE = UUID(int=99)


def test_la_alerta_trae_lo_minimo_para_decidir_si_abrir_el_caso(sistema: SistemaDePrueba) -> None:
    caso_id = abrir_caso_con_alertas(sistema, 1)
    [alerta] = listar_alertas(sistema.cliente())
    assert 0.9 < alerta.pop("probabilidad") <= 1
    assert UUID(alerta.pop("id")).version == 7
    assert alerta == {
        "clase": "posible_paradero",
        "caso_id": caso_id,
        "categoria": None,
        "urgencia": None,
        "decision_id": None,
        "decision": "enlace",
        "estado_decision": "pendiente",
        "tipo_contacto": "atencion_urgencia",
        "organismo": "servicio_salud_araucania_sur",
        "ocurrido_en": "2026-11-21T10:00:00Z",
        "emitida_en": "2026-11-22T03:00:00Z",
        "acusada_en": None,
    }


# Mutación probada: quitar el orden; cursor con `<=`; siguiente sin mirar si hay más.
@pytest.mark.parametrize("maximo", [1, 2, 3, 7, 8])
def test_las_paginas_recorren_la_bandeja_sin_huecos_ni_repeticiones(
    sistema: SistemaDePrueba, maximo: int
) -> None:
    abrir_caso_con_alertas(sistema, 7)
    cliente = sistema.cliente()
    completa = [a["id"] for a in listar_alertas(cliente)]
    assert len(set(completa)) == 7
    assert completa == sorted(completa, reverse=True)

    recorrida: list[str] = []
    cursor: dict[str, str] = {}
    while len(recorrida) <= len(completa):  # un cursor que repite no deja dando vueltas
        parametros = {"maximo": str(maximo), **cursor}
        pagina = cliente.get("/v1/alertas", params=parametros).json()
        assert 1 <= len(pagina["alertas"]) <= maximo
        recorrida += [a["id"] for a in pagina["alertas"]]
        if pagina["siguiente"] is None:
            break
        cursor = {"cursor": pagina["siguiente"]}
    assert recorrida == completa


def test_lo_que_llega_o_se_acusa_entre_dos_paginas_no_mueve_la_siguiente(
    sistema: SistemaDePrueba,
) -> None:
    abrir_caso_con_alertas(sistema, 5)
    cliente = sistema.cliente()
    completa = [a["id"] for a in listar_alertas(cliente)]
    primera = cliente.get("/v1/alertas", params={"maximo": "2"}).json()
    cliente.post(f"/v1/alertas/{completa[0]}/acuse")
    sistema.puerta().registrar_lote(lote(evento(77), desde=5))
    resto = listar_alertas(cliente, cursor=primera["siguiente"])
    assert [a["id"] for a in resto] == completa[2:]


# Mutación probada: `leer_cursor` que devuelve `None` ante un cursor ilegible.
@pytest.mark.parametrize(
    "cursor", ["", "x", "AAAA", "A" * 23, "no es un cursor", "ñ" * 22, "A" * 21 + "=", "A" * 64]
)
def test_un_cursor_ajeno_se_rechaza_nombrando_su_campo(
    sistema_del_modulo: SistemaDePrueba, cursor: str
) -> None:
    respuesta = sistema_del_modulo.cliente().get("/v1/alertas", params={"cursor": cursor})
    assert campos_con_falta(respuesta) == ["cursor"]


# Mutación probada: quitar `EntregaAlerta.institucion == institucion` de la página y del acuse.
def test_el_acuse_de_una_institucion_no_toca_la_bandeja_de_las_otras(
    sistema: SistemaDePrueba,
) -> None:
    abrir_caso_con_alertas(sistema, 1)
    [alerta] = listar_alertas(sistema.cliente(INVESTIGADOR))
    acuse = sistema.cliente(INVESTIGADOR).post(f"/v1/alertas/{alerta['id']}/acuse")
    assert acuse.json() == {"alerta_id": alerta["id"], "acusada_en": "2026-11-22T03:00:00Z"}
    assert listar_alertas(sistema.cliente(INVESTIGADOR)) == []
    for cuenta in (SUPERVISORA, FISCAL):
        [pendiente] = listar_alertas(sistema.cliente(cuenta))
        assert (pendiente["id"], pendiente["acusada_en"]) == (alerta["id"], None)
    [acusada] = listar_alertas(sistema.cliente(INVESTIGADOR), pendientes="false")
    assert acusada["acusada_en"] == "2026-11-22T03:00:00Z"


# Mutación probada: quitar `acusada_en IS NULL` de `acusar_si_pendiente`.
def test_repetir_el_acuse_no_lo_cambia_y_manda_el_primero(sistema: SistemaDePrueba) -> None:
    abrir_caso_con_alertas(sistema, 1)
    primera, segunda = sistema.cliente(), sistema.cliente(crear_cuenta(sistema, "otra.pdi"))
    [alerta] = listar_alertas(primera)
    ruta = f"/v1/alertas/{alerta['id']}/acuse"
    acuses = [primera.post(ruta).json()]
    sistema.reloj.avanzar(timedelta(minutes=3))
    acuses += [segunda.post(ruta).json(), primera.post(ruta).json()]
    assert {a["acusada_en"] for a in acuses} == {"2026-11-22T03:00:00Z"}
    [(cuenta,)] = sistema.consultar(
        "SELECT cuenta FROM entrega_alerta JOIN usuario ON usuario.id = acusada_por"
    )
    assert cuenta == INVESTIGADOR
    acusados = [a for a in asientos(sistema) if a.accion == "alerta:acusar"]
    assert [(str(a.caso_id), a.desenlace) for a in acusados] == [(alerta["caso_id"], "hecho")] * 3


# Mutación probada: dar a Denegado un código propio.
def test_la_alerta_ajena_se_responde_igual_que_la_inexistente(sistema: SistemaDePrueba) -> None:
    abrir_caso_con_alertas(sistema, 1)
    [alerta] = listar_alertas(sistema.cliente())
    de_colaborador = crear_cuenta(sistema, "colaboradora", "registro_civil")
    inexistente = sistema.cliente().post(f"/v1/alertas/{INEXISTENTE}/acuse")
    assert inexistente.status_code == 404
    for cuenta in (RECEPTOR, de_colaborador):
        for id_ in (alerta["id"], INEXISTENTE):
            denegada = sistema.cliente(cuenta).post(f"/v1/alertas/{id_}/acuse")
            assert denegada.status_code == 404
            assert denegada.content == inexistente.content
            assert denegada.headers == inexistente.headers
    [(acusada,)] = sistema.consultar("SELECT count(acusada_en) FROM entrega_alerta")
    assert acusada == 0
    motivos = [
        a.detalle["motivo"] for a in asientos(sistema) if a.detalle and "motivo" in a.detalle
    ]
    assert motivos == ["no_encontrado"] + ["sin_permiso"] * 4


def test_quien_no_puede_listar_recibe_lo_mismo_que_en_una_ruta_que_no_existe(
    sistema: SistemaDePrueba,
) -> None:
    abrir_caso_con_alertas(sistema, 1)
    denegada = sistema.cliente(RECEPTOR).get("/v1/alertas")
    ausente = sistema.cliente(RECEPTOR).get("/v1/no-existe")
    assert (denegada.status_code, denegada.content) == (404, ausente.content)
