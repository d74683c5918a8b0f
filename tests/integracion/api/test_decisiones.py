"""Lo que un funcionario decide de una coincidencia: queda todo, se ve en todas partes y manda."""

from typing import Any
from uuid import UUID

import pytest
from fastapi.testclient import TestClient
from httpx2 import Response

from sistema.contactos.tipos import ResultadoLote
from sistema.nucleo.papeles import Papel
from tests.apoyo.fabricas import KAFKA, denuncia, evento, lote
from tests.apoyo.http import abrir_caso, asientos, campos_con_falta, crear_cuenta, listar_alertas
from tests.apoyo.sistema import FISCAL, INVESTIGADOR, RECEPTOR, SUPERVISORA, SistemaDePrueba

INEXISTENTE = UUID(int=99)
MOTIVO = "Hablé con ella: es un alcance de nombre."
ROSARIO = denuncia()["persona"]
SIN_RUN_NI_MATERNO = {k: v for k, v in ROSARIO.items() if k not in {"run", "apellido_materno"}}
SOLO_EL_NOMBRE = {
    k: v for k, v in ROSARIO.items() if k in {"nombres", "apellido_paterno", "apellido_materno"}
}


def recibir(
    sistema: SistemaDePrueba, numero: int, persona: dict[str, Any] | None = None
) -> ResultadoLote:
    """Un lote con un solo evento, a continuación de lo ya consumido."""
    puerta = sistema.puerta()
    leido = lote(evento(numero, persona=persona), desde=puerta.posicion(KAFKA))
    return puerta.registrar_lote(leido)


def movimientos(cliente: TestClient, caso_id: str) -> list[dict[str, Any]]:
    respuesta = cliente.get(f"/v1/casos/{caso_id}/movimientos")
    assert respuesta.status_code == 200, respuesta.text
    leidos: list[dict[str, Any]] = respuesta.json()["movimientos"]
    return leidos


def hallar(sistema: SistemaDePrueba, persona: dict[str, Any] | None = None) -> tuple[str, str]:
    """Un caso y la coincidencia de su primer contacto."""
    caso_id = abrir_caso(sistema)
    assert recibir(sistema, 1, persona).alertas == 1
    [movimiento] = movimientos(sistema.cliente(), caso_id)
    return caso_id, str(movimiento["coincidencia_id"])


def decidir(
    cliente: TestClient, coincidencia_id: object, accion: str, motivo: str = "", **mas: str
) -> Response:
    cabeceras = {nombre.replace("_", "-"): valor for nombre, valor in mas.items()}
    return cliente.post(
        f"/v1/coincidencias/{coincidencia_id}/decision",
        json={"accion": accion, "motivo": motivo},
        headers=cabeceras,
    )


# Mutación probada: que `omitir_rechazados` devuelva todo.
def test_lo_rechazado_no_vuelve_con_otro_id_y_los_mismos_datos(sistema: SistemaDePrueba) -> None:
    caso_id, coincidencia = hallar(sistema)
    assert decidir(sistema.cliente(), coincidencia, "rechazar", MOTIVO).status_code == 201
    reescrita = {
        **ROSARIO,
        "run": "12345678-5",
        "nombres": "ROSARIO MILLARAY",
        "apellido_paterno": "huenchullan",
        "fecha_nacimiento": "09-03-1984",
    }
    for numero, persona in ((2, ROSARIO), (3, reescrita)):
        resultado = recibir(sistema, numero, persona)
        assert (resultado.nuevos, resultado.coincidencias, resultado.alertas) == (1, 0, 0)
    assert (sistema.contar("contacto"), sistema.contar("coincidencia")) == (1, 1)
    omitidos = [a for a in asientos(sistema) if a.accion == "coincidencia:omitir"]
    assert [(a.objeto, a.objeto_id, str(a.caso_id)) for a in omitidos] == [
        ("evento", str(UUID(int=2)), caso_id),
        ("evento", str(UUID(int=3)), caso_id),
    ]


# Mutación probada: una huella que no mira el RUN o el apellido materno.
def test_lo_rechazado_vuelve_cuando_trae_un_dato_nuevo(sistema: SistemaDePrueba) -> None:
    _caso, coincidencia = hallar(sistema, SIN_RUN_NI_MATERNO)
    decidir(sistema.cliente(), coincidencia, "rechazar", MOTIVO)
    assert recibir(sistema, 2, SIN_RUN_NI_MATERNO).alertas == 0
    con_materno = {**SIN_RUN_NI_MATERNO, "apellido_materno": ROSARIO["apellido_materno"]}
    assert recibir(sistema, 3, con_materno).alertas == 1
    assert recibir(sistema, 4, {**SIN_RUN_NI_MATERNO, "run": ROSARIO["run"]}).alertas == 1


# Mutación probada: `es_memorable=True`.
def test_rechazar_a_un_homonimo_no_calla_al_siguiente(sistema: SistemaDePrueba) -> None:
    _caso, coincidencia = hallar(sistema, SOLO_EL_NOMBRE)
    decidir(sistema.cliente(), coincidencia, "rechazar", MOTIVO)
    assert recibir(sistema, 2, SOLO_EL_NOMBRE).alertas == 1


# Mutación probada: ordenar por `numero` sin DESC.
def test_deshacer_devuelve_el_par_a_los_eventos_que_sigan(sistema: SistemaDePrueba) -> None:
    caso_id, coincidencia = hallar(sistema)
    cliente = sistema.cliente()
    decidir(cliente, coincidencia, "rechazar", MOTIVO)
    assert recibir(sistema, 2).alertas == 0
    deshecha = decidir(cliente, coincidencia, "deshacer")
    assert (deshecha.status_code, deshecha.json()["estado_decision"]) == (201, "pendiente")
    assert recibir(sistema, 3).alertas == 1
    estados = [m["estado_decision"] for m in movimientos(cliente, caso_id)]
    assert estados == ["pendiente", "pendiente"]


def test_confirmar_no_cierra_el_caso_ni_calla_lo_que_sigue(sistema: SistemaDePrueba) -> None:
    caso_id, coincidencia = hallar(sistema)
    confirmada = decidir(sistema.cliente(), coincidencia, "confirmar").json()
    assert UUID(confirmada.pop("decision_id")).version == 7
    assert confirmada == {
        "coincidencia_id": coincidencia,
        "caso_id": caso_id,
        "accion": "confirmar",
        "estado_decision": "confirmada",
        "institucion": "pdi",
        "decidida_en": "2026-11-22T03:00:00Z",
    }
    assert sistema.consultar("SELECT estado FROM caso") == [("busqueda_24h",)]
    assert recibir(sistema, 2).alertas == 1


def test_las_otras_instituciones_ven_la_decision_en_movimientos_y_alertas(
    sistema: SistemaDePrueba,
) -> None:
    caso_id, coincidencia = hallar(sistema)
    decidir(sistema.cliente(INVESTIGADOR), coincidencia, "rechazar", MOTIVO)
    for cuenta in (INVESTIGADOR, SUPERVISORA, FISCAL):
        cliente = sistema.cliente(cuenta)
        [movimiento] = movimientos(cliente, caso_id)
        [alerta] = listar_alertas(cliente)
        assert (movimiento["estado_decision"], alerta["estado_decision"]) == ("rechazada",) * 2
    assert decidir(sistema.cliente(FISCAL), coincidencia, "deshacer").status_code == 201
    [alerta] = listar_alertas(sistema.cliente(INVESTIGADOR))
    assert alerta["estado_decision"] == "pendiente"


# Mutación probada: quitar la comparación con el estado actual.
@pytest.mark.parametrize(
    ("previas", "accion"),
    [
        ((), "deshacer"),
        (("confirmar",), "confirmar"),
        (("rechazar",), "rechazar"),
        (("rechazar", "deshacer"), "deshacer"),
    ],
)
def test_lo_que_no_cambia_nada_se_niega_con_su_remedio(
    sistema: SistemaDePrueba, previas: tuple[str, ...], accion: str
) -> None:
    _caso, coincidencia = hallar(sistema)
    cliente = sistema.cliente()
    for previa in previas:
        assert decidir(cliente, coincidencia, previa, MOTIVO).status_code == 201
    negada = decidir(cliente, coincidencia, accion, MOTIVO)
    assert (negada.status_code, negada.json()["codigo"]) == (409, "decision_sin_efecto")
    assert "movimientos del caso" in negada.json()["detail"]
    assert sistema.contar("decision_coincidencia") == len(previas)
    assert asientos(sistema)[-1].desenlace == "rechazado"


# Mutación probada: no exigir el motivo.
@pytest.mark.parametrize("motivo", ["", "   ", "\n\t ", "\u00ad", " \u00a0"])
def test_rechazar_exige_un_motivo(sistema_del_modulo: SistemaDePrueba, motivo: str) -> None:
    respuesta = decidir(sistema_del_modulo.cliente(), INEXISTENTE, "rechazar", motivo)
    assert campos_con_falta(respuesta) == ["motivo"]


@pytest.mark.parametrize(
    ("cuerpo", "campo"),
    [
        ({}, "accion"),
        ({"accion": "cerrar"}, "accion"),
        ({"accion": "rechazar", "motivo": "x" * 2_001}, "motivo"),
        ({"accion": "rechazar", "motivo": "a\u0000b"}, "motivo"),
        ({"accion": "confirmar", "estado": "termino"}, "mensaje"),
    ],
)
def test_un_cuerpo_malo_nombra_su_campo(
    sistema_del_modulo: SistemaDePrueba, cuerpo: dict[str, Any], campo: str
) -> None:
    ruta = f"/v1/coincidencias/{INEXISTENTE}/decision"
    respuesta = sistema_del_modulo.cliente().post(ruta, json=cuerpo)
    assert campos_con_falta(respuesta) == [campo]


# Mutación probada: dar el permiso a quien solo recibe denuncias.
def test_lo_ajeno_se_responde_igual_que_lo_inexistente_y_queda_asentado(
    sistema: SistemaDePrueba,
) -> None:
    _caso, coincidencia = hallar(sistema)
    de_colaborador = crear_cuenta(sistema, "colaboradora", "registro_civil")
    inexistente = decidir(sistema.cliente(), INEXISTENTE, "confirmar")
    assert inexistente.status_code == 404
    for cuenta in (RECEPTOR, de_colaborador):
        for id_ in (coincidencia, INEXISTENTE):
            denegada = decidir(sistema.cliente(cuenta), id_, "confirmar")
            assert denegada.status_code == 404
            assert denegada.content == inexistente.content
    assert sistema.contar("decision_coincidencia") == 0
    negados = [a for a in asientos(sistema) if a.accion == "coincidencia:decidir"]
    assert [(a.desenlace, (a.detalle or {})["motivo"]) for a in negados] == [
        ("rechazado", "no_encontrado"),
        *[("rechazado", "sin_permiso")] * 4,
    ]


def test_repetir_la_peticion_con_su_clave_no_decide_dos_veces(sistema: SistemaDePrueba) -> None:
    _caso, coincidencia = hallar(sistema)
    cliente = sistema.cliente()
    veces = [
        decidir(cliente, coincidencia, "rechazar", MOTIVO, Idempotency_Key="a") for _ in range(3)
    ]
    assert [v.status_code for v in veces] == [201] * 3
    assert veces[0].json() == veces[1].json() == veces[2].json()
    assert sistema.contar("decision_coincidencia") == 1
    distinta = decidir(cliente, coincidencia, "confirmar", Idempotency_Key="a")
    assert (distinta.status_code, distinta.json()["codigo"]) == (409, "peticion_repetida_distinta")


# Mutación probada: guardar el motivo como texto; no asentar la decisión.
def test_el_motivo_queda_cifrado_y_la_decision_asentada(sistema: SistemaDePrueba) -> None:
    caso_id, coincidencia = hallar(sistema)
    decidir(sistema.cliente(), coincidencia, "rechazar", f"  {MOTIVO} ")
    [(guardado, institucion, cuenta)] = sistema.consultar(
        "SELECT d.motivo, d.institucion, cuenta FROM decision_coincidencia AS d "
        "JOIN usuario ON usuario.id = decidida_por"
    )
    assert MOTIVO.encode() not in bytes(guardado)
    llavero = sistema.bd(Papel.API).llavero
    abierto = llavero.descifrar(bytes(guardado), "decision_coincidencia.motivo")
    assert (abierto.decode(), institucion, cuenta) == (MOTIVO, "pdi", INVESTIGADOR)
    ultimo = asientos(sistema)[-1]
    assert (ultimo.accion, ultimo.desenlace, ultimo.objeto) == (
        "coincidencia:decidir",
        "hecho",
        "coincidencia",
    )
    assert (ultimo.objeto_id, str(ultimo.caso_id)) == (coincidencia, caso_id)
    assert ultimo.detalle == {"decision": "rechazar", "motivo_de_la_decision": MOTIVO}
