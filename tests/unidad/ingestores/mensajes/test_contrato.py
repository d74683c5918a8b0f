"""El contrato publicado, con mensajes de ejemplo de varios organismos."""

import json
from datetime import UTC, datetime
from pathlib import Path
from uuid import UUID

import pytest

from ingestores.mensajes.decodificacion import decodificar
from matching.tipos import Documento, Identidad, Sexo
from sistema.contactos.tipos import EventoContacto
from sistema.cuarentena.tipos import MensajeRechazado

DATOS = Path(__file__).parents[3] / "datos" / "mensajes"
AHORA = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
VALIDOS = sorted(DATOS.glob("*/valido_*.json"))
INVALIDOS = sorted(DATOS.glob("*/invalido_*.json"))


def leer_valido(organismo: str, nombre: str) -> EventoContacto:
    cuerpo = (DATOS / organismo / f"{nombre}.json").read_bytes()
    evento = decodificar(cuerpo, 7, organismo, AHORA)
    assert isinstance(evento, EventoContacto)
    return evento


def test_hay_ejemplos_de_cada_clase() -> None:
    assert len(VALIDOS) == 7
    assert len(INVALIDOS) == 25


@pytest.mark.parametrize("ruta", VALIDOS, ids=lambda r: f"{r.parent.name}-{r.stem}")
def test_un_mensaje_valido_conserva_sus_bytes_exactos_y_su_posicion(ruta: Path) -> None:
    cuerpo = ruta.read_bytes()
    evento = decodificar(cuerpo, 7, ruta.parent.name, AHORA)
    assert isinstance(evento, EventoContacto)
    assert evento.cuerpo == cuerpo
    assert evento.posicion == 7


@pytest.mark.parametrize("ruta", INVALIDOS, ids=lambda r: f"{r.parent.name}-{r.stem}")
def test_un_mensaje_invalido_se_rechaza_con_el_codigo_de_su_nombre(ruta: Path) -> None:
    cuerpo = ruta.read_bytes()
    rechazo = decodificar(cuerpo, 7, ruta.parent.name, AHORA)
    assert isinstance(rechazo, MensajeRechazado)
    assert rechazo.codigo == ruta.stem.removeprefix("invalido_").split("__")[0]
    assert rechazo.cuerpo == cuerpo
    assert rechazo.posicion == 7


def test_el_evento_completo_se_lee_entero() -> None:
    evento = leer_valido("registro_civil", "valido_completo")
    assert evento.evento_id == UUID("00000000-0000-4000-8000-000000000002")
    assert evento.tipo_contacto == "tramite_identidad"
    assert evento.ocurrido_en == datetime(2026, 11, 20, 14, 58, 30, tzinfo=UTC)
    assert evento.autorizacion_judicial_id is None
    assert evento.identidad == Identidad(
        run="99000111-9",
        nombres="Rosa Elvira",
        apellido_paterno="Ñancupil",
        apellido_materno="Ovalle",
        nombre_social="Elvira",
        fecha_nacimiento="1981-04-09",
        sexo=Sexo.F,
        comuna="Ñuñoa",
        nacionalidad="CHL",
        documentos=(Documento("pasaporte", "P0001112", "PE"),),
    )
    assert evento.datos == {
        "tipo_contacto": "tramite_identidad",
        "ocurrido_en": "2026-11-20T14:58:30Z",
        "es_retroactivo": True,
        "lugar": {"comuna": "Ñuñoa", "establecimiento": "OF-0142", "lat": -33.45, "lon": -70.6},
        "estado_persona": "viva",
        "sigue_en_el_lugar": False,
        "modo_identificacion": "biometria",
        "observacion": "Retira cédula.\nViene acompañada.",
    }


def test_una_persona_vacia_es_un_evento_valido() -> None:
    assert leer_valido("registro_civil", "valido_minimo").identidad == Identidad()


def test_los_rasgos_de_una_persona_no_identificada_van_en_los_datos() -> None:
    evento = leer_valido("servicio_medico_legal", "valido_persona_no_identificada")
    assert evento.datos["rasgos"] == {
        "edad_min": 30,
        "edad_max": 45,
        "estatura_min_cm": 160,
        "estatura_max_cm": 170,
        "senas": [{"tipo": "tatuaje", "zona": "antebrazo izquierdo", "texto": "ancla"}],
    }
    assert "persona" not in evento.datos


def test_un_run_con_digito_equivocado_no_es_motivo_de_rechazo() -> None:
    evento = leer_valido("registro_civil", "valido_run_con_digito_equivocado")
    assert evento.identidad.run == "99.000.111-0"


def test_un_nacimiento_imposible_no_es_motivo_de_rechazo() -> None:
    evento = leer_valido("registro_civil", "valido_nacimiento_imposible")
    assert evento.identidad.fecha_nacimiento == "31/02/1981"


def test_un_contacto_de_hace_un_siglo_no_es_motivo_de_rechazo() -> None:
    evento = leer_valido("registro_civil", "valido_contacto_muy_antiguo")
    assert evento.ocurrido_en == datetime(1901, 1, 1, tzinfo=UTC)


def test_la_autorizacion_judicial_llega_como_identificador() -> None:
    evento = leer_valido("gendarmeria", "valido_con_autorizacion_judicial")
    assert evento.autorizacion_judicial_id == UUID("00000000-0000-4000-8000-00000000a001")


@pytest.mark.parametrize("ruta", VALIDOS, ids=lambda r: f"{r.parent.name}-{r.stem}")
def test_los_datos_de_un_evento_valido_se_pueden_escribir_como_json(ruta: Path) -> None:
    datos = leer_valido(ruta.parent.name, ruta.stem).datos
    assert json.loads(json.dumps(datos, allow_nan=False)) == datos
