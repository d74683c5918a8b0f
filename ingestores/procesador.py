"""Un lote de mensajes crudos, de los bytes a la puerta de los contactos."""

from collections.abc import Sequence
from datetime import datetime

from ingestores.mensajes.decodificacion import decodificar
from ingestores.puerta import MensajePendiente, Puerta
from sistema.contactos.tipos import EventoContacto, Lote, ResultadoLote
from sistema.cuarentena.tipos import MensajeRechazado, Origen


def procesar_lote(
    puerta: Puerta,
    origen: Origen,
    organismo: str,
    desde: int,
    mensajes: Sequence[MensajePendiente],
    ahora: datetime,
) -> ResultadoLote:
    """Decodifica cada mensaje y registra el lote entero; ninguno queda fuera.

    Lo que no cumple el contrato (también una lápida, que no trae cuerpo) va a la cuarentena y no
    detiene a sus vecinos. `desde` es la posición guardada; `mensajes` no puede venir vacío.

    Fundamento: técnico (ADR-0004).

    Raises:
        PosicionAdelantada: otro proceso ya consumió este origen desde esa posición.
        OperationalError: la base de datos no está; nada se registró.
    """
    resultados = [
        decodificar(mensaje.cuerpo or b"", mensaje.posicion, organismo, ahora)
        for mensaje in mensajes
    ]
    lote = Lote(
        origen=origen,
        organismo=organismo,
        desde=desde,
        hasta=mensajes[-1].posicion + 1,
        eventos=[r for r in resultados if isinstance(r, EventoContacto)],
        rechazados=[r for r in resultados if isinstance(r, MensajeRechazado)],
    )
    return puerta.registrar_lote(lote)
