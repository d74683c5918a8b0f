"""Evaluar y decidir a la vez, en cualquier orden, da lo mismo; y la base lo cuida."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any
from uuid import UUID

import pytest
from fastapi.testclient import TestClient
from httpx2 import Response
from psycopg import errors

from sistema.casos.reevaluacion import Pedido
from sistema.evaluaciones.servicio import reevaluar_lote
from sistema.modelos.caso import MotivoReevaluacion
from sistema.modelos.usuario import Perfil
from sistema.nucleo.papeles import Papel
from tests.apoyo.evaluaciones import (
    MOTIVO,
    abrir_tranquilo,
    aportar,
    decidir,
    mirar,
    reevaluar_caso,
    responder_baja,
)
from tests.apoyo.http import abrir_caso, crear_cuenta
from tests.apoyo.sistema import FISCAL, INVESTIGADOR, SUPERVISORA, SistemaDePrueba
from tests.integracion.postgres.apoyo import PERSONAS, conectar

CON_PISO = {"hechos": {"violencia_denunciada": "si"}}


def a_la_vez(*actos: Callable[[], Any]) -> list[Any]:
    """Ejecuta los actos en hilos que parten juntos; en el orden dado, lo que devolvió cada uno."""
    partida = Barrier(len(actos))

    def partir(acto: Callable[[], Any]) -> Any:
        partida.wait(timeout=30)
        return acto()

    with ThreadPoolExecutor(len(actos)) as hilos:
        return list(hilos.map(partir, actos))


def preparar(sistema: SistemaDePrueba, *cuentas: str) -> list[TestClient]:
    """Clientes que ya hicieron una petición: FastAPI arma sus rutas en la primera, sin hilos."""
    clientes = [sistema.cliente(cuenta) for cuenta in cuentas]
    for cliente in clientes:
        assert cliente.get("/v1/no-existe").status_code == 404
    return clientes


def abrir_alto_sin_piso(sistema: SistemaDePrueba) -> str:
    caso_id = abrir_tranquilo(sistema)
    aportar(sistema.cliente(), caso_id, hechos={"medicacion_vital": "si"})
    return caso_id


def casi_bajada(sistema: SistemaDePrueba) -> tuple[str, str]:
    """Un caso en ALTO y una baja a la que solo le falta el fiscal."""
    caso_id = abrir_alto_sin_piso(sistema)
    baja = decidir(sistema.cliente(INVESTIGADOR), caso_id, "MEDIO", MOTIVO).json()["decision_id"]
    assert responder_baja(sistema.cliente(SUPERVISORA), baja).status_code == 201
    return caso_id, baja


# Mutación probada: quitar `turnarse` de `decidir`.
def test_dos_bajas_a_la_vez_dejan_una_sola_pendiente(sistema: SistemaDePrueba) -> None:
    caso_id = abrir_alto_sin_piso(sistema)
    propuesta = mirar(sistema.cliente(), caso_id)["propuesta"]["evaluacion_id"]
    clientes = preparar(sistema, INVESTIGADOR, SUPERVISORA, FISCAL)

    def bajar(numero: int) -> Callable[[], Response]:
        return lambda: decidir(clientes[numero], caso_id, "MEDIO", MOTIVO, evaluacion_id=propuesta)

    respuestas = a_la_vez(*(bajar(n) for n in range(3)))
    assert sorted(r.status_code for r in respuestas) == [201, 409, 409]
    assert {r.json()["codigo"] for r in respuestas if r.status_code == 409} == {"baja_pendiente"}
    assert sistema.contar("decision_riesgo") == 1


# Mutación probada: quitar `turnarse` de `dar_visto_bueno`.
@pytest.mark.parametrize("vuelta", range(4))
def test_el_visto_bueno_y_una_propuesta_con_piso_a_la_vez_dejan_alto(
    sistema: SistemaDePrueba, vuelta: int
) -> None:
    caso_id, baja = casi_bajada(sistema)
    fiscal, investigador = preparar(sistema, FISCAL, INVESTIGADOR)
    actos: list[Callable[[], Response]] = [
        lambda: responder_baja(fiscal, baja),
        lambda: investigador.post(f"/v1/casos/{caso_id}/antecedentes", json=CON_PISO),
    ]
    if vuelta % 2:
        actos.reverse()
    respuestas = a_la_vez(*actos)
    assert {r.status_code for r in respuestas} <= {201, 409}
    riesgo = mirar(investigador, caso_id)
    assert (riesgo["categoria"], riesgo["propuesta"]["pisos"]) == ("ALTO", ["F02"])
    [decision] = riesgo["decisiones"]
    assert decision["estado"] in ("cumplida", "caducada")
    # Si la baja alcanzó a cumplirse, la propuesta la subió después.
    assert [v["categoria"] for v in riesgo["vigencias"]][-1] == "ALTO"


def test_dos_vistos_buenos_a_la_vez_cumplen_la_baja_una_vez(sistema: SistemaDePrueba) -> None:
    caso_id, baja = casi_bajada(sistema)
    otro = crear_cuenta(sistema, "otro.fiscal", "ministerio_publico", Perfil.FISCAL)
    clientes = preparar(sistema, FISCAL, otro)
    respuestas = a_la_vez(*(lambda c=c: responder_baja(c, baja) for c in clientes))
    assert sorted(r.status_code for r in respuestas) == [201, 409]
    assert mirar(sistema.cliente(), caso_id)["categoria"] == "MEDIO"


def test_aportes_a_la_vez_quedan_todos_y_en_propuestas_numeradas_de_corrido(
    sistema: SistemaDePrueba,
) -> None:
    caso_id = abrir_caso(sistema)
    clientes = preparar(sistema, *[INVESTIGADOR] * 4)
    hechos = ("lugar_peligroso", "embarazo_o_puerperio", "conducta_inusual", "no_llego_a_destino")

    def decir(numero: int) -> Callable[[], Response]:
        cuerpo = {"hechos": {hechos[numero]: "si"}}
        return lambda: clientes[numero].post(f"/v1/casos/{caso_id}/antecedentes", json=cuerpo)

    respuestas = a_la_vez(*(decir(n) for n in range(4)))
    assert [r.status_code for r in respuestas] == [201] * 4
    riesgo = mirar(sistema.cliente(), caso_id)
    assert [p["version"] for p in riesgo["propuestas"]] == [1, 2, 3, 4]
    cumplidos = {c["codigo"] for c in riesgo["propuesta"]["criterios"] if c["aportes"]}
    assert {"F10", "F15", "F16", "F17"} <= cumplidos


# Mutación probada: quitar `trabar` de `_evaluar`.
def test_evaluar_a_la_vez_guarda_una_sola_propuesta(sistema: SistemaDePrueba) -> None:
    caso_id = abrir_caso(sistema)
    clientes = preparar(sistema, *[INVESTIGADOR] * 4)

    def evaluar(cliente: TestClient) -> Callable[[], Response]:
        return lambda: cliente.post(f"/v1/casos/{caso_id}/evaluaciones")

    respuestas = a_la_vez(*map(evaluar, clientes))
    assert [r.status_code for r in respuestas] == [200] * 4
    assert sorted(r.json()["es_nueva"] for r in respuestas) == [False, False, False, True]
    assert (sistema.contar("evaluacion_riesgo"), sistema.contar("antecedente_riesgo")) == (1, 1)


def test_un_lote_reevalua_cada_caso_con_lo_suyo(sistema: SistemaDePrueba) -> None:
    casos = [abrir_caso(sistema, persona=persona) for persona in PERSONAS[:3]]
    aportar(sistema.cliente(), casos[1], hechos={"violencia_denunciada": "si"})
    bd = sistema.bd(Papel.TAREAS)
    pedidos = [Pedido(UUID(c), MotivoReevaluacion.HORAS) for c in reversed(casos)]
    with bd.transaccion() as sesion:
        assert reevaluar_lote(sesion, bd.llavero, pedidos, sistema.reloj()) == 0
    categorias = [mirar(sistema.cliente(), c)["categoria"] for c in casos]
    assert categorias == ["SIN_DETERMINAR", "ALTO", "SIN_DETERMINAR"]
    with bd.transaccion() as sesion:
        assert reevaluar_lote(sesion, bd.llavero, [], sistema.reloj()) == 0
    assert sistema.contar("evaluacion_riesgo") == 3


# Mutación probada: soltar el disparador `con_piso_solo_alto`.
@pytest.mark.parametrize("papel", [Papel.API, Papel.DUENO])
def test_la_base_no_deja_regir_menos_que_alto_con_un_piso(
    sistema: SistemaDePrueba, papel: Papel
) -> None:
    caso_id = abrir_tranquilo(sistema)
    aportar(sistema.cliente(), caso_id, **CON_PISO)
    orden = (
        "INSERT INTO vigencia_riesgo (caso_id, categoria, evaluacion_id, desde) "
        "SELECT caso_id, '{}', id, now() FROM evaluacion_riesgo ORDER BY version DESC LIMIT 1"
    )
    with conectar(sistema.preparado.urls[papel]) as conexion:
        for categoria in ("BAJO", "MEDIO", "SIN_DETERMINAR"):
            with pytest.raises(errors.RaiseException, match="solo puede regir ALTO"):
                conexion.execute(orden.format(categoria).encode())
        conexion.execute(orden.format("ALTO").encode())


def exigir_que_no_rija(sistema: SistemaDePrueba, categoria: str, origen: str, porque: str) -> None:
    """Hacer regir esa categoría por lo último propuesto o decidido falla por lo que se dice."""
    orden = (
        f"INSERT INTO vigencia_riesgo (caso_id, categoria, {origen}_id, desde) "  # noqa: S608 - las tablas son literales
        f"SELECT caso_id, '{categoria}', id, now() FROM {origen}_riesgo ORDER BY id DESC LIMIT 1"
    )
    with (
        conectar(sistema.preparado.urls[Papel.API]) as conexion,
        pytest.raises(errors.RaiseException, match=porque),
    ):
        conexion.execute(orden.encode())


def agregar_visto_bueno(sistema: SistemaDePrueba, cuenta: str, respuesta: str) -> None:
    """Directo en la base y sin ser fiscal."""
    with conectar(sistema.preparado.urls[Papel.DUENO]) as conexion:
        conexion.execute(
            "INSERT INTO visto_bueno_riesgo (id, decision_id, decidida_por, respuesta, es_fiscal, "
            "motivo, dado_por, institucion, dado_en) SELECT gen_random_uuid(), decision.id, "
            "decidida_por, %s, false, %s, usuario.id, decision.institucion, now() "
            "FROM decision_riesgo AS decision, usuario WHERE cuenta = %s",
            [respuesta, None if respuesta == "aprobar" else b"cifrado", cuenta],
        )


# Mutación probada: quitar cada condición del disparador `nadie_baja_a_solas`.
def test_la_base_no_deja_que_una_propuesta_baje_lo_que_rige(sistema: SistemaDePrueba) -> None:
    abrir_alto_sin_piso(sistema)
    for categoria in ("BAJO", "MEDIO", "SIN_DETERMINAR"):
        exigir_que_no_rija(sistema, categoria, "evaluacion", "no baja la categoria que rige")


def test_la_base_cuenta_los_vistos_buenos_de_una_baja(sistema: SistemaDePrueba) -> None:
    caso_id = abrir_alto_sin_piso(sistema)
    baja = decidir(sistema.cliente(INVESTIGADOR), caso_id, "MEDIO", MOTIVO).json()["decision_id"]
    exigir_que_no_rija(sistema, "BAJO", "decision", "de otro caso o de otra categoria")
    exigir_que_no_rija(sistema, "MEDIO", "decision", "faltan vistos buenos")
    agregar_visto_bueno(sistema, SUPERVISORA, "aprobar")
    exigir_que_no_rija(sistema, "MEDIO", "decision", "faltan vistos buenos")
    agregar_visto_bueno(sistema, crear_cuenta(sistema, "otra.pdi"), "aprobar")
    exigir_que_no_rija(sistema, "MEDIO", "decision", "faltan vistos buenos")
    assert responder_baja(sistema.cliente(FISCAL), baja).json()["estado"] == "cumplida"


def test_la_base_no_deja_cumplir_una_baja_rechazada(sistema: SistemaDePrueba) -> None:
    caso_id = abrir_tranquilo(sistema)
    decidir(sistema.cliente(), caso_id, "MEDIO")
    decidir(sistema.cliente(), caso_id, "BAJO", MOTIVO)
    exigir_que_no_rija(sistema, "BAJO", "decision", "faltan vistos buenos")
    agregar_visto_bueno(sistema, SUPERVISORA, "aprobar")
    agregar_visto_bueno(sistema, FISCAL, "rechazar")
    exigir_que_no_rija(sistema, "BAJO", "decision", "faltan vistos buenos")


@pytest.mark.parametrize("paso", ["confirmar", "subir"])
def test_la_base_no_deja_que_una_persona_sola_baje_lo_determinado(
    sistema: SistemaDePrueba, paso: str
) -> None:
    caso_id = abrir_tranquilo(sistema)
    decidir(sistema.cliente(), caso_id, "MEDIO")
    with conectar(sistema.preparado.urls[Papel.API]) as conexion:
        conexion.execute(
            "INSERT INTO vigencia_riesgo (caso_id, categoria, evaluacion_id, desde) "
            "SELECT caso_id, 'SIN_DETERMINAR', id, now() FROM evaluacion_riesgo "
            "ORDER BY id DESC LIMIT 1"
        )
        conexion.execute(
            "INSERT INTO decision_riesgo (id, caso_id, evaluacion_id, paso, desde, categoria, "
            "decidida_por, institucion, decidida_en) SELECT uuid_max, caso_id, evaluacion_id, %s, "
            "'SIN_DETERMINAR', 'BAJO', decidida_por, institucion, now() FROM decision_riesgo, "
            "CAST('ffffffff-ffff-7fff-8fff-ffffffffffff' AS uuid) AS uuid_max",
            [paso],
        )
    exigir_que_no_rija(sistema, "BAJO", "decision", "una persona sola no baja")


def test_la_base_no_deja_que_alguien_apruebe_su_propia_baja(sistema: SistemaDePrueba) -> None:
    caso_id = abrir_alto_sin_piso(sistema)
    decidir(sistema.cliente(), caso_id, "MEDIO", MOTIVO)
    orden = (
        "INSERT INTO visto_bueno_riesgo (id, decision_id, decidida_por, respuesta, es_fiscal, "
        "dado_por, institucion, dado_en) SELECT gen_random_uuid(), id, {}, 'aprobar', true, "
        "decidida_por, institucion, now() FROM decision_riesgo"
    )
    with conectar(sistema.preparado.urls[Papel.API]) as conexion:
        with pytest.raises(errors.CheckViolation):
            conexion.execute(orden.format("decidida_por").encode())
        # Mentir sobre quién la pidió tampoco sirve.
        with pytest.raises(errors.ForeignKeyViolation):
            conexion.execute(orden.format("gen_random_uuid()").encode())


@pytest.mark.parametrize(
    "orden",
    [
        "DELETE FROM antecedente_riesgo",
        "UPDATE antecedente_riesgo SET id = id",
        "DELETE FROM evaluacion_riesgo",
        "UPDATE evaluacion_riesgo SET con_piso = false",
        "DELETE FROM decision_riesgo",
        "UPDATE decision_riesgo SET id = id",
        "DELETE FROM visto_bueno_riesgo",
        "UPDATE visto_bueno_riesgo SET id = id",
        "DELETE FROM vigencia_riesgo",
        "UPDATE vigencia_riesgo SET categoria = 'BAJO'",
    ],
)
def test_ni_el_dueno_reescribe_el_riesgo(sistema: SistemaDePrueba, orden: str) -> None:
    with (
        conectar(sistema.preparado.urls[Papel.DUENO]) as conexion,
        pytest.raises(errors.RaiseException, match="solo admite agregar"),
    ):
        conexion.execute(orden.encode())


def test_el_consumidor_no_evalua_ni_ve_el_riesgo(sistema: SistemaDePrueba) -> None:
    abrir_tranquilo(sistema)
    with conectar(sistema.preparado.urls[Papel.CONSUMIDOR]) as conexion:
        for orden in (
            "SELECT FROM antecedente_riesgo",
            "SELECT FROM evaluacion_riesgo",
            "SELECT FROM vigencia_riesgo",
        ):
            with pytest.raises(errors.InsufficientPrivilege):
                conexion.execute(orden.encode())


def test_un_reloj_atrasado_no_impide_reevaluar(sistema: SistemaDePrueba) -> None:
    caso_id = abrir_tranquilo(sistema)
    sistema.reloj.instante = sistema.reloj().replace(hour=2, minute=59, second=59)
    assert not reevaluar_caso(sistema, caso_id)
