"""Temas, usuarios, permisos y cuotas de Kafka."""

from collections.abc import Mapping, Sequence

from kafka import KafkaAdminClient, OffsetSpec, TopicPartition  # type: ignore[import-untyped]
from kafka.admin import (  # type: ignore[import-untyped]
    ACL,
    ACLOperation,
    ACLPermissionType,
    ResourcePattern,
    ResourceType,
    ScramMechanism,
    UserScramCredentialUpsertion,
)
from kafka.errors import TopicAlreadyExistsError, for_code  # type: ignore[import-untyped]
from kafka.protocol.admin import AlterClientQuotasRequest  # type: ignore[import-untyped]
from typing_extensions import override

from ingestores.mensajeria.cliente.comun import traducir_errores
from ingestores.mensajeria.errores import ErrorMensajeria
from ingestores.mensajeria.temas import CONFIGURACION_DE_TEMA
from ingestores.mensajeria.tipos import Cerrable, ConexionKafka
from sistema.cuarentena.tipos import Origen

VUELTAS_DE_SCRAM = 8_192


class Administrador(Cerrable):
    """Temas de contacto y quién escribe en ellos; necesita una credencial de administración."""

    def __init__(self, conexion: ConexionKafka) -> None:
        with traducir_errores():
            self._kafka = KafkaAdminClient(**conexion.como_opciones())

    def crear_temas(
        self,
        temas: Sequence[str],
        particiones: int,
        replicas: int = -1,
        *,
        configuracion: Mapping[str, str] = CONFIGURACION_DE_TEMA,
    ) -> None:
        """Deja los temas listos; los que ya existen no se tocan, y `replicas` -1 decide Kafka."""
        pedido = {
            tema: {
                "num_partitions": particiones,
                "replication_factor": replicas,
                "configs": dict(configuracion),
            }
            for tema in temas
        }
        with traducir_errores():
            respuesta = self._kafka.create_topics(pedido, raise_errors=False)
            for tema in respuesta["topics"]:
                if tema["error_code"] not in {0, TopicAlreadyExistsError.errno}:
                    raise for_code(tema["error_code"])
            self._kafka.wait_for_topics(list(temas))

    def listar_finales(self, temas: Sequence[str]) -> dict[Origen, int]:
        """La posición siguiente a lo último que hay en cada partición de estos temas."""
        with traducir_errores():
            cluster = self._kafka.describe_cluster()["cluster_id"]
            origenes = {
                TopicPartition(tema["name"], particion["partition_index"]): Origen(
                    cluster, str(tema["topic_id"]), particion["partition_index"]
                )
                for tema in self._kafka.describe_topics(list(temas))
                for particion in tema["partitions"]
            }
            pedido = dict.fromkeys(origenes, OffsetSpec.LATEST)
            finales = self._kafka.list_partition_offsets(pedido)
            return {origenes[particion]: finales[particion].offset for particion in finales}

    def permitir_escribir(self, usuario: str, tema: str) -> None:
        """Deja que el usuario escriba en ese tema, por su nombre exacto; incluye describirlo."""
        permiso = ACL(
            f"User:{usuario}",
            "*",
            ACLOperation.WRITE,
            ACLPermissionType.ALLOW,
            ResourcePattern(ResourceType.TOPIC, tema),
        )
        with traducir_errores():
            for fallo in self._kafka.create_acls([permiso])["failed"]:
                raise fallo

    def limitar(self, usuario: str, cuota: Mapping[str, float]) -> None:
        """Pone al usuario estos techos, por nodo; reemplaza los que tenía con esos nombres."""
        pedido = AlterClientQuotasRequest(
            entries=[([("user", usuario)], [(clave, cuota[clave], False) for clave in cuota])],
            validate_only=False,
        )
        with traducir_errores():
            # Porque: la biblioteca trae el mensaje y no una función que lo envíe.
            kafka = self._kafka._manager  # noqa: SLF001 - ver arriba
            for entrada in kafka.run(kafka.send, pedido).entries:
                if entrada.error_code:
                    raise for_code(entrada.error_code)

    def tiene_clave(self, usuario: str) -> bool:
        """Si el usuario ya tiene una clave SCRAM-SHA-512."""
        with traducir_errores():
            descritos = self._kafka.describe_user_scram_credentials([usuario])
        credenciales = descritos[usuario]["credential_infos"]
        return any(c["mechanism"] is ScramMechanism.SCRAM_SHA_512 for c in credenciales)

    def dar_clave(self, usuario: str, clave: str) -> None:
        """Pone la clave SCRAM-SHA-512 del usuario; a Kafka llega ya derivada, con sal.

        Raises:
            ErrorMensajeria: Kafka no la aceptó.
        """
        nueva = UserScramCredentialUpsertion(
            usuario, ScramMechanism.SCRAM_SHA_512, clave, iterations=VUELTAS_DE_SCRAM
        )
        with traducir_errores():
            rechazo = self._kafka.alter_user_scram_credentials([nueva])[usuario]
        if rechazo:
            raise ErrorMensajeria(f"Kafka no aceptó la clave de «{usuario}».")

    @override
    def cerrar(self) -> None:
        """Suelta las conexiones."""
        self._kafka.close()
