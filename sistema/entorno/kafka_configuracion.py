"""Los archivos que lee el Kafka local: un nodo KRaft que es agente y controlador a la vez.

Todo escucha en 127.0.0.1 y pide clave: SCRAM-SHA-512 a los clientes y entre nodos. PLAIN queda para
el puerto del controlador, porque sus credenciales SCRAM viven en los metadatos que él mismo sirve,
y para un solo organismo de ensayo, porque el `kcat` de varias distribuciones (librdkafka anterior a
2.6.1) no logra SCRAM con Kafka 4; fuera de esta máquina no se ofrece. Quien entra solo puede lo que
dice `kafka_permisos`.

Fundamento: técnico (ADR-0007, ADR-0015).
"""

from pathlib import Path

from sistema.entorno.estado import KafkaGuardado
from sistema.entorno.kafka_permisos import NODO, ORGANISMO_DE_ENSAYO

MECANISMO = "SCRAM-SHA-512"
USUARIOS = (
    NODO,
    "administrador",
    "consumidor",
    "alertas",
    "colaboradores",
    ORGANISMO_DE_ENSAYO,
)
LISTO = "Kafka Server started"
# Lo que una conexión abierta puede durar sin volver a mostrar su clave: cambiada o borrada, deja de
# escribir en ese plazo.
VIDA_DE_CONEXION_MS = 300_000

_SCRAM = "org.apache.kafka.common.security.scram.ScramLoginModule required"
_PLAIN = "org.apache.kafka.common.security.plain.PlainLoginModule required"

_FIJAS = {
    "process.roles": "broker,controller",
    "node.id": "1",
    "listener.security.protocol.map": "CLIENTES:SASL_PLAINTEXT,CONTROLADOR:SASL_PLAINTEXT",
    "controller.listener.names": "CONTROLADOR",
    "inter.broker.listener.name": "CLIENTES",
    "sasl.enabled.mechanisms": f"{MECANISMO},PLAIN",
    "sasl.mechanism.inter.broker.protocol": MECANISMO,
    "sasl.mechanism.controller.protocol": "PLAIN",
    "listener.name.controlador.sasl.enabled.mechanisms": "PLAIN",
    "authorizer.class.name": "org.apache.kafka.metadata.authorizer.StandardAuthorizer",
    "allow.everyone.if.no.acl.found": "false",
    "super.users": f"User:{NODO}",
    # Tras un kill -9 el nodo no vuelve a registrarse hasta que vence la sesión del anterior.
    "broker.session.timeout.ms": "6000",
    "broker.heartbeat.interval.ms": "1000",
    "auto.create.topics.enable": "false",
    "unclean.leader.election.enable": "false",
    "message.max.bytes": "1048588",
    "max.decompressed.message.bytes": "1048588",
    "socket.request.max.bytes": "8388608",
    "log.message.timestamp.type": "LogAppendTime",
    "log.retention.hours": "72",
    "offsets.retention.minutes": "20160",
    "offsets.topic.replication.factor": "1",
    "offsets.topic.num.partitions": "4",
    "transaction.state.log.replication.factor": "1",
    "transaction.state.log.min.isr": "1",
    "transaction.state.log.num.partitions": "1",
    "share.coordinator.state.topic.replication.factor": "1",
    "share.coordinator.state.topic.min.isr": "1",
    "share.coordinator.state.topic.num.partitions": "1",
    "group.initial.rebalance.delay.ms": "0",
    "num.network.threads": "2",
    "num.io.threads": "4",
}

# El aviso de «listo» va también a un archivo propio que cada arranque vacía.
_BITACORA = """\
status = error
appender.todo.type = RollingFile
appender.todo.name = todo
appender.todo.fileName = ${{sys:carpeta.log}}/servidor.log
appender.todo.filePattern = ${{sys:carpeta.log}}/servidor.log.%i
appender.todo.layout.type = PatternLayout
appender.todo.layout.pattern = %d{{ISO8601}} %p %c: %m%n
appender.todo.policies.type = Policies
appender.todo.policies.tamano.type = SizeBasedTriggeringPolicy
appender.todo.policies.tamano.size = 10MB
appender.todo.strategy.type = DefaultRolloverStrategy
appender.todo.strategy.max = 3
appender.listo.type = File
appender.listo.name = listo
appender.listo.fileName = ${{sys:carpeta.log}}/listo.log
appender.listo.append = false
appender.listo.layout.type = PatternLayout
appender.listo.layout.pattern = %m%n
appender.listo.filter.aviso.type = RegexFilter
appender.listo.filter.aviso.regex = .*{listo}.*
rootLogger.level = warn
rootLogger.appenderRef.todo.ref = todo
logger.servidor.name = kafka.server
logger.servidor.level = info
logger.servidor.appenderRef.listo.ref = listo
"""


def escribir_propiedades(ruta: Path, guardado: KafkaGuardado, datos: str) -> None:
    """Escribe `server.properties`, que solo su dueño puede leer: lleva la clave del nodo.

    Las rutas son relativas a donde corre Kafka: Java lee este archivo en ISO-8859-1 y estropearía
    una carpeta con «ñ».
    """
    clave = guardado.claves[NODO]
    clientes = f"CLIENTES://127.0.0.1:{guardado.puerto}"
    controlador = f"127.0.0.1:{guardado.puerto_controlador}"
    propias = {
        "listeners": f"{clientes},CONTROLADOR://{controlador}",
        "advertised.listeners": clientes,
        "controller.quorum.voters": f"1@{controlador}",
        "log.dirs": datos,
        "connections.max.reauth.ms": str(VIDA_DE_CONEXION_MS),
        "listener.name.clientes.scram-sha-512.sasl.jaas.config": (
            f'{_SCRAM} username="{NODO}" password="{clave}";'
        ),
        "listener.name.clientes.plain.sasl.jaas.config": (
            f'{_PLAIN} user_{ORGANISMO_DE_ENSAYO}="{guardado.claves[ORGANISMO_DE_ENSAYO]}";'
        ),
        "listener.name.controlador.plain.sasl.jaas.config": (
            f'{_PLAIN} username="{NODO}" password="{clave}" user_{NODO}="{clave}";'
        ),
    }
    lineas = [f"{nombre}={valor}" for nombre, valor in {**_FIJAS, **propias}.items()]
    _escribir(ruta, "\n".join(lineas) + "\n")


def escribir_kcat(ruta: Path, guardado: KafkaGuardado) -> None:
    """Escribe lo que `kcat -F` necesita para enviar como el organismo de ensayo a su tema."""
    opciones = {
        "bootstrap.servers": f"127.0.0.1:{guardado.puerto}",
        "security.protocol": "SASL_PLAINTEXT",
        "sasl.mechanism": "PLAIN",
        "sasl.username": ORGANISMO_DE_ENSAYO,
        "sasl.password": guardado.claves[ORGANISMO_DE_ENSAYO],
    }
    _escribir(ruta, "".join(f"{nombre}={valor}\n" for nombre, valor in opciones.items()))


def escribir_bitacora(ruta: Path) -> None:
    """Escribe la configuración de registros; la carpeta llega por `-Dcarpeta.log`."""
    _escribir(ruta, _BITACORA.format(listo=LISTO))


def escribir_argumentos(ruta: Path, argumentos: list[str]) -> None:
    """Escribe un archivo de argumentos de `java`: las claves no se ven en la lista de procesos."""
    citados = ('"' + a.replace("\\", "\\\\").replace('"', '\\"') + '"' for a in argumentos)
    _escribir(ruta, "\n".join(citados) + "\n")


def _escribir(ruta: Path, contenido: str) -> None:
    ruta.touch(mode=0o600)
    ruta.chmod(0o600)
    ruta.write_text(contenido, encoding="utf-8")
