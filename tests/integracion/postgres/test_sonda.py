"""La sonda recorre el camino entero, nadie la ve y no deja rastro."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest

from ingestores.mensajeria.bucle import consumir_entrada
from ingestores.mensajeria.registro import Registro
from ingestores.mensajeria.retroceso import Retroceso
from ingestores.mensajeria.tipos import MensajeCrudo
from sistema.contactos.servicio import PuertaDeContactos
from sistema.nucleo.papeles import Papel
from sistema.nucleo.reloj import ahora
from sistema.sonda import servicio as sonda
from sistema.sonda.servicio import SondaSinPreparar, preparar
from sistema.tareas import servicio as tareas
from tests.apoyo.fabricas import KAFKA, evento, lote
from tests.apoyo.sistema import INVESTIGADOR, SistemaDePrueba
from tests.integracion.postgres.apoyo import abrir_caso, conectar, sujeto

RUN_DE_LA_SONDA = "89.451.273-3"
Consumir = Callable[[], None]


@pytest.fixture
def caso_sonda(sistema: SistemaDePrueba) -> UUID:
    with sistema.bd(Papel.DUENO).transaccion() as sesion:
        return preparar(sesion, ahora())


@pytest.fixture
def consumir(sistema: SistemaDePrueba, caso_sonda: UUID) -> Consumir:  # noqa: ARG001 - debe existir
    """Una vuelta de un consumidor de verdad sobre la cola `entrada`."""
    puerta = PuertaDeContactos(sistema.bd(Papel.CONSUMIDOR), ahora)
    puerta.abrir()
    registro = Registro(puerta, ahora, lambda _s: False, Retroceso())
    return lambda: assert_consumio(registro)


def assert_consumio(registro: Registro) -> None:
    assert consumir_entrada(registro)


def ejecutar(sistema: SistemaDePrueba, orden: str, *valores: Any) -> None:
    with conectar(sistema.preparado.urls[Papel.DUENO]) as conexion:
        conexion.execute(orden.encode(), valores)


def envejecer(sistema: SistemaDePrueba, cuanto: timedelta) -> None:
    ejecutar(sistema, "UPDATE sonda SET enviada_en = enviada_en - %s", cuanto)
    ejecutar(sistema, "UPDATE coincidencia SET hallada_en = hallada_en - %s", cuanto)


def sondear(sistema: SistemaDePrueba) -> int:
    return tareas.sondear(sistema.bd(Papel.TAREAS), ahora)


def test_preparar_dos_veces_deja_un_solo_caso(sistema: SistemaDePrueba, caso_sonda: UUID) -> None:
    with sistema.bd(Papel.DUENO).transaccion() as sesion:
        assert preparar(sesion, ahora()) == caso_sonda
    assert sistema.consultar("SELECT id, es_sonda, sintetico FROM caso") == [
        (caso_sonda, True, True)
    ]
    assert (sistema.contar("denuncia"), sistema.contar("plazo")) == (0, 0)


def test_sin_preparar_la_tarea_lo_dice(sistema: SistemaDePrueba) -> None:
    with pytest.raises(SondaSinPreparar, match="sonda preparar"):
        sondear(sistema)


def test_lo_que_se_envia_sale_como_coincidencia_y_alerta(
    sistema: SistemaDePrueba, caso_sonda: UUID, consumir: Consumir
) -> None:
    assert sondear(sistema) == 0
    consumir()
    assert sistema.consultar("SELECT caso_id, decision FROM coincidencia") == [
        (caso_sonda, "enlace")
    ]
    assert sistema.contar("alerta") == 1
    assert sondear(sistema) == 1
    assert sistema.consultar("SELECT salio_en IS NOT NULL FROM sonda") == [(True,)]


# Mutación probada: quitar la cadencia.
def test_se_envia_una_por_minuto_aunque_se_pida_mas_seguido(
    sistema: SistemaDePrueba, consumir: Consumir
) -> None:
    for _ in range(3):
        sondear(sistema)
    assert sistema.contar("entrada") == 1
    consumir()
    sondear(sistema)
    envejecer(sistema, timedelta(seconds=61))
    sondear(sistema)
    assert sistema.contar("entrada") == 1


@pytest.mark.usefixtures("caso_sonda")
def test_si_no_sale_da_la_alarma_y_no_llena_la_cola(
    sistema: SistemaDePrueba, capsys: pytest.CaptureFixture[str]
) -> None:
    sondear(sistema)
    assert "sonda_no_salio" not in capsys.readouterr().out
    envejecer(sistema, timedelta(minutes=2))
    sondear(sistema)
    assert "sonda_no_salio" in capsys.readouterr().out
    assert sistema.contar("entrada") == 1
    envejecer(sistema, timedelta(minutes=9))
    sondear(sistema)
    assert sistema.contar("entrada") == 2


def test_una_que_se_perdio_no_da_la_alarma_si_otra_posterior_salio(
    sistema: SistemaDePrueba, consumir: Consumir, capsys: pytest.CaptureFixture[str]
) -> None:
    sondear(sistema)
    ejecutar(sistema, "DELETE FROM entrada")
    envejecer(sistema, timedelta(minutes=11))
    sondear(sistema)
    consumir()
    sondear(sistema)
    capsys.readouterr()
    envejecer(sistema, timedelta(minutes=2))
    sondear(sistema)
    assert "sonda_no_salio" not in capsys.readouterr().out
    assert sistema.contar("entrada") == 1


# Mutación probada: entregar la alerta de los casos sonda.
def test_ningun_interviniente_la_ve(
    sistema: SistemaDePrueba, caso_sonda: UUID, consumir: Consumir
) -> None:
    sondear(sistema)
    consumir()
    assert sistema.contar("entrega_alerta") == 0
    cliente = sistema.cliente(INVESTIGADOR)
    assert cliente.get("/v1/alertas").json()["alertas"] == []
    [(alerta,)] = sistema.consultar("SELECT id FROM alerta")
    assert cliente.post(f"/v1/alertas/{alerta}/acuse").status_code == 404
    assert cliente.get(f"/v1/casos/{caso_sonda}/movimientos").status_code == 404
    [(coincidencia,)] = sistema.consultar("SELECT id FROM coincidencia")
    decision = {"accion": "rechazar", "motivo": "dato inventado"}
    ruta = f"/v1/coincidencias/{coincidencia}/decision"
    assert cliente.post(ruta, json=decision).status_code == 404


def test_consultar_su_run_responde_como_si_no_existiera(
    sistema: SistemaDePrueba, caso_sonda: UUID
) -> None:
    real = abrir_caso(sistema.bd(Papel.API), sujeto(sistema))
    consulta = {"run": RUN_DE_LA_SONDA, "caso_id": str(real), "finalidad": "busqueda_de_la_persona"}
    cliente = sistema.cliente()
    assert cliente.post("/v1/consultas", json=consulta).json() == {"casos": []}
    con_su_caso = {**consulta, "caso_id": str(caso_sonda)}
    assert cliente.post("/v1/consultas", json=con_su_caso).status_code == 404


@pytest.mark.usefixtures("caso_sonda")
def test_un_caso_de_verdad_sigue_llegando_a_los_tres_intervinientes(
    sistema: SistemaDePrueba,
) -> None:
    abrir_caso(sistema.bd(Papel.API), sujeto(sistema))
    sistema.puerta().registrar_lote(lote(evento()))
    assert sistema.contar("entrega_alerta") == 3


# Mutación probada: quitar `caso.es_sonda` de la función.
def test_sus_restos_se_borran_a_la_hora_y_lo_de_verdad_se_queda(
    sistema: SistemaDePrueba, consumir: Consumir
) -> None:
    sondear(sistema)
    consumir()
    abrir_caso(sistema.bd(Papel.API), sujeto(sistema))
    sistema.puerta().registrar_lote(lote(evento()))
    bd = sistema.bd(Papel.TAREAS)
    with bd.transaccion() as sesion:
        assert sonda.limpiar(sesion, ahora()) == 0
    envejecer(sistema, timedelta(minutes=61))
    with bd.transaccion() as sesion:
        assert sonda.limpiar(sesion, ahora()) == 1
    cuentas = [sistema.contar(t) for t in ("coincidencia", "alerta", "contacto", "entrega_alerta")]
    assert cuentas == [1, 1, 1, 3]
    assert sistema.consultar("SELECT organismo FROM contacto") == [
        ("servicio_salud_araucania_sur",)
    ]


def test_el_contacto_que_tambien_es_de_una_persona_de_verdad_se_queda(
    sistema: SistemaDePrueba, consumir: Consumir
) -> None:
    sondear(sistema)
    consumir()
    real = abrir_caso(sistema.bd(Papel.API), sujeto(sistema))
    # El mismo contacto, hallado también para un caso de verdad.
    columnas = (
        "organismo, evento_id, contacto_id, decision, probabilidad, puntaje_bits, explicacion, "
        "version_modelo, hallada_en, huella_evidencia, version"
    )
    copiar = "INSERT INTO coincidencia (id, caso_id, {0}) SELECT %s, %s, {0} FROM coincidencia"
    ejecutar(sistema, copiar.format(columnas), uuid4(), real)
    envejecer(sistema, timedelta(hours=2))
    with sistema.bd(Papel.TAREAS).transaccion() as sesion:
        assert sonda.limpiar(sesion, ahora()) == 1
    assert sistema.consultar("SELECT caso_id FROM coincidencia") == [(real,)]
    assert sistema.contar("contacto") == 1


def test_el_evento_para_enviar_por_otro_camino_tambien_sale(
    sistema: SistemaDePrueba, caso_sonda: UUID
) -> None:
    with sistema.bd(Papel.TAREAS).transaccion() as sesion:
        cuerpo = sonda.preparar_evento(sesion, ahora())
    puerta = PuertaDeContactos(sistema.bd(Papel.CONSUMIDOR), ahora)
    puerta.abrir()
    registro = Registro(puerta, ahora, lambda _s: False, Retroceso())
    assert registro.registrar(KAFKA, "sonda", 0, [MensajeCrudo(0, cuerpo)])
    assert sistema.consultar("SELECT caso_id FROM coincidencia") == [(caso_sonda,)]
    sondear(sistema)
    assert sistema.consultar("SELECT count(*) FROM sonda WHERE salio_en IS NOT NULL") == [(1,)]
