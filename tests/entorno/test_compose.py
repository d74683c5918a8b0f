"""El despliegue con Docker no se ejecuta aquí: se lee, y se exige lo que no puede faltar."""

import re
from typing import Any

import pytest
import yaml

from sistema.entorno.kafka_jars import VERSION
from sistema.nucleo.configuracion import PREFIJO, Configuracion
from tests.apoyo.servicios import REPOSITORIO

COMPOSE: dict[str, Any] = yaml.safe_load((REPOSITORIO / "docker-compose.yml").read_text("utf-8"))
SERVICIOS: dict[str, dict[str, Any]] = COMPOSE["services"]
DOCKERFILE = (REPOSITORIO / "Dockerfile").read_text("utf-8")
DE_UNA_VEZ = {"migrar"}

por_servicio = pytest.mark.parametrize("nombre", SERVICIOS)


def test_estan_los_servicios_del_hilo_completo() -> None:
    assert set(SERVICIOS) == {"postgres", "kafka", "migrar", "api", "consumidor"}


@por_servicio
def test_cada_servicio_tiene_revision_de_salud_o_es_de_una_vez(nombre: str) -> None:
    servicio = SERVICIOS[nombre]
    if nombre in DE_UNA_VEZ:
        assert servicio["restart"] == "no"
    else:
        assert servicio["healthcheck"]["test"][0] in {"CMD", "CMD-SHELL"}
        assert servicio["restart"] == "unless-stopped"


@por_servicio
def test_cada_servicio_corre_sin_privilegios_y_sin_escribir_su_imagen(nombre: str) -> None:
    servicio = SERVICIOS[nombre]
    usuario, grupo = servicio["user"].split(":")
    assert int(usuario) > 0
    assert int(grupo) > 0
    assert servicio["read_only"] is True
    assert servicio["cap_drop"] == ["ALL"]
    assert servicio["security_opt"] == ["no-new-privileges:true"]
    assert "privileged" not in servicio


@por_servicio
def test_cada_servicio_tiene_limites(nombre: str) -> None:
    assert set(SERVICIOS[nombre]["deploy"]["resources"]["limits"]) == {"cpus", "memory", "pids"}


@por_servicio
def test_cada_imagen_esta_fijada_por_version(nombre: str) -> None:
    assert re.search(r":\d+\.\d+", SERVICIOS[nombre]["image"])


def test_kafka_es_la_misma_version_que_la_local() -> None:
    assert SERVICIOS["kafka"]["image"] == f"apache/kafka:{VERSION}"


@por_servicio
def test_ningun_secreto_viaja_en_el_entorno(nombre: str) -> None:
    """Lo que se llama clave, URL de base o llave es siempre la ruta de un secreto montado."""
    servicio = SERVICIOS[nombre]
    reservadas = re.compile(r"CLAVE|PASSWORD|SECRET|TOKEN|_BD_|LLAVE")
    sensibles = {v: d for v, d in servicio.get("environment", {}).items() if reservadas.search(v)}
    montados = {f"/run/secrets/{s}" for s in servicio.get("secrets", [])}
    assert set(sensibles.values()) <= montados


@por_servicio
def test_cada_secreto_montado_es_un_archivo_declarado(nombre: str) -> None:
    secretos = SERVICIOS[nombre].get("secrets", [])
    assert set(secretos) <= set(COMPOSE["secrets"])
    assert all(set(COMPOSE["secrets"][s]) == {"file"} for s in secretos)


def test_la_unica_puerta_es_la_api_en_el_anfitrion_local() -> None:
    publicados = {n: s["ports"] for n, s in SERVICIOS.items() if "ports" in s}
    assert publicados == {"api": ["127.0.0.1:8000:8000"]}
    assert COMPOSE["networks"]["interna"] == {"internal": True}
    assert all("network_mode" not in s for s in SERVICIOS.values())


def test_kafka_cifra_y_pide_clave_en_todo_lo_que_sale_de_su_contenedor() -> None:
    contenido = COMPOSE["configs"]["kafka_propiedades"]["content"]
    propiedades = dict(linea.split("=", 1) for linea in contenido.splitlines())
    seguridad = dict(
        par.split(":") for par in propiedades["listener.security.protocol.map"].split(",")
    )
    escuchas = dict(e.split("://") for e in propiedades["listeners"].split(","))
    afuera = {n for n, direccion in escuchas.items() if not direccion.startswith("127.0.0.1:")}
    assert afuera == {"CLIENTES"}
    assert seguridad["CLIENTES"] == "SASL_SSL"
    assert set(seguridad.values()) <= {"SASL_SSL", "SASL_PLAINTEXT"}
    assert propiedades["sasl.enabled.mechanisms"] == "SCRAM-SHA-512"
    assert propiedades["auto.create.topics.enable"] == "false"


@pytest.mark.parametrize("nombre", ["migrar", "api", "consumidor"])
def test_las_variables_son_las_que_lee_la_configuracion(nombre: str) -> None:
    conocidas = {f"{PREFIJO}{campo.upper()}" for campo in Configuracion.model_fields}
    usadas = {v.removesuffix("_ARCHIVO") for v in SERVICIOS[nombre]["environment"]}
    assert usadas <= conocidas


def test_el_consumidor_y_la_api_no_conocen_la_base_del_otro() -> None:
    assert "bd_api" not in SERVICIOS["consumidor"]["secrets"]
    assert "bd_consumidor" not in SERVICIOS["api"]["secrets"]
    duenas = [n for n, s in SERVICIOS.items() if "bd_dueno" in s.get("secrets", [])]
    assert duenas == ["migrar"]


def test_la_imagen_es_fija_por_etapas_sin_root_y_con_sumas() -> None:
    assert re.search(r"^ARG PYTHON=3\.\d+\.\d+-slim", DOCKERFILE, re.MULTILINE)
    assert DOCKERFILE.count("\nFROM ") == 2
    assert "--require-hashes -r requirements.txt" in DOCKERFILE
    assert re.findall(r"^USER (\S+)", DOCKERFILE, re.MULTILINE) == ["10001:10001"]
    assert "HEALTHCHECK" in DOCKERFILE


def test_a_la_imagen_no_entran_secretos_ni_datos_locales() -> None:
    lineas = (REPOSITORIO / ".dockerignore").read_text("utf-8").splitlines()
    assert "*" in lineas
    admitidos = {linea for linea in lineas if linea.startswith("!")}
    assert not {"!secretos", "!.sistema", "!.git", "!tests"} & admitidos
