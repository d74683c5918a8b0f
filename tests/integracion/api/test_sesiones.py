"""Entrar, permanecer y salir: una sesión vive poco y muere con su cuenta."""

from datetime import timedelta
from time import perf_counter

import pytest
from fastapi.testclient import TestClient
from httpx2 import Response

from tests.apoyo.http import CLAVE, asientos, cliente_anonimo, crear_cuenta, ordenar
from tests.apoyo.sistema import INVESTIGADOR, SistemaDePrueba

GALLETA = "__Host-sesion"
BANDEJA = "/v1/alertas"
SUSPENDER = "UPDATE usuario SET estado = 'suspendido' WHERE cuenta = 'ana'"


def entrar(sistema: SistemaDePrueba, cuenta: str = "ana", clave: str = CLAVE) -> Response:
    credencial = {"cuenta": cuenta, "clave": clave}
    return cliente_anonimo(sistema).post("/v1/sesiones", json=credencial)


def cliente_de(sistema: SistemaDePrueba) -> TestClient:
    """Un cliente que entró por la puerta, con su cuenta y su clave."""
    crear_cuenta(sistema, "ana")
    cliente = cliente_anonimo(sistema)
    cliente.headers["Authorization"] = f"Bearer {entrar(sistema).json()['token']}"
    return cliente


def test_la_cuenta_y_la_clave_correctas_abren_una_sesion(sistema: SistemaDePrueba) -> None:
    crear_cuenta(sistema, "ana")
    respuesta = entrar(sistema)
    assert respuesta.status_code == 201, respuesta.text
    abierta = respuesta.json()
    assert (abierta["institucion"], abierta["perfil"]) == ("pdi", "INVESTIGADOR")
    assert abierta["vence_en"] == "2026-11-22T12:00:00Z"
    assert "reservado" in abierta["aviso"]
    [asiento] = asientos(sistema)
    assert (asiento.accion, asiento.desenlace) == ("sesion:abrir", "hecho")


def test_las_cuentas_de_ensayo_entran_con_su_clave(sistema: SistemaDePrueba) -> None:
    assert entrar(sistema, INVESTIGADOR, sistema.claves[INVESTIGADOR]).status_code == 201


# Mutación probada: otro detalle si la cuenta no existe; no mirar el estado de la cuenta.
def test_clave_equivocada_cuenta_desconocida_y_cuenta_suspendida_se_responden_igual(
    sistema: SistemaDePrueba,
) -> None:
    crear_cuenta(sistema, "ana")
    equivocada = entrar(sistema, clave="otra-clave")
    desconocida = entrar(sistema, cuenta="nadie")
    ordenar(sistema, SUSPENDER)
    suspendida = entrar(sistema)
    for respuesta in (equivocada, desconocida, suspendida):
        assert respuesta.status_code == 401
        assert respuesta.content == equivocada.content
        assert respuesta.headers == equivocada.headers
        assert "set-cookie" not in respuesta.headers
    assert sistema.contar("sesion") == 0


# Mutación probada: en `es_la_clave`, devolver False sin verificar si no hay cuenta.
def test_una_cuenta_desconocida_demora_lo_mismo_que_una_clave_equivocada(
    sistema: SistemaDePrueba,
) -> None:
    crear_cuenta(sistema, "ana")

    def demora_minima_s(cuenta: str) -> float:
        demoras = []
        for _ in range(5):
            # Pasa el freno de la red, que cuenta los fallos de un cuarto de hora.
            sistema.reloj.avanzar(timedelta(minutes=16))
            partida = perf_counter()
            assert entrar(sistema, cuenta, "otra-clave").status_code == 401
            demoras.append(perf_counter() - partida)
        return min(demoras)

    assert 0.5 < demora_minima_s("nadie") / demora_minima_s("ana") < 2


# Mutación probada: quitar `asentar_rechazo` de `iniciar_sesion`.
def test_cada_ingreso_fallido_queda_asentado_sin_lo_que_se_escribio(
    sistema: SistemaDePrueba,
) -> None:
    crear_cuenta(sistema, "ana")
    entrar(sistema, clave="clave-canaria")
    entrar(sistema, cuenta="cuenta-canaria")
    ordenar(sistema, SUSPENDER)
    entrar(sistema)
    filas = asientos(sistema)
    assert [(a.accion, a.desenlace) for a in filas] == [("sesion:abrir", "rechazado")] * 3
    assert [a.institucion for a in filas] == ["pdi", None, "pdi"]
    assert [a.usuario_id is None for a in filas] == [False, True, False]
    assert {a.direccion for a in filas} == {"testclient"}
    motivos = [a.detalle["motivo"] for a in filas if a.detalle]
    assert motivos == ["clave_equivocada", "cuenta_desconocida", "cuenta_inactiva"]
    for (texto,) in sistema.consultar("SELECT a::text FROM asiento a"):
        assert "canaria" not in texto


# Mutación probada: INACTIVIDAD de 16 minutos; y `>=` en vez de `>`.
def test_la_sesion_muere_a_los_quince_minutos_sin_uso(sistema: SistemaDePrueba) -> None:
    cliente = cliente_de(sistema)
    sistema.reloj.avanzar(timedelta(minutes=15))
    assert cliente.get(BANDEJA).status_code == 200
    sistema.reloj.avanzar(timedelta(minutes=15))
    assert cliente.get(BANDEJA).status_code == 200
    sistema.reloj.avanzar(timedelta(minutes=15, seconds=1))
    assert cliente.get(BANDEJA).status_code == 401
    ultimo = asientos(sistema)[-1]
    assert (ultimo.accion, ultimo.desenlace) == ("sesion:usar", "rechazado")
    assert ultimo.detalle == {"motivo": "sesion_vencida"}


# Mutación probada: no comparar con `abierta_en`.
def test_la_sesion_en_uso_muere_a_las_nueve_horas(sistema: SistemaDePrueba) -> None:
    cliente = cliente_de(sistema)
    for _ in range(36):
        sistema.reloj.avanzar(timedelta(minutes=15))
        assert cliente.get(BANDEJA).status_code == 200
    sistema.reloj.avanzar(timedelta(seconds=1))
    assert cliente.get(BANDEJA).status_code == 401


# Mutación probada: quitar `cerrada_en IS NULL` de `sesion_abierta`.
def test_al_salir_el_secreto_deja_de_servir(sistema: SistemaDePrueba) -> None:
    cliente = cliente_de(sistema)
    salida = cliente.delete("/v1/sesiones/actual")
    assert salida.status_code == 204
    assert f'{GALLETA}="";' in salida.headers["set-cookie"]
    assert cliente.get(BANDEJA).status_code == 401
    assert cliente.delete("/v1/sesiones/actual").status_code == 401
    assert [a.accion for a in asientos(sistema)] == ["sesion:abrir", "sesion:cerrar"]


def test_salir_de_una_sesion_no_cierra_las_otras(sistema: SistemaDePrueba) -> None:
    cliente = cliente_de(sistema)
    otra = entrar(sistema).json()["token"]
    cliente.delete("/v1/sesiones/actual")
    cliente.headers["Authorization"] = f"Bearer {otra}"
    assert cliente.get(BANDEJA).status_code == 200


# Mutación probada: no mirar `usuario.estado` en `reconocer`.
@pytest.mark.parametrize("estado", ["suspendido", "bloqueado", "baja", "solicitado"])
def test_la_sesion_abierta_muere_con_la_cuenta_en_la_peticion_siguiente(
    sistema: SistemaDePrueba, estado: str
) -> None:
    cliente = cliente_de(sistema)
    assert cliente.get(BANDEJA).status_code == 200
    ordenar(sistema, f"UPDATE usuario SET estado = '{estado}' WHERE cuenta = 'ana'")  # noqa: S608 - todo es literal
    assert cliente.get(BANDEJA).status_code == 401
    assert asientos(sistema)[-1].detalle == {"motivo": "cuenta_inactiva"}


def test_un_cambio_de_perfil_rige_desde_la_peticion_siguiente(sistema: SistemaDePrueba) -> None:
    cliente = cliente_de(sistema)
    ordenar(
        sistema,
        "INSERT INTO perfil_otorgado (usuario_id, acto, perfil, desde, hasta, operador) "
        "SELECT id, 'otorgar', 'RECEPTOR_DENUNCIA', '2026-11-22T03:00Z', '2026-12-22T03:00Z', 'x' "
        "FROM usuario WHERE cuenta = 'ana'",
    )
    assert cliente.get(BANDEJA).status_code == 404


# Mutación probada: guardar `secreto.encode()` como huella.
def test_el_secreto_no_se_guarda_en_ninguna_parte(sistema: SistemaDePrueba) -> None:
    crear_cuenta(sistema, "ana")
    secreto = entrar(sistema).json()["token"]
    assert len(secreto) >= 43
    filas = sistema.consultar(
        "SELECT s::text FROM sesion s UNION ALL SELECT a::text FROM asiento a "
        "UNION ALL SELECT u::text FROM usuario u"
    )
    for (fila,) in filas:
        for dato in (secreto, CLAVE):
            assert dato not in fila
            assert dato.encode().hex() not in fila
    [(huella,)] = sistema.consultar("SELECT length(huella) FROM sesion")
    assert huella == 32
    [(guardada,)] = sistema.consultar(
        "SELECT clave_argon2 FROM credencial_usuario JOIN usuario ON id = usuario_id "
        "WHERE cuenta = 'ana'"
    )
    assert guardada.startswith("$argon2id$")


def test_dos_ingresos_son_dos_sesiones_con_secretos_distintos(sistema: SistemaDePrueba) -> None:
    crear_cuenta(sistema, "ana")
    assert entrar(sistema).json()["token"] != entrar(sistema).json()["token"]
    assert sistema.contar("sesion") == 2


# Mutación probada: `httponly=False`; `samesite="lax"`.
def test_la_galleta_es_de_este_servidor_y_no_la_ve_el_javascript(sistema: SistemaDePrueba) -> None:
    crear_cuenta(sistema, "ana")
    respuesta = entrar(sistema)
    puestas = respuesta.headers.get_list("set-cookie")
    [de_sesion, de_equipo] = [galleta.split("; ") for galleta in puestas]
    assert de_sesion[0] == f"{GALLETA}={respuesta.json()['token']}"
    assert de_equipo[0].startswith("__Host-dispositivo=")
    solo_de_aqui = ["httponly", "path=/", "samesite=strict", "secure"]
    assert sorted(a.lower() for a in de_sesion[1:]) == solo_de_aqui
    assert sorted(a.lower() for a in de_equipo[1:]) == [
        "httponly",
        "max-age=15552000",
        *solo_de_aqui[1:],
    ]


def test_la_galleta_sirve_como_credencial(sistema: SistemaDePrueba) -> None:
    crear_cuenta(sistema, "ana")
    galleta = f"{GALLETA}={entrar(sistema).json()['token']}"
    respuesta = cliente_anonimo(sistema).get(BANDEJA, headers={"Cookie": galleta})
    assert respuesta.status_code == 200


def test_el_401_dice_como_identificarse(sistema: SistemaDePrueba) -> None:
    respuesta = cliente_anonimo(sistema).get(BANDEJA)
    assert respuesta.status_code == 401
    assert respuesta.headers["www-authenticate"] == "Bearer"
    assert respuesta.json()["codigo"] == "credencial_invalida"
