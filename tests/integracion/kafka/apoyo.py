"""Conexiones, temas y lecturas contra el Kafka de la corrida."""

import functools
import time
from collections.abc import Callable
from uuid import uuid4

import pytest
from kafka import KafkaAdminClient, TopicPartition  # type: ignore[import-untyped]
from kafka.admin import (  # type: ignore[import-untyped]
    ACL,
    ACLOperation,
    ACLPermissionType,
    ACLResourcePatternType,
    ResourcePattern,
    ResourceType,
)
from kafka.errors import CoordinatorNotAvailableError  # type: ignore[import-untyped]

from ingestores.mensajeria.cliente import Administrador, Consumidor, Productor
from ingestores.mensajeria.temas import nombrar_tema
from ingestores.mensajeria.tipos import ConexionKafka, LoteCrudo, Particion
from sistema.entorno.servicios import Credencial, ServicioKafka
from sistema.nucleo.papeles import Papel
from tests.apoyo.kafka import conexion_de, variables_de
from tests.apoyo.sistema import SistemaDePrueba


def conectar(kafka: ServicioKafka, principal: str) -> ConexionKafka:
    """La conexión de un principal del Kafka de la corrida, con lo que piden las pruebas."""
    if kafka.propio:
        _permitir_lo_de_las_pruebas(kafka.bootstrap, kafka.credenciales["administrador"])
    return conexion_de(kafka, principal)


def variables_de_consola(
    kafka: ServicioKafka, sistema: SistemaDePrueba, principal: str
) -> dict[str, str]:
    """El entorno de una orden que habla con Kafka como ese principal."""
    if not kafka.propio:
        pytest.skip("NO EJECUTADO: no se crean usuarios en un Kafka ajeno.")
    return {
        "SISTEMA_BD_DUENO": sistema.preparado.urls[Papel.DUENO],
        "SISTEMA_LLAVE_MAESTRA": str(sistema.preparado.llave_maestra),
        **variables_de(conexion_de(kafka, principal)),
    }


@functools.cache
def _permitir_lo_de_las_pruebas(bootstrap: str, credencial: Credencial) -> None:
    """Cada prueba usa su grupo y borra su tema: eso, que la casa no permite, se agrega aquí."""
    administrador = ConexionKafka(
        bootstrap=bootstrap,
        seguridad="SASL_PLAINTEXT",
        usuario=credencial.usuario,
        clave=credencial.clave,
    )
    permisos = [
        ("consumidor", ACLOperation.READ, ResourceType.GROUP, "grupo-"),
        ("administrador", ACLOperation.DESCRIBE, ResourceType.GROUP, "grupo-"),
        ("administrador", ACLOperation.DELETE, ResourceType.TOPIC, "contactos.prueba_"),
    ]
    cliente = KafkaAdminClient(**administrador.como_opciones())
    cliente.create_acls(
        [
            ACL(
                f"User:{principal}",
                "*",
                operacion,
                ACLPermissionType.ALLOW,
                ResourcePattern(recurso, nombre, ACLResourcePatternType.PREFIXED),
            )
            for principal, operacion, recurso, nombre in permisos
        ]
    )
    cliente.close()


def crear_tema(kafka: ServicioKafka, particiones: int = 1) -> str:
    """Un tema nuevo, de un organismo que no se repite."""
    tema = nombrar_tema(f"prueba_{uuid4().hex[:12]}")
    with Administrador(conectar(kafka, "administrador")) as administrador:
        administrador.crear_temas([tema], particiones)
    return tema


def producir(kafka: ServicioKafka, tema: str, cuerpos: list[bytes | None]) -> None:
    """Deja los cuerpos en el tema, en orden y confirmados."""
    with Productor(conectar(kafka, "colaboradores")) as productor:
        for numero, cuerpo in enumerate(cuerpos):
            productor.enviar(tema, str(numero).encode(), cuerpo)
        productor.vaciar()


def administrar(kafka: ServicioKafka) -> KafkaAdminClient:
    """El cliente de administración de la biblioteca, para lo que la casa nunca hace."""
    return KafkaAdminClient(**conectar(kafka, "administrador").como_opciones())


def recrear_tema(kafka: ServicioKafka, tema: str) -> None:
    """Borra el tema y lo crea de nuevo, vacío, con el mismo nombre."""
    cliente = administrar(kafka)
    cliente.delete_topics([tema])
    esperar_hasta(lambda: tema not in cliente.list_topics())
    cliente.close()
    with Administrador(conectar(kafka, "administrador")) as administrador:
        administrador.crear_temas([tema], 1)


def leer_confirmada(kafka: ServicioKafka, grupo: str, particion: Particion) -> int | None:
    """La posición que Kafka tiene confirmada para el grupo."""
    cliente = administrar(kafka)
    try:
        confirmada = cliente.list_group_offsets(grupo)[grupo].get(TopicPartition(*particion))
    finally:
        cliente.close()
    return None if confirmada is None else int(confirmada.offset)


def contar_miembros(kafka: ServicioKafka, grupo: str) -> int:
    """Cuántos consumidores tienen particiones en un grupo ya estable; 0 si aún se reparten."""
    cliente = administrar(kafka)
    try:
        descrito = cliente.describe_groups([grupo])[grupo]
    except CoordinatorNotAvailableError:
        return 0  # el primer grupo de un Kafka nuevo espera a que exista su tema
    finally:
        cliente.close()
    return len(descrito["members"]) if descrito["group_state"] == "Stable" else 0


def leer_lotes(consumidor: Consumidor, cuantos: int, plazo_s: float = 20.0) -> list[LoteCrudo]:
    """Lee hasta juntar `cuantos` mensajes, ubicando en 0 lo que se asigne."""
    lotes: list[LoteCrudo] = []

    def juntar() -> bool:
        for particion in consumidor.listar_por_ubicar():
            consumidor.ubicar(particion, 0)
        lotes.extend(consumidor.leer(100))
        return sum(len(lote.mensajes) for lote in lotes) >= cuantos

    esperar_hasta(juntar, plazo_s)
    return lotes


def esperar_hasta(condicion: Callable[[], bool], plazo_s: float = 20.0) -> None:
    """Prueba la condición una y otra vez; falla si el plazo termina antes."""
    limite = time.monotonic() + plazo_s
    while not condicion():
        assert time.monotonic() < limite, "la condición no se cumplió dentro del plazo"
