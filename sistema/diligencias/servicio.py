"""Las diligencias de las primeras 24 horas: cuáles tocan, qué se obtuvo y cuáles se atrasaron."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from uuid import UUID

from sqlalchemy.orm import Session

from riesgo.diligencias import Diligencia
from sistema.acceso.servicio import ClaveDePeticion, reservar_peticion
from sistema.acceso.sujeto import Sujeto
from sistema.auditoria.acciones import Accion
from sistema.auditoria.servicio import asentar_hecho, asentar_rechazo
from sistema.casos.servicio import TOLERANCIA_DE_RELOJ, obtener_caso
from sistema.diligencias import repositorio
from sistema.diligencias.errores import DiligenciaAnterior, DiligenciaFutura
from sistema.diligencias.esquemas import (
    DiligenciaAtrasada,
    DiligenciaLeida,
    DiligenciasDelCaso,
    EstadoDiligencia,
    PaginaDeAtrasadas,
    ResultadoAnotado,
    ResultadoLeido,
    ResultadoNuevo,
)
from sistema.modelos.protocolo import DiligenciaPlanificada, ResultadoDiligencia
from sistema.nucleo.errores import NoEncontrado
from sistema.nucleo.identificadores import nuevo_id
from sistema.nucleo.paginacion import CursorInvalido, escribir_cursor, leer_cursor
from sistema.plazos import servicio as plazos
from sistema.plazos.tipos import TipoPlazo


@dataclass(frozen=True, slots=True)
class Plan:
    """Las diligencias que le tocan a un caso, y la evaluación que las pide."""

    caso_id: UUID
    diligencias: Sequence[Diligencia]
    recibida_en: datetime
    evaluacion_id: UUID | None = None


def planificar(sesion: Session, planes: Sequence[Plan], ahora: datetime) -> int:
    """Agrega a cada caso las diligencias que le falten, por código; devuelve cuántas en total.

    Ninguna se quita aunque la propuesta cambie, y a la que sigue pendiente solo se le adelanta el
    vencimiento. El plazo corre desde la recepción: la que se pide tarde puede nacer vencida.

    Unidades: `plazo_horas` son horas desde `recibida_en`.
    Fundamento: Ley 21.500, arts. 4 y 5, letra d).
    """
    filas = [
        fila for plan in sorted(planes, key=lambda plan: plan.caso_id) for fila in _ordenar(plan)
    ]
    return repositorio.agregar_o_adelantar(sesion, filas, ahora)


def listar_del_caso(sesion: Session, caso_id: UUID, ahora: datetime) -> list[DiligenciaLeida]:
    """Las diligencias del caso con sus resultados; quien las muestra lo asienta.

    Fundamento: Ley 21.500, art. 5, letra d).
    """
    planificadas = repositorio.del_caso(sesion, caso_id)
    resultados: dict[UUID, list[ResultadoLeido]] = {}
    for resultado in repositorio.resultados_de(sesion, [d.id for d in planificadas]):
        leido = ResultadoLeido.model_validate(resultado, from_attributes=True)
        resultados.setdefault(resultado.diligencia_id, []).append(leido)
    return [
        DiligenciaLeida(
            id=diligencia.id,
            codigo=diligencia.codigo,
            texto=diligencia.texto,
            responsable=diligencia.responsable,
            vence_en=diligencia.vence_en,
            estado=_estado(diligencia, ahora),
            hecha_en=diligencia.hecha_en,
            resultados=resultados.get(diligencia.id, []),
        )
        for diligencia in planificadas
    ]


def ver(sesion: Session, sujeto: Sujeto, caso_id: UUID) -> DiligenciasDelCaso:
    """La lista de control de un caso, con lo que se anotó de cada diligencia.

    Fundamento: Ley 21.500, arts. 4 y 5, letra d).

    Raises:
        NoEncontrado: el caso no existe.
    """
    constancia = sujeto.constancia(Accion.DILIGENCIA_LISTAR).sobre("caso", caso_id, caso_id)
    obtener_caso(sesion, caso_id, constancia)
    leidas = listar_del_caso(sesion, caso_id, sujeto.ahora)
    asentar_hecho(sesion, constancia.con_resultados(len(leidas)))
    return DiligenciasDelCaso(caso_id=caso_id, diligencias=leidas)


def anotar_resultado(
    sesion: Session,
    sujeto: Sujeto,
    diligencia_id: UUID,
    nuevo: ResultadoNuevo,
    peticion: ClaveDePeticion | None = None,
) -> ResultadoAnotado:
    """Anota qué se obtuvo; corregirlo es anotar otro, y el anterior queda.

    Los de una diligencia se turnan. Con la misma `peticion` devuelve el que ya se anotó.

    Fundamento: Ley 21.500, art. 5, letra d).

    Raises:
        NoEncontrado: la diligencia no existe.
        DiligenciaFutura: la hora en que se hizo aún no llega.
        DiligenciaAnterior: la hora es anterior a la recepción de la denuncia.
        PeticionRepetidaDistinta: la Idempotency-Key ya se usó con otro cuerpo.
    """
    resultado_id = nuevo_id()
    if peticion is not None:
        resultado_id = reservar_peticion(sesion, sujeto, peticion, resultado_id)
    constancia = sujeto.constancia(Accion.DILIGENCIA_ANOTAR).sobre("diligencia", diligencia_id)
    diligencia = repositorio.trabar(sesion, diligencia_id)
    if diligencia is None:
        asentar_rechazo(sesion, constancia, NoEncontrado.codigo)
        raise NoEncontrado
    constancia = constancia.sobre("diligencia", diligencia_id, diligencia.caso_id)
    obtener_caso(sesion, diligencia.caso_id, constancia)
    anotado = repositorio.resultado_por_id(sesion, resultado_id)
    if anotado is None:
        hecha_en = nuevo.hecha_en or sujeto.ahora
        _exigir_hora_posible(sesion, diligencia.caso_id, hecha_en, sujeto.ahora)
        anotado = ResultadoDiligencia(
            id=resultado_id,
            diligencia_id=diligencia_id,
            resultado=nuevo.resultado,
            hecha_en=hecha_en,
            anotado_por=sujeto.usuario_id,
            institucion=sujeto.institucion,
            anotado_en=sujeto.ahora,
        )
        repositorio.anotar(sesion, diligencia, anotado)
    asentar_hecho(sesion, constancia)
    return ResultadoAnotado(
        resultado_id=anotado.id,
        diligencia_id=diligencia_id,
        caso_id=diligencia.caso_id,
        estado=_estado(diligencia, sujeto.ahora),
        hecha_en=anotado.hecha_en,
        institucion=anotado.institucion,
        anotado_en=anotado.anotado_en,
    )


def listar_atrasadas(
    sesion: Session, sujeto: Sujeto, *, cursor: str | None, maximo: int
) -> PaginaDeAtrasadas:
    """Las que vencieron sin resultado en todos los casos abiertos, la más atrasada primero.

    Fundamento: Ley 21.500, arts. 2 letra b) y 5, letra d).

    Raises:
        CursorInvalido: el cursor no es de este Sistema.
    """
    ultima = leer_cursor(cursor)
    despues_de = None if ultima is None else repositorio.por_id(sesion, ultima)
    if ultima is not None and despues_de is None:
        raise CursorInvalido
    filas = repositorio.atrasadas(sesion, sujeto.ahora, despues_de, maximo + 1)
    atrasadas = [
        DiligenciaAtrasada(
            id=diligencia.id,
            caso_id=diligencia.caso_id,
            codigo=diligencia.codigo,
            texto=diligencia.texto,
            responsable=diligencia.responsable,
            vence_en=diligencia.vence_en,
            atraso_min=(sujeto.ahora - diligencia.vence_en) // timedelta(minutes=1),
        )
        for diligencia in filas[:maximo]
    ]
    constancia = sujeto.constancia(Accion.DILIGENCIA_VER_ATRASADAS)
    asentar_hecho(sesion, constancia.con_resultados(len(atrasadas)))
    hay_mas = len(filas) > maximo
    return PaginaDeAtrasadas(
        atrasadas=atrasadas, siguiente=escribir_cursor(atrasadas[-1].id) if hay_mas else None
    )


def _ordenar(plan: Plan) -> Iterator[repositorio.Fila]:
    """Una por código, la que vence antes, en orden de código."""
    # Porque: 24 horas sumadas en hora de Chile son 23 o 25 la noche en que cambia el horario.
    desde = plan.recibida_en.astimezone(UTC)
    por_codigo: dict[str, Diligencia] = {}
    for diligencia in plan.diligencias:
        anterior = por_codigo.setdefault(diligencia.codigo, diligencia)
        if diligencia.plazo_horas < anterior.plazo_horas:
            por_codigo[diligencia.codigo] = diligencia
    for codigo, diligencia in sorted(por_codigo.items()):
        yield repositorio.Fila(
            id=nuevo_id(),
            caso_id=plan.caso_id,
            codigo=codigo,
            texto=diligencia.texto,
            responsable=diligencia.responsable,
            vence_en=desde + timedelta(hours=diligencia.plazo_horas),
            evaluacion_id=plan.evaluacion_id,
        )


def _exigir_hora_posible(
    sesion: Session, caso_id: UUID, hecha_en: datetime, ahora: datetime
) -> None:
    if hecha_en > ahora + TOLERANCIA_DE_RELOJ:
        raise DiligenciaFutura
    relojes = plazos.listar_del_sujeto(sesion, plazos.Sujeto("caso", caso_id))
    recepciones = [r.inicia_en for r in relojes if r.tipo == TipoPlazo.DILIGENCIAS_INICIALES]
    if recepciones and hecha_en < min(recepciones):
        raise DiligenciaAnterior


def _estado(diligencia: DiligenciaPlanificada, ahora: datetime) -> EstadoDiligencia:
    if diligencia.hecha_en is None:
        vencida = diligencia.vence_en < ahora
        return EstadoDiligencia.ATRASADA if vencida else EstadoDiligencia.PENDIENTE
    tarde = diligencia.hecha_en > diligencia.vence_en
    return EstadoDiligencia.HECHA_TARDE if tarde else EstadoDiligencia.HECHA
