"""Un archivo de eventos, una línea cada uno, puesto en los temas de sus organismos."""

import json
from collections.abc import Callable, Iterable

from ingestores.mensajeria.cliente import Productor
from ingestores.mensajeria.errores import LineaInvalida
from ingestores.mensajeria.temas import nombrar_tema
from ingestores.mensajeria.tipos import ConexionKafka

LINEAS_POR_TRAMO = 5_000
_PREFIJO_DE_FUENTE = "/organismos/"


def producir_ndjson(
    conexion: ConexionKafka,
    lineas: Iterable[bytes],
    avisar: Callable[[int], None],
) -> int:
    """Envía cada línea al tema de su organismo, con el id del evento como clave.

    Los temas deben existir. Los bytes van tal cual, sin el salto final; las líneas en blanco se
    saltan. `avisar` recibe cuántos van confirmados, cada `LINEAS_POR_TRAMO` y al terminar.

    Returns:
        Cuántos mensajes confirmó Kafka.

    Raises:
        LineaInvalida: una línea no dice su `id` o su `source`; lo anterior ya se envió.
        EntregaFallida, KafkaNoDisponible: repetir el archivo entero es seguro.
    """
    with Productor(conexion) as productor:
        for numero, linea in enumerate(lineas, start=1):
            cuerpo = linea.strip()
            if not cuerpo:
                continue
            tema, clave = _leer_destino(cuerpo, numero)
            productor.enviar(tema, clave, cuerpo)
            if numero % LINEAS_POR_TRAMO == 0:
                # Porque: la biblioteca no limita lo que guarda en memoria sin confirmar.
                productor.vaciar()
                avisar(productor.confirmados)
        productor.vaciar()
        avisar(productor.confirmados)
        return productor.confirmados


def _leer_destino(cuerpo: bytes, numero: int) -> tuple[str, bytes]:
    try:
        evento = json.loads(cuerpo)
        fuente, clave = str(evento["source"]), str(evento["id"]).encode()
    except (ValueError, KeyError, TypeError):
        raise LineaInvalida(f"línea {numero}") from None
    if not fuente.startswith(_PREFIJO_DE_FUENTE):
        raise LineaInvalida(f"línea {numero}")
    return nombrar_tema(fuente.removeprefix(_PREFIJO_DE_FUENTE)), clave
