"""Entrar en un despliegue de verdad: clave emitida, clave propia, segundo factor y sesión plena."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from pyotp import TOTP

from sistema.autenticacion import servicio
from sistema.autenticacion.errores import PrimerAdministradorYaNombrado
from sistema.nucleo.papeles import Papel
from tests.apoyo.http import CLAVE, asientos, campos_con_falta, crear_cuenta, ordenar
from tests.apoyo.ingreso import PROPIA, Persona, emitir, estado_de_credencial, id_de
from tests.apoyo.sistema import DE_ENSAYO, INVESTIGADOR, SistemaDePrueba

BANDEJA = "/v1/alertas"


@pytest.fixture
def ana(sistema: SistemaDePrueba) -> Persona:
    return Persona.dada_de_alta(sistema)


def motivos(sistema: SistemaDePrueba) -> list[str]:
    """Por qué se rechazó, en orden."""
    return [a.detalle["motivo"] for a in asientos(sistema) if a.detalle and "motivo" in a.detalle]


# Mutación probada: no revisar el orden en `_exigir_paso`; abrir plena con pasos pendientes.
def test_la_clave_emitida_obliga_a_cambiarla_y_a_inscribir_un_segundo_factor(
    sistema: SistemaDePrueba,
) -> None:
    crear_cuenta(sistema, "ana")
    ana = Persona(sistema)
    entrada = ana.entrar(emitir(sistema, "ana"))
    assert entrada.status_code == 201
    assert entrada.json()["faltan"] == ["cambiar_clave", "inscribir_segundo_factor"]
    assert ana.pedir("GET", BANDEJA).status_code == 401
    assert ana.pedir("GET", "/v1/sesiones").status_code == 401
    assert ana.pedir("POST", "/v1/credencial/segundo-factor").status_code == 409
    assert ana.cambiar_clave(PROPIA).json()["faltan"] == ["inscribir_segundo_factor"]
    assert ana.pedir("GET", BANDEJA).status_code == 401
    assert ana.cambiar_clave("otra clave bien larga y propia").status_code == 409
    assert ana.inscribir().json()["faltan"] == []
    assert ana.pedir("GET", BANDEJA).status_code == 200
    assert motivos(sistema) == ["ingreso_a_medias"] * 3


# Mutación probada: `gastar_clave` sin mirar `clave_vence_en`.
def test_la_clave_emitida_sirve_una_sola_vez(sistema: SistemaDePrueba) -> None:
    crear_cuenta(sistema, "ana")
    emitida = emitir(sistema, "ana")
    personas = [Persona(sistema) for _ in range(4)]
    with ThreadPoolExecutor(4) as hilos:
        estados = list(hilos.map(lambda p: p.entrar(emitida).status_code, personas))
    assert sorted(estados) == [201, 401, 401, 401]
    assert motivos(sistema) == ["clave_vencida"] * 3


def test_la_clave_emitida_vence_a_las_setenta_y_dos_horas(sistema: SistemaDePrueba) -> None:
    crear_cuenta(sistema, "ana")
    emitida = emitir(sistema, "ana")
    sistema.reloj.avanzar(timedelta(hours=72))
    assert Persona(sistema).entrar(emitida).status_code == 401
    emitida = emitir(sistema, "ana")
    sistema.reloj.avanzar(timedelta(hours=72) - timedelta(seconds=1))
    assert Persona(sistema).entrar(emitida).status_code == 201


def test_emitir_una_clave_echa_a_quien_estaba_dentro_y_reemplaza_la_anterior(
    sistema: SistemaDePrueba, ana: Persona
) -> None:
    emitida = emitir(sistema, "ana")
    assert ana.pedir("GET", BANDEJA).status_code == 401
    assert ana.entrar(PROPIA).status_code == 401
    assert ana.entrar(emitida).json()["faltan"] == ["segundo_factor", "cambiar_clave"]
    assert ana.cambiar_clave("violeta baja el cerro en tren").status_code == 409
    sistema.reloj.avanzar(timedelta(seconds=30))
    assert ana.probar(ana.codigo()).json()["faltan"] == ["cambiar_clave"]
    assert ana.cambiar_clave(emitida).json()["codigo"] == "clave_repetida"
    assert ana.cambiar_clave("violeta baja el cerro en tren").json()["faltan"] == []


def test_reiniciar_el_segundo_factor_exige_inscribir_otro(
    sistema: SistemaDePrueba, ana: Persona
) -> None:
    with sistema.bd(Papel.API).transaccion() as sesion:
        emitida = servicio.reiniciar_segundo_factor(sesion, id_de(sistema, "ana"), sistema.reloj())
    faltan = ana.entrar(emitida).json()["faltan"]
    assert faltan == ["cambiar_clave", "inscribir_segundo_factor"]
    assert sistema.contar("codigo_recuperacion") == 0


# Mutación probada: no mirar `es_ensayo` en `_impedimento` ni en `listar_pasos`.
def test_una_cuenta_sintetica_no_entra_fuera_del_entorno_de_ensayo(
    sistema: SistemaDePrueba,
) -> None:
    crear_cuenta(sistema, "ana")
    assert Persona(sistema).entrar(CLAVE).status_code == 401
    sembrada = Persona(sistema, INVESTIGADOR)
    assert sembrada.entrar(sistema.claves[INVESTIGADOR]).status_code == 401
    assert motivos(sistema) == ["cuenta_de_ensayo"] * 2
    assert sistema.contar("sesion") == 0


def test_una_cuenta_de_verdad_exige_segundo_factor_tambien_en_el_ensayo(
    sistema: SistemaDePrueba,
) -> None:
    Persona.dada_de_alta(sistema)
    de_ensayo = Persona(sistema, ajustes=DE_ENSAYO)
    assert de_ensayo.entrar(PROPIA).json()["faltan"] == ["segundo_factor"]


@pytest.mark.parametrize(
    ("nueva", "codigo"),
    [
        ("corta-de-catorc", ""),
        ("corta-de-cator", "clave_corta"),
        ("a" * 40, "clave_vedada"),
        ("abcabcabcabcabcabc", "clave_vedada"),
        ("123456789012345678", "clave_vedada"),
        ("Contraseña123456", "clave_vedada"),
        ("carabineros-de-chile-2026", "clave_vedada"),
        ("ana ana pdi ana 2026", "clave_vedada"),
        ("ｖｉｏｌｅｔａ ｓｕｂｅ el cerro", ""),
    ],
)
def test_la_clave_propia_es_larga_y_no_de_las_que_se_prueban_primero(
    sistema: SistemaDePrueba, nueva: str, codigo: str
) -> None:
    crear_cuenta(sistema, "ana")
    ana = Persona(sistema)
    ana.entrar(emitir(sistema, "ana"))
    respuesta = ana.cambiar_clave(nueva)
    if codigo:
        assert campos_con_falta(respuesta) == ["nueva"]
        assert respuesta.json()["codigo"] == codigo
        assert nueva not in respuesta.text
    else:
        assert respuesta.status_code == 200, respuesta.text


def test_la_misma_clave_en_otra_forma_de_unicode_es_la_misma(sistema: SistemaDePrueba) -> None:
    crear_cuenta(sistema, "ana")
    ana = Persona(sistema)
    ana.entrar(emitir(sistema, "ana"))
    assert ana.cambiar_clave("el ñandú camina por la pampa").status_code == 200
    descompuesta = "el n\u0303andu\u0301 camina por la pampa"
    assert Persona(sistema).entrar(descompuesta).status_code == 201


def test_cambiar_la_clave_desde_adentro_exige_la_actual_y_un_refuerzo(
    sistema: SistemaDePrueba, ana: Persona
) -> None:
    nueva = "violeta baja el cerro en tren"
    otra = Persona(sistema)
    otra.secreto = ana.secreto
    sistema.reloj.avanzar(timedelta(minutes=11))
    assert otra.entrar().status_code == 201
    assert otra.probar(ana.codigo()).status_code == 200
    assert ana.cambiar_clave(nueva, PROPIA).json()["codigo"] == "refuerzo_requerido"
    sistema.reloj.avanzar(timedelta(seconds=30))
    assert ana.reforzar(ana.codigo()).status_code == 200
    assert ana.cambiar_clave(nueva, "no es esa la actual").status_code == 401
    assert ana.cambiar_clave(nueva).status_code == 401
    assert ana.cambiar_clave(nueva, PROPIA).status_code == 200
    assert ana.pedir("GET", BANDEJA).status_code == 200
    assert otra.pedir("GET", BANDEJA).status_code == 401
    assert Persona(sistema).entrar(PROPIA).status_code == 401


# Mutación probada: quitar `ultimo_paso < :paso` de `adelantar_paso` (AU-03).
def test_de_cien_repeticiones_simultaneas_de_un_codigo_ninguna_sirve(
    sistema: SistemaDePrueba, ana: Persona
) -> None:
    sistema.reloj.avanzar(timedelta(minutes=1))
    codigo = ana.codigo()
    assert ana.entrar().status_code == 201
    assert ana.probar(codigo).status_code == 200
    repetidas = 0
    for _vuelta in range(25):
        # El freno admite cinco; entre vueltas se olvida, para probar solo la repetición.
        ordenar(sistema, "DELETE FROM freno_ingreso")
        with ThreadPoolExecutor(4) as hilos:
            repetidas += list(
                hilos.map(
                    lambda _n: (
                        ana.http.post("/v1/sesiones/refuerzo", json={"codigo": codigo}).status_code
                    ),
                    range(4),
                )
            ).count(401)
    assert repetidas == 100
    assert motivos(sistema).count("codigo_repetido") == 100


# Mutación probada: dos pasos de tolerancia; ninguno.
@pytest.mark.parametrize(("pasos", "estado"), [(-2, 401), (-1, 200), (0, 200), (1, 200), (2, 401)])
def test_se_admite_un_paso_de_reloj_a_cada_lado(
    sistema: SistemaDePrueba, ana: Persona, pasos: int, estado: int
) -> None:
    sistema.reloj.avanzar(timedelta(minutes=5))
    ana.entrar()
    assert ana.probar(ana.codigo(pasos)).status_code == estado


# Mutación probada: contar después de comprobar; INTENTOS_DE_FACTOR = 6.
def test_al_quinto_codigo_equivocado_ni_el_bueno_sirve_por_un_cuarto_de_hora(
    sistema: SistemaDePrueba, ana: Persona
) -> None:
    sistema.reloj.avanzar(timedelta(minutes=1))
    ana.entrar()
    assert [ana.probar("000000").status_code for _ in range(5)] == [401] * 5
    trabado = ana.probar(ana.codigo())
    assert (trabado.status_code, trabado.headers["retry-after"]) == (429, "900")
    ana.entrar()
    assert ana.probar(ana.codigo()).status_code == 429
    sistema.reloj.avanzar(timedelta(minutes=15))
    ana.entrar()
    assert ana.probar(ana.codigo()).status_code == 200


def test_cada_codigo_de_recuperacion_sirve_una_vez_y_solo_para_entrar(ana: Persona) -> None:
    assert len(set(ana.codigos)) == 10
    primero, segundo, *_resto = ana.codigos
    ana.entrar()
    assert ana.probar(primero.lower().replace("-", " ")).json()["faltan"] == []
    assert ana.reforzar(segundo).status_code == 401
    ana.entrar()
    assert ana.probar(primero).status_code == 401
    assert ana.probar(segundo).status_code == 200
    renovados = ana.pedir("POST", "/v1/credencial/codigos-de-recuperacion").json()
    ana.entrar()
    assert ana.probar(ana.codigos[2]).status_code == 401
    assert ana.probar(renovados["codigos_de_recuperacion"][0]).status_code == 200


def test_lo_secreto_de_la_credencial_se_guarda_cifrado_o_por_su_huella(
    sistema: SistemaDePrueba, ana: Persona
) -> None:
    guardado = str(estado_de_credencial(sistema, "ana")).encode()
    codigos = str(sistema.consultar("SELECT huella FROM codigo_recuperacion")).encode()
    equipos = str(sistema.consultar("SELECT huella FROM dispositivo_conocido")).encode()
    for secreto in (ana.secreto, PROPIA, ana.dispositivo, *ana.codigos):
        assert secreto.encode() not in guardado + codigos + equipos
    assert TOTP(ana.secreto).now().isdigit()


# Mutación probada: `rotar_sesion` sin cambiar la huella.
def test_cada_paso_y_cada_refuerzo_cambian_el_secreto_de_la_sesion(
    sistema: SistemaDePrueba, ana: Persona
) -> None:
    sistema.reloj.avanzar(timedelta(minutes=1))
    ana.entrar()
    pendiente = ana.http.headers["Authorization"]
    ana.probar(ana.codigo())
    plena = ana.http.headers["Authorization"]
    sistema.reloj.avanzar(timedelta(minutes=1))
    ana.reforzar(ana.codigo())
    assert ana.pedir("GET", BANDEJA).status_code == 200
    for viejo in (pendiente, plena):
        respuesta = ana.http.get(BANDEJA, headers={"Authorization": viejo})
        assert respuesta.status_code == 401


def test_un_ingreso_a_medias_muere_a_los_diez_minutos(
    sistema: SistemaDePrueba, ana: Persona
) -> None:
    sistema.reloj.avanzar(timedelta(minutes=1))
    ana.entrar()
    sistema.reloj.avanzar(timedelta(minutes=10, seconds=1))
    assert ana.probar(ana.codigo()).status_code == 401


def test_el_primer_administrador_se_nombra_una_sola_vez_aunque_sean_varios_a_la_vez(
    sistema: SistemaDePrueba,
) -> None:
    crear_cuenta(sistema, "ana")
    usuario_id = id_de(sistema, "ana")
    bd = sistema.bd(Papel.DUENO)

    def nombrar(_n: int) -> bool:
        try:
            with bd.transaccion() as sesion:
                servicio.exigir_primer_administrador(sesion, usuario_id, sistema.reloj())
        except PrimerAdministradorYaNombrado:
            return False
        return True

    with ThreadPoolExecutor(8) as hilos:
        assert list(hilos.map(nombrar, range(8))).count(True) == 1
