"""Un productor en su propio proceso: por cada línea que recibe escribe un mensaje y dice si quedó.

Aparte, porque un cliente al que le niegan volver a entrar insiste hasta que lo maten y deja
conexiones a medio abrir. Las opciones de Kafka llegan en JSON, en la primera línea.
"""

import json
import sys

from kafka import KafkaProducer  # type: ignore[import-untyped]  # la biblioteca no trae tipos
from kafka.errors import KafkaError  # type: ignore[import-untyped]  # la biblioteca no trae tipos

TEMA = "contactos.gendarmeria.v1"
# Da por fallido lo que no se confirma en dos segundos.
PLAZOS = {"request_timeout_ms": 1_000, "delivery_timeout_ms": 2_000, "linger_ms": 0}


def main() -> None:
    """Produce hasta que lo maten o se acabe la entrada."""
    opciones = json.loads(sys.stdin.readline())
    productor = KafkaProducer(**opciones, **PLAZOS, enable_idempotence=True)
    for _pedido in sys.stdin:
        try:
            productor.send(TEMA, b"{}").get(timeout=10)
        except KafkaError:
            sys.stdout.write("no\n")
        else:
            sys.stdout.write("si\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main()
