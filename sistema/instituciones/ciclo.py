"""El ciclo de vida de un acuerdo: qué paso sigue a cuál y qué exige. Puro: no guarda nada.

borrador → visación jurídica → [aprobación] → firma → acto administrativo → prueba → marcha blanca →
vigente → prorrogado | suspendido | término anunciado | término anticipado → terminado. Devolver
u objetar lleva a borrador y borra visaciones y aprobaciones: lo que cambia se mira otra vez entero.

Fundamento: Decreto 120, arts. 5 y 6; técnico (ADR-0021).
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from sistema.instituciones.calendario import sumar_meses
from sistema.instituciones.errores import (
    ContenidoIncompleto,
    FaltaActo,
    FaltaMotivo,
    FaltaParte,
    PasoNoCorresponde,
    YaAprobado,
)
from sistema.instituciones.tipos import INTERVINIENTES, Acto
from sistema.modelos.institucion import EstadoAcuerdo as E
from sistema.modelos.institucion import Parte, Titulo
from sistema.modelos.institucion import PasoAcuerdo as P

AVISO_DE_TERMINO = timedelta(days=30)

QUE_APORTAN = frozenset({E.VIGENTE, E.PRORROGADO, E.TERMINO_ANUNCIADO})
QUE_ENSAYAN = frozenset({E.PRUEBA, E.MARCHA_BLANCA})
_EN_TRAMITE = frozenset(
    {E.BORRADOR, E.VISACION_JURIDICA, E.APROBACION, E.FIRMA, E.ACTO_ADMINISTRATIVO}
)
_RENOVABLES = frozenset({E.VIGENTE, E.PRORROGADO})
_VIVOS = QUE_APORTAN | QUE_ENSAYAN | {E.SUSPENDIDO}


@dataclass(frozen=True, slots=True, kw_only=True)
class Situacion:
    """Todo lo que el ciclo mira de un acuerdo."""

    titulo: Titulo
    estado: E = E.BORRADOR
    vuelta: int = 0
    faltan: tuple[str, ...] = ()
    visaron: frozenset[Parte] = frozenset()
    aprobaron: frozenset[str] = frozenset()
    acto: Acto | None = None
    reanuda: E | None = None
    duracion_meses: int = 12
    prorroga_automatica: bool = False
    vigente_desde: datetime | None = None
    vigente_hasta: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Pedido:
    """Un paso que alguien quiere dar, con lo que lo respalda."""

    paso: P
    ahora: datetime
    institucion: str | None = None
    parte: Parte | None = None
    acto: Acto | None = None
    motivo: str = ""


@dataclass(frozen=True, slots=True)
class Regla:
    """Desde qué estados se da un paso, a cuál lleva (`None`: depende) y qué debe traer."""

    desde: frozenset[E]
    hacia: E | None = None
    con_acto: bool = False
    con_motivo: bool = False


def _desde(*estados: E) -> frozenset[E]:
    return frozenset(estados)


REGLAS: Mapping[P, Regla] = {
    P.ENVIAR_A_VISACION: Regla(_desde(E.BORRADOR), E.VISACION_JURIDICA),
    P.VISAR: Regla(_desde(E.VISACION_JURIDICA), con_acto=True),
    P.DEVOLVER: Regla(_EN_TRAMITE - {E.BORRADOR}, E.BORRADOR, con_motivo=True),
    P.APROBAR: Regla(_desde(E.APROBACION)),
    P.OBJETAR: Regla(_desde(E.APROBACION), E.BORRADOR, con_motivo=True),
    P.FIRMAR: Regla(_desde(E.FIRMA), E.ACTO_ADMINISTRATIVO, con_acto=True),
    P.DICTAR_ACTO: Regla(_desde(E.ACTO_ADMINISTRATIVO), E.PRUEBA, con_acto=True),
    P.INICIAR_MARCHA_BLANCA: Regla(_desde(E.PRUEBA), E.MARCHA_BLANCA, con_motivo=True),
    P.PONER_EN_VIGENCIA: Regla(_desde(E.MARCHA_BLANCA), E.VIGENTE, con_motivo=True),
    P.SUSPENDER: Regla(_VIVOS - {E.SUSPENDIDO}, E.SUSPENDIDO, con_motivo=True),
    P.LEVANTAR: Regla(_desde(E.SUSPENDIDO), con_motivo=True),
    P.ANUNCIAR_TERMINO: Regla(_RENOVABLES, E.TERMINO_ANUNCIADO, con_acto=True, con_motivo=True),
    P.TERMINAR_ANTICIPADAMENTE: Regla(_VIVOS, E.TERMINO_ANTICIPADO, con_acto=True, con_motivo=True),
    P.DESISTIR: Regla(_EN_TRAMITE | QUE_ENSAYAN, E.TERMINADO, con_motivo=True),
    P.SUCEDER: Regla(_EN_TRAMITE | _VIVOS, E.TERMINADO, con_acto=True),
}
"""Los pasos que da alguien. Prorrogar y cerrar los da el tiempo: vea `buscar_vencimiento`."""


def dar_paso(situacion: Situacion, pedido: Pedido) -> Situacion:
    """El acuerdo después del paso.

    Raises:
        PasoNoCorresponde: el estado no lo admite.
        FaltaActo, FaltaMotivo, FaltaParte: el paso no trae lo que exige.
        ContenidoIncompleto: el borrador no está completo.
        YaAprobado: esa institución ya aprobó, o esa parte ya visó.
    """
    regla = REGLAS.get(pedido.paso)
    if regla is None or situacion.estado not in regla.desde:
        raise PasoNoCorresponde
    if regla.con_acto and pedido.acto is None:
        raise FaltaActo
    if regla.con_motivo and not pedido.motivo:
        raise FaltaMotivo
    especial = _ESPECIALES.get(pedido.paso)
    if especial is not None:
        return especial(situacion, pedido)
    if regla.hacia is None:
        raise PasoNoCorresponde
    return replace(situacion, estado=regla.hacia, reanuda=None)


def listar_siguientes(situacion: Situacion) -> tuple[P, ...]:
    """Los pasos que el estado admite, en el orden en que suelen darse."""
    return tuple(paso for paso, regla in REGLAS.items() if situacion.estado in regla.desde)


def buscar_vencimiento(situacion: Situacion, ahora: datetime) -> P | None:
    """El paso que el solo paso del tiempo ya produjo: `prorrogar`, `cerrar` o ninguno."""
    if situacion.estado is E.TERMINO_ANTICIPADO:
        return P.CERRAR
    if situacion.estado not in QUE_APORTAN | {E.SUSPENDIDO}:
        return None
    if situacion.vigente_hasta is None or situacion.vigente_hasta > ahora:
        return None
    renueva = situacion.prorroga_automatica and situacion.estado in _RENOVABLES
    return P.PRORROGAR if renueva else P.CERRAR


def dejar_pasar(situacion: Situacion, ahora: datetime) -> Situacion:
    """El acuerdo después de lo que el tiempo produjo; repetirlo no cambia nada."""
    paso = buscar_vencimiento(situacion, ahora)
    if paso is P.CERRAR:
        return replace(situacion, estado=E.TERMINADO, reanuda=None)
    if paso is P.PRORROGAR:
        return replace(situacion, estado=E.PRORROGADO, vigente_hasta=_renovar(situacion, ahora))
    return situacion


def aporta(situacion: Situacion, ahora: datetime) -> bool:
    """Si el acuerdo deja aportar en ese instante; lo mismo que `acuerdos_vigentes` en la base."""
    if situacion.estado not in QUE_APORTAN or situacion.vigente_desde is None:
        return False
    pendiente = buscar_vencimiento(situacion, ahora)
    return situacion.vigente_desde <= ahora and pendiente is not P.CERRAR


def ensaya(situacion: Situacion, ahora: datetime) -> bool:
    """Si deja usar las puertas de prueba; lo mismo que `acuerdos_que_ensayan` en la base."""
    return situacion.estado in QUE_ENSAYAN or aporta(situacion, ahora)


def _enviar(situacion: Situacion, _pedido: Pedido) -> Situacion:
    if situacion.faltan:
        raise ContenidoIncompleto(situacion.faltan)
    return replace(situacion, estado=E.VISACION_JURIDICA)


def _visar(situacion: Situacion, pedido: Pedido) -> Situacion:
    if pedido.parte is None:
        raise FaltaParte
    if pedido.parte in situacion.visaron:
        raise YaAprobado
    visaron = situacion.visaron | {pedido.parte}
    if visaron != frozenset(Parte):
        return replace(situacion, visaron=visaron)
    con_aprobacion = situacion.titulo is Titulo.PROTOCOLO_APROBADO
    siguiente = E.APROBACION if con_aprobacion else E.FIRMA
    return replace(situacion, visaron=visaron, estado=siguiente)


def _devolver(situacion: Situacion, _pedido: Pedido) -> Situacion:
    return replace(
        situacion,
        estado=E.BORRADOR,
        vuelta=situacion.vuelta + 1,
        visaron=frozenset(),
        aprobaron=frozenset(),
    )


def _aprobar(situacion: Situacion, pedido: Pedido) -> Situacion:
    if pedido.institucion not in INTERVINIENTES:
        raise PasoNoCorresponde
    if pedido.institucion in situacion.aprobaron:
        raise YaAprobado
    aprobaron = situacion.aprobaron | {pedido.institucion}
    estado = E.FIRMA if aprobaron >= INTERVINIENTES else E.APROBACION
    return replace(situacion, aprobaron=aprobaron, estado=estado)


def _objetar(situacion: Situacion, pedido: Pedido) -> Situacion:
    if pedido.institucion not in INTERVINIENTES:
        raise PasoNoCorresponde
    return _devolver(situacion, pedido)


def _dictar(situacion: Situacion, pedido: Pedido) -> Situacion:
    return replace(situacion, estado=E.PRUEBA, acto=pedido.acto)


def _poner_en_vigencia(situacion: Situacion, pedido: Pedido) -> Situacion:
    return replace(
        situacion,
        estado=E.VIGENTE,
        vigente_desde=pedido.ahora,
        vigente_hasta=sumar_meses(pedido.ahora, situacion.duracion_meses),
    )


def _suspender(situacion: Situacion, _pedido: Pedido) -> Situacion:
    return replace(situacion, estado=E.SUSPENDIDO, reanuda=situacion.estado)


def _levantar(situacion: Situacion, _pedido: Pedido) -> Situacion:
    if situacion.reanuda is None:
        raise PasoNoCorresponde
    return replace(situacion, estado=situacion.reanuda, reanuda=None)


def _anunciar(situacion: Situacion, pedido: Pedido) -> Situacion:
    fin = pedido.ahora + AVISO_DE_TERMINO
    # Porque: el aviso acorta lo que se prorroga solo; lo que ya tenía fin no dura más por avisarlo.
    if situacion.vigente_hasta is not None and not situacion.prorroga_automatica:
        fin = min(fin, situacion.vigente_hasta)
    return replace(situacion, estado=E.TERMINO_ANUNCIADO, vigente_hasta=fin)


def _anticipar(situacion: Situacion, pedido: Pedido) -> Situacion:
    return replace(situacion, estado=E.TERMINO_ANTICIPADO, reanuda=None, vigente_hasta=pedido.ahora)


def _renovar(situacion: Situacion, ahora: datetime) -> datetime | None:
    """El primer fin de período posterior a ahora, contado desde el comienzo del acuerdo."""
    if situacion.vigente_desde is None:
        return situacion.vigente_hasta
    periodos, hasta = 1, situacion.vigente_hasta
    while hasta is None or hasta <= ahora:
        periodos += 1
        hasta = sumar_meses(situacion.vigente_desde, periodos * situacion.duracion_meses)
    return hasta


_ESPECIALES = {
    P.ENVIAR_A_VISACION: _enviar,
    P.VISAR: _visar,
    P.DEVOLVER: _devolver,
    P.APROBAR: _aprobar,
    P.OBJETAR: _objetar,
    P.DICTAR_ACTO: _dictar,
    P.PONER_EN_VIGENCIA: _poner_en_vigencia,
    P.SUSPENDER: _suspender,
    P.LEVANTAR: _levantar,
    P.ANUNCIAR_TERMINO: _anunciar,
    P.TERMINAR_ANTICIPADAMENTE: _anticipar,
}
