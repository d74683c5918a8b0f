"""Los movimientos de una persona: en orden, antes y después, explicados, y solo los suyos."""

from typing import Any

from tests.apoyo.fabricas import denuncia, evento, lote
from tests.apoyo.http import abrir_caso
from tests.apoyo.sistema import SistemaDePrueba

OTRA = {
    "run": "9.876.543-3",
    "nombres": "Eulogio Canelo",
    "apellido_paterno": "Quilapán",
    "apellido_materno": "Urrutia",
    "fecha_nacimiento": "1951-12-30",
    "sexo": "M",
}


def ver(sistema: SistemaDePrueba, caso_id: str) -> dict[str, Any]:
    respuesta = sistema.cliente().get(f"/v1/casos/{caso_id}/movimientos")
    assert respuesta.status_code == 200, respuesta.text
    leido: dict[str, Any] = respuesta.json()
    return leido


# Mutación probada: ordenar por llegada; y `<` en vez de `<=` en `_fase`.
def test_van_en_orden_de_ocurrencia_con_su_fase(sistema: SistemaDePrueba) -> None:
    caso_id = abrir_caso(sistema)
    ocurridos = [
        "2026-11-21T10:00:00Z",
        "2003-01-05T08:00:00-03:00",
        "2026-11-20T12:00:01Z",
        "2026-11-20T12:00:00Z",
        "2026-11-20T11:59:59Z",
    ]
    cuerpos = [evento(n, ocurrido_en=hora) for n, hora in enumerate(ocurridos, start=1)]
    assert sistema.puerta().registrar_lote(lote(*cuerpos)).coincidencias == 5
    leido = ver(sistema, caso_id)
    assert leido["caso_id"] == caso_id
    assert leido["ultima_noticia_en"] == "2026-11-20T12:00:00Z"
    assert [(m["fase"], m["ocurrido_en"]) for m in leido["movimientos"]] == [
        ("antes", "2003-01-05T11:00:00Z"),
        ("antes", "2026-11-20T11:59:59Z"),
        ("antes", "2026-11-20T12:00:00Z"),
        ("despues", "2026-11-20T12:00:01Z"),
        ("despues", "2026-11-21T10:00:00Z"),
    ]


def test_sin_ultima_noticia_no_hay_antes_ni_despues(sistema: SistemaDePrueba) -> None:
    caso_id = abrir_caso(sistema, desaparicion={})
    sistema.puerta().registrar_lote(lote(evento()))
    leido = ver(sistema, caso_id)
    assert leido["ultima_noticia_en"] is None
    assert [m["fase"] for m in leido["movimientos"]] == ["sin_referencia"]


def test_un_caso_sin_contactos_no_tiene_movimientos(sistema: SistemaDePrueba) -> None:
    assert ver(sistema, abrir_caso(sistema))["movimientos"] == []


# Mutación probada: `explicacion=""`.
def test_cada_movimiento_se_explica_con_una_frase_y_sus_aportes(sistema: SistemaDePrueba) -> None:
    caso_id = abrir_caso(sistema)
    lugar = {"comuna": "Temuco", "establecimiento": "H-01"}
    sistema.puerta().registrar_lote(lote(evento(lugar=lugar, sigue_en_el_lugar=True)))
    [movimiento] = ver(sistema, caso_id)["movimientos"]
    assert movimiento["decision"] == "enlace"
    assert 0.9 < movimiento["probabilidad"] <= 1
    assert movimiento["explicacion"].startswith("Coincide")
    assert movimiento["explicacion"].endswith(".")
    assert "RUN" in movimiento["explicacion"]
    assert {"run", "primer_nombre", "fecha_nacimiento"} <= {
        aporte["campo"] for aporte in movimiento["aportes"]
    }
    assert movimiento["version_modelo"]
    assert (movimiento["datos"]["lugar"]["comuna"], movimiento["datos"]["sigue_en_el_lugar"]) == (
        "Temuco",
        True,
    )
    assert "persona" not in movimiento["datos"]


# Mutación probada: quitar `Coincidencia.caso_id == caso_id`.
def test_no_aparece_nada_de_otra_persona(sistema: SistemaDePrueba) -> None:
    mio = abrir_caso(sistema)
    suyo = abrir_caso(sistema, persona=OTRA)
    cuerpos = (evento(1), evento(2, persona=OTRA, observacion="seña de Eulogio"))
    assert sistema.puerta().registrar_lote(lote(*cuerpos)).coincidencias == 2
    respuesta = sistema.cliente().get(f"/v1/casos/{mio}/movimientos").text
    for dato in (suyo, "9.876.543", "9876543", "Eulogio", "Quilap", "Urrutia", "1951"):
        assert dato.casefold() not in respuesta.casefold()
    assert len(ver(sistema, mio)["movimientos"]) == 1
    [ajeno] = ver(sistema, suyo)["movimientos"]
    assert ajeno["datos"]["observacion"] == "seña de Eulogio"


def test_quien_denuncia_no_aparece_en_los_movimientos(sistema: SistemaDePrueba) -> None:
    quien = {
        "identificacion": "Testigo Protegido",
        "domicilio": "Pasaje Reservado 9",
        "telefono": "+56 9 5555 0000",
        "identidad_reservada": True,
    }
    caso_id = abrir_caso(sistema, denunciante=quien)
    sistema.puerta().registrar_lote(lote(evento()))
    respuesta = sistema.cliente().get(f"/v1/casos/{caso_id}/movimientos").text
    for dato in ("Testigo", "Pasaje", "5555", denuncia()["relato"]):
        assert dato not in respuesta
