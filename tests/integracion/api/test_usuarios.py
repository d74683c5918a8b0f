"""Cada institución lleva a su gente: alta, acceso, perfiles y baja, y a nadie más."""

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy.exc import DBAPIError

from tests.apoyo.http import asientos, campos_con_falta, ordenar
from tests.apoyo.sistema import SistemaDePrueba
from tests.integracion.api.apoyo_usuarios import OFICIO, RUNES, Administracion, ficha
from tests.integracion.postgres.apoyo import hallar_canarios

BANDEJA = "/v1/alertas"


@pytest.fixture
def gente(sistema: SistemaDePrueba) -> Administracion:
    return Administracion(sistema)


def ultimo_rechazo(sistema: SistemaDePrueba) -> Any:
    return [a.detalle for a in asientos(sistema) if a.desenlace == "rechazado"][-1]


def test_la_historia_entera_de_una_persona(gente: Administracion, sistema: SistemaDePrueba) -> None:
    persona = gente.crear()
    leida = gente.jefa.get(f"/v1/usuarios/{persona}").json()
    assert (leida["estado"], leida["perfil"]) == ("solicitado", None)
    assert leida["faltan"] == ["perfil_vigente"]
    assert leida["ficha"]["run"] == "12.345.678-5"
    assert gente.jefa.post(f"/v1/usuarios/{persona}/activacion").json()["codigo"] == (
        "requisitos_incompletos"
    )
    otorgado = gente.otorgar(persona, dias=30).json()
    assert (otorgado["perfil"], otorgado["pedido_id"]) == ("INVESTIGADOR", None)
    assert otorgado["hasta"] == "2026-12-22T03:00:00Z"
    assert gente.jefa.post(f"/v1/usuarios/{persona}/clave").status_code == 201
    assert gente.jefa.post(f"/v1/usuarios/{persona}/activacion").json()["estado"] == "activo"

    celinda = sistema.cliente("celinda")
    assert celinda.get(BANDEJA).status_code == 200
    assert gente.hacer(persona, "suspension").json()["estado"] == "suspendido"
    assert celinda.get(BANDEJA).status_code == 401
    assert gente.hacer(persona, "reactivacion").json()["estado"] == "activo"
    assert celinda.get(BANDEJA).status_code == 401, "una sesión de antes no revive"

    celinda = sistema.cliente("celinda")
    assert gente.hacer(persona, "perfil/revocacion").json()["perfil"] is None
    assert celinda.get(BANDEJA).status_code == 401
    assert gente.hacer(persona, "baja").json()["estado"] == "baja"
    leida = gente.jefa.get(f"/v1/usuarios/{persona}").json()
    assert leida["siguientes"] == []
    assert [h["acto"] for h in leida["historia"]] == [
        "crear",
        "emitir_clave",
        "activar",
        "suspender",
        "reactivar",
        "dar_de_baja",
    ]
    assert [p["acto"] for p in leida["perfiles"]] == ["otorgar", "revocar"]
    assert gente.hacer(persona, "reactivacion").json()["codigo"] == "acto_no_corresponde"


def test_la_ficha_se_guarda_cifrada(gente: Administracion, sistema: SistemaDePrueba) -> None:
    gente.crear(redes=["198.51.100.7"])
    canarios = ("Celinda", "Quitral", "Oyarzo", "12.345.678", "12345678", "celinda@", "198.51.100")
    assert hallar_canarios(sistema, canarios) == []


def test_una_persona_tiene_una_sola_cuenta_mientras_no_este_de_baja(
    gente: Administracion, sistema: SistemaDePrueba
) -> None:
    persona = gente.crear()
    de_carabineros = sistema.cliente("jefa.carabineros")
    otra = ficha(RUNES[0], cuenta="otra.cuenta")
    repetida = de_carabineros.post("/v1/usuarios", json=otra)
    assert (repetida.status_code, repetida.json()["codigo"]) == (409, "persona_repetida")
    assert ultimo_rechazo(sistema) == {"motivo": "persona_repetida"}
    misma_cuenta = gente.jefa.post("/v1/usuarios", json=ficha(RUNES[1], cuenta="celinda"))
    assert misma_cuenta.json()["codigo"] == "cuenta_repetida"
    assert gente.hacer(persona, "baja").status_code == 200
    assert de_carabineros.post("/v1/usuarios", json=otra).status_code == 201


def test_editar_reemplaza_la_ficha_y_no_lo_demas(gente: Administracion) -> None:
    persona = gente.activar()
    nueva = ficha(RUNES[1], apellido_paterno="Calfucura", unidad="Otra Unidad")
    leida = gente.jefa.put(f"/v1/usuarios/{persona}/ficha", json=nueva).json()
    assert leida["nombre"] == "Celinda Calfucura Oyarzo"
    assert (leida["unidad"], leida["ficha"]["run"]) == ("Otra Unidad", "9.876.543-3")
    assert (leida["estado"], leida["perfil"]) == ("activo", "INVESTIGADOR")
    gente.crear("berta", RUNES[2])
    prestado = gente.jefa.put(f"/v1/usuarios/{persona}/ficha", json=ficha(RUNES[2]))
    assert prestado.json()["codigo"] == "persona_repetida"


@pytest.mark.parametrize(
    ("cambio", "campo"),
    [
        ({"run": "12.345.678-9"}, "run"),
        ({"run": "no es"}, "run"),
        ({"redes": ["999.1.1.1"]}, "redes"),
        ({"correo": "sin arroba"}, "correo"),
        ({"reserva_en": "2026-11-23"}, "fecha"),
        ({"oficio": {**OFICIO, "fecha": "2027-01-01"}}, "fecha"),
        ({"estado": "activo"}, "mensaje"),
        ({"perfil": "FISCAL"}, "mensaje"),
    ],
)
def test_una_ficha_mal_escrita_nombra_el_campo(
    gente: Administracion, cambio: dict[str, Any], campo: str
) -> None:
    respuesta = gente.jefa.post("/v1/usuarios", json=ficha(cuenta="celinda", **cambio))
    assert campos_con_falta(respuesta) == [campo]
    assert "999.1" not in respuesta.text
    assert "12.345.678" not in respuesta.text


@pytest.mark.parametrize(
    ("cambio", "falta"),
    [
        ({"capacitacion": None}, "capacitacion_vigente"),
        (
            {"capacitacion": {"realizada_en": "2025-01-01", "vigente_hasta": "2026-11-20"}},
            "capacitacion_vigente",
        ),
        ({"reserva_en": None}, "declaracion_de_reserva"),
    ],
)
def test_sin_capacitacion_vigente_ni_reserva_no_se_activa(
    gente: Administracion, cambio: dict[str, Any], falta: str
) -> None:
    persona = gente.crear(**cambio)
    gente.otorgar(persona)
    respuesta = gente.jefa.post(f"/v1/usuarios/{persona}/activacion")
    assert (respuesta.status_code, respuesta.json()["detail"]) == (409, f"Faltan: {falta}.")


ACTOS = ("suspension", "reactivacion", "baja", "perfil/revocacion", "bloqueo", "desbloqueo")


def test_nadie_toca_a_la_gente_de_otra_institucion(
    gente: Administracion, sistema: SistemaDePrueba
) -> None:
    persona = gente.activar()
    for cuenta in ("jefa.carabineros", "jefa.registro"):
        ajena = sistema.cliente(cuenta)
        respuestas = [gente.hacer(persona, acto, ajena) for acto in ACTOS]
        respuestas += [
            ajena.get(f"/v1/usuarios/{persona}"),
            ajena.get("/v1/usuarios", params={"institucion": "pdi"}),
            ajena.put(f"/v1/usuarios/{persona}/ficha", json=ficha()),
            ajena.post(f"/v1/usuarios/{persona}/clave"),
            ajena.post(f"/v1/usuarios/{persona}/segundo-factor/reinicio"),
            ajena.post(f"/v1/usuarios/{persona}/activacion"),
            gente.otorgar(persona, "COLAB_APORTANTE", ajena),
            ajena.post("/v1/usuarios", json=ficha(RUNES[3], cuenta="intrusa", institucion="pdi")),
        ]
        inexistente = ajena.get("/v1/usuarios/019ab2c4-0000-7000-8000-000000000000")
        assert {r.status_code for r in respuestas} == {404}
        assert {r.text for r in respuestas} == {inexistente.text}
    motivos = {(a.detalle or {}).get("motivo") for a in asientos(sistema)}
    assert {"otra_institucion", "usuario_desconocido", "sin_permiso"} <= motivos
    assert gente.perfil_de(persona) == ("activo", "INVESTIGADOR")


def test_nadie_administra_su_propio_acceso(gente: Administracion) -> None:
    propia = gente.id_de("jefa.pdi")
    respuestas = [gente.hacer(propia, acto) for acto in ("suspension", "baja", "perfil/revocacion")]
    respuestas += [
        gente.otorgar(propia, "SUPERVISOR"),
        gente.jefa.put(f"/v1/usuarios/{propia}/ficha", json=ficha()),
        gente.jefa.post(f"/v1/usuarios/{propia}/clave"),
        gente.jefa.post("/v1/perfiles/recertificar", json={"usuarios": [propia], "oficio": OFICIO}),
    ]
    assert {r.json()["codigo"] for r in respuestas} == {"nadie_a_si_mismo"}


def test_un_colaborador_lleva_a_su_gente_y_nada_mas(sistema: SistemaDePrueba) -> None:
    gente = Administracion(sistema)
    jefa = sistema.cliente("jefa.registro")
    creada = jefa.post("/v1/usuarios", json=ficha(cuenta="aportante.registro")).json()
    assert creada["institucion"] == "registro_civil"
    persona = creada["usuario_id"]
    for perfil in ("INVESTIGADOR", "ADMIN_SISTEMA", "AUDITOR"):
        assert gente.otorgar(persona, perfil, jefa).json()["codigo"] == "perfil_no_corresponde"
    assert gente.otorgar(persona, "COLAB_APORTANTE", jefa).status_code == 201
    assert jefa.post(f"/v1/usuarios/{persona}/activacion").json()["estado"] == "activo"
    for cuenta in ("aportante.registro", "jefa.registro"):
        assert sistema.cliente(cuenta).get(BANDEJA).status_code == 404
    assert sistema.cliente("aportante.registro").get("/v1/usuarios").status_code == 404


@pytest.mark.parametrize("perfil", ["FISCAL", "ADMIN_SISTEMA", "COLAB_ADMIN", "URAVIT"])
def test_una_institucion_no_da_los_perfiles_de_otra(gente: Administracion, perfil: str) -> None:
    persona = gente.crear()
    assert campos_con_falta(gente.otorgar(persona, perfil)) == ["perfil"]


def test_vencido_el_perfil_no_hay_acceso_en_la_peticion_siguiente(
    gente: Administracion, sistema: SistemaDePrueba
) -> None:
    persona = gente.crear()
    gente.otorgar(persona, dias=1)
    gente.jefa.post(f"/v1/usuarios/{persona}/activacion")
    sistema.reloj.avanzar(timedelta(hours=23, minutes=55))
    celinda = sistema.cliente("celinda")
    assert celinda.get(BANDEJA).status_code == 200
    sistema.reloj.avanzar(timedelta(minutes=4, seconds=59))
    assert celinda.get(BANDEJA).status_code == 200
    sistema.reloj.avanzar(timedelta(seconds=1))
    assert celinda.get(BANDEJA).status_code == 401
    assert ultimo_rechazo(sistema) == {"motivo": "sin_perfil_vigente"}


def test_solo_se_entra_desde_las_direcciones_de_la_lista(
    gente: Administracion, sistema: SistemaDePrueba
) -> None:
    persona = gente.activar()
    celinda = sistema.cliente("celinda")
    assert celinda.get(BANDEJA).status_code == 200
    con_red = ficha(redes=["198.51.100.0/24"])
    assert gente.jefa.put(f"/v1/usuarios/{persona}/ficha", json=con_red).status_code == 200
    assert celinda.get(BANDEJA).status_code == 401
    assert ultimo_rechazo(sistema) == {"motivo": "direccion_no_permitida"}


def test_lo_delicado_exige_haber_probado_quien_se_es_hace_poco(
    gente: Administracion, sistema: SistemaDePrueba
) -> None:
    persona = gente.activar()
    sistema.reloj.avanzar(timedelta(minutes=11))
    delicados = [
        gente.jefa.post(f"/v1/usuarios/{persona}/clave"),
        gente.jefa.post(f"/v1/usuarios/{persona}/segundo-factor/reinicio"),
        gente.otorgar(persona),
        gente.jefa.post(
            "/v1/perfiles/recertificar", json={"usuarios": [persona], "oficio": OFICIO}
        ),
        gente.aprobar(gente.otra, persona),
    ]
    assert {r.json()["codigo"] for r in delicados} == {"refuerzo_requerido"}


def test_bloquear_es_de_quien_administra_el_sistema_y_deja_suspendido_al_levantarlo(
    gente: Administracion, sistema: SistemaDePrueba
) -> None:
    persona = gente.activar()
    celinda = sistema.cliente("celinda")
    assert gente.hacer(persona, "bloqueo").status_code == 404
    assert gente.hacer(persona, "bloqueo", gente.del_sistema).json()["estado"] == "bloqueado"
    assert celinda.get(BANDEJA).status_code == 401
    assert gente.hacer(persona, "reactivacion").json()["codigo"] == "acto_no_corresponde"
    assert gente.jefa.post(f"/v1/usuarios/{persona}/clave").json()["codigo"] == (
        "acto_no_corresponde"
    )
    assert gente.hacer(persona, "desbloqueo", gente.del_sistema).json()["estado"] == "suspendido"
    assert gente.hacer(persona, "reactivacion").json()["estado"] == "activo"


def test_quien_administra_el_sistema_no_lleva_a_la_gente_de_quien_ya_tiene_administrador(
    gente: Administracion, sistema: SistemaDePrueba
) -> None:
    persona = gente.activar()
    for acto in ("suspension", "baja", "perfil/revocacion"):
        assert gente.hacer(persona, acto, gente.del_sistema).status_code == 404
    assert ultimo_rechazo(sistema) == {"motivo": "institucion_con_administrador"}
    assert len(gente.del_sistema.get("/v1/usuarios", params={"institucion": "pdi"}).json()) == 1


def test_quien_administra_el_sistema_habilita_a_la_primera_persona_de_una_institucion(
    gente: Administracion, sistema: SistemaDePrueba
) -> None:
    nueva = ficha(cuenta="jefa.senama", institucion="senama")
    persona = gente.del_sistema.post("/v1/usuarios", json=nueva).json()["usuario_id"]
    del_sistema = gente.del_sistema
    assert gente.otorgar(persona, "COLAB_APORTANTE", del_sistema).json()["codigo"] == (
        "perfil_no_corresponde"
    )
    pedido = gente.pedir(persona, "COLAB_ADMIN", del_sistema)
    assert gente.aprobar(del_sistema, pedido).json()["codigo"] == "nadie_a_si_mismo"
    assert gente.aprobar(gente.jefa, pedido).status_code == 404
    fiscalia = sistema.cliente("jefa.fiscalia")
    assert [p["pedido_id"] for p in fiscalia.get("/v1/perfiles/pedidos").json()["pedidos"]] == [
        pedido
    ]
    assert gente.aprobar(fiscalia, pedido).status_code == 201
    assert del_sistema.post(f"/v1/usuarios/{persona}/clave").status_code == 201
    assert del_sistema.post(f"/v1/usuarios/{persona}/activacion").json()["estado"] == "activo"
    assert gente.hacer(persona, "suspension", del_sistema).status_code == 404


def test_una_cuenta_sembrada_tiene_ficha_y_perfil_por_un_plazo(sistema: SistemaDePrueba) -> None:
    gente = Administracion(sistema)
    leida = gente.jefa.get(f"/v1/usuarios/{gente.id_de('investigador.pdi')}").json()
    assert (leida["estado"], leida["faltan"]) == ("activo", [])
    assert leida["perfil_hasta"] == "2027-05-21T03:00:00Z"
    assert leida["perfiles"][0]["operador"] == "siembra de ensayo"


def test_lo_que_solo_se_agrega_no_se_reescribe(
    gente: Administracion, sistema: SistemaDePrueba
) -> None:
    gente.activar()
    for tabla in ("perfil_otorgado", "hecho_usuario", "perfil_pedido", "uso_irregular_paso"):
        with pytest.raises(DBAPIError, match=f"{tabla}"):
            ordenar(sistema, f"DELETE FROM {tabla}")  # noqa: S608 - la tabla es un literal
