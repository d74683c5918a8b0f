"""La denuncia entra con tres contenidos, sin plazos mínimos, y abre el caso al instante."""

import json
from typing import Any

import pytest
from fastapi.testclient import TestClient

from sistema.modelos.usuario import Perfil
from tests.apoyo.fabricas import denuncia
from tests.apoyo.http import (
    MINIMA,
    asientos,
    campos_con_falta,
    crear_cuenta,
)
from tests.apoyo.sistema import FISCAL, INVESTIGADOR, RECEPTOR, SUPERVISORA, SistemaDePrueba

OBLIGATORIOS = ("relato", "denunciante.identificacion", "denunciante.domicilio")


def cambiar(campo: str, valor: str | None) -> dict[str, Any]:
    """La denuncia mínima con otro valor en `campo`, o sin él."""
    cuerpo: dict[str, Any] = {**MINIMA, "denunciante": dict(denuncia()["denunciante"])}
    *camino, ultimo = campo.split(".")
    objeto = cuerpo[camino[0]] if camino else cuerpo
    objeto.pop(ultimo)
    if valor is not None:
        objeto[ultimo] = valor
    return cuerpo


def test_bastan_los_tres_contenidos_que_exige_la_ley(sistema: SistemaDePrueba) -> None:
    respuesta = sistema.cliente(RECEPTOR).post("/v1/denuncias", json=MINIMA)
    assert respuesta.status_code == 201, respuesta.text
    assert respuesta.json()["estado"] == "busqueda_24h"
    assert respuesta.json()["advertencias"] == []
    assert (sistema.contar("caso"), sistema.contar("denuncia")) == (1, 1)
    assert sistema.consultar("SELECT cambio FROM cartera_cambio") == [("alta",)]


# Mutación probada: `relato: Relato = ""` y lo mismo en Denunciante.
@pytest.mark.parametrize("campo", OBLIGATORIOS)
def test_falta_un_contenido_obligatorio_y_el_rechazo_lo_nombra(
    sistema_del_modulo: SistemaDePrueba, cliente_del_modulo: TestClient, campo: str
) -> None:
    respuesta = cliente_del_modulo.post("/v1/denuncias", json=cambiar(campo, None))
    assert campos_con_falta(respuesta) == [campo]
    assert sistema_del_modulo.contar("caso") == 0


# Mutación probada: quitar `exigir_contenido` de Obligatorio y de Relato.
@pytest.mark.parametrize("blanco", ["", "   ", "\u00a0\u3000"])
@pytest.mark.parametrize("campo", OBLIGATORIOS)
def test_un_contenido_obligatorio_en_blanco_es_como_si_faltara(
    sistema_del_modulo: SistemaDePrueba, cliente_del_modulo: TestClient, campo: str, blanco: str
) -> None:
    respuesta = cliente_del_modulo.post("/v1/denuncias", json=cambiar(campo, blanco))
    assert campos_con_falta(respuesta) == [campo]
    assert sistema_del_modulo.contar("caso") == 0


# Mutación probada: rechazar la denuncia si hay advertencias.
@pytest.mark.parametrize(
    ("run", "aviso"),
    [
        ("12.345.678-9", "El dígito verificador no corresponde"),
        ("12.345.678", "Falta el dígito verificador"),
        ("no lo sé", "no se reconoce como RUN"),
    ],
)
def test_un_run_dudoso_advierte_y_nunca_impide_denunciar(
    sistema: SistemaDePrueba, run: str, aviso: str
) -> None:
    cuerpo = denuncia(persona={"run": run, "nombres": "Rosario"})
    respuesta = sistema.cliente().post("/v1/denuncias", json=cuerpo)
    assert respuesta.status_code == 201, respuesta.text
    [advertencia] = respuesta.json()["advertencias"]
    assert advertencia["campo"] == "persona.run"
    assert aviso in advertencia["mensaje"]
    assert run not in respuesta.text
    assert sistema.contar("caso") == 1


def test_un_run_correcto_o_ausente_no_advierte(sistema: SistemaDePrueba) -> None:
    cliente = sistema.cliente()
    for run in ("12.345.678-5", "12345678-5", "8.675.309-k", ""):
        respuesta = cliente.post("/v1/denuncias", json=denuncia(persona={"run": run}))
        assert respuesta.json()["advertencias"] == [], run


# Mutación probada: rechazar si pasaron menos de 24 horas desde la última noticia.
@pytest.mark.parametrize(
    "noticia", ["2026-11-22T03:00:00Z", "2026-11-22T02:59:00Z", "1974-09-11T12:00:00-04:00"]
)
def test_no_se_exige_tiempo_minimo_desde_la_ultima_noticia(
    sistema: SistemaDePrueba, noticia: str
) -> None:
    cuerpo = denuncia(desaparicion={"ultima_noticia_en": noticia})
    assert sistema.cliente().post("/v1/denuncias", json=cuerpo).status_code == 201


# Mutación probada: abrir el plazo en `sujeto.ahora` en vez de en la recepción.
def test_las_24_horas_corren_desde_la_recepcion_y_se_guardan_las_dos_horas(
    sistema: SistemaDePrueba,
) -> None:
    cuerpo = denuncia(recibida_en="2026-11-21T20:30:00-03:00")
    leida = sistema.cliente().post("/v1/denuncias", json=cuerpo).json()
    assert leida["recibida_en"] == "2026-11-21T23:30:00Z"
    assert leida["ingresada_en"] == "2026-11-22T03:00:00Z"
    [plazo] = leida["plazos"]
    assert plazo == {
        "tipo": "diligencias_iniciales",
        "inicia_en": "2026-11-21T23:30:00Z",
        "vence_en": "2026-11-22T23:30:00Z",
    }
    [(recibida, ingresada)] = sistema.consultar(
        "SELECT (recibida_en AT TIME ZONE 'UTC')::text, (ingresada_en AT TIME ZONE 'UTC')::text "
        "FROM denuncia"
    )
    assert (recibida, ingresada) == ("2026-11-21 23:30:00", "2026-11-22 03:00:00")
    [(vence, cumplido)] = sistema.consultar(
        "SELECT (vence_en AT TIME ZONE 'UTC')::text, cumplido_en FROM plazo"
    )
    assert (vence, cumplido) == ("2026-11-22 23:30:00", None)


def test_sin_hora_de_recepcion_vale_la_de_ingreso(sistema: SistemaDePrueba) -> None:
    leida = sistema.cliente().post("/v1/denuncias", json=MINIMA).json()
    assert leida["recibida_en"] == "2026-11-22T03:00:00Z"
    assert leida["plazos"][0]["vence_en"] == "2026-11-23T03:00:00Z"


# Mutación probada: quitar el `raise RecepcionFutura`.
def test_una_recepcion_futura_se_rechaza_y_no_abre_caso(sistema: SistemaDePrueba) -> None:
    cliente = sistema.cliente()
    futura = cliente.post("/v1/denuncias", json=denuncia(recibida_en="2026-11-22T03:05:01Z"))
    assert campos_con_falta(futura) == ["recibida_en"]
    assert sistema.contar("caso") == 0
    # cinco minutos de diferencia entre relojes no son el futuro
    justa = cliente.post("/v1/denuncias", json=denuncia(recibida_en="2026-11-22T03:05:00Z"))
    assert justa.status_code == 201


# Mutación probada: quitar el `raise NoticiaFutura`.
@pytest.mark.parametrize("noticia", ["2026-11-22T03:05:01Z", "9999-12-31T23:59:59Z"])
def test_una_ultima_noticia_futura_se_rechaza(sistema: SistemaDePrueba, noticia: str) -> None:
    """Un año 9999 se guardaría y ya no podría leerse desde una base con hora al este de UTC."""
    cuerpo = denuncia(desaparicion={"ultima_noticia_en": noticia})
    respuesta = sistema.cliente().post("/v1/denuncias", json=cuerpo)
    assert campos_con_falta(respuesta) == ["desaparicion.ultima_noticia_en"]
    assert sistema.contar("caso") == 0


@pytest.mark.parametrize("cuenta", [RECEPTOR, INVESTIGADOR, SUPERVISORA, FISCAL])
def test_los_cuatro_perfiles_de_los_intervinientes_pueden_denunciar(
    sistema: SistemaDePrueba, cuenta: str
) -> None:
    assert sistema.cliente(cuenta).post("/v1/denuncias", json=MINIMA).status_code == 201


# Mutación probada: `puede` sin `es_interviniente`.
@pytest.mark.parametrize("perfil", list(Perfil))
def test_un_organismo_colaborador_no_denuncia_y_queda_asentado(
    sistema: SistemaDePrueba, perfil: Perfil
) -> None:
    cuenta = crear_cuenta(sistema, "colaboradora", "registro_civil", perfil)
    respuesta = sistema.cliente(cuenta).post("/v1/denuncias", json=MINIMA)
    assert respuesta.status_code == 404
    assert sistema.contar("caso") == 0
    [asiento] = asientos(sistema)
    assert (asiento.accion, asiento.desenlace) == ("denuncia:ingresar", "rechazado")
    assert (asiento.institucion, asiento.perfil) == ("registro_civil", perfil)
    assert asiento.detalle == {"motivo": "sin_permiso"}


# Mutación probada: `extra="ignore"` en Esquema; y devolver la ruta entera en `_decir`.
@pytest.mark.parametrize("donde", ["", "denunciante", "persona", "desaparicion"])
@pytest.mark.parametrize(
    "nombre", ["campo_canario", "campo\u202ecanario", "canario\x00", "\ud800canario"]
)
def test_un_campo_desconocido_se_rechaza_sin_repetir_su_nombre_ni_su_valor(
    sistema_del_modulo: SistemaDePrueba, cliente_del_modulo: TestClient, donde: str, nombre: str
) -> None:
    cuerpo = denuncia()
    objeto = cuerpo[donde] if donde else cuerpo
    objeto[nombre] = "valor_canario"
    texto = json.dumps(cuerpo)  # ensure_ascii: el sustituto suelto viaja escapado
    respuesta = cliente_del_modulo.post(
        "/v1/denuncias", content=texto, headers={"Content-Type": "application/json"}
    )
    assert campos_con_falta(respuesta) == [donde or "mensaje"]
    assert "canario" not in respuesta.text
    assert sistema_del_modulo.contar("caso") == 0
