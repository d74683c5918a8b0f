"""Cómo llega una prueba, o un proceso suyo, al Kafka de la corrida."""

from ingestores.mensajeria.tipos import ConexionKafka
from sistema.entorno.servicios import Credencial, ServicioKafka


def conexion_de(kafka: ServicioKafka, principal: str) -> ConexionKafka:
    """La conexión de un principal con los permisos que le da la casa y ninguno más.

    Un Kafka ajeno no tiene usuarios: se entra sin credencial.
    """
    credencial = kafka.credenciales.get(principal, Credencial("", ""))
    return ConexionKafka(
        bootstrap=kafka.bootstrap,
        seguridad=kafka.seguridad,
        usuario=credencial.usuario,
        clave=credencial.clave,
    )


def variables_de(conexion: ConexionKafka) -> dict[str, str]:
    """La misma conexión, como la lee un proceso de su entorno."""
    return {
        "SISTEMA_KAFKA_BOOTSTRAP": conexion.bootstrap,
        "SISTEMA_KAFKA_SEGURIDAD": conexion.seguridad,
        "SISTEMA_KAFKA_USUARIO": conexion.usuario,
        "SISTEMA_KAFKA_CLAVE": conexion.clave,
    }
