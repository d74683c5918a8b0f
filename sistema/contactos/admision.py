"""Qué eventos de un lote pueden seguir, antes de mirar a quién se busca."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from sistema.contactos.tipos import EventoContacto
from sistema.cuarentena.tipos import CodigoCuarentena, MensajeRechazado

# Ley 21.500, art. 6: estos datos no entran ni se ven sin autorización judicial vigente.
TIPOS_DEL_ARTICULO_6 = frozenset(
    {"movimiento_bancario", "tarjeta_transporte", "senal_movil", "registro_audiovisual"},
)

_DETALLES = {
    CodigoCuarentena.SIN_TITULO_VIGENTE: "el organismo no tiene un título vigente para aportar",
    CodigoCuarentena.TIPO_NO_CUBIERTO: "data.tipo_contacto: el acuerdo vigente no lo cubre",
    CodigoCuarentena.SIN_AUTORIZACION_JUDICIAL: (
        "data.autorizacion_judicial_id: no hay autorización judicial vigente para este tipo"
    ),
    CodigoCuarentena.ID_REPETIDO: "id: ya se recibió con otro contenido",
}


@dataclass(frozen=True, slots=True)
class Cobertura:
    """Lo que los títulos vigentes de un organismo permiten: por tipo, cuántos días se guarda."""

    dias: Mapping[str, int]


@dataclass(slots=True)
class Admision:
    """Los eventos admitidos y los apartados, en el orden en que llegaron."""

    admitidos: list[EventoContacto] = field(default_factory=list)
    apartados: list[MensajeRechazado] = field(default_factory=list)


def admitir(eventos: Iterable[EventoContacto], cobertura: Cobertura | None) -> Admision:
    """Separa lo que el título vigente del organismo cubre de lo que no.

    `cobertura` es `None` cuando no hay título vigente: entonces todo se aparta.
    """
    admision = Admision()
    for evento in eventos:
        codigo = _impedimento(evento, cobertura)
        if codigo is None:
            admision.admitidos.append(evento)
        else:
            admision.apartados.append(apartar(evento, codigo))
    return admision


def apartar(evento: EventoContacto, codigo: CodigoCuarentena) -> MensajeRechazado:
    """El evento como mensaje rechazado por una razón que no está en su escritura."""
    return MensajeRechazado(
        posicion=evento.posicion,
        cuerpo=evento.cuerpo,
        codigo=codigo,
        detalle=_DETALLES[codigo],
        firma=evento.firma,
    )


def _impedimento(
    evento: EventoContacto,
    cobertura: Cobertura | None,
) -> CodigoCuarentena | None:
    if cobertura is None:
        return CodigoCuarentena.SIN_TITULO_VIGENTE
    if evento.tipo_contacto in TIPOS_DEL_ARTICULO_6:
        return CodigoCuarentena.SIN_AUTORIZACION_JUDICIAL
    if evento.tipo_contacto not in cobertura.dias:
        return CodigoCuarentena.TIPO_NO_CUBIERTO
    return None
