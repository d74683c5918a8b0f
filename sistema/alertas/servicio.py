"""Las alertas: se emiten a los tres intervinientes y las acusa una persona."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from sistema.acceso.sujeto import Sujeto
from sistema.alertas import repositorio
from sistema.alertas.esquemas import AcuseRegistrado, AlertaLeida, PaginaDeAlertas
from sistema.auditoria.acciones import Accion
from sistema.auditoria.servicio import asentar_hecho, asentar_rechazo
from sistema.modelos.alerta import Alerta, ClaseAlerta
from sistema.modelos.coincidencia import Coincidencia
from sistema.modelos.contacto import Contacto
from sistema.modelos.riesgo import DecisionRiesgo, EvaluacionRiesgo
from sistema.nucleo.errores import NoEncontrado
from sistema.nucleo.identificadores import nuevo_id
from sistema.nucleo.paginacion import escribir_cursor, leer_cursor


def emitir(sesion: Session, coincidencias: Sequence[Coincidencia], ahora: datetime) -> int:
    """Emite una alerta por coincidencia, en la bandeja de cada órgano interviniente.

    Va en la transacción de la coincidencia: no hay una sin la otra. La de una sonda no va a ninguna
    bandeja. Devuelve cuántas emitió.

    Fundamento: Ley 21.500, art. 3 (alertar a las policías y al Ministerio Público).
    """
    alertas = [
        Alerta(
            id=nuevo_id(),
            clase=ClaseAlerta.POSIBLE_PARADERO,
            caso_id=c.caso_id,
            coincidencia_id=c.id,
            version=c.version,
            emitida_en=ahora,
        )
        for c in coincidencias
    ]
    if alertas:
        repositorio.insertar(sesion, alertas)
    return len(alertas)


def emitir_de_riesgo(
    sesion: Session, evaluaciones: Sequence[EvaluacionRiesgo], ahora: datetime
) -> int:
    """Emite una alerta por cada evaluación que subió la categoría o llegó a la urgencia máxima.

    Va en la transacción de la evaluación y a las mismas bandejas. Devuelve cuántas emitió.

    Fundamento: Ley 21.500, arts. 3 y 5, letra b); técnico (ADR-0020).
    """
    alertas = [
        Alerta(
            id=nuevo_id(),
            clase=ClaseAlerta.RIESGO,
            caso_id=e.caso_id,
            evaluacion_id=e.id,
            emitida_en=ahora,
        )
        for e in evaluaciones
    ]
    if alertas:
        repositorio.insertar(sesion, alertas)
    return len(alertas)


def emitir_de_decision(sesion: Session, decision: DecisionRiesgo, ahora: datetime) -> None:
    """Emite la alerta de que una persona subió la categoría de un caso, a las mismas bandejas.

    Va en la transacción de la decisión.

    Fundamento: Ley 21.500, arts. 3 y 5, letra b); técnico (ADR-0020).
    """
    alerta = Alerta(
        id=nuevo_id(),
        clase=ClaseAlerta.RIESGO,
        caso_id=decision.caso_id,
        decision_id=decision.id,
        emitida_en=ahora,
    )
    repositorio.insertar(sesion, [alerta])


def listar(
    sesion: Session,
    sujeto: Sujeto,
    *,
    solo_pendientes: bool,
    cursor: str | None,
    maximo: int,
) -> PaginaDeAlertas:
    """La bandeja de la institución del sujeto, de la alerta más nueva a la más antigua.

    Fundamento: Ley 21.500, arts. 3 y 11.

    Raises:
        CursorInvalido: el cursor no es de este Sistema.
    """
    filas = repositorio.pagina(
        sesion,
        sujeto.institucion,
        solo_pendientes=solo_pendientes,
        antes_de=leer_cursor(cursor),
        maximo=maximo + 1,
    )
    leidas = [
        AlertaLeida(
            id=alerta.id,
            clase=alerta.clase,
            caso_id=alerta.caso_id,
            emitida_en=alerta.emitida_en,
            acusada_en=entrega.acusada_en,
            categoria=categoria,
            urgencia=urgencia,
            decision_id=alerta.decision_id,
            **_describir_paradero(coincidencia, contacto),
        )
        for alerta, entrega, coincidencia, contacto, categoria, urgencia in filas[:maximo]
    ]
    asentar_hecho(sesion, sujeto.constancia(Accion.ALERTA_LISTAR).con_resultados(len(leidas)))
    hay_mas = len(filas) > maximo
    return PaginaDeAlertas(
        alertas=leidas,
        siguiente=escribir_cursor(leidas[-1].id) if hay_mas else None,
    )


def acusar(sesion: Session, sujeto: Sujeto, alerta_id: UUID) -> AcuseRegistrado:
    """Deja constancia de que una persona de la institución vio la alerta; repetirlo no la cambia.

    Fundamento: Ley 21.500, art. 2 letra b).

    Raises:
        NoEncontrado: la alerta no existe o no está en la bandeja de la institución.
    """
    constancia = sujeto.constancia(Accion.ALERTA_ACUSAR)
    entrega = repositorio.entrega(sesion, alerta_id, sujeto.institucion)
    if entrega is None:
        asentar_rechazo(sesion, constancia.sobre("alerta", alerta_id), NoEncontrado.codigo)
        raise NoEncontrado
    repositorio.acusar_si_pendiente(
        sesion, alerta_id, sujeto.institucion, sujeto.usuario_id, sujeto.ahora
    )
    caso_id = repositorio.caso_de(sesion, alerta_id)
    asentar_hecho(sesion, constancia.sobre("alerta", alerta_id, caso_id))
    sesion.refresh(entrega)
    return AcuseRegistrado(alerta_id=alerta_id, acusada_en=entrega.acusada_en or sujeto.ahora)


def _describir_paradero(
    coincidencia: Coincidencia | None, contacto: Contacto | None
) -> dict[str, Any]:
    if coincidencia is None or contacto is None:
        return {}
    return {
        "decision": coincidencia.decision,
        "estado_decision": coincidencia.estado_decision,
        "probabilidad": coincidencia.probabilidad,
        "tipo_contacto": contacto.tipo_contacto,
        "organismo": contacto.organismo,
        "ocurrido_en": contacto.ocurrido_en,
    }
