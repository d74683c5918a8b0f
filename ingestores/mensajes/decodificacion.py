"""De los bytes de un colaborador a un evento válido, o a la razón por la que no lo es."""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any, NoReturn

from pydantic import ValidationError

from ingestores.mensajes.contrato import TIPO_EVENTO, VERSION_CLOUDEVENTS, Evento
from ingestores.mensajes.explicacion import explicar
from sistema.contactos.tipos import EventoContacto
from sistema.cuarentena.tipos import CodigoCuarentena, MensajeRechazado
from sistema.nucleo.bitacora import obtener_bitacora
from sistema.nucleo.faltas import FUERA_DE_RANGO
from sistema.nucleo.json_estricto import JsonInvalido, NoEsUtf8, leer_json

TAMANO_MAXIMO_BYTES = 65_536
TOLERANCIA_FUTURO = timedelta(days=1)
SIN_POSICION = -1
_bitacora = obtener_bitacora("mensajes")


class _Incumplimiento(Exception):
    """Por qué el mensaje no sirve; nunca sale de este módulo ni lleva valores."""

    def __init__(self, codigo: CodigoCuarentena, detalle: str) -> None:
        self.codigo = codigo
        self.detalle = detalle
        super().__init__(codigo)


def decodificar(
    cuerpo: bytes,
    posicion: int,
    organismo: str,
    ahora: datetime,
) -> EventoContacto | MensajeRechazado:
    """Devuelve siempre un evento o un rechazo: ningún contenido lo hace fallar.

    Revisa en este orden y se detiene en lo primero que falle: tamaño, UTF-8, JSON, versión,
    esquema, organismo. `organismo` es el dueño del tema o de la credencial y manda sobre lo que
    el mensaje diga de sí mismo.

    Fundamento: técnico (ADR-0004).
    """
    try:
        evento = _validar(_leer_objeto(cuerpo))
        _exigir_horas_posibles(evento, ahora)
        if evento.source != f"/organismos/{organismo}":
            _incumplir(
                CodigoCuarentena.ORGANISMO_NO_COINCIDE,
                "source: no es el organismo dueño del tema o de la credencial",
            )
    except _Incumplimiento as error:
        return MensajeRechazado(
            posicion=posicion,
            cuerpo=cuerpo,
            codigo=error.codigo,
            detalle=error.detalle,
        )
    return _formar_evento(evento, cuerpo, posicion)


def releer(cuerpo: bytes, organismo: str, firma: str | None) -> EventoContacto | None:
    """Lo que la puerta ya admitió de un organismo, otra vez como evento.

    No vuelve a verificar la hora, el organismo ni la firma: se hizo al llegar. `None` si el
    contrato de hoy ya no admite esos bytes.

    Fundamento: técnico (ADR-0014).
    """
    try:
        evento = _validar(_leer_objeto(cuerpo))
    except _Incumplimiento as error:
        _bitacora.warning("evento_que_ya_no_se_lee", organismo=organismo, codigo=error.codigo)
        return None
    return replace(_formar_evento(evento, cuerpo, SIN_POSICION), firma=firma)


def _formar_evento(evento: Evento, cuerpo: bytes, posicion: int) -> EventoContacto:
    datos = evento.data
    return EventoContacto(
        evento_id=evento.id,
        posicion=posicion,
        cuerpo=cuerpo,
        tipo_contacto=datos.tipo_contacto,
        ocurrido_en=datos.ocurrido_en,
        identidad=datos.a_identidad(),
        datos=datos.sin_identidad(),
        autorizacion_judicial_id=datos.autorizacion_judicial_id,
    )


def _leer_objeto(cuerpo: bytes) -> object:
    if len(cuerpo) > TAMANO_MAXIMO_BYTES:
        _incumplir(
            CodigoCuarentena.TAMANO_EXCEDIDO, f"el mensaje pasa de {TAMANO_MAXIMO_BYTES} bytes"
        )
    try:
        return leer_json(cuerpo)
    except NoEsUtf8 as error:
        _incumplir(CodigoCuarentena.NO_UTF8, error.motivo)
    except JsonInvalido as error:
        _incumplir(CodigoCuarentena.JSON_INVALIDO, error.motivo)


def _validar(objeto: object) -> Evento:
    if isinstance(objeto, dict):
        _exigir_version(objeto)
    try:
        return Evento.model_validate(objeto)
    except ValidationError as error:
        _incumplir(CodigoCuarentena.ESQUEMA_INVALIDO, explicar(error))


def _exigir_horas_posibles(evento: Evento, ahora: datetime) -> None:
    limite = ahora + TOLERANCIA_FUTURO
    for campo, instante in (("time", evento.time), ("data.ocurrido_en", evento.data.ocurrido_en)):
        if instante > limite:
            _incumplir(CodigoCuarentena.ESQUEMA_INVALIDO, f"{campo}: {FUERA_DE_RANGO}")


def _exigir_version(objeto: dict[str, Any]) -> None:
    for campo, esperado in (("specversion", VERSION_CLOUDEVENTS), ("type", TIPO_EVENTO)):
        valor = objeto.get(campo)
        if isinstance(valor, str) and valor != esperado:
            _incumplir(
                CodigoCuarentena.VERSION_DESCONOCIDA,
                f"{campo}: versión que este Sistema no conoce",
            )


def _incumplir(codigo: CodigoCuarentena, detalle: str) -> NoReturn:
    # Porque: sin `from None` la causa arrastraría trozos del mensaje en cualquier traza (INV-7).
    raise _Incumplimiento(codigo, detalle) from None
