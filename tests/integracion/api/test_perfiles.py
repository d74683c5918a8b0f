"""Los perfiles sensibles los dan dos personas, por un plazo, y nadie queda sin quien administre."""

from datetime import timedelta

import pytest
from sqlalchemy.exc import DBAPIError

from sistema.modelos.usuario import Perfil
from tests.apoyo.http import asientos, crear_cuenta, ordenar
from tests.apoyo.sistema import SistemaDePrueba
from tests.integracion.api.apoyo_usuarios import OFICIO, RUNES, Administracion


@pytest.fixture
def gente(sistema: SistemaDePrueba) -> Administracion:
    return Administracion(sistema)


def pedidos_de(gente: Administracion, cuenta: str) -> list[str]:
    respuesta = gente.sistema.cliente(cuenta).get("/v1/perfiles/pedidos")
    return [pedido["pedido_id"] for pedido in respuesta.json()["pedidos"]]


def test_un_perfil_sensible_lo_pide_una_y_lo_aprueba_otra(gente: Administracion) -> None:
    persona = gente.activar()
    pedido = gente.pedir(persona, "SUPERVISOR")
    assert gente.perfil_de(persona) == ("activo", "INVESTIGADOR")
    assert pedidos_de(gente, "jefa.pdi") == []
    assert pedidos_de(gente, "otra.pdi") == [pedido]
    assert gente.aprobar(gente.jefa, pedido).json()["codigo"] == "nadie_a_si_mismo"
    assert gente.aprobar(gente.del_sistema, pedido).status_code == 404
    [otorgado] = gente.aprobar(gente.otra, pedido).json()["otorgamientos"]
    assert (otorgado["perfil"], otorgado["hasta"]) == ("SUPERVISOR", "2027-05-21T03:00:00Z")
    assert gente.perfil_de(persona) == ("activo", "SUPERVISOR")
    acto = gente.jefa.get(f"/v1/usuarios/{persona}").json()["perfiles"][-1]
    assert acto["otorgado_por"] == gente.id_de("jefa.pdi")
    assert acto["aprobado_por"] == gente.id_de("otra.pdi")
    assert gente.aprobar(gente.otra, pedido).json()["codigo"] == "pedido_caduco"


def test_quien_recibe_el_perfil_no_lo_aprueba(gente: Administracion) -> None:
    pedido = gente.pedir(gente.id_de("otra.pdi"), "SUPERVISOR")
    assert gente.aprobar(gente.otra, pedido).json()["codigo"] == "nadie_a_si_mismo"
    assert gente.aprobar(gente.del_sistema, pedido).status_code == 201, "no queda otra en la PDI"


def test_si_la_institucion_tiene_una_sola_aprueba_quien_administra_el_sistema(
    gente: Administracion, sistema: SistemaDePrueba
) -> None:
    persona = gente.activar()
    pedido = gente.pedir(persona, "SUPERVISOR")
    assert gente.aprobar(gente.del_sistema, pedido).status_code == 404
    assert gente.hacer(gente.id_de("otra.pdi"), "suspension").status_code == 200
    assert pedidos_de(gente, "jefa.sistema") == [pedido]
    assert gente.aprobar(sistema.cliente("jefa.fiscalia"), pedido).status_code == 404
    assert gente.aprobar(gente.del_sistema, pedido).status_code == 201


@pytest.mark.parametrize("que", ["vence", "otro_pedido", "otro_perfil", "revocado", "quien_pidio"])
def test_un_pedido_que_ya_no_vale_no_se_aprueba(
    gente: Administracion, sistema: SistemaDePrueba, que: str
) -> None:
    persona = gente.activar()
    pedido = gente.pedir(persona, "SUPERVISOR")
    aprobadora = "otra.pdi"
    if que == "vence":
        sistema.reloj.avanzar(timedelta(days=7))
    elif que == "otro_pedido":
        gente.pedir(persona, "AUDITOR")
    elif que == "otro_perfil":
        gente.otorgar(persona, "ANALISTA")
    elif que == "revocado":
        gente.hacer(persona, "perfil/revocacion")
    else:
        gente.hacer(gente.id_de("jefa.pdi"), "suspension", gente.otra)
        crear_cuenta(sistema, "tercera.pdi", "pdi", Perfil.ADMIN_INSTITUCION)
    respuesta = gente.aprobar(sistema.cliente(aprobadora), pedido)
    assert respuesta.json()["codigo"] == "pedido_caduco"


def test_aprobar_muchos_es_todo_o_nada(gente: Administracion) -> None:
    una, dos = gente.activar(), gente.activar("berta", RUNES[1])
    pedidos = [gente.pedir(persona, "SUPERVISOR") for persona in (una, dos)]
    ajeno = "019ab2c4-0000-7000-8000-000000000000"
    assert gente.aprobar(gente.otra, *pedidos, ajeno).status_code == 404
    assert gente.perfil_de(una)[1] == "INVESTIGADOR"
    assert gente.aprobar(gente.otra, *pedidos).status_code == 201
    assert [gente.perfil_de(p)[1] for p in (una, dos)] == ["SUPERVISOR", "SUPERVISOR"]


def test_se_recertifica_a_muchas_de_una_vez(
    gente: Administracion, sistema: SistemaDePrueba
) -> None:
    personas = [gente.activar(f"persona.{n}", run) for n, run in enumerate(RUNES[:3])]
    sistema.reloj.avanzar(timedelta(days=160))
    jefa, otra = sistema.cliente("jefa.pdi"), sistema.cliente("otra.pdi")
    por_vencer = jefa.get("/v1/perfiles/por-vencer", params={"dias": 30}).json()["personas"]
    assert {persona["usuario_id"] for persona in por_vencer} >= set(personas)
    assert {persona["institucion"] for persona in por_vencer} == {"pdi"}
    colega = gente.id_de("otra.pdi")
    cuerpo = {"usuarios": [*personas, colega], "oficio": OFICIO, "dias": 90}
    dados = jefa.post("/v1/perfiles/recertificar", json=cuerpo).json()["otorgamientos"]
    assert [d["hasta"] for d in dados] == ["2027-07-30T03:00:00Z"] * 3 + [None]
    tercera = crear_cuenta(sistema, "tercera.pdi", "pdi", Perfil.ADMIN_INSTITUCION)
    aprobadora = sistema.cliente(tercera)
    assert gente.aprobar(aprobadora, dados[3]["pedido_id"]).status_code == 201
    assert otra.get("/v1/usuarios").status_code == 200, "recertificar no cierra sesiones"
    actos = jefa.get(f"/v1/usuarios/{personas[0]}").json()["perfiles"]
    assert [acto["acto"] for acto in actos] == ["otorgar", "recertificar"]
    quedan = jefa.get("/v1/perfiles/por-vencer", params={"dias": 30}).json()["personas"]
    assert not {persona["usuario_id"] for persona in quedan} & {*personas, colega}


def test_recertificar_es_todo_o_nada(gente: Administracion) -> None:
    una, sin_perfil = gente.activar(), gente.crear("berta", RUNES[1])
    cuerpo = {"usuarios": [una, sin_perfil], "oficio": OFICIO}
    respuesta = gente.jefa.post("/v1/perfiles/recertificar", json=cuerpo)
    assert respuesta.json()["codigo"] == "sin_perfil"
    ajena = gente.id_de("jefa.carabineros")
    cuerpo = {"usuarios": [una, ajena], "oficio": OFICIO}
    assert gente.jefa.post("/v1/perfiles/recertificar", json=cuerpo).status_code == 404
    assert len(gente.jefa.get(f"/v1/usuarios/{una}").json()["perfiles"]) == 1


@pytest.mark.parametrize("acto", ["suspension", "baja", "perfil/revocacion", "bloqueo", "perfil"])
def test_la_ultima_que_administra_el_sistema_no_se_puede_quitar(
    gente: Administracion, sistema: SistemaDePrueba, acto: str
) -> None:
    ultima = gente.id_de("jefa.sistema")
    jefa = sistema.cliente("jefa.carabineros")

    def quitar() -> str:
        if acto == "perfil":
            respuesta = gente.otorgar(ultima, "INVESTIGADOR", jefa)
        elif acto == "bloqueo":
            otra = crear_cuenta(sistema, "otra.sistema", "carabineros", Perfil.ADMIN_SISTEMA)
            cliente = sistema.cliente(otra)
            assert gente.hacer(ultima, acto, cliente).status_code == 200
            ordenar(sistema, "UPDATE usuario SET estado = 'activo' WHERE cuenta = 'jefa.sistema'")
            respuesta = gente.hacer(gente.id_de(otra), "suspension", jefa)
            assert respuesta.status_code == 200
            respuesta = gente.hacer(ultima, "suspension", jefa)
        else:
            respuesta = gente.hacer(ultima, acto, jefa)
        return str(respuesta.json()["codigo"])

    assert quitar() == "ultima_administradora"
    assert gente.del_sistema.get("/v1/usuarios").status_code == (401 if acto == "bloqueo" else 200)


def test_la_base_no_deja_dar_un_perfil_a_si_mismo_ni_mas_de_180_dias(
    gente: Administracion, sistema: SistemaDePrueba
) -> None:
    quien = gente.id_de("jefa.pdi")
    orden = (
        "INSERT INTO perfil_otorgado "
        "(usuario_id, acto, perfil, desde, hasta, otorgado_por, aprobado_por) "
        "VALUES ('{a}', 'otorgar', '{perfil}', now(), now() + interval '{horas} hours', {b}, {c})"
    )
    otra = f"'{gente.id_de('otra.pdi')}'"
    tercera = f"'{gente.id_de('jefa.sistema')}'"
    casos = {
        "nadie_a_si_mismo": (quien, "ANALISTA", 1, f"'{quien}'", "NULL"),
        "con_termino": (quien, "ANALISTA", 4321, otra, "NULL"),
        "dos_personas": (quien, "SUPERVISOR", 1, otra, otra),
        "sensible_aprobado": (quien, "SUPERVISOR", 1, otra, "NULL"),
        "con_autor": (quien, "SUPERVISOR", 1, "NULL", tercera),
    }
    for regla, (a, perfil, horas, b, c) in casos.items():
        with pytest.raises(DBAPIError, match=f"ck_perfil_otorgado_{regla}"):
            ordenar(sistema, orden.format(a=a, perfil=perfil, horas=horas, b=b, c=c))
    ordenar(sistema, orden.format(a=quien, perfil="SUPERVISOR", horas=4320, b=otra, c=tercera))


def test_toda_negativa_queda_asentada_con_su_razon(
    gente: Administracion, sistema: SistemaDePrueba
) -> None:
    persona = gente.activar()
    pedido = gente.pedir(persona, "SUPERVISOR")
    assert gente.aprobar(sistema.cliente("jefa.carabineros"), pedido).status_code == 404
    ultimo = asientos(sistema)[-1]
    assert (ultimo.accion, ultimo.objeto_id) == ("perfil:aprobar", pedido)
    assert ultimo.detalle == {"motivo": "no_le_toca_aprobar"}
