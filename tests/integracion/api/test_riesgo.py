"""El riesgo de un caso, de la denuncia a la categoría: aportar, entrevistar, evaluar y avisar."""

from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest

from sistema.modelos.caso import MotivoReevaluacion
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

INEXISTENTE = UUID(int=99)


def estado(sistema: SistemaDePrueba, caso_id: str) -> tuple[str, str]:
    """La categoría que rige y la última propuesta."""
    riesgo = mirar(sistema.cliente(), caso_id)
    return riesgo["categoria"], riesgo["propuesta"]["categoria"]


def dichos_por_la_denuncia(sistema: SistemaDePrueba, caso_id: str) -> list[dict[str, Any]]:
    leidos = sistema.cliente().get(f"/v1/casos/{caso_id}/antecedentes").json()["antecedentes"]
    return [antecedente for antecedente in leidos if antecedente["institucion"] is None]


def test_de_la_entrevista_a_la_categoria_que_un_contacto_sube_y_una_persona_no_baja(
    sistema: SistemaDePrueba,
) -> None:
    caso_id = abrir_caso(sistema)
    receptor, investigador = sistema.cliente(RECEPTOR), sistema.cliente(INVESTIGADOR)
    assert mirar(investigador, caso_id)["categoria"] == "SIN_DETERMINAR"
    [primera, *_otras] = receptor.get(f"/v1/casos/{caso_id}/entrevista").json()["preguntas"]
    assert (primera["codigo"], primera["cambia"]) == ("violencia_denunciada", "categoria")

    propuestas: list[str] = []
    siguiente = primera
    while siguiente and siguiente["cambia"] == "categoria" and len(propuestas) < 40:
        respuesta = receptor.post(
            f"/v1/casos/{caso_id}/entrevista/respuestas",
            json={"codigo": siguiente["codigo"], "texto": "No", "aportante": "La madre"},
        )
        assert respuesta.status_code == 201, respuesta.text
        propuestas.append(respuesta.json()["riesgo"]["propuesta"])
        siguiente = respuesta.json()["siguiente"]
    assert (propuestas[0], propuestas[-1]) == ("SIN_DETERMINAR", "MEDIO")
    assert estado(sistema, caso_id) == ("SIN_DETERMINAR", "MEDIO")
    assert decidir(investigador, caso_id, "MEDIO").json()["estado"] == "cumplida"
    assert estado(sistema, caso_id) == ("MEDIO", "MEDIO")
    assert listar_alertas(investigador) == []

    sistema.puerta().registrar_lote(lote(evento(1, tipo_contacto="hospitalizacion")))
    assert reevaluar_caso(sistema, caso_id)
    assert estado(sistema, caso_id) == ("ALTO", "ALTO")
    negada = decidir(investigador, caso_id, "MEDIO")
    assert campos_con_falta(negada) == ["motivo"]
    baja = decidir(investigador, caso_id, "MEDIO", MOTIVO).json()
    assert (baja["paso"], baja["estado"]) == ("bajar", "pendiente")
    assert responder_baja(investigador, baja["decision_id"]).json()["codigo"] == (
        "visto_bueno_propio"
    )
    assert estado(sistema, caso_id) == ("ALTO", "ALTO")


def test_al_subir_el_nivel_se_avisa_una_vez_a_los_tres_intervinientes(
    sistema: SistemaDePrueba,
) -> None:
    caso_id = abrir_tranquilo(sistema)
    aportar(sistema.cliente(), caso_id, hechos={"violencia_dicha_por_alguien": "si"})
    for cuenta in (INVESTIGADOR, SUPERVISORA, FISCAL):
        [alerta] = listar_alertas(sistema.cliente(cuenta))
        assert UUID(alerta.pop("id")).version == 7
        assert alerta == {
            "clase": "riesgo",
            "caso_id": caso_id,
            "emitida_en": "2026-11-22T03:00:00Z",
            "acusada_en": None,
            "decision": None,
            "estado_decision": None,
            "probabilidad": None,
            "tipo_contacto": None,
            "organismo": None,
            "ocurrido_en": None,
            "categoria": "ALTO",
            "urgencia": 1,
            "decision_id": None,
        }
    aportar(sistema.cliente(), caso_id, hechos={"indicios_de_delito": "si"})
    assert len(listar_alertas(sistema.cliente())) == 1
    [alerta] = listar_alertas(sistema.cliente())
    acuse = sistema.cliente().post(f"/v1/alertas/{alerta['id']}/acuse")
    assert (acuse.status_code, listar_alertas(sistema.cliente())) == (200, [])


def test_la_denuncia_aporta_la_edad_el_sexo_y_la_ultima_noticia(sistema: SistemaDePrueba) -> None:
    caso_id = abrir_caso(sistema)
    evaluada = sistema.cliente().post(f"/v1/casos/{caso_id}/evaluaciones").json()
    assert (evaluada["es_nueva"], evaluada["subio"]) == (True, False)
    [de_la_denuncia] = (
        sistema.cliente().get(f"/v1/casos/{caso_id}/antecedentes").json()["antecedentes"]
    )
    assert de_la_denuncia["institucion"] is None
    origen = {"fuente": "parte_policial", "aportado_en": "2026-11-22T03:00:00+00:00"}
    assert [(a["aporte"], a["campo"], a["contenido"]) for a in de_la_denuncia["aportes"]] == [
        (1, "edad", {"fecha_nacimiento": "1984-03-09", **origen}),
        (2, "ultimo_contacto", {"en": "2026-11-20T12:00:00+00:00", **origen}),
        (3, "hechos.mujer_o_nina", {"respuesta": "si", **origen}),
    ]


@pytest.mark.parametrize(
    ("nacimiento", "propuesta", "pisos"),
    [
        ("2010-05-01", "ALTO", ["F01"]),
        ("2008", "ALTO", ["F01"]),
        ("1984-03-09", "SIN_DETERMINAR", []),
        ("1700-01-01", "SIN_DETERMINAR", []),
        ("2031-01-01", "SIN_DETERMINAR", []),
        ("no sabe", "SIN_DETERMINAR", []),
    ],
)
def test_una_fecha_imposible_no_aporta_edad_ni_impide_evaluar(
    sistema: SistemaDePrueba, nacimiento: str, propuesta: str, pisos: list[str]
) -> None:
    caso_id = abrir_de_edad(sistema, nacimiento)
    assert sistema.cliente().post(f"/v1/casos/{caso_id}/evaluaciones").status_code == 200
    leida = mirar(sistema.cliente(), caso_id)["propuesta"]
    assert (leida["categoria"], leida["pisos"], leida["con_piso"]) == (
        propuesta,
        pisos,
        bool(pisos),
    )


# Mutación probada: que la denuncia reemplace lo que dijo antes.
def test_corregir_la_fecha_de_una_nina_no_la_baja_hasta_que_un_documento_la_desvirtua(
    sistema: SistemaDePrueba,
) -> None:
    cliente = sistema.cliente()
    caso_id = abrir_de_edad(sistema, "2012-03-09")
    aportar(cliente, caso_id, **NADA)
    assert estado(sistema, caso_id) == ("ALTO", "ALTO")
    cliente.put(f"/v1/casos/{caso_id}/persona", json=denuncia()["persona"])
    assert not reevaluar_caso(sistema, caso_id, MotivoReevaluacion.DATOS_CAMBIADOS)
    assert estado(sistema, caso_id) == ("ALTO", "ALTO")
    [primero, segundo] = dichos_por_la_denuncia(sistema, caso_id)
    assert primero["aportes"][0]["contenido"]["fecha_nacimiento"] == "2012-03-09"
    assert segundo["aportes"][0]["contenido"]["fecha_nacimiento"] == "1984-03-09"
    ruta = f"/v1/casos/{caso_id}/antecedentes/{primero['antecedente_id']}/desvirtuacion"
    cuerpo = {"aporte": 1, "documento": CERTIFICADO}
    assert cliente.post(ruta, json=cuerpo).json()["riesgo"]["propuesta"] == "MEDIO"
    # Lo que rige no baja solo: lo bajan personas.
    assert estado(sistema, caso_id) == ("ALTO", "MEDIO")
    repetida = cliente.post(ruta, json=cuerpo)
    assert (repetida.status_code, repetida.json()["codigo"]) == (409, "aporte_ya_desvirtuado")
    [primero, segundo] = dichos_por_la_denuncia(sistema, caso_id)
    assert primero["aportes"][0]["desvirtuado_por"] == CERTIFICADO
    assert segundo["aportes"][0]["desvirtuado_por"] is None


def test_un_no_posterior_no_desvirtua_lo_que_otro_afirmo(sistema: SistemaDePrueba) -> None:
    caso_id = abrir_tranquilo(sistema)
    cliente = sistema.cliente()
    aportar(cliente, caso_id, hechos={"violencia_denunciada": "si"})
    aportar(cliente, caso_id, hechos={"violencia_denunciada": "no"})
    riesgo = mirar(cliente, caso_id)
    assert (riesgo["categoria"], riesgo["propuesta"]["pisos"]) == ("ALTO", ["F02"])
    # Mutación probada: no mirar los avisos en `resumir`; la explicación queda la de antes.
    [aviso] = [a for a in riesgo["propuesta"]["avisos"] if "encontradas" in a]
    assert aviso.endswith("Si una es falsa, adjunte el documento que la desvirtúa.")


@pytest.mark.parametrize(
    ("tipo", "cuando", "sube"),
    [
        ("hospitalizacion", "2026-11-21T10:00:00Z", True),
        ("atencion_urgencia", "2026-11-22T20:00:00Z", True),
        ("hospitalizacion", "2026-11-20T11:59:00Z", False),
        ("alta", "2026-11-21T10:00:00Z", False),
        ("tramite_identidad", "2026-11-21T10:00:00Z", False),
    ],
)
def test_solo_un_ingreso_a_hospital_despues_de_la_ultima_noticia_es_antecedente(
    sistema: SistemaDePrueba, tipo: str, cuando: str, *, sube: bool
) -> None:
    caso_id = abrir_tranquilo(sistema)
    sistema.puerta().registrar_lote(lote(evento(1, tipo_contacto=tipo, ocurrido_en=cuando)))
    assert reevaluar_caso(sistema, caso_id) is sube


# Mutación probada: no mirar la decisión; no mirar el enlace.
@pytest.mark.parametrize(
    ("persona", "accion", "sube"),
    [
        (None, None, True),
        (None, "rechazar", False),
        ({"nombres": "Rosario Millaray", "apellido_paterno": "Huenchullán"}, None, False),
        ({"nombres": "Rosario Millaray", "apellido_paterno": "Huenchullán"}, "confirmar", True),
    ],
)
def test_un_ingreso_cuenta_si_esta_enlazado_y_no_rechazado_o_confirmado(
    sistema: SistemaDePrueba, persona: dict[str, Any] | None, accion: str | None, *, sube: bool
) -> None:
    caso_id = abrir_tranquilo(sistema)
    cliente = sistema.cliente()
    sistema.puerta().registrar_lote(lote(evento(1, persona=persona)))
    [movimiento] = cliente.get(f"/v1/casos/{caso_id}/movimientos").json()["movimientos"]
    if accion is not None:
        decidida = cliente.post(
            f"/v1/coincidencias/{movimiento['coincidencia_id']}/decision",
            json={"accion": accion, "motivo": MOTIVO},
        )
        assert decidida.status_code == 201
    assert reevaluar_caso(sistema, caso_id) is sube


# Mutación probada: guardar siempre; que la huella mire el texto de los criterios.
def test_reevaluar_sin_que_nada_cambie_no_guarda_nada(sistema: SistemaDePrueba) -> None:
    caso_id = abrir_tranquilo(sistema)
    guardadas = sistema.contar("evaluacion_riesgo")
    sistema.reloj.avanzar(timedelta(minutes=40))
    assert not reevaluar_caso(sistema, caso_id, MotivoReevaluacion.HORAS)
    igual = sistema.cliente().post(f"/v1/casos/{caso_id}/evaluaciones").json()
    assert (igual["es_nueva"], igual["subio"]) == (False, False)
    assert sistema.contar("evaluacion_riesgo") == guardadas
    sistema.reloj.avanzar(timedelta(hours=72))
    reevaluar_caso(sistema, caso_id, MotivoReevaluacion.HORAS)
    assert sistema.contar("evaluacion_riesgo") == guardadas + 1
    ultima = mirar(sistema.cliente(), caso_id)["propuesta"]
    assert (ultima["motivo"], ultima["version"]) == ("horas", guardadas + 1)


def test_la_propuesta_explica_de_quien_salio_cada_criterio(sistema: SistemaDePrueba) -> None:
    caso_id = abrir_caso(sistema)
    aportar(
        sistema.cliente(),
        caso_id,
        hechos={
            "ideas_de_suicidio": {
                "respuesta": "si",
                "aportante": "Su hermano",
                "fuente": "entrevista",
                "aportado_en": "2026-11-21T20:00:00-03:00",
            },
            "despedida_o_autolesion": "no",
        },
    )
    propuesta = mirar(sistema.cliente(), caso_id)["propuesta"]
    [criterio] = [c for c in propuesta["criterios"] if c["codigo"] == "F07"]
    assert criterio["aportes"] == [
        {
            "campo": "ideas_de_suicidio",
            "respuesta": "si",
            "fuente": "entrevista",
            "aportante": "Su hermano",
            "aportado_en": "2026-11-21T20:00:00-03:00",
            "ocurrio_en": None,
        }
    ]
    assert (propuesta["motivo"], propuesta["version_catalogo"]) == ("aporte", "2026.1")
    assert "violencia_denunciada" in [f["codigo"] for f in propuesta["faltantes"]]
    assert mirar(sistema.cliente(), caso_id)["diligencias"] != []


def test_una_hipotesis_agrega_sus_diligencias_aunque_se_proponga_lo_mismo(
    sistema: SistemaDePrueba,
) -> None:
    caso_id = abrir_tranquilo(sistema)
    cliente = sistema.cliente()
    antes = {d["codigo"] for d in mirar(cliente, caso_id)["diligencias"]}
    propuestas = sistema.contar("evaluacion_riesgo")
    nueva = {
        "tipo": "SUSTRACCION_PARENTAL",
        "sustento": "La retiró el padre.",
        "plausibilidad": "alta",
    }
    formulada = cliente.post(f"/v1/casos/{caso_id}/hipotesis", json=nueva)
    assert (formulada.status_code, formulada.json()["hipotesis"]["version"]) == (201, 1)
    despues = {d["codigo"] for d in mirar(cliente, caso_id)["diligencias"]}
    assert antes < despues
    assert sistema.contar("evaluacion_riesgo") == propuestas + 1
    assert "SUSTRACCION_PARENTAL" in mirar(cliente, caso_id)["propuesta"]["hipotesis"]
    leidas = cliente.get(f"/v1/casos/{caso_id}/hipotesis").json()["hipotesis"]
    assert [(h["tipo"], h["version"], h["institucion"]) for h in leidas] == [
        ("SUSTRACCION_PARENTAL", 1, "pdi")
    ]


def test_la_entrevista_para_un_nino_pregunta_con_otras_palabras(sistema: SistemaDePrueba) -> None:
    caso_id = abrir_caso(sistema)
    cliente = sistema.cliente(RECEPTOR)
    adulta, nna = (
        cliente.get(f"/v1/casos/{caso_id}/entrevista", params={"para_nna": si}).json()["preguntas"]
        for si in ("false", "true")
    )
    assert [p["codigo"] for p in adulta] == [p["codigo"] for p in nna]
    assert all(a["texto"] != n["texto"] for a, n in zip(adulta, nna, strict=True))
    assert all("desconocido" in p["opciones"] for p in adulta)


@pytest.mark.parametrize(
    ("cuerpo", "campos"),
    [
        ({}, ["hechos"]),
        ({"hechos": {}}, ["hechos"]),
        ({"hechos": {"inventado": "si"}}, ["hechos"]),
        ({"hechos": {"indicios_de_delito": "quizás"}}, ["hechos.indicios_de_delito.respuesta"]),
        ({"edad": 300}, ["edad.minima"]),
        ({"edad": {"fecha_nacimiento": "2030-01-01"}}, ["edad.fecha_nacimiento"]),
        ({"edad": {"minima": 20, "maxima": 10}}, ["edad.minima"]),
        ({"ultimo_contacto": "2026-11-23T00:00:00Z"}, ["ultimo_contacto.en"]),
        ({"ultimo_contacto": "2026-11-20T00:00:00"}, ["ultimo_contacto.en"]),
        (
            {"edad": "ayer", "hechos": {"embarazo_o_puerperio": {"respuesta": 1}}},
            ["edad.fecha_nacimiento", "hechos.embarazo_o_puerperio.respuesta"],
        ),
        (
            {"edad": {"minima": 9, "desvirtuado_por": CERTIFICADO}},
            ["edad.desvirtuado_por"],
        ),
        ({"hipotesis": []}, ["mensaje"]),
        (
            {"hechos": {"indicios_de_delito": {"respuesta": "si", "aportante": "a\u0000"}}},
            ["hechos"],
        ),
    ],
)
def test_lo_mal_aportado_nombra_cada_campo_y_no_deja_nada(
    sistema_del_modulo: SistemaDePrueba, cuerpo: dict[str, Any], campos: list[str]
) -> None:
    caso_id = abrir_caso(sistema_del_modulo)
    respuesta = sistema_del_modulo.cliente().post(f"/v1/casos/{caso_id}/antecedentes", json=cuerpo)
    assert campos_con_falta(respuesta) == campos
    assert all(falta["remedio"] for falta in respuesta.json()["errores"])
    leidos = sistema_del_modulo.cliente().get(f"/v1/casos/{caso_id}/antecedentes").json()
    assert leidos["antecedentes"] == []


@pytest.mark.parametrize(
    ("cuerpo", "campo"),
    [
        ({"codigo": "inventada", "texto": "si"}, "codigo"),
        ({"codigo": "indicios_de_delito", "texto": "tal vez"}, "respuesta"),
        ({"codigo": "edad", "texto": "150"}, "edad.minima"),
        ({"codigo": "ultimo_contacto", "texto": "2027-01-01T00:00"}, "ultimo_contacto.en"),
    ],
)
def test_una_respuesta_que_no_sirve_dice_como_contestar(
    sistema_del_modulo: SistemaDePrueba, cuerpo: dict[str, str], campo: str
) -> None:
    caso_id = abrir_caso(sistema_del_modulo)
    ruta = f"/v1/casos/{caso_id}/entrevista/respuestas"
    respuesta = sistema_del_modulo.cliente().post(ruta, json=cuerpo)
    assert campos_con_falta(respuesta) == [campo]


def test_repetir_un_aporte_con_su_clave_no_lo_guarda_dos_veces(sistema: SistemaDePrueba) -> None:
    caso_id = abrir_caso(sistema)
    cliente = sistema.cliente()
    ruta, clave = f"/v1/casos/{caso_id}/antecedentes", {"Idempotency-Key": "a"}
    veces = [cliente.post(ruta, json=NADA, headers=clave) for _ in range(3)]
    assert [v.status_code for v in veces] == [201] * 3
    assert veces[0].json() == veces[1].json() == veces[2].json()
    # El de la denuncia y el aportado.
    assert sistema.contar("antecedente_riesgo") == 2
    distinta = cliente.post(ruta, json={"edad": 30}, headers=clave)
    assert (distinta.status_code, distinta.json()["codigo"]) == (409, "peticion_repetida_distinta")


# Mutación probada: dar el permiso a quien recibe denuncias; no asentar la lectura.
def test_lo_ajeno_se_responde_como_lo_inexistente_y_todo_queda_asentado(
    sistema: SistemaDePrueba,
) -> None:
    caso_id = abrir_tranquilo(sistema)
    de_colaborador = crear_cuenta(sistema, "colaboradora", "registro_civil")
    inexistente = sistema.cliente().get(f"/v1/casos/{INEXISTENTE}/riesgo")
    assert inexistente.status_code == 404
    for cuenta in (RECEPTOR, de_colaborador):
        for ruta in ("riesgo", "antecedentes"):
            denegada = sistema.cliente(cuenta).get(f"/v1/casos/{caso_id}/{ruta}")
            assert (denegada.status_code, denegada.content) == (404, inexistente.content)
    mirar(sistema.cliente(), caso_id)
    vistos = [(a.accion, a.desenlace) for a in asientos(sistema) if a.accion == "riesgo:ver"]
    assert vistos == [("riesgo:ver", "rechazado")] * 3 + [("riesgo:ver", "hecho")]
    aportes = [a for a in asientos(sistema) if a.accion == "riesgo:aportar"]
    assert [(a.objeto, str(a.caso_id), a.resultados) for a in aportes] == [("caso", caso_id, 36)]


# Mutación probada: guardar el contenido en claro.
def test_nada_de_lo_aportado_queda_en_claro(sistema: SistemaDePrueba) -> None:
    caso_id = abrir_caso(sistema)
    quien = "Doña Filomena Canario"
    aportar(
        sistema.cliente(),
        caso_id,
        hechos={"crisis_psiquiatrica": {"respuesta": "si", "aportante": quien}},
    )
    filas = sistema.consultar(
        "SELECT t::text FROM antecedente_riesgo AS t UNION ALL "
        "SELECT t::text FROM evaluacion_riesgo AS t"
    )
    assert len(filas) == 3
    for (fila,) in filas:
        for dato in ("Canario", "crisis_psiquiatrica", "F08"):
            assert dato not in fila
            assert dato.encode().hex() not in fila
