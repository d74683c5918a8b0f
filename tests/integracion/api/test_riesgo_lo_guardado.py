"""Lo guardado de un caso: hay tope al escribir, y al releer nada impide evaluar."""

from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from httpx2 import Response

from sistema.modelos.caso import MotivoReevaluacion
from sistema.modelos.riesgo import AntecedenteRiesgo
from sistema.nucleo.identificadores import nuevo_id
from sistema.nucleo.papeles import Papel
from tests.apoyo.evaluaciones import (
    CERTIFICADO,
    NADA,
    abrir_de_edad,
    abrir_tranquilo,
    aportar,
    mirar,
    reevaluar_caso,
)
from tests.apoyo.fabricas import denuncia, evento, lote
from tests.apoyo.http import abrir_caso, asientos, campos_con_falta, ordenar
from tests.apoyo.sistema import RECEPTOR, SistemaDePrueba

NO_INGRESO = {"ingreso_hospitalario": ["no"] * 50}
CON_CLAVE = {"Idempotency-Key": "a", "Content-Type": "application/json"}


def enviar(sistema: SistemaDePrueba, caso_id: str, **cuerpo: Any) -> Response:
    return sistema.cliente(RECEPTOR).post(f"/v1/casos/{caso_id}/antecedentes", json=cuerpo)


def guardar(sistema: SistemaDePrueba, caso_id: str, contenido: dict[str, Any]) -> None:
    """Deja un antecedente como si lo hubiera guardado otra versión del programa."""
    antecedente = AntecedenteRiesgo(
        id=nuevo_id(), caso_id=UUID(caso_id), contenido=contenido, registrado_en=sistema.reloj()
    )
    with sistema.bd(Papel.TAREAS).transaccion() as sesion:
        sesion.add(antecedente)


def desvirtuar(
    sistema: SistemaDePrueba, caso_id: str, antecedente_id: str, aporte: int = 1, **documento: str
) -> Response:
    return sistema.cliente().post(
        f"/v1/casos/{caso_id}/antecedentes/{antecedente_id}/desvirtuacion",
        json={"aporte": aporte, "documento": {**CERTIFICADO, **documento}},
    )


def dichos_por_la_denuncia(sistema: SistemaDePrueba, caso_id: str) -> list[dict[str, Any]]:
    leidos = sistema.cliente().get(f"/v1/casos/{caso_id}/antecedentes").json()["antecedentes"]
    return [antecedente for antecedente in leidos if antecedente["institucion"] is None]


def avisos(sistema: SistemaDePrueba, caso_id: str) -> list[str]:
    leidos: list[str] = mirar(sistema.cliente(), caso_id)["propuesta"]["avisos"]
    return leidos


@pytest.mark.parametrize(
    ("cuerpo", "campo"),
    [
        ({"hechos": {"ingreso_hospitalario": ["no"] * 51}}, "hechos.ingreso_hospitalario"),
        ({"edad": [40] * 51}, "edad"),
        ({"ultimo_contacto": ["desconocido"] * 51}, "ultimo_contacto"),
    ],
)
def test_de_una_vez_se_admiten_hasta_cincuenta_aportes_de_un_campo(
    sistema_del_modulo: SistemaDePrueba, cuerpo: dict[str, Any], campo: str
) -> None:
    respuesta = enviar(sistema_del_modulo, abrir_caso(sistema_del_modulo), **cuerpo)
    assert campos_con_falta(respuesta) == [campo]


# Mutación probada: contar sin mirar la respuesta; contar lo desvirtuado.
def test_llenar_un_caso_de_no_se_frena_y_no_impide_decir_si_ni_evaluar(
    sistema: SistemaDePrueba,
) -> None:
    caso_id = abrir_tranquilo(sistema)
    primero = enviar(sistema, caso_id, hechos=NO_INGRESO)
    assert primero.status_code == 201
    assert enviar(sistema, caso_id, hechos={"ingreso_hospitalario": ["no"] * 49}).status_code == 201
    frenado = enviar(sistema, caso_id, hechos={"ingreso_hospitalario": "no"})
    assert (frenado.status_code, frenado.json()["codigo"]) == (409, "demasiados_aportes")
    ultimo = asientos(sistema)[-1]
    assert (ultimo.accion, ultimo.desenlace, str(ultimo.caso_id)) == (
        "riesgo:aportar",
        "rechazado",
        caso_id,
    )
    assert desvirtuar(sistema, caso_id, primero.json()["antecedente_id"]).status_code == 201
    assert enviar(sistema, caso_id, hechos={"ingreso_hospitalario": "no"}).status_code == 201
    sistema.puerta().registrar_lote(lote(evento(1, tipo_contacto="hospitalizacion")))
    assert reevaluar_caso(sistema, caso_id)
    afirmado = enviar(sistema, caso_id, hechos={"ingreso_hospitalario": "si"})
    assert (afirmado.status_code, afirmado.json()["riesgo"]["categoria"]) == (201, "ALTO")


def test_un_caso_que_guardo_mas_de_lo_que_hoy_se_admite_se_sigue_evaluando(
    sistema: SistemaDePrueba,
) -> None:
    caso_id = abrir_tranquilo(sistema)
    guardar(sistema, caso_id, {"edad": [{"minima": 40}] * 501})
    guardar(sistema, caso_id, {"hechos": {"ingreso_hospitalario": [{"respuesta": "no"}] * 501}})
    sistema.puerta().registrar_lote(lote(evento(1, tipo_contacto="hospitalizacion")))
    assert reevaluar_caso(sistema, caso_id)
    [aviso] = avisos(sistema, caso_id)
    assert aviso.startswith("ingreso a un hospital o urgencia después de desaparecer: hay respue")


# Mutación probada: callar el aviso; botar el aporte en vez de darlo por desconocido.
def test_lo_guardado_que_ya_no_se_entiende_se_desconoce_se_avisa_y_no_impide_evaluar(
    sistema: SistemaDePrueba,
) -> None:
    caso_id = abrir_caso(sistema)
    guardar(
        sistema,
        caso_id,
        {
            "edad": [{"minima": 300}],
            "hechos": {
                "hecho_retirado": [{"respuesta": "si"}],
                "crisis_psiquiatrica": [{"respuesta": "tal vez"}, {"respuesta": "no"}],
                "violencia_denunciada": [{"respuesta": "si"}],
            },
        },
    )
    assert reevaluar_caso(sistema, caso_id)
    propuesta = mirar(sistema.cliente(), caso_id)["propuesta"]
    assert (propuesta["categoria"], propuesta["pisos"]) == ("ALTO", ["F02"])
    assert [aviso.partition(":")[0] for aviso in propuesta["avisos"]] == [
        "edad",
        "hechos.hecho_retirado",
        "hechos.crisis_psiquiatrica",
    ]
    assert all("ya no sirve; cuenta como que se desconoce" in a for a in propuesta["avisos"])


# Mutación probada: no mirar las edades ya guardadas.
def test_quien_pasa_de_ciento_veinte_anos_no_deja_de_evaluarse(sistema: SistemaDePrueba) -> None:
    caso_id = abrir_de_edad(sistema, "")
    # Sin plazo ni última noticia, los años se cuentan hasta hoy.
    ordenar(sistema, "DELETE FROM plazo", "UPDATE caso SET ultima_noticia_en = NULL")
    aportar(sistema.cliente(), caso_id, edad="1906", **NADA)
    sistema.reloj.avanzar(timedelta(days=60))
    reevaluar_caso(sistema, caso_id, MotivoReevaluacion.DATOS_CAMBIADOS)
    enviada = enviar(sistema, caso_id, hechos={"indicios_de_delito": "si"})
    assert enviada.status_code == 201
    assert "edad: un aporte guardado ya no sirve; cuenta como que se desconoce." in " ".join(
        avisos(sistema, caso_id)
    )


# Mutación probada: no limpiar las claves.
@pytest.mark.parametrize(
    ("cuerpo", "campo"),
    [
        (rb'{"hechos": {"\ud800": "si"}}', "hechos"),
        (rb'{"hechos": {"indicios_de_delito": {"\udc00": "si"}}}', "hechos"),
        (rb'{"edad": [{"\ud800": 1}]}', "edad"),
        (rb'{"hechos": {"indicios_de_delito\u0000": "si"}}', "hechos"),
    ],
)
def test_una_clave_con_letras_que_no_existen_se_rechaza_y_dice_donde(
    sistema_del_modulo: SistemaDePrueba, cuerpo: bytes, campo: str
) -> None:
    caso_id = abrir_caso(sistema_del_modulo)
    respuesta = sistema_del_modulo.cliente().post(
        f"/v1/casos/{caso_id}/antecedentes", content=cuerpo, headers=CON_CLAVE
    )
    assert campos_con_falta(respuesta) == [campo]


# Mutación probada: comparar con todo lo que la denuncia dijo alguna vez.
def test_la_denuncia_que_vuelve_a_una_fecha_desvirtuada_la_dice_de_nuevo(
    sistema: SistemaDePrueba,
) -> None:
    caso_id = abrir_de_edad(sistema, "2012-03-09")
    aportar(sistema.cliente(), caso_id, **NADA)
    [primero] = dichos_por_la_denuncia(sistema, caso_id)
    assert desvirtuar(sistema, caso_id, primero["antecedente_id"]).status_code == 201
    propuestas = []
    for nacimiento in ("1984-03-09", "2012-03-09", "2012-03-09"):
        persona = {**denuncia()["persona"], "fecha_nacimiento": nacimiento}
        sistema.cliente().put(f"/v1/casos/{caso_id}/persona", json=persona)
        reevaluar_caso(sistema, caso_id, MotivoReevaluacion.DATOS_CAMBIADOS)
        propuestas.append(mirar(sistema.cliente(), caso_id)["propuesta"]["categoria"])
    assert propuestas == ["MEDIO", "ALTO", "ALTO"]
    fechas = [
        (aporte["contenido"]["fecha_nacimiento"], aporte["desvirtuado_por"])
        for antecedente in dichos_por_la_denuncia(sistema, caso_id)
        for aporte in antecedente["aportes"]
        if aporte["campo"] == "edad"
    ]
    assert fechas == [("2012-03-09", CERTIFICADO), ("1984-03-09", None), ("2012-03-09", None)]


def test_desvirtuar_lo_que_no_existe_queda_asentado_y_un_documento_futuro_no_sirve(
    sistema: SistemaDePrueba,
) -> None:
    caso_id = abrir_tranquilo(sistema)
    [primero, *_] = dichos_por_la_denuncia(sistema, caso_id)
    ausente = desvirtuar(sistema, caso_id, primero["antecedente_id"], aporte=9)
    assert (campos_con_falta(ausente), ausente.json()["codigo"]) == (
        ["aporte"],
        "aporte_inexistente",
    )
    ultimo = asientos(sistema)[-1]
    assert (ultimo.accion, ultimo.desenlace, ultimo.detalle) == (
        "riesgo:desvirtuar",
        "rechazado",
        {"motivo": "aporte_inexistente"},
    )
    futuro = desvirtuar(sistema, caso_id, primero["antecedente_id"], fecha="2026-11-23")
    assert campos_con_falta(futuro) == ["documento.fecha"]
