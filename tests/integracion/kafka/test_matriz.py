"""Quién puede qué sobre qué, contra el broker verdadero: exactamente esto, y nada más."""

from collections.abc import Iterator

import pytest
from kafka import KafkaAdminClient  # type: ignore[import-untyped]

from ingestores.mensajeria.cliente import Administrador
from sistema.entorno.servicios import ServicioKafka
from tests.apoyo.kafka import conexion_de
from tests.integracion.kafka.operaciones import probar

PROPIO, AJENO = "contactos.servicio_salud_concepcion.v1", "contactos.senama.v1"
DE_PRUEBA, DE_PRUEBA_AJENO = "prueba.servicio_salud_concepcion.v1", "prueba.senama.v1"
ALERTAS, INTERNO = "alertas.pdi.v1", "__consumer_offsets"
INEXISTENTE, DE_NADIE = "contactos.no_existe.v1", "otro"
TEMAS = [PROPIO, AJENO, DE_PRUEBA, DE_PRUEBA_AJENO, ALERTAS, INTERNO, INEXISTENTE, DE_NADIE]
GRUPOS = ["sistema-contactos", "otro-grupo"]

DESCRIBIR = {"metadatos", "describir_tema", "listar_desfases", "listar_epocas"}
ESCRIBIR = DESCRIBIR | {"producir"}
LEER = DESCRIBIR | {"leer", "describir_productores"}
ADMINISTRAR = DESCRIBIR | {"crear_tema", "describir_configuracion", "alterar_configuracion"}
# Borrar lo que no existe solo dice que no existe, a quien puede ver ese nombre.
NO_EXISTE = {"borrar_tema"}
MIRAR_GRUPO = {"describir_grupo", "leer_posiciones", "buscar_coordinador"}
USAR_GRUPO = MIRAR_GRUPO | {"unirse_al_grupo", "guardar_posicion"}
CLUSTER = {
    "crear_permiso",
    "ver_permisos",
    "borrar_permiso",
    "ver_claves",
    "poner_clave",
    "ver_cuotas",
    "poner_cuota",
    "configurar_cluster",
    "elegir_lider",
    "ver_discos",
    "ver_quorum",
}
PERMITIDO: dict[str, dict[str, set[str]]] = {
    # Un organismo: sus dos temas, por su nombre exacto. De los demás no sabe ni si existen.
    "servicio_salud_concepcion": {
        PROPIO: ESCRIBIR,
        DE_PRUEBA: ESCRIBIR,
        "": {"iniciar_productor"},
    },
    "consumidor": {
        PROPIO: LEER,
        AJENO: LEER,
        DE_PRUEBA: LEER,
        DE_PRUEBA_AJENO: LEER,
        INEXISTENTE: LEER | NO_EXISTE,
        GRUPOS[0]: USAR_GRUPO,
    },
    "alertas": {ALERTAS: ESCRIBIR, "": {"iniciar_productor"}},
    "administrador": {
        PROPIO: ADMINISTRAR,
        AJENO: ADMINISTRAR,
        DE_PRUEBA: ADMINISTRAR,
        DE_PRUEBA_AJENO: ADMINISTRAR,
        ALERTAS: ADMINISTRAR,
        INEXISTENTE: ADMINISTRAR | NO_EXISTE,
        GRUPOS[0]: MIRAR_GRUPO,
        "": CLUSTER,
    },
    "colaboradores": {
        PROPIO: ESCRIBIR,
        AJENO: ESCRIBIR,
        INEXISTENTE: ESCRIBIR | NO_EXISTE,
        "": {"iniciar_productor"},
    },
}


@pytest.fixture(scope="module")
def con_temas(kafka: ServicioKafka) -> ServicioKafka:
    if not kafka.propio:
        pytest.skip("NO EJECUTADO: los permisos de un Kafka ajeno no son los de la casa.")
    with Administrador(conexion_de(kafka, "administrador")) as administrador:
        administrador.crear_temas([PROPIO, AJENO, DE_PRUEBA, DE_PRUEBA_AJENO, ALERTAS], 1)
    return kafka


@pytest.fixture
def cliente(con_temas: ServicioKafka, principal: str) -> Iterator[KafkaAdminClient]:
    abierto = KafkaAdminClient(**conexion_de(con_temas, principal).como_opciones())
    yield abierto
    abierto.close()


@pytest.mark.parametrize("principal", PERMITIDO)
def test_cada_principal_puede_exactamente_lo_suyo(
    cliente: KafkaAdminClient, principal: str
) -> None:
    permitido = {
        f"{operacion} {recurso}".strip()
        for recurso, operaciones in PERMITIDO[principal].items()
        for operacion in operaciones
    }
    assert set(probar(cliente, TEMAS, GRUPOS)) == permitido


@pytest.mark.parametrize("principal", ["servicio_salud_concepcion"])
def test_un_organismo_solo_ve_sus_dos_temas_y_ningun_grupo(cliente: KafkaAdminClient) -> None:
    assert sorted(cliente.list_topics()) == [PROPIO, DE_PRUEBA]
    assert cliente.list_groups() == []
