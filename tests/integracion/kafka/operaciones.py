"""Lo que un cliente hostil puede pedir a un broker, petición por petición y sin ayuda."""

from collections.abc import Iterator
from typing import Any
from uuid import uuid4

from kafka import KafkaAdminClient  # type: ignore[import-untyped]
from kafka.protocol import admin as a  # type: ignore[import-untyped]
from kafka.protocol import consumer as c
from kafka.protocol import producer as p
from kafka.protocol.metadata import (  # type: ignore[import-untyped]
    FindCoordinatorRequest,
    MetadataRequest,
)
from kafka.record.memory_records import MemoryRecordsBuilder  # type: ignore[import-untyped]

# TOPIC, GROUP, CLUSTER, TRANSACTIONAL_ID y DELEGATION_TOKEN _AUTHORIZATION_FAILED.
NO_AUTORIZADO = {29, 30, 31, 53, 65}
TEMA, CLUSTER = 2, 4
_Producido = p.ProduceRequest.TopicProduceData
_Pedido = c.FetchRequest.FetchTopic
_Desfase = c.ListOffsetsRequest.ListOffsetsTopic
_Epoca = c.OffsetForLeaderEpochRequest.OffsetForLeaderTopic
_Guardada = c.OffsetCommitRequest.OffsetCommitRequestTopic


def registros() -> bytes:
    """Un grupo con un solo registro, como lo enviaría un productor."""
    armador = MemoryRecordsBuilder(magic=2, compression_type=0, batch_size=1_000)
    armador.append(timestamp=0, key=b"k", value=b"v")
    armador.close()
    return bytes(armador.buffer())


def pedir_escritura(tema: str, grupo: bytes) -> Any:
    """La petición de escribir un grupo ya armado, byte por byte."""
    particion = _Producido.PartitionProduceData(index=0, records=grupo)
    return p.ProduceRequest(
        transactional_id=None,
        acks=-1,
        timeout_ms=5_000,
        topic_data=[_Producido(name=tema, partition_data=[particion])],
        max_version=12,
    )


def _en_tema(tema: str) -> dict[str, Any]:
    return {
        "producir": pedir_escritura(tema, registros()),
        "leer": c.FetchRequest(
            max_wait_ms=0,
            min_bytes=0,
            topics=[
                _Pedido(
                    topic=tema,
                    partitions=[
                        _Pedido.FetchPartition(
                            partition=0, fetch_offset=0, partition_max_bytes=1_000
                        ),
                    ],
                ),
            ],
            forgotten_topics_data=[],
            max_version=12,
        ),
        "metadatos": MetadataRequest(
            topics=[MetadataRequest.MetadataRequestTopic(name=tema)],
            allow_auto_topic_creation=True,
        ),
        "describir_tema": a.DescribeTopicPartitionsRequest(topics=[(tema,)]),
        "listar_desfases": c.ListOffsetsRequest(
            replica_id=-1,
            topics=[
                _Desfase(
                    name=tema,
                    partitions=[_Desfase.ListOffsetsPartition(partition_index=0, timestamp=-1)],
                ),
            ],
            timeout_ms=5_000,
        ),
        "listar_epocas": c.OffsetForLeaderEpochRequest(
            topics=[
                _Epoca(
                    topic=tema,
                    partitions=[_Epoca.OffsetForLeaderPartition(partition=0, leader_epoch=0)],
                ),
            ],
        ),
        "describir_productores": a.DescribeProducersRequest(topics=[(tema, [0])]),
        "crear_tema": a.CreateTopicsRequest(
            topics=[(tema, 1, 1, [], [])], timeout_ms=5_000, validate_only=True
        ),
        "crear_particiones": a.CreatePartitionsRequest(
            topics=[(tema, 2, None)], timeout_ms=5_000, validate_only=True
        ),
        "borrar_registros": a.DeleteRecordsRequest(topics=[(tema, [(0, 0)])], timeout_ms=5_000),
        "describir_configuracion": a.DescribeConfigsRequest(resources=[(TEMA, tema, None)]),
        "alterar_configuracion": a.IncrementalAlterConfigsRequest(
            resources=[(TEMA, tema, [("retention.ms", 0, "259200000")])], validate_only=True
        ),
        "borrar_tema": a.DeleteTopicsRequest(
            topics=[a.DeleteTopicsRequest.DeleteTopicState(name=tema)], timeout_ms=5_000
        ),
    }


def _en_grupo(grupo: str, tema: str) -> dict[str, Any]:
    return {
        "unirse_al_grupo": c.JoinGroupRequest(
            group_id=grupo,
            session_timeout_ms=6_000,
            rebalance_timeout_ms=6_000,
            member_id="",
            protocol_type="consumer",
            protocols=[("range", b"")],
        ),
        "describir_grupo": a.DescribeGroupsRequest(groups=[grupo]),
        "leer_posiciones": c.OffsetFetchRequest(
            group_id=grupo, topics=[(tema, [0])], max_version=7
        ),
        "guardar_posicion": c.OffsetCommitRequest(
            group_id=grupo,
            topics=[
                _Guardada(
                    name=tema,
                    partitions=[
                        _Guardada.OffsetCommitRequestPartition(
                            partition_index=0, committed_offset=0
                        ),
                    ],
                ),
            ],
            max_version=9,
        ),
        "borrar_grupo": a.DeleteGroupsRequest(groups_names=[grupo]),
        "buscar_coordinador": FindCoordinatorRequest(coordinator_keys=[grupo], key_type=0),
    }


def _en_cluster(tema: str) -> dict[str, Any]:
    permiso = (TEMA, tema, 3, "User:intruso", "*", 3, 3)
    return {
        "iniciar_productor": p.InitProducerIdRequest(
            transactional_id=None, transaction_timeout_ms=5_000
        ),
        "iniciar_transaccion": p.InitProducerIdRequest(
            transactional_id=f"t-{uuid4()}", transaction_timeout_ms=5_000
        ),
        "crear_permiso": a.CreateAclsRequest(creations=[permiso]),
        "ver_permisos": a.DescribeAclsRequest(
            resource_type_filter=1,
            resource_name_filter=None,
            pattern_type_filter=1,
            principal_filter=None,
            host_filter=None,
            operation=1,
            permission_type=1,
        ),
        "borrar_permiso": a.DeleteAclsRequest(filters=[permiso]),
        "ver_claves": a.DescribeUserScramCredentialsRequest(users=[("intruso",)]),
        "poner_clave": a.AlterUserScramCredentialsRequest(
            deletions=[], upsertions=[("intruso", 2, 4_096, b"sal" * 8, b"x" * 64)]
        ),
        "ver_cuotas": a.DescribeClientQuotasRequest(components=[("user", 0, "x")], strict=False),
        "poner_cuota": a.AlterClientQuotasRequest(
            entries=[([("user", "intruso")], [("producer_byte_rate", 1.0, False)])],
            validate_only=True,
        ),
        "configurar_cluster": a.IncrementalAlterConfigsRequest(
            resources=[(CLUSTER, "", [("log.retention.hours", 0, "72")])], validate_only=True
        ),
        "elegir_lider": a.ElectLeadersRequest(
            election_type=0, topic_partitions=[(tema, [0])], timeout_ms=5_000
        ),
        "ver_discos": a.DescribeLogDirsRequest(topics=None),
        "ver_quorum": a.DescribeQuorumRequest(topics=[("__cluster_metadata", [(0,)])]),
    }


def probar(cliente: KafkaAdminClient, temas: list[str], grupos: list[str]) -> Iterator[str]:
    """«operación recurso» de todo lo que este cliente consigue sin que le falte permiso."""
    pedidos = [(f"{n} {tema}", r) for tema in temas for n, r in _en_tema(tema).items()]
    pedidos += [(f"{n} {g}", r) for g in grupos for n, r in _en_grupo(g, temas[0]).items()]
    pedidos += list(_en_cluster(temas[0]).items())
    for nombre, pedido in pedidos:
        if not codigos(enviar(cliente, pedido)) & NO_AUTORIZADO:
            yield nombre


def enviar(cliente: KafkaAdminClient, pedido: Any) -> Any:
    """La respuesta cruda."""
    return cliente._manager.run(cliente._manager.send, pedido)  # noqa: SLF001 - la petición va cruda


def codigos(respuesta: Any) -> set[int]:
    """Todos los códigos de error de una respuesta, estén donde estén."""
    encontrados: set[int] = set()

    def mirar(valor: Any) -> None:
        if isinstance(valor, dict):
            encontrados.update(v for k, v in valor.items() if k == "error_code")
            for hijo in valor.values():
                mirar(hijo)
        elif isinstance(valor, list):
            for hijo in valor:
                mirar(hijo)

    mirar(respuesta.to_dict())
    return encontrados
