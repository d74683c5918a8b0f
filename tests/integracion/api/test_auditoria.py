"""INV-6: nada se ve ni se hace sin su asiento, y lo que se niega también queda."""

from collections.abc import Callable
from uuid import UUID

import pytest
from fastapi.testclient import TestClient
from httpx2 import Response
from sqlalchemy.exc import DBAPIError

from sistema.nucleo.papeles import Papel
from tests.apoyo.fabricas import denuncia
from tests.apoyo.http import (
    CLAVE,
    MINIMA,
    abrir_caso_con_alertas,
    asientos,
    cliente_anonimo,
    crear_cuenta,
    listar_alertas,
    ordenar,
)
from tests.apoyo.sistema import RECEPTOR, SistemaDePrueba

RUN = "12.345.678-5"
INEXISTENTE = str(UUID(int=99))
FINALIDAD = "busqueda_de_la_persona"
# Lo que no puede salir en la respuesta de una lectura que no quedó asentada.
CONTENIDO = ("Rosario", "Huenchull", "Temuco", "servicio_salud", "enlace", "caso_id")

SIN_PERMISO_DE_ASENTAR = ("REVOKE INSERT ON asiento FROM sistema_api",)
SIN_TABLA = ("ALTER TABLE asiento RENAME TO asiento_perdido",)
SOLO_LECTURA = ("ALTER DATABASE {base} SET default_transaction_read_only = on",)
FALLA_AL_CONFIRMAR = (
    """CREATE FUNCTION fallar() RETURNS trigger LANGUAGE plpgsql AS
    $$ BEGIN RAISE EXCEPTION 'no se confirma'; END $$""",
    """CREATE CONSTRAINT TRIGGER fallar AFTER INSERT ON asiento
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION fallar()""",
)


def consultar(cliente: TestClient, caso_id: str, run: str = RUN) -> Response:
    cuerpo = {"run": run, "caso_id": caso_id, "finalidad": FINALIDAD}
    return cliente.post("/v1/consultas", json=cuerpo)


def movimientos(cliente: TestClient, caso_id: str) -> Response:
    return cliente.get(f"/v1/casos/{caso_id}/movimientos")


def bandeja(cliente: TestClient, _caso_id: str) -> Response:
    return cliente.get("/v1/alertas")


Lectura = Callable[[TestClient, str], Response]
LECTURAS: tuple[Lectura, ...] = (consultar, movimientos, bandeja)


def averiar(sistema: SistemaDePrueba, averia: tuple[str, ...]) -> None:
    """Rompe la base de esta prueba y suelta las conexiones, que no sabrían de un ALTER DATABASE."""
    [(base,)] = sistema.consultar("SELECT current_database()")
    ordenar(sistema, *(orden.format(base=base) for orden in averia))
    sistema.bd(Papel.API).cerrar()


# Mutación probada: quitar `asentar_hecho` de cada lectura.
def test_cada_lectura_deja_un_asiento_con_finalidad_caso_y_resultados(
    sistema: SistemaDePrueba,
) -> None:
    caso_id = abrir_caso_con_alertas(sistema, 2)
    antes = len(asientos(sistema))
    cliente = sistema.cliente()
    for leer in LECTURAS:
        assert leer(cliente, caso_id).status_code == 200
    nuevos = asientos(sistema)[antes:]
    assert [(a.accion, a.finalidad, a.resultados) for a in nuevos] == [
        ("persona:consultar", FINALIDAD, 1),
        ("caso:ver_movimientos", None, 2),
        ("alerta:listar", None, 2),
    ]
    assert [a.caso_id and str(a.caso_id) for a in nuevos] == [caso_id, caso_id, None]
    for asiento in nuevos:
        assert (asiento.institucion, asiento.perfil) == ("pdi", "INVESTIGADOR")
        assert asiento.desenlace == "hecho"
        assert asiento.usuario_id is not None
        assert asiento.sesion_id is not None
        assert asiento.ocurrido_en == sistema.reloj()


# Mutación probada: `con_busqueda` con el RUN en `objeto`, y sin los términos.
def test_el_run_buscado_queda_asentado_pero_cifrado(sistema: SistemaDePrueba) -> None:
    caso_id = abrir_caso_con_alertas(sistema, 1)
    assert consultar(sistema.cliente(), caso_id, "12345678-5").status_code == 200
    assert asientos(sistema)[-1].detalle == {"run": "12345678-5"}
    for tabla in ("asiento", "persona", "clave_persona", "denuncia", "contacto", "coincidencia"):
        for (fila,) in sistema.consultar(f"SELECT t::text FROM {tabla} t"):  # noqa: S608 - todo es literal
            for run in ("12345678-5", RUN, "12345678", "Rosario"):
                assert run not in fila
                assert run.encode().hex() not in fila


# Mutación probada: que `transaccion` no repita los actos duraderos al deshacer.
def test_n_negativas_dejan_n_asientos(sistema: SistemaDePrueba) -> None:
    caso_id = abrir_caso_con_alertas(sistema, 1)
    [alerta] = listar_alertas(sistema.cliente())
    antes = len(asientos(sistema))
    acuse = f"/v1/alertas/{alerta['id']}/acuse"
    sin_permiso = sistema.cliente(RECEPTOR)
    colaboradora = sistema.cliente(crear_cuenta(sistema, "colaboradora", "registro_civil"))
    investigador = sistema.cliente()
    negadas: list[tuple[Response, str]] = []
    for cliente in (sin_permiso, colaboradora):
        negadas += [(leer(cliente, caso_id), "sin_permiso") for leer in LECTURAS]
        negadas.append((cliente.post(acuse), "sin_permiso"))
    negadas.append((colaboradora.post("/v1/denuncias", json=MINIMA), "sin_permiso"))
    negadas += [(leer(investigador, INEXISTENTE), "no_encontrado") for leer in LECTURAS[:2]]
    negadas.append((investigador.post(f"/v1/alertas/{INEXISTENTE}/acuse"), "no_encontrado"))
    assert {r.status_code for r, _motivo in negadas} == {404}
    nuevos = asientos(sistema)[antes:]
    assert [a.desenlace for a in nuevos] == ["rechazado"] * 12
    assert [a.detalle["motivo"] for a in nuevos if a.detalle] == [m for _r, m in negadas]


# Mutación probada: no atender ProgrammingError ni InternalError como base no disponible.
@pytest.mark.parametrize(
    "averia", [SIN_PERMISO_DE_ASENTAR, SIN_TABLA, SOLO_LECTURA], ids=["permiso", "tabla", "lectura"]
)
def test_si_no_se_puede_asentar_nada_se_responde_y_nada_se_hace(
    sistema: SistemaDePrueba, averia: tuple[str, ...]
) -> None:
    caso_id = abrir_caso_con_alertas(sistema, 1)
    [alerta] = listar_alertas(sistema.cliente())
    crear_cuenta(sistema, "ana")
    cliente, sin_permiso = sistema.cliente(), sistema.cliente(RECEPTOR)
    sesiones = sistema.contar("sesion")
    averiar(sistema, averia)

    credencial = {"cuenta": "ana", "clave": CLAVE}
    respuestas = [leer(cliente, caso_id) for leer in LECTURAS]
    respuestas += [leer(sin_permiso, caso_id) for leer in LECTURAS]
    respuestas += [leer(cliente, INEXISTENTE) for leer in LECTURAS[:2]]
    respuestas += [
        cliente.post("/v1/denuncias", json=denuncia()),
        cliente.post(f"/v1/alertas/{alerta['id']}/acuse"),
        cliente.delete("/v1/sesiones/actual"),
        cliente_anonimo(sistema).post("/v1/sesiones", json=credencial),
        cliente_anonimo(sistema).post("/v1/sesiones", json={**credencial, "clave": "otra"}),
    ]
    for respuesta in respuestas:
        assert respuesta.status_code == 503, respuesta.text
        assert respuesta.json()["codigo"] == "base_no_disponible"
        assert "set-cookie" not in respuesta.headers
        for dato in (*CONTENIDO, caso_id, alerta["id"]):
            assert dato not in respuesta.text
    assert (sistema.contar("caso"), sistema.contar("sesion")) == (1, sesiones)
    assert sistema.consultar("SELECT count(acusada_en) FROM entrega_alerta") == [(0,)]
    assert sistema.consultar("SELECT count(cerrada_en) FROM sesion") == [(0,)]


# Mutación probada: `Depends(abrir_transaccion)` sin `scope="function"`: respondía 200.
def test_si_la_confirmacion_falla_no_sale_ningun_dato(sistema: SistemaDePrueba) -> None:
    caso_id = abrir_caso_con_alertas(sistema, 1)
    crear_cuenta(sistema, "ana")
    cliente = sistema.cliente()
    averiar(sistema, FALLA_AL_CONFIRMAR)
    respuestas = [leer(cliente, caso_id) for leer in LECTURAS]
    respuestas.append(cliente.post("/v1/denuncias", json=denuncia()))
    respuestas.append(movimientos(sistema.cliente(RECEPTOR), caso_id))
    credencial = {"cuenta": "ana", "clave": CLAVE}
    respuestas.append(cliente_anonimo(sistema).post("/v1/sesiones", json=credencial))
    for respuesta in respuestas:
        assert respuesta.status_code == 503, respuesta.text
        assert "set-cookie" not in respuesta.headers
        for dato in (*CONTENIDO, caso_id):
            assert dato not in respuesta.text
    assert sistema.contar("caso") == 1


# Mutación probada: quitar el disparador `solo_agregar` de la migración.
@pytest.mark.parametrize(
    "orden",
    [
        "UPDATE asiento SET accion = 'otra'",
        "UPDATE asiento SET accion = 'otra' WHERE false",
        "DELETE FROM asiento",
        "TRUNCATE asiento",
    ],
)
def test_ni_el_dueno_reescribe_lo_asentado(sistema: SistemaDePrueba, orden: str) -> None:
    abrir_caso_con_alertas(sistema, 1)
    antes = sistema.consultar("SELECT a::text FROM asiento a ORDER BY numero")
    with pytest.raises(DBAPIError, match="solo admite agregar"):
        ordenar(sistema, orden)
    assert sistema.consultar("SELECT a::text FROM asiento a ORDER BY numero") == antes


# Mutación probada: otorgar SELECT, UPDATE en `asiento`.
@pytest.mark.parametrize("papel", [Papel.API, Papel.CONSUMIDOR])
@pytest.mark.parametrize(
    "orden",
    [
        "SELECT count(*) FROM asiento",
        "UPDATE asiento SET accion = 'otra'",
        "DELETE FROM asiento",
        "TRUNCATE asiento",
        "DROP TABLE asiento",
        "ALTER TABLE asiento DISABLE TRIGGER ALL",
        "CREATE TABLE public.propia (x int)",
    ],
)
def test_los_papeles_de_ejecucion_solo_agregan_asientos(
    sistema_del_modulo: SistemaDePrueba, papel: Papel, orden: str
) -> None:
    with (
        pytest.raises(DBAPIError, match=r"permission denied|must be owner"),
        sistema_del_modulo.bd(papel).transaccion() as sesion,
    ):
        sesion.connection().exec_driver_sql(orden)


def test_una_lectura_repetida_se_asienta_cada_vez(sistema: SistemaDePrueba) -> None:
    caso_id = abrir_caso_con_alertas(sistema, 1)
    antes = len(asientos(sistema))
    cliente = sistema.cliente()
    for _ in range(3):
        assert movimientos(cliente, caso_id).status_code == 200
    assert len(asientos(sistema)) == antes + 3
