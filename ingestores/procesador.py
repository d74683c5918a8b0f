"""Un lote de mensajes crudos, de los bytes a la puerta de los contactos."""

from collections.abc import Sequence
from datetime import datetime

from ingestores.mensajes.firma import Lectura, nombrar_llaves
from ingestores.puerta import MensajePendiente, Puerta
from sistema.contactos.tipos import EventoContacto, Lote, ResultadoLote
from sistema.cuarentena.tipos import CodigoCuarentena, MensajeRechazado, Origen
from sistema.nucleo.firmas import acotar_firma

_DETALLES = {
    CodigoCuarentena.ILEGIBLE: "los bytes guardados no se abren o pasan de lo que se descomprime",
    CodigoCuarentena.DETIENE_AL_CONSUMIDOR: (
        "tres veces el proceso murió, o la base lo cortó por largo, mientras lo leía"
    ),
}


def procesar_lote(
    puerta: Puerta,
    origen: Origen,
    organismo: str,
    desde: int,
    mensajes: Sequence[MensajePendiente],
    ahora: datetime,
) -> ResultadoLote:
    """Decodifica cada mensaje y registra el lote entero; ninguno queda fuera.

    Lo que no cumple el contrato (también una lápida, que no trae cuerpo) y lo que trae una firma
    que no se verifica va a la cuarentena y no detiene a sus vecinos. `desde` es la posición
    guardada; `mensajes` no puede venir vacío.

    Fundamento: técnico (ADR-0004).

    Raises:
        PosicionAdelantada: otro proceso ya consumió este origen desde esa posición.
        CifradoInvalido: las llaves de día no están o no abren; nada se registró.
        OperationalError: la base de datos no está; nada se registró.
    """
    kids = nombrar_llaves(mensaje.firma for mensaje in mensajes)
    llaves = puerta.llaves_de_firma(organismo, kids) if kids else {}
    lectura = Lectura(organismo, ahora, llaves)
    resultados = [_leer(mensaje, lectura) for mensaje in mensajes]
    lote = Lote(
        origen=origen,
        organismo=organismo,
        desde=desde,
        hasta=mensajes[-1].siguiente,
        eventos=[r for r in resultados if isinstance(r, EventoContacto)],
        rechazados=[r for r in resultados if isinstance(r, MensajeRechazado)],
    )
    return puerta.registrar_lote(lote)


def apartar_mensaje(
    puerta: Puerta,
    origen: Origen,
    organismo: str,
    desde: int,
    mensaje: MensajePendiente,
) -> ResultadoLote:
    """Deja en la cuarentena, sin leerlo, un mensaje que ya mató al consumidor demasiadas veces.

    Fundamento: técnico (ADR-0004, ADR-0015).

    Raises:
        PosicionAdelantada: otro proceso ya consumió este origen desde esa posición.
        OperationalError: la base de datos no está; nada se registró.
    """
    rechazado = _rechazar(mensaje, CodigoCuarentena.DETIENE_AL_CONSUMIDOR)
    lote = Lote(
        origen=origen,
        organismo=organismo,
        desde=desde,
        hasta=mensaje.siguiente,
        rechazados=[rechazado],
    )
    return puerta.registrar_lote(lote)


def _leer(mensaje: MensajePendiente, lectura: Lectura) -> EventoContacto | MensajeRechazado:
    if not mensaje.legible:
        return _rechazar(mensaje, CodigoCuarentena.ILEGIBLE)
    return lectura.leer(mensaje.cuerpo or b"", mensaje.posicion, mensaje.firma)


def _rechazar(mensaje: MensajePendiente, codigo: CodigoCuarentena) -> MensajeRechazado:
    return MensajeRechazado(
        posicion=mensaje.posicion,
        cuerpo=mensaje.cuerpo or b"",
        codigo=codigo,
        detalle=_DETALLES[codigo],
        firma=acotar_firma(mensaje.firma),
    )
