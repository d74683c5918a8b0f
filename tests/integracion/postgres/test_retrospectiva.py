"""Mirar hacia atrás: quien se empieza a buscar hoy encuentra lo que llegó ayer (INV-1)."""

from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from ingestores.mensajes.decodificacion import releer
from sistema.casos.esquemas import PersonaDesaparecida
from sistema.casos.servicio import corregir_persona
from sistema.contactos.servicio import PuertaDeContactos
from sistema.contactos.tipos import EventoContacto
from sistema.nucleo.papeles import Papel
from tests.apoyo.fabricas import KAFKA, evento, lote
from tests.apoyo.http import asientos
from tests.apoyo.sistema import SistemaDePrueba
from tests.integracion.postgres.apoyo import (
    PERSONAS,
    abrir_caso,
    coincidencias,
    contar_todo,
    diferencia,
    hallar_canarios,
    sujeto,
)

ROSARIO = PERSONAS[0]
# Dos personas que comparten apellidos y año: compiten por un evento sin RUN ni segundo nombre.
GEMELA = {**ROSARIO, "run": "12.345.679-3", "nombres": "Rosario Ayelén"}


def dar_dias(sistema: SistemaDePrueba, dias: int) -> None:
    with sistema.bd(Papel.DUENO).transaccion() as sesion:
        sesion.execute(text("UPDATE acuerdo SET dias_retrospectiva = :d"), {"d": dias})


def registrar(puerta: PuertaDeContactos, *cuerpos: bytes) -> int:
    leido = lote(*cuerpos, desde=puerta.posicion(KAFKA))
    return puerta.registrar_lote(leido).coincidencias


def abrir(sistema: SistemaDePrueba, persona: dict[str, Any] | None = None) -> UUID:
    return abrir_caso(sistema.bd(Papel.API), sujeto(sistema), persona or ROSARIO)


def corregir(sistema: SistemaDePrueba, caso: UUID, persona: dict[str, Any]) -> None:
    bd = sistema.bd(Papel.API)
    with bd.transaccion() as sesion:
        corregida = PersonaDesaparecida.model_validate(persona)
        corregir_persona(sesion, bd.llavero, sujeto(sistema), caso, corregida)


def mirar(puerta: PuertaDeContactos) -> int:
    """Termina las búsquedas pendientes; devuelve en cuántos pasos."""
    pasos = 0
    while puerta.mirar_atras(releer):
        pasos += 1
    return pasos


def decisiones(sistema: SistemaDePrueba) -> dict[UUID, tuple[str, int]]:
    filas = sistema.consultar("SELECT caso_id, decision, version FROM coincidencia")
    return {caso: (decision, version) for caso, decision, version in filas}


def test_un_caso_nuevo_halla_en_la_boveda_lo_que_llego_antes(sistema: SistemaDePrueba) -> None:
    dar_dias(sistema, 30)
    puerta = sistema.puerta()
    assert registrar(puerta, evento(1), evento(2, persona=PERSONAS[1])) == 0
    assert sistema.contar("contacto") == 0
    caso = abrir(sistema)
    assert mirar(puerta) == 2
    assert coincidencias(sistema) == [(caso, UUID(int=1))]
    assert sistema.contar("contacto") == 1
    assert sistema.contar("entrega_alerta") == 3
    assert sistema.consultar(
        "SELECT motivo, hecha_en IS NOT NULL, examinados, halladas, ilegibles "
        "FROM busqueda_retrospectiva"
    ) == [("alta", True, 1, 1, 0)]


def test_el_contacto_que_se_guardo_por_otra_persona_se_halla_por_sus_claves(
    sistema: SistemaDePrueba,
) -> None:
    dar_dias(sistema, 0)
    puerta = sistema.puerta()
    gemela = abrir(sistema, GEMELA)
    mirar(puerta)
    ambigua = {**{k: v for k, v in ROSARIO.items() if k != "run"}, "nombres": "Rosario"}
    assert registrar(puerta, evento(1, persona=ambigua)) == 1
    rosario = abrir(sistema)
    mirar(puerta)
    assert decisiones(sistema) == {gemela: ("revision", 2), rosario: ("revision", 1)}
    assert sistema.contar("contacto") == 1


def test_un_segundo_caso_halla_el_contacto_ya_guardado_aunque_no_haya_boveda(
    sistema: SistemaDePrueba,
) -> None:
    dar_dias(sistema, 0)
    puerta = sistema.puerta()
    primero = abrir(sistema)
    mirar(puerta)
    assert registrar(puerta, evento(1)) == 1
    segundo = abrir(sistema)
    mirar(puerta)
    assert coincidencias(sistema) == [(c, UUID(int=1)) for c in sorted((primero, segundo))]
    assert sistema.contar("contacto") == 1
    assert sistema.contar("alerta") == 2


def test_un_caso_recibe_lo_que_solo_se_parece_al_otro_caso_de_la_misma_persona(
    sistema: SistemaDePrueba,
) -> None:
    dar_dias(sistema, 30)
    puerta = sistema.puerta()
    sin_run = {k: v for k, v in ROSARIO.items() if k != "run"}
    solo_run = {"run": ROSARIO["run"], "sexo": "F"}
    registrar(puerta, evento(1, persona=sin_run))
    con_nombre = abrir(sistema)
    mirar(puerta)
    assert coincidencias(sistema) == [(con_nombre, UUID(int=1))]
    con_run = abrir(sistema, solo_run)
    mirar(puerta)
    assert coincidencias(sistema) == [(c, UUID(int=1)) for c in sorted((con_nombre, con_run))]


def test_lo_que_no_cabe_en_un_paso_sigue_en_el_siguiente_y_en_otro_proceso(
    sistema: SistemaDePrueba,
) -> None:
    dar_dias(sistema, 30)
    puerta = sistema.puerta()
    for tramo in range(3):
        registrar(puerta, *[evento(n) for n in range(tramo * 400 + 1, tramo * 400 + 401)])
    caso = abrir(sistema)
    assert [puerta.mirar_atras(releer) for _ in range(2)] == [1, 1]
    assert sistema.contar("coincidencia") == 500
    assert sistema.consultar("SELECT hecha_en FROM busqueda_retrospectiva") == [(None,)]
    assert mirar(sistema.puerta()) == 2
    assert coincidencias(sistema) == [(caso, UUID(int=n)) for n in range(1, 1_201)]
    assert sistema.consultar("SELECT examinados, halladas FROM busqueda_retrospectiva") == [
        (1_200, 1_200)
    ]


def test_los_contactos_guardados_que_no_caben_en_un_paso_siguen_en_el_siguiente(
    sistema: SistemaDePrueba,
) -> None:
    dar_dias(sistema, 0)
    puerta = sistema.puerta()
    abrir(sistema)
    registrar(puerta, *[evento(n) for n in range(1, 501)])
    registrar(puerta, evento(501))
    mirar(puerta)
    abrir(sistema)
    assert mirar(puerta) == 3
    assert sistema.contar("coincidencia") == 1_002


@pytest.mark.parametrize("tabla", ["contacto", "coincidencia", "alerta", "asiento"])
def test_un_paso_que_muere_a_medias_se_repite_sin_doble_efecto(
    sistema: SistemaDePrueba, tabla: str
) -> None:
    dar_dias(sistema, 30)
    puerta = sistema.puerta()
    registrar(puerta, evento(1))
    caso = abrir(sistema)
    antes = contar_todo(sistema)
    assert puerta.mirar_atras(releer) == 1
    with sistema.bd(Papel.DUENO).transaccion() as sesion:
        sesion.execute(text(f"ALTER TABLE {tabla} RENAME TO guardada"))
    with pytest.raises(DBAPIError):
        puerta.mirar_atras(releer)
    with sistema.bd(Papel.DUENO).transaccion() as sesion:
        sesion.execute(text(f"ALTER TABLE guardada RENAME TO {tabla}"))
    assert contar_todo(sistema) == antes
    mirar(sistema.puerta())
    assert coincidencias(sistema) == [(caso, UUID(int=1))]
    assert {"contacto": 1, "coincidencia": 1, "alerta": 1, "entrega_alerta": 3}.items() <= (
        diferencia(antes, contar_todo(sistema)).items()
    )


def test_repetir_una_busqueda_hecha_no_cambia_nada(sistema: SistemaDePrueba) -> None:
    dar_dias(sistema, 30)
    puerta = sistema.puerta()
    registrar(puerta, evento(1), evento(2))
    abrir(sistema)
    mirar(puerta)
    antes = contar_todo(sistema)
    with sistema.bd(Papel.DUENO).transaccion() as sesion:
        sesion.execute(text("UPDATE busqueda_retrospectiva SET hecha_en = NULL, avance_dia = NULL"))
    assert mirar(puerta) == 2
    assert diferencia(antes, contar_todo(sistema)) == {"asiento": 1}
    assert mirar(puerta) == 0


def test_abrir_un_caso_recalcula_a_quien_ya_competia_y_guarda_lo_que_decia(
    sistema: SistemaDePrueba,
) -> None:
    dar_dias(sistema, 30)
    puerta = sistema.puerta()
    rosario = abrir(sistema)
    mirar(puerta)
    ambigua = {**{k: v for k, v in ROSARIO.items() if k != "run"}, "nombres": "Rosario"}
    registrar(puerta, evento(1, persona=ambigua))
    assert decisiones(sistema) == {rosario: ("enlace", 1)}
    gemela = abrir(sistema, GEMELA)
    mirar(puerta)
    assert decisiones(sistema) == {rosario: ("revision", 2), gemela: ("revision", 1)}
    assert sistema.consultar("SELECT version, decision FROM version_coincidencia") == [
        (1, "enlace")
    ]
    assert sistema.contar("alerta") == 2
    corregir(sistema, gemela, PERSONAS[1])
    mirar(puerta)
    assert decisiones(sistema) == {rosario: ("enlace", 3), gemela: ("descarte", 2)}
    # Sube a enlace: quien ya acusó la revisión tiene que volver a mirar.
    assert sistema.consultar("SELECT caso_id, version FROM alerta ORDER BY 2, id") == [
        (rosario, 1),
        (gemela, 1),
        (rosario, 3),
    ]


def test_corregir_a_la_persona_halla_lo_suyo_y_descarta_lo_que_no_era(
    sistema: SistemaDePrueba,
) -> None:
    dar_dias(sistema, 30)
    puerta = sistema.puerta()
    caso = abrir(sistema)
    registrar(puerta, evento(1), evento(2, persona=PERSONAS[2]))
    corregir(sistema, caso, PERSONAS[2])
    mirar(puerta)
    filas = "SELECT evento_id, decision, version FROM coincidencia ORDER BY 1"
    assert sistema.consultar(filas) == [
        (UUID(int=1), "descarte", 2),
        (UUID(int=2), "enlace", 1),
    ]
    corregir(sistema, caso, ROSARIO)
    mirar(puerta)
    assert sistema.consultar(filas) == [
        (UUID(int=1), "enlace", 3),
        (UUID(int=2), "descarte", 2),
    ]
    assert sistema.contar("alerta") == 3


def test_lo_rechazado_no_vuelve_hasta_que_se_corrigen_los_datos(sistema: SistemaDePrueba) -> None:
    dar_dias(sistema, 30)
    puerta = sistema.puerta()
    caso = abrir(sistema)
    registrar(puerta, evento(1))
    [(coincidencia,)] = sistema.consultar("SELECT id FROM coincidencia")
    respuesta = sistema.cliente().post(
        f"/v1/coincidencias/{coincidencia}/decision",
        json={"accion": "rechazar", "motivo": "No es ella."},
    )
    assert respuesta.status_code == 201
    registrar(puerta, evento(2))
    mirar(puerta)
    corregir(sistema, caso, {**ROSARIO, "comuna": "Temuco"})
    mirar(puerta)
    assert coincidencias(sistema) == [(caso, UUID(int=1))]
    assert sistema.contar("alerta") == 1
    corregir(sistema, caso, {**ROSARIO, "nombres": "Rosario"})
    mirar(puerta)
    assert coincidencias(sistema) == [(caso, UUID(int=1)), (caso, UUID(int=2))]
    assert sistema.contar("alerta") == 3
    movimientos = sistema.cliente().get(f"/v1/casos/{caso}/movimientos").json()["movimientos"]
    assert [m["estado_decision"] for m in movimientos] == ["pendiente", "pendiente"]


def test_un_caso_terminado_antes_de_su_busqueda_no_halla_nada(sistema: SistemaDePrueba) -> None:
    dar_dias(sistema, 30)
    puerta = sistema.puerta()
    registrar(puerta, evento(1))
    caso = abrir(sistema)
    with sistema.bd(Papel.DUENO).transaccion() as sesion:
        sesion.execute(text("UPDATE caso SET estado = 'termino'"))
        sesion.execute(
            text("INSERT INTO cartera_cambio (caso_id, cambio) VALUES (:c, 'baja')"), {"c": caso}
        )
    assert mirar(puerta) == 1
    assert sistema.contar("contacto") == 0
    assert sistema.contar("busqueda_retrospectiva") == 1


def test_un_evento_muy_antiguo_que_llega_tarde_encuentra_su_caso(sistema: SistemaDePrueba) -> None:
    dar_dias(sistema, 30)
    puerta = sistema.puerta()
    registrar(puerta, evento(1, ocurrido_en="1999-05-01T10:00:00Z"))
    caso = abrir(sistema)
    mirar(puerta)
    registrar(puerta, evento(2, ocurrido_en="1998-05-01T10:00:00Z"))
    assert coincidencias(sistema) == [(caso, UUID(int=1)), (caso, UUID(int=2))]


def test_lo_que_ya_no_se_lee_se_cuenta_y_no_detiene_a_lo_demas(sistema: SistemaDePrueba) -> None:
    dar_dias(sistema, 30)
    puerta = sistema.puerta()
    registrar(puerta, evento(1), evento(2), evento(3))
    caso = abrir(sistema)
    [(fila,)] = sistema.consultar("SELECT fila FROM boveda ORDER BY fila LIMIT 1")
    sistema.consultar(
        "UPDATE boveda SET cuerpo = '\\x00' WHERE fila = :fila RETURNING fila", fila=fila
    )

    def releer_sin_el_segundo(
        cuerpo: bytes, organismo: str, firma: str | None
    ) -> EventoContacto | None:
        leido = releer(cuerpo, organismo, firma)
        return None if leido and leido.evento_id == UUID(int=2) else leido

    while puerta.mirar_atras(releer_sin_el_segundo):
        pass
    assert coincidencias(sistema) == [(caso, UUID(int=3))]
    assert sistema.consultar("SELECT examinados, ilegibles FROM busqueda_retrospectiva") == [(1, 2)]


def test_quien_no_se_busca_sigue_sin_dejar_rastro(sistema: SistemaDePrueba) -> None:
    dar_dias(sistema, 30)
    puerta = sistema.puerta()
    homonima = {**PERSONAS[3], "apellido_paterno": "Huenchullán", "apellido_materno": "Zambrano"}
    registrar(puerta, evento(1, persona={**homonima, "fecha_nacimiento": "1984-11-30"}))
    abrir(sistema)
    mirar(puerta)
    assert sistema.contar("contacto") == 0
    assert hallar_canarios(sistema, ["Tahiel", "21.003.004-2", "21003004"]) == []


def test_la_busqueda_queda_asentada_con_sus_cuentas(sistema: SistemaDePrueba) -> None:
    dar_dias(sistema, 30)
    puerta = sistema.puerta()
    registrar(puerta, evento(1), evento(2))
    caso = abrir(sistema)
    mirar(puerta)
    acciones = [a for a in asientos(sistema) if a.caso_id == caso]
    assert [a.accion for a in acciones] == [
        "denuncia:ingresar",
        "coincidencia:hallar",
        "coincidencia:hallar",
        "caso:mirar_atras",
    ]
    assert acciones[-1].resultados == 2
    assert acciones[-1].detalle == {"motivo": "alta", "examinados": 2, "ilegibles": 0}


def test_el_contacto_hallado_en_la_boveda_es_igual_al_que_hubiera_guardado_el_lote(
    sistema: SistemaDePrueba,
) -> None:
    dar_dias(sistema, 30)
    puerta = sistema.puerta()
    cuerpo = evento(1, lugar={"comuna": "Temuco"}, observacion="Entró sola.")
    firmado = lote(cuerpo)
    firmado.eventos[0] = EventoContacto(
        **{c: getattr(firmado.eventos[0], c) for c in EventoContacto.__slots__ if c != "firma"},
        firma="llave:ZmlybWE=",
    )
    puerta.registrar_lote(firmado)
    abrir(sistema)
    mirar(puerta)
    with sistema.bd(Papel.DUENO).transaccion() as sesion:
        fila = sesion.execute(text("SELECT firma, original FROM contacto")).one()
    abierto = sistema.bd(Papel.API).llavero.descifrar(bytes(fila.original), "contacto.original")
    assert (fila.firma, abierto) == ("llave:ZmlybWE=", cuerpo)
    claves = "SELECT encode(clave, 'hex') FROM clave_contacto ORDER BY 1"
    de_la_boveda = sistema.consultar(claves)
    registrar(puerta, evento(2, lugar={"comuna": "Temuco"}))
    assert sistema.consultar(claves) == sorted(de_la_boveda * 2)
    assert len(de_la_boveda) == 4
