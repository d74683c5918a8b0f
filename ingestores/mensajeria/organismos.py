"""Lo que un organismo necesita para escribir en Kafka: sus dos temas, su usuario y nada más.

Fundamento: técnico (ADR-0015).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from secrets import token_urlsafe

from ingestores.mensajeria.cliente import Administrador
from ingestores.mensajeria.temas import (
    CONFIGURACION_DE_PRUEBA,
    PARTICIONES_DE_TEMA,
    nombrar_tema,
    nombrar_tema_de_prueba,
)
from ingestores.mensajeria.tipos import ConexionKafka

BYTES_DE_CLAVE = 32
# Por usuario y por nodo. Unas 1.700 escrituras de 600 bytes por segundo, ya comprimidas.
CUOTA: Mapping[str, float] = {"producer_byte_rate": 1_048_576, "request_percentage": 50}
_AUTORIDAD = "ca.pem"
_MODULO_SCRAM = "org.apache.kafka.common.security.scram.ScramLoginModule"


@dataclass(frozen=True, slots=True, kw_only=True)
class Entrega:
    """Lo que se entrega al organismo.

    `clave` es `None` si la que tiene sigue valiendo; `tema`, si por ahora solo ensaya.
    """

    organismo: str
    tema: str | None
    tema_de_prueba: str
    conexion: ConexionKafka = field(repr=False)
    clave: str | None = field(repr=False)

    def como_librdkafka(self) -> dict[str, str]:
        """Las propiedades para librdkafka: kcat, Python, Go, .NET."""
        propias = {"sasl.username": self.organismo} | self._si_hay_clave("sasl.password", "{}")
        autoridad = {"ssl.ca.location": _AUTORIDAD} if self._cifrada else {}
        return self._comunes() | propias | autoridad

    def como_java(self) -> dict[str, str]:
        """Las propiedades para el cliente de Java."""
        jaas = f'{_MODULO_SCRAM} required username="{self.organismo}" password="{{}}";'
        autoridad = {"ssl.truststore.type": "PEM", "ssl.truststore.location": _AUTORIDAD}
        propias = self._si_hay_clave("sasl.jaas.config", jaas)
        return self._comunes() | propias | (autoridad if self._cifrada else {})

    @property
    def _cifrada(self) -> bool:
        return self.conexion.seguridad == "SASL_SSL"

    def _comunes(self) -> dict[str, str]:
        return {
            "bootstrap.servers": self.conexion.bootstrap,
            "security.protocol": self.conexion.seguridad,
            "sasl.mechanism": self.conexion.mecanismo,
            "enable.idempotence": "true",
            "acks": "all",
            "compression.type": "lz4",
        }

    def _si_hay_clave(self, nombre: str, forma: str) -> dict[str, str]:
        # Porque: las claves que se sortean aquí no llevan comillas ni barras.
        return {nombre: forma.format(self.clave)} if self.clave else {}


def crear_temas_de(administrador: Administrador, organismos: Sequence[str]) -> list[str]:
    """Deja listos el tema de contactos y el de prueba de cada organismo; devuelve sus nombres.

    Los que ya existen no se tocan.

    Fundamento: técnico (ADR-0015).

    Raises:
        TemaAjeno: un código no puede formar parte de un nombre de tema; no se creó ninguno.
        KafkaNoAutorizado: la conexión no es de administración.
        KafkaNoDisponible: Kafka no responde; repetir es seguro.
    """
    de_contactos = [nombrar_tema(organismo) for organismo in organismos]
    de_prueba = [nombrar_tema_de_prueba(organismo) for organismo in organismos]
    administrador.crear_temas(de_contactos, PARTICIONES_DE_TEMA)
    administrador.crear_temas(de_prueba, PARTICIONES_DE_TEMA, configuracion=CONFIGURACION_DE_PRUEBA)
    return [*de_contactos, *de_prueba]


def habilitar(
    conexion: ConexionKafka, organismo: str, *, rotar: bool = False, solo_ensaya: bool = False
) -> Entrega:
    """Deja al organismo escribir en su tema y en el de prueba, y solo eso; repetirlo da lo mismo.

    Con `solo_ensaya`, solo en el de prueba: su acuerdo aún no rige (ADR-0021).

    La clave se sortea la primera vez, o cuando se pide `rotar`: desde entonces la anterior no abre
    conexiones nuevas. Se da al final, cuando lo demás ya rige.

    Fundamento: técnico (ADR-0015).

    Raises:
        KafkaNoAutorizado: la conexión no es de administración.
        KafkaNoDisponible: Kafka no responde; repetir es seguro.
    """
    tema, de_prueba = nombrar_tema(organismo), nombrar_tema_de_prueba(organismo)
    clave = None
    with Administrador(conexion) as administrador:
        if solo_ensaya:
            administrador.crear_temas(
                [de_prueba], PARTICIONES_DE_TEMA, configuracion=CONFIGURACION_DE_PRUEBA
            )
        else:
            crear_temas_de(administrador, [organismo])
            administrador.permitir_escribir(organismo, tema)
        administrador.permitir_escribir(organismo, de_prueba)
        administrador.limitar(organismo, CUOTA)
        if rotar or not administrador.tiene_clave(organismo):
            clave = token_urlsafe(BYTES_DE_CLAVE)
            administrador.dar_clave(organismo, clave)
    return Entrega(
        organismo=organismo,
        tema=None if solo_ensaya else tema,
        tema_de_prueba=de_prueba,
        conexion=conexion,
        clave=clave,
    )
