"""Lo que comparten los clientes de Kafka: la bitácora callada y los errores de la casa."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager

from kafka.errors import (  # type: ignore[import-untyped]
    AuthorizationError,
    KafkaError,
    SaslAuthenticationFailedError,
)

from ingestores.mensajeria.errores import ErrorMensajeria, KafkaNoAutorizado, KafkaNoDisponible

ESPERA_CIERRE_MS = 5_000

# Porque: con DEBUG, kafka-python escribe claves y cuerpos enteros en la bitácora (INV-7); y el
# aviso de su SCRAM en cada conexión sin TLS alarma de más: SCRAM no envía la clave.
logging.getLogger("kafka").setLevel(logging.WARNING)
logging.getLogger("kafka.net.sasl.scram").setLevel(logging.ERROR)


@contextmanager
def traducir_errores() -> Iterator[None]:
    """Convierte los errores de la biblioteca en los de la casa, sin citar registros.

    Raises:
        KafkaNoAutorizado, KafkaNoDisponible, ErrorMensajeria: según lo que dijo Kafka.
    """
    # Porque: `from None` en todos: el texto de un error de kafka puede citar registros enteros.
    try:
        yield
    except (AuthorizationError, SaslAuthenticationFailedError) as error:
        raise KafkaNoAutorizado(type(error).__name__) from None
    except KafkaError as error:
        clase = KafkaNoDisponible if error.retriable else ErrorMensajeria
        raise clase(type(error).__name__) from None
