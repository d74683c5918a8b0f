"""Quién puede cambiar la categoría de riesgo: una persona la sube; bajarla pide a otras."""

from typing import Any
from uuid import UUID

import pytest
from fastapi.testclient import TestClient

from sistema.modelos.usuario import Perfil
from tests.apoyo.evaluaciones import (
    CERTIFICADO,
    MOTIVO,
    NADA,
    abrir_de_edad,
    abrir_tranquilo,
    aportar,
    decidir,
    mirar,
    reevaluar_caso,
    responder_baja,
)
from tests.apoyo.fabricas import denuncia, evento, lote
from tests.apoyo.http import (
    abrir_caso,
    asientos,
    campos_con_falta,
    crear_cuenta,
    listar_alertas,
)
from tests.apoyo.sistema import FISCAL, INVESTIGADOR, RECEPTOR, SUPERVISORA, SistemaDePrueba

INEXISTENTE = str(UUID(int=99))
SIN_PISO = {"hechos": {"medicacion_vital": "si"}}
CON_PISO = {"hechos": {"violencia_denunciada": "si"}}


def rige(sistema: SistemaDePrueba, caso_id: str) -> str:
    return str(mirar(sistema.cliente(), caso_id)["categoria"])


def abrir_alto_sin_piso(sistema: SistemaDePrueba) -> str:
    """Un caso en ALTO solo por los puntos: un remedio vital."""
    caso_id = abrir_tranquilo(sistema)
    aportar(sistema.cliente(), caso_id, **SIN_PISO)
    assert rige(sistema, caso_id) == "ALTO"
    return caso_id


def pedir_baja(sistema: SistemaDePrueba, caso_id: str, categoria: str = "MEDIO") -> str:
    baja = decidir(sistema.cliente(INVESTIGADOR), caso_id, categoria, MOTIVO)
    assert (baja.status_code, baja.json()["estado"]) == (201, "pendiente"), baja.text
    return str(baja.json()["decision_id"])


def estado_de(sistema: SistemaDePrueba, caso_id: str, decision_id: str) -> str:
    decisiones = mirar(sistema.cliente(), caso_id)["decisiones"]
    [estado] = [d["estado"] for d in decisiones if d["decision_id"] == decision_id]
    return str(estado)


def desvirtuar_ultimo(sistema: SistemaDePrueba, caso_id: str, hecho: str) -> None:
    """Un documento muestra que no era cierto lo último que se dijo de ese hecho."""
    cliente = sistema.cliente()
    dichos = cliente.get(f"/v1/casos/{caso_id}/antecedentes").json()["antecedentes"]
    antecedente, aporte = [
        (dicho["antecedente_id"], aporte["aporte"])
        for dicho in dichos
        for aporte in dicho["aportes"]
        if aporte["campo"] == f"hechos.{hecho}"
    ][-1]
    ruta = f"/v1/casos/{caso_id}/antecedentes/{antecedente}/desvirtuacion"
    respuesta = cliente.post(ruta, json={"aporte": aporte, "documento": CERTIFICADO})
    assert respuesta.status_code == 201, respuesta.text


def corregir_a_menor(sistema: SistemaDePrueba, caso_id: str) -> None:
    """La denuncia pasa a decir que es una niña; la tarea que reevalúa no corre."""
    persona = {**denuncia()["persona"], "fecha_nacimiento": "2012-03-09"}
    assert sistema.cliente().put(f"/v1/casos/{caso_id}/persona", json=persona).status_code == 200


def bajar_a_medio(sistema: SistemaDePrueba, caso_id: str) -> None:
    baja = pedir_baja(sistema, caso_id)
    for cuenta in (SUPERVISORA, FISCAL):
        assert responder_baja(sistema.cliente(cuenta), baja).status_code == 201
    assert rige(sistema, caso_id) == "MEDIO"


def codigo(respuesta: Any) -> tuple[int, str]:
    return respuesta.status_code, respuesta.json()["codigo"]


def test_confirmar_lo_propuesto_lo_hace_una_persona_y_deja_de_ser_provisorio(
    sistema: SistemaDePrueba,
) -> None:
    caso_id = abrir_tranquilo(sistema)
    cliente = sistema.cliente()
    assert mirar(cliente, caso_id)["es_provisoria"]
    decidida = decidir(cliente, caso_id, "MEDIO")
    assert decidida.status_code == 201
    leida = decidida.json()
    assert UUID(leida.pop("decision_id")).version == 7
    propuesta = mirar(cliente, caso_id)["propuesta"]["evaluacion_id"]
    assert leida == {
        "caso_id": caso_id,
        "evaluacion_id": propuesta,
        "paso": "confirmar",
        "desde": "SIN_DETERMINAR",
        "categoria": "MEDIO",
        "motivo": None,
        "institucion": "pdi",
        "decidida_en": "2026-11-22T03:00:00Z",
        "estado": "cumplida",
        "vistos_buenos": [],
    }
    riesgo = mirar(cliente, caso_id)
    assert (riesgo["categoria"], riesgo["es_provisoria"]) == ("MEDIO", False)
    assert codigo(decidir(cliente, caso_id, "MEDIO")) == (409, "decision_sin_efecto")


def test_subir_lo_hace_una_persona_sin_dar_motivo(sistema: SistemaDePrueba) -> None:
    caso_id = abrir_tranquilo(sistema)
    subida = decidir(sistema.cliente(), caso_id, "ALTO").json()
    assert (subida["paso"], subida["estado"], rige(sistema, caso_id)) == (
        "subir",
        "cumplida",
        "ALTO",
    )


# Mutación probada: aceptar cualquier evaluación del caso.
def test_se_decide_solo_ante_la_ultima_propuesta(sistema: SistemaDePrueba) -> None:
    caso_id = abrir_tranquilo(sistema)
    cliente = sistema.cliente()
    anterior = mirar(cliente, caso_id)["propuesta"]["evaluacion_id"]
    aportar(cliente, caso_id, **SIN_PISO)
    for evaluacion_id in (anterior, INEXISTENTE):
        negada = decidir(cliente, caso_id, "ALTO", evaluacion_id=evaluacion_id)
        assert codigo(negada) == (409, "propuesta_superada")
    assert sistema.contar("decision_riesgo") == 0
    assert [a.desenlace for a in asientos(sistema) if a.accion == "riesgo:decidir"] == [
        "rechazado"
    ] * 2


@pytest.mark.parametrize("motivo", ["", "   "])
def test_bajar_exige_un_motivo(sistema: SistemaDePrueba, motivo: str) -> None:
    caso_id = abrir_alto_sin_piso(sistema)
    negada = decidir(sistema.cliente(), caso_id, "MEDIO", motivo)
    assert campos_con_falta(negada) == ["motivo"]
    assert sistema.contar("decision_riesgo") == 0


# Mutación probada: contar un visto bueno en vez de dos; no exigir fiscal.
def test_bajar_de_alto_pide_a_un_segundo_funcionario_y_a_un_fiscal(
    sistema: SistemaDePrueba,
) -> None:
    caso_id = abrir_alto_sin_piso(sistema)
    baja = pedir_baja(sistema, caso_id)
    primera = responder_baja(sistema.cliente(SUPERVISORA), baja)
    assert (primera.status_code, primera.json()["estado"]) == (201, "pendiente")
    assert rige(sistema, caso_id) == "ALTO"
    otra = crear_cuenta(sistema, "otra.pdi")
    assert codigo(responder_baja(sistema.cliente(otra), baja)) == (409, "falta_fiscal")
    cumplida = responder_baja(sistema.cliente(FISCAL), baja).json()
    assert (cumplida["estado"], rige(sistema, caso_id)) == ("cumplida", "MEDIO")
    assert [(v["institucion"], v["es_fiscal"]) for v in cumplida["vistos_buenos"]] == [
        ("carabineros", False),
        ("ministerio_publico", True),
    ]
    assert not mirar(sistema.cliente(), caso_id)["es_provisoria"]


def test_el_fiscal_solo_tampoco_basta_para_bajar_de_alto(sistema: SistemaDePrueba) -> None:
    caso_id = abrir_alto_sin_piso(sistema)
    baja = pedir_baja(sistema, caso_id)
    assert responder_baja(sistema.cliente(FISCAL), baja).json()["estado"] == "pendiente"
    assert rige(sistema, caso_id) == "ALTO"
    assert responder_baja(sistema.cliente(SUPERVISORA), baja).json()["estado"] == "cumplida"
    assert rige(sistema, caso_id) == "MEDIO"


def test_si_la_pide_un_fiscal_el_visto_bueno_lo_da_otro_fiscal(sistema: SistemaDePrueba) -> None:
    caso_id = abrir_alto_sin_piso(sistema)
    baja = decidir(sistema.cliente(FISCAL), caso_id, "MEDIO", MOTIVO).json()["decision_id"]
    responder_baja(sistema.cliente(SUPERVISORA), baja)
    assert codigo(responder_baja(sistema.cliente(FISCAL), baja)) == (409, "visto_bueno_propio")
    assert codigo(responder_baja(sistema.cliente(INVESTIGADOR), baja)) == (409, "falta_fiscal")
    otro = crear_cuenta(sistema, "otro.fiscal", "ministerio_publico", Perfil.FISCAL)
    assert responder_baja(sistema.cliente(otro), baja).json()["estado"] == "cumplida"


def test_bajo_alto_basta_un_segundo_funcionario(sistema: SistemaDePrueba) -> None:
    caso_id = abrir_tranquilo(sistema)
    decidir(sistema.cliente(), caso_id, "MEDIO")
    baja = pedir_baja(sistema, caso_id, "BAJO")
    assert rige(sistema, caso_id) == "MEDIO"
    assert responder_baja(sistema.cliente(SUPERVISORA), baja).json()["estado"] == "cumplida"
    assert rige(sistema, caso_id) == "BAJO"


def test_decidir_menos_de_lo_propuesto_es_bajar_aunque_nada_estuviera_determinado(
    sistema: SistemaDePrueba,
) -> None:
    caso_id = abrir_tranquilo(sistema)
    baja = pedir_baja(sistema, caso_id, "BAJO")
    assert rige(sistema, caso_id) == "SIN_DETERMINAR"
    responder_baja(sistema.cliente(SUPERVISORA), baja)
    assert rige(sistema, caso_id) == "BAJO"


# Mutación probada: quitar `VistoBuenoPropio`, `VistoBuenoRepetido`.
def test_nadie_da_dos_veces_su_visto_bueno_ni_a_lo_suyo(sistema: SistemaDePrueba) -> None:
    caso_id = abrir_alto_sin_piso(sistema)
    baja = pedir_baja(sistema, caso_id)
    for respuesta in ("aprobar", "rechazar"):
        propia = responder_baja(sistema.cliente(INVESTIGADOR), baja, respuesta, MOTIVO)
        assert codigo(propia) == (409, "visto_bueno_propio")
    responder_baja(sistema.cliente(FISCAL), baja)
    assert codigo(responder_baja(sistema.cliente(FISCAL), baja)) == (409, "visto_bueno_repetido")
    assert (sistema.contar("visto_bueno_riesgo"), rige(sistema, caso_id)) == (1, "ALTO")


def test_rechazar_una_baja_exige_motivo_y_la_termina(sistema: SistemaDePrueba) -> None:
    caso_id = abrir_alto_sin_piso(sistema)
    baja = pedir_baja(sistema, caso_id)
    assert campos_con_falta(responder_baja(sistema.cliente(FISCAL), baja, "rechazar")) == ["motivo"]
    rechazada = responder_baja(sistema.cliente(FISCAL), baja, "rechazar", "Falta hablar con ella.")
    assert rechazada.json()["estado"] == "rechazada"
    assert codigo(responder_baja(sistema.cliente(SUPERVISORA), baja)) == (409, "baja_terminada")
    assert rige(sistema, caso_id) == "ALTO"
    # Rechazada una, se puede pedir otra.
    pedir_baja(sistema, caso_id)


def test_solo_hay_una_baja_a_la_vez_y_confirmar_la_deja_sin_objeto(
    sistema: SistemaDePrueba,
) -> None:
    caso_id = abrir_alto_sin_piso(sistema)
    baja = pedir_baja(sistema, caso_id)
    otra = decidir(sistema.cliente(SUPERVISORA), caso_id, "BAJO", MOTIVO)
    assert codigo(otra) == (409, "baja_pendiente")
    assert decidir(sistema.cliente(SUPERVISORA), caso_id, "ALTO").status_code == 201
    assert estado_de(sistema, caso_id, baja) == "caducada"
    assert codigo(responder_baja(sistema.cliente(FISCAL), baja)) == (409, "baja_terminada")


# Mutación probada: quitar `RiesgoConPiso` de `clasificar_paso`.
@pytest.mark.parametrize("categoria", ["BAJO", "MEDIO"])
def test_con_un_piso_nadie_pide_bajar_de_alto(sistema: SistemaDePrueba, categoria: str) -> None:
    caso_id = abrir_tranquilo(sistema)
    aportar(sistema.cliente(), caso_id, **CON_PISO)
    for cuenta in (INVESTIGADOR, FISCAL):
        negada = decidir(sistema.cliente(cuenta), caso_id, categoria, MOTIVO)
        assert codigo(negada) == (409, "riesgo_con_piso")
    assert (sistema.contar("decision_riesgo"), rige(sistema, caso_id)) == (0, "ALTO")


# Mutación probada: que `caduca` responda siempre que no.
@pytest.mark.parametrize("nuevo", [CON_PISO, {"hechos": {"crisis_psiquiatrica": "si"}}])
def test_una_propuesta_mas_grave_hace_caducar_la_baja_pendiente(
    sistema: SistemaDePrueba, nuevo: dict[str, Any]
) -> None:
    caso_id = abrir_alto_sin_piso(sistema)
    baja = pedir_baja(sistema, caso_id)
    responder_baja(sistema.cliente(SUPERVISORA), baja)
    aportar(sistema.cliente(), caso_id, **nuevo)
    assert estado_de(sistema, caso_id, baja) == "caducada"
    assert codigo(responder_baja(sistema.cliente(FISCAL), baja)) == (409, "baja_terminada")
    assert rige(sistema, caso_id) == "ALTO"


def test_una_propuesta_que_no_es_mas_grave_deja_viva_la_baja(sistema: SistemaDePrueba) -> None:
    caso_id = abrir_alto_sin_piso(sistema)
    cliente = sistema.cliente()
    baja = pedir_baja(sistema, caso_id)
    responder_baja(sistema.cliente(SUPERVISORA), baja)
    aportado = cliente.get(f"/v1/casos/{caso_id}/antecedentes").json()["antecedentes"][-1]
    cliente.post(
        f"/v1/casos/{caso_id}/antecedentes/{aportado['antecedente_id']}/desvirtuacion",
        json={"aporte": 1, "documento": CERTIFICADO},
    )
    assert mirar(cliente, caso_id)["propuesta"]["categoria"] == "MEDIO"
    assert rige(sistema, caso_id) == "ALTO"
    assert responder_baja(sistema.cliente(FISCAL), baja).json()["estado"] == "cumplida"
    assert rige(sistema, caso_id) == "MEDIO"


def test_despues_de_bajar_una_propuesta_mayor_vuelve_a_subir_sola(
    sistema: SistemaDePrueba,
) -> None:
    caso_id = abrir_tranquilo(sistema)
    decidir(sistema.cliente(), caso_id, "MEDIO")
    sistema.puerta().registrar_lote(lote(evento(1)))
    assert reevaluar_caso(sistema, caso_id)
    riesgo = mirar(sistema.cliente(), caso_id)
    assert (riesgo["categoria"], riesgo["es_provisoria"]) == ("ALTO", True)
    assert [(v["categoria"], bool(v["decision_id"])) for v in riesgo["vigencias"]] == [
        ("MEDIO", True),
        ("ALTO", False),
    ]


def test_repetir_una_decision_con_su_clave_no_decide_dos_veces(sistema: SistemaDePrueba) -> None:
    caso_id = abrir_tranquilo(sistema)
    cliente = sistema.cliente()
    clave = {"Idempotency-Key": "a"}
    veces = [decidir(cliente, caso_id, "MEDIO", cabeceras=clave) for _ in range(3)]
    assert [v.status_code for v in veces] == [201] * 3
    assert veces[0].json() == veces[1].json() == veces[2].json()
    assert sistema.contar("decision_riesgo") == 1
    distinta = decidir(cliente, caso_id, "ALTO", cabeceras=clave)
    assert codigo(distinta) == (409, "peticion_repetida_distinta")


@pytest.mark.parametrize(
    ("cuerpo", "campo"),
    [
        ({}, "evaluacion_id"),
        ({"evaluacion_id": INEXISTENTE, "categoria": "ALTISIMO"}, "categoria"),
        ({"evaluacion_id": "x", "categoria": "ALTO"}, "evaluacion_id"),
        ({"evaluacion_id": INEXISTENTE, "categoria": "BAJO", "motivo": "x" * 2_001}, "motivo"),
        ({"evaluacion_id": INEXISTENTE, "categoria": "BAJO", "fiscal": True}, "mensaje"),
    ],
)
def test_una_decision_mal_escrita_nombra_su_campo(
    cliente_del_modulo: TestClient, cuerpo: dict[str, Any], campo: str
) -> None:
    respuesta = cliente_del_modulo.post(f"/v1/casos/{INEXISTENTE}/riesgo/decision", json=cuerpo)
    assert campo in campos_con_falta(respuesta)


# Mutación probada: dar el permiso a quien solo recibe denuncias.
def test_quien_no_puede_decidir_recibe_lo_mismo_que_si_no_existiera(
    sistema: SistemaDePrueba,
) -> None:
    caso_id = abrir_alto_sin_piso(sistema)
    baja = pedir_baja(sistema, caso_id)
    inexistente = responder_baja(sistema.cliente(), INEXISTENTE)
    assert inexistente.status_code == 404
    for cuenta in (RECEPTOR, crear_cuenta(sistema, "colaboradora", "registro_civil")):
        denegada = responder_baja(sistema.cliente(cuenta), baja)
        assert (denegada.status_code, denegada.content) == (404, inexistente.content)
    assert sistema.contar("visto_bueno_riesgo") == 0


# Mutación probada: guardar los motivos como texto.
def test_los_motivos_quedan_cifrados_y_todo_asentado(sistema: SistemaDePrueba) -> None:
    caso_id = abrir_alto_sin_piso(sistema)
    baja = pedir_baja(sistema, caso_id)
    responder_baja(sistema.cliente(FISCAL), baja, "rechazar", MOTIVO)
    for (fila,) in sistema.consultar(
        "SELECT t::text FROM decision_riesgo AS t UNION ALL "
        "SELECT t::text FROM visto_bueno_riesgo AS t"
    ):
        assert MOTIVO not in fila
        assert MOTIVO.encode().hex() not in fila
    [decision] = mirar(sistema.cliente(), caso_id)["decisiones"]
    assert (decision["motivo"], decision["vistos_buenos"][0]["motivo"]) == (MOTIVO, MOTIVO)
    hechos = [
        (a.accion, a.desenlace, str(a.caso_id))
        for a in asientos(sistema)
        if a.accion in ("riesgo:decidir", "riesgo:dar_visto_bueno")
    ]
    assert hechos == [
        ("riesgo:decidir", "hecho", caso_id),
        ("riesgo:dar_visto_bueno", "hecho", caso_id),
    ]


# Mutación probada: quitar `RiesgoSinDeterminar`; medir solo contra lo propuesto.
def test_nadie_baja_a_solas_pasando_por_lo_indeterminado(sistema: SistemaDePrueba) -> None:
    caso_id = abrir_caso(sistema)
    cliente = sistema.cliente()
    protectores = ("ausencia_planificada", "acompanada_por_adulto_responsable")
    nada = {hecho: no for hecho, no in NADA["hechos"].items() if hecho not in protectores}
    aportar(cliente, caso_id, hechos=nada)
    assert decidir(cliente, caso_id, "MEDIO").status_code == 201
    protector = {"respuesta": "si", "respaldo": CERTIFICADO}
    aportar(cliente, caso_id, hechos=dict.fromkeys(protectores, protector))
    assert mirar(cliente, caso_id)["propuesta"]["categoria"] == "BAJO"
    negada = decidir(cliente, caso_id, "SIN_DETERMINAR")
    assert campos_con_falta(negada) == ["categoria"]
    # El Sistema deja de saber y vuelve a saber: MEDIO sigue siendo lo último que se decidió.
    desvirtuar_ultimo(sistema, caso_id, "violencia_denunciada")
    assert rige(sistema, caso_id) == "SIN_DETERMINAR"
    aportar(cliente, caso_id, hechos={"violencia_denunciada": "no"})
    assert mirar(cliente, caso_id)["propuesta"]["categoria"] == "BAJO"
    baja = decidir(cliente, caso_id, "BAJO", MOTIVO).json()
    assert (baja["paso"], baja["estado"]) == ("bajar", "pendiente")
    assert rige(sistema, caso_id) == "SIN_DETERMINAR"


# Mutación probada: que `caduca` no mire lo que rigió después de pedir la baja.
def test_volver_a_alto_hace_caducar_para_siempre_la_baja_que_se_pidio_desde_medio(
    sistema: SistemaDePrueba,
) -> None:
    caso_id = abrir_alto_sin_piso(sistema)
    aportar(sistema.cliente(), caso_id, hechos={"embarazo_o_puerperio": "si"})
    bajar_a_medio(sistema, caso_id)
    baja = pedir_baja(sistema, caso_id, "BAJO")
    desvirtuar_ultimo(sistema, caso_id, "embarazo_o_puerperio")
    assert rige(sistema, caso_id) == "ALTO"
    negada = responder_baja(sistema.cliente(SUPERVISORA), baja)
    assert (codigo(negada), rige(sistema, caso_id)) == ((409, "baja_terminada"), "ALTO")
    # Que vuelva a regir MEDIO no la revive.
    bajar_a_medio(sistema, caso_id)
    assert estado_de(sistema, caso_id, baja) == "caducada"


# Mutación probada: quitar `_evaluar_primero` de `dar_visto_bueno`; no hacerlo duradero.
def test_aprobar_una_baja_mira_primero_lo_que_se_corrigio(sistema: SistemaDePrueba) -> None:
    caso_id = abrir_alto_sin_piso(sistema)
    baja = pedir_baja(sistema, caso_id)
    responder_baja(sistema.cliente(SUPERVISORA), baja)
    corregir_a_menor(sistema, caso_id)
    negada = responder_baja(sistema.cliente(FISCAL), baja)
    assert (codigo(negada), rige(sistema, caso_id)) == ((409, "baja_terminada"), "ALTO")
    riesgo = mirar(sistema.cliente(), caso_id)
    assert (riesgo["propuesta"]["pisos"], riesgo["propuesta"]["motivo"]) == (["F01"], "pedido")
    assert [d["estado"] for d in riesgo["decisiones"]] == ["caducada"]


# Mutación probada: quitar `_evaluar_primero` de `decidir`; no hacerlo duradero.
def test_decidir_mira_primero_lo_que_se_corrigio(sistema: SistemaDePrueba) -> None:
    caso_id = abrir_tranquilo(sistema)
    corregir_a_menor(sistema, caso_id)
    negada = decidir(sistema.cliente(), caso_id, "MEDIO")
    assert (codigo(negada), rige(sistema, caso_id)) == ((409, "propuesta_superada"), "ALTO")
    assert len(listar_alertas(sistema.cliente())) == 1
    assert codigo(decidir(sistema.cliente(), caso_id, "MEDIO", MOTIVO)) == (409, "riesgo_con_piso")


def test_decidir_un_caso_nunca_evaluado_lo_evalua_y_muestra_la_propuesta(
    sistema: SistemaDePrueba,
) -> None:
    caso_id = abrir_caso(sistema)
    cliente = sistema.cliente()
    assert mirar(cliente, caso_id)["propuesta"] is None
    negada = decidir(cliente, caso_id, "ALTO", evaluacion_id=INEXISTENTE)
    assert codigo(negada) == (409, "propuesta_superada")
    assert mirar(cliente, caso_id)["propuesta"]["version"] == 1
    assert decidir(cliente, caso_id, "ALTO").status_code == 201


# Mutación probada: quitar `emitir_de_decision`; quitar `planificar_lo_que_rige`.
def test_subir_lo_que_rige_avisa_a_todos_y_pide_las_diligencias_de_alto(
    sistema: SistemaDePrueba,
) -> None:
    caso_id = abrir_tranquilo(sistema)
    decidir(sistema.cliente(), caso_id, "MEDIO")
    assert listar_alertas(sistema.cliente()) == []
    subida = decidir(sistema.cliente(), caso_id, "ALTO").json()
    for cuenta in (INVESTIGADOR, SUPERVISORA, FISCAL):
        [alerta] = listar_alertas(sistema.cliente(cuenta))
        assert [
            alerta[c] for c in ("clase", "caso_id", "categoria", "urgencia", "decision_id")
        ] == [
            "riesgo",
            caso_id,
            "ALTO",
            3,
            subida["decision_id"],
        ]
    pedidas = {d["codigo"] for d in mirar(sistema.cliente(), caso_id)["diligencias"]}
    assert {"AVISAR_FISCAL", "SUPERVISOR", "DIFUSION", "REVISAR_RIESGO_12"} <= pedidas


# Mutación probada: avisar solo si sube la categoría.
def test_llegar_a_la_urgencia_maxima_dentro_de_alto_avisa(sistema: SistemaDePrueba) -> None:
    # De 16 años: ALTO por ley, de urgencia 2.
    caso_id = abrir_de_edad(sistema, "2010-05-01")
    cliente = sistema.cliente()
    aportar(cliente, caso_id, **NADA)
    assert [a["urgencia"] for a in listar_alertas(cliente)] == [2]
    aportar(cliente, caso_id, **CON_PISO)
    assert [(a["categoria"], a["urgencia"]) for a in listar_alertas(cliente)] == [
        ("ALTO", 1),
        ("ALTO", 2),
    ]
    aportar(cliente, caso_id, hechos={"indicios_de_delito": "si"})
    assert len(listar_alertas(cliente)) == 2
