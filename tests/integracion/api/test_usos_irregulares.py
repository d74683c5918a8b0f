"""El expediente de un uso irregular: quién da cada paso, en qué orden y quién lo ve."""

import pytest

from tests.apoyo.sistema import SistemaDePrueba
from tests.integracion.api.apoyo_usuarios import Administracion

HECHOS = "Dato sintético: consultó a alguien sin relación con ningún caso."


@pytest.fixture
def gente(sistema: SistemaDePrueba) -> Administracion:
    return Administracion(sistema)


def abrir(gente: Administracion, persona: str) -> str:
    cuerpo = {"usuario_id": persona, "hechos": HECHOS}
    respuesta = gente.del_sistema.post("/v1/usos-irregulares", json=cuerpo)
    assert respuesta.status_code == 201, respuesta.text
    return f"/v1/usos-irregulares/{respuesta.json()['uso_id']}"


def test_el_expediente_recorre_sus_pasos(gente: Administracion) -> None:
    uso = abrir(gente, gente.activar())
    pasos = {
        "notificar": gente.del_sistema,
        "presentar_descargos": gente.jefa,
        "resolver": gente.del_sistema,
    }
    estados = []
    for paso, quien in pasos.items():
        respuesta = quien.post(f"{uso}/pasos", json={"paso": paso, "texto": "Dato sintético."})
        assert respuesta.status_code == 201, respuesta.text
        estados.append(respuesta.json()["estado"])
    assert estados == ["notificado", "descargos", "resuelto"]
    leido = gente.jefa.get(uso).json()
    assert [paso["paso"] for paso in leido["pasos"]] == ["abrir", *pasos]
    assert leido["pasos"][0]["texto"] == HECHOS
    cerrado = gente.del_sistema.post(f"{uso}/pasos", json={"paso": "bloquear", "texto": "Tarde."})
    assert cerrado.json()["codigo"] == "acto_no_corresponde"


def test_bloquear_en_el_expediente_bloquea_a_la_persona(
    gente: Administracion, sistema: SistemaDePrueba
) -> None:
    persona = gente.activar()
    celinda = sistema.cliente("celinda")
    uso = abrir(gente, persona)
    cuerpo = {"paso": "bloquear", "texto": "Dato sintético."}
    assert gente.del_sistema.post(f"{uso}/pasos", json=cuerpo).json()["estado"] == "bloqueado"
    assert gente.perfil_de(persona)[0] == "bloqueado"
    assert celinda.get("/v1/alertas").status_code == 401


def test_la_institucion_no_lo_ve_hasta_que_se_le_notifica(gente: Administracion) -> None:
    uso = abrir(gente, gente.activar())
    assert gente.jefa.get(uso).status_code == 404
    assert gente.jefa.get("/v1/usos-irregulares").json()["usos"] == []
    gente.del_sistema.post(f"{uso}/pasos", json={"paso": "notificar", "texto": "Oficio 12."})
    assert gente.jefa.get(uso).json()["estado"] == "notificado"
    assert len(gente.jefa.get("/v1/usos-irregulares").json()["usos"]) == 1


def test_cada_paso_lo_da_quien_corresponde(gente: Administracion, sistema: SistemaDePrueba) -> None:
    persona = gente.activar()
    uso = abrir(gente, persona)
    gente.del_sistema.post(f"{uso}/pasos", json={"paso": "notificar", "texto": "Oficio 12."})
    ajena = sistema.cliente("jefa.carabineros")
    intentos = [
        (gente.jefa, "resolver"),
        (gente.jefa, "bloquear"),
        (gente.del_sistema, "presentar_descargos"),
        (ajena, "presentar_descargos"),
    ]
    for quien, paso in intentos:
        respuesta = quien.post(f"{uso}/pasos", json={"paso": paso, "texto": "No le toca."})
        assert respuesta.status_code == 404, paso
    assert ajena.get(uso).status_code == 404
    cuerpo = {"usuario_id": persona, "hechos": HECHOS}
    assert gente.jefa.post("/v1/usos-irregulares", json=cuerpo).status_code == 404
    assert [p["paso"] for p in gente.jefa.get(uso).json()["pasos"]] == ["abrir", "notificar"]
