"""El despliegue con Docker no se ejecuta aquí: se lee, y se exige lo que no puede faltar."""

import re
from collections.abc import Iterator
from typing import Any

import pytest
import yaml

from sistema.entorno.kafka_configuracion import VIDA_DE_CONEXION_MS
from sistema.entorno.kafka_jars import VERSION
from sistema.entorno.kafka_permisos import (
    ORGANISMO_DE_ENSAYO,
    PERMISOS,
    Operacion,
    Permiso,
    Recurso,
)
from sistema.nucleo.configuracion import PREFIJO, Configuracion
from tests.apoyo.servicios import REPOSITORIO

COMPOSE: dict[str, Any] = yaml.safe_load((REPOSITORIO / "docker-compose.yml").read_text("utf-8"))
SERVICIOS: dict[str, dict[str, Any]] = COMPOSE["services"]
DOCKERFILE = (REPOSITORIO / "Dockerfile").read_text("utf-8")
DE_UNA_VEZ = {"migrar", "kafka-permisos"}

por_servicio = pytest.mark.parametrize("nombre", SERVICIOS)


def test_estan_los_servicios_del_hilo_completo() -> None:
    assert set(SERVICIOS) == {
        "postgres",
        "kafka",
        "kafka-permisos",
        "migrar",
        "api",
        "consumidor",
        "tareas",
    }


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
    assert SERVICIOS["kafka-permisos"]["image"] == f"apache/kafka:{VERSION}"


@por_servicio
def test_ningun_secreto_viaja_en_el_entorno(nombre: str) -> None:
    """Lo que se llama clave, URL de base o llave es siempre la ruta de un secreto montado."""
    servicio = SERVICIOS[nombre]
    reservadas = re.compile(r"CLAVE|PASSWORD|SECRET|TOKEN|_BD_|LLAVE")
    sensibles = {v: d for v, d in servicio.get("environment", {}).items() if reservadas.search(v)}
    montados = {f"/run/secrets/{s}" for s in servicio.get("secrets", [])}
    volumenes = {volumen.split(":")[1] for volumen in servicio.get("volumes", [])}
    assert set(sensibles.values()) <= montados | volumenes


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


def test_la_api_solo_cree_de_donde_viene_una_peticion_a_quien_esta_delante() -> None:
    [borde] = COMPOSE["networks"]["borde"]["ipam"]["config"]
    assert SERVICIOS["api"]["environment"]["SISTEMA_PROXIES"] == borde["gateway"]
    assert Configuracion(proxies=borde["gateway"]).direcciones_de_proxy() == ["172.30.63.1"]


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
    assert propiedades["connections.max.reauth.ms"] == str(VIDA_DE_CONEXION_MS) == "300000"


def test_en_kafka_solo_el_nodo_puede_todo_y_lo_no_permitido_esta_prohibido() -> None:
    contenido = COMPOSE["configs"]["kafka_propiedades"]["content"]
    propiedades = dict(linea.split("=", 1) for linea in contenido.splitlines())
    autorizador = "org.apache.kafka.metadata.authorizer.StandardAuthorizer"
    assert propiedades["authorizer.class.name"] == autorizador
    assert propiedades["allow.everyone.if.no.acl.found"] == "false"
    assert propiedades["super.users"] == "User:nodo"
    assert propiedades["max.decompressed.message.bytes"] == "1048588"
    assert "kafka-permisos" in SERVICIOS["consumidor"]["depends_on"]


def test_los_permisos_de_kafka_son_los_del_entorno_local_sin_los_de_ensayo() -> None:
    guion = COMPOSE["configs"]["kafka_permitir"]["content"]
    ordenes = [linea.split() for linea in guion.splitlines() if linea.startswith("permitir ")]
    dados = {permiso for orden in ordenes for permiso in _leer_orden(orden)}
    locales = {p for p in PERMISOS if p.usuario in {"administrador", "consumidor", "alertas"}}
    assert dados == locales
    assert {p.usuario for p in set(PERMISOS) - locales} == {"colaboradores", ORGANISMO_DE_ENSAYO}


def _leer_orden(orden: list[str]) -> Iterator[Permiso]:
    """Los permisos de una línea como `permitir consumidor --operation Read --group x`."""
    operaciones = {
        "Read": Operacion.LEER,
        "Write": Operacion.ESCRIBIR,
        "Create": Operacion.CREAR,
        "Alter": Operacion.ALTERAR,
        "Describe": Operacion.DESCRIBIR,
        "DescribeConfigs": Operacion.DESCRIBIR_CONFIGURACION,
        "AlterConfigs": Operacion.ALTERAR_CONFIGURACION,
    }

    def valores(opcion: str) -> list[str]:
        return [orden[n + 1] for n, parte in enumerate(orden) if parte == opcion]

    recursos = [(Recurso.TEMA, nombre) for nombre in valores("--topic")]
    recursos += [(Recurso.GRUPO, nombre) for nombre in valores("--group")]
    recursos += [(Recurso.CLUSTER, "kafka-cluster")] if "--cluster" in orden else []
    prefijo = valores("--resource-pattern-type") == ["prefixed"]
    for operacion in valores("--operation"):
        for recurso, nombre in recursos:
            yield Permiso(orden[1], operaciones[operacion], recurso, nombre, prefijo)


@pytest.mark.parametrize("nombre", ["migrar", "api", "consumidor", "tareas"])
def test_las_variables_son_las_que_lee_la_configuracion(nombre: str) -> None:
    conocidas = {f"{PREFIJO}{campo.upper()}" for campo in Configuracion.model_fields}
    usadas = {v.removesuffix("_ARCHIVO") for v in SERVICIOS[nombre]["environment"]}
    assert usadas <= conocidas


def test_cada_proceso_conoce_solo_la_base_de_su_papel() -> None:
    for nombre in ("api", "consumidor", "tareas"):
        bases = {s for s in SERVICIOS[nombre]["secrets"] if s.startswith("bd_")}
        assert bases == {f"bd_{nombre}"}
    duenas = [n for n, s in SERVICIOS.items() if "bd_dueno" in s.get("secrets", [])]
    assert duenas == ["migrar"]


def test_las_llaves_de_dia_estan_fuera_de_los_datos_y_las_ve_solo_quien_las_usa() -> None:
    carpeta = "/var/lib/sistema/dias"
    con_llaves = {
        nombre: servicio["environment"]["SISTEMA_LLAVES_DE_DIA"]
        for nombre, servicio in SERVICIOS.items()
        if f"llaves_de_dia:{carpeta}" in servicio.get("volumes", [])
    }
    assert con_llaves == dict.fromkeys(("api", "consumidor", "tareas"), carpeta)
    assert SERVICIOS["postgres"]["volumes"] == ["datos_postgres:/var/lib/postgresql"]
    # Un volumen nuevo nace con el dueño y los permisos de la carpeta de la imagen.
    assert f"--mode=0700 --owner=10001 --group=10001 {carpeta}" in DOCKERFILE


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
