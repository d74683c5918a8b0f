"""Lo que las personas deciden del riesgo: confirmar, subir o bajar, con sus vistos buenos.

La categoría nunca la baja una sola persona, ni nadie mientras un piso se cumpla. Antes de decidir o
aprobar se evalúa lo que se sabe ahora (ADR-0020).
"""

from dataclasses import replace
from uuid import UUID

from sqlalchemy.orm import Session

from riesgo.tipos import Categoria
from sistema.acceso.servicio import ClaveDePeticion, reservar_peticion
from sistema.acceso.sujeto import Sujeto
from sistema.alertas import servicio as alertas
from sistema.auditoria.acciones import Accion
from sistema.auditoria.servicio import asentar_hecho, asentar_rechazo
from sistema.casos.servicio import obtener_caso
from sistema.evaluaciones import repositorio_decisiones as repositorio
from sistema.evaluaciones.decision import (
    EstadoDeDecision,
    clasificar_paso,
    exigir_que_sirva,
    leer_propuesta,
    se_cumple_con,
)
from sistema.evaluaciones.errores import (
    BajaPendiente,
    BajaTerminada,
    DecisionRepetida,
    MotivoDeBajaAusente,
    MotivoDeRechazoAusente,
    PropuestaSuperada,
    VistoBuenoPropio,
    VistoBuenoRepetido,
)
from sistema.evaluaciones.esquemas import (
    DecisionLeida,
    DecisionNueva,
    VistoBuenoNuevo,
)
from sistema.evaluaciones.planes import planificar_lo_que_rige
from sistema.evaluaciones.seguimiento import Seguida, leer_decision, seguir
from sistema.evaluaciones.servicio import (
    Resultado,
    hacer_regir,
    listar_vigencias,
    proponer,
    turnarse,
)
from sistema.modelos.riesgo import (
    DecisionRiesgo,
    MotivoEvaluacion,
    Paso,
    RespuestaVistoBueno,
    VigenciaRiesgo,
    VistoBuenoRiesgo,
)
from sistema.modelos.usuario import Perfil
from sistema.nucleo.bd import hacer_duradero
from sistema.nucleo.cripto import Llavero
from sistema.nucleo.errores import NoEncontrado, Rechazo
from sistema.nucleo.identificadores import nuevo_id


def decidir(
    sesion: Session,
    llavero: Llavero,
    sujeto: Sujeto,
    caso_id: UUID,
    nueva: DecisionNueva,
    peticion: ClaveDePeticion | None = None,
) -> DecisionLeida:
    """Decide la categoría ante la última propuesta; subirla o confirmarla rige de inmediato.

    Bajarla queda pendiente del visto bueno de otra persona y, desde ALTO, además de un fiscal.
    Subirla avisa a los intervinientes y planifica lo que pide la categoría que pasa a regir. Las
    decisiones de un caso se turnan con sus evaluaciones. Con la misma `peticion` devuelve la que ya
    se tomó.

    Fundamento: Ley 21.500, art. 5, letra b); Ley 19.628, art. 8 bis; técnico (ADR-0020).

    Raises:
        NoEncontrado: el caso no existe.
        PropuestaSuperada: hay una propuesta más nueva; si se hizo recién, queda guardada.
        AntecedentesInvalidos: lo que se sabe no se puede evaluar.
        RiesgoSinDeterminar: se decide `SIN_DETERMINAR`.
        RiesgoConPiso: un piso impide bajar de ALTO.
        MotivoDeBajaAusente: se baja sin decir por qué.
        BajaPendiente: ya hay una baja que espera visto bueno.
        DecisionRepetida: ya se decidió lo mismo ante la misma propuesta.
        PeticionRepetidaDistinta: la Idempotency-Key ya se usó con otro cuerpo.
    """
    decision_id = nuevo_id()
    if peticion is not None:
        decision_id = reservar_peticion(sesion, sujeto, peticion, decision_id)
    constancia = replace(
        sujeto.constancia(Accion.RIESGO_DECIDIR).sobre("caso", caso_id, caso_id),
        detalle={"categoria": nueva.categoria, "motivo_de_la_decision": nueva.motivo},
    )
    obtener_caso(sesion, caso_id, constancia)
    turnarse(sesion, [caso_id])
    if repositorio.por_id(sesion, decision_id) is None:
        resultado = _evaluar_primero(sesion, llavero, sujeto, caso_id)
        try:
            decision = _formar_decision(sesion, sujeto, resultado, nueva, decision_id)
        except Rechazo as rechazo:
            asentar_rechazo(sesion, constancia, rechazo.codigo)
            raise
        repositorio.insertar(sesion, decision)
        if decision.paso is not Paso.BAJAR:
            _hacer_regir(sesion, decision, sujeto)
    asentar_hecho(sesion, constancia)
    return leer_decision(sesion, caso_id, decision_id)


def dar_visto_bueno(
    sesion: Session,
    llavero: Llavero,
    sujeto: Sujeto,
    decision_id: UUID,
    nuevo: VistoBuenoNuevo,
) -> DecisionLeida:
    """Aprueba o rechaza una baja que pidió otra persona; con los que hacen falta, empieza a regir.

    Bajar de ALTO pide dos personas además de quien la pidió, y una tiene que ser fiscal.

    Fundamento: Ley 21.500, art. 5, letra b); técnico (ADR-0020).

    Raises:
        NoEncontrado: la decisión no existe.
        BajaTerminada: ya se cumplió, se rechazó o caducó.
        VistoBuenoPropio: la pidió la misma persona.
        VistoBuenoRepetido: la persona ya lo dio.
        FaltaElFiscal: solo falta el de un fiscal.
        MotivoDeRechazoAusente: se rechaza sin decir por qué.
        AntecedentesInvalidos: lo que se sabe no se puede evaluar.
    """
    constancia = replace(
        sujeto.constancia(Accion.RIESGO_DAR_VISTO_BUENO).sobre("decision_riesgo", decision_id),
        detalle={"respuesta": nuevo.respuesta, "motivo_de_la_respuesta": nuevo.motivo},
    )
    decision = repositorio.por_id(sesion, decision_id)
    if decision is None:
        asentar_rechazo(sesion, constancia, NoEncontrado.codigo)
        raise NoEncontrado
    turnarse(sesion, [decision.caso_id])
    constancia = replace(constancia, caso_id=decision.caso_id)
    vigente = _evaluar_primero(sesion, llavero, sujeto, decision.caso_id).vigente
    seguida = seguir(sesion, decision.caso_id)[decision_id]
    try:
        _exigir_que_pueda(sujeto, seguida, nuevo, vigente)
    except Rechazo as rechazo:
        asentar_rechazo(sesion, constancia, rechazo.codigo)
        raise
    dado = _formar_visto_bueno(sujeto, decision, nuevo)
    repositorio.insertar(sesion, dado)
    dados = [v.es_fiscal for v in (*seguida.vistos_buenos, dado)]
    aprueba = nuevo.respuesta is RespuestaVistoBueno.APROBAR
    if aprueba and se_cumple_con(decision.desde, vigente, dados):
        _hacer_regir(sesion, decision, sujeto)
    asentar_hecho(sesion, constancia)
    return leer_decision(sesion, decision.caso_id, decision_id)


def _evaluar_primero(sesion: Session, llavero: Llavero, sujeto: Sujeto, caso_id: UUID) -> Resultado:
    """Lo que se propone y rige con lo que se sabe ahora, aunque la tarea no haya corrido.

    Lo evaluado queda guardado también si lo que sigue se rechaza: quien lo pidió tiene que verlo.
    """
    resultados: list[Resultado] = []

    def evaluar(destino: Session) -> None:
        resultados.append(proponer(destino, llavero, sujeto, caso_id, MotivoEvaluacion.PEDIDO))

    hacer_duradero(sesion, evaluar)
    return resultados[0]


def _formar_decision(
    sesion: Session,
    sujeto: Sujeto,
    resultado: Resultado,
    nueva: DecisionNueva,
    decision_id: UUID,
) -> DecisionRiesgo:
    ultima, caso_id = resultado.ultima, resultado.ultima.caso_id
    if ultima.id != nueva.evaluacion_id:
        raise PropuestaSuperada
    vigencias = [v.categoria for v in listar_vigencias(sesion, caso_id)]
    paso = clasificar_paso(vigencias, leer_propuesta(ultima), nueva.categoria)
    if paso is Paso.BAJAR:
        if not nueva.motivo:
            raise MotivoDeBajaAusente
        seguidas = seguir(sesion, caso_id).values()
        if any(s.estado is EstadoDeDecision.PENDIENTE for s in seguidas):
            raise BajaPendiente
    elif paso is Paso.CONFIRMAR and _ya_rige(sesion, caso_id, nueva):
        raise DecisionRepetida
    return DecisionRiesgo(
        id=decision_id,
        caso_id=caso_id,
        evaluacion_id=ultima.id,
        paso=paso,
        desde=resultado.vigente,
        categoria=nueva.categoria,
        motivo=nueva.motivo or None,
        decidida_por=sujeto.usuario_id,
        institucion=sujeto.institucion,
        decidida_en=sujeto.ahora,
    )


def _exigir_que_pueda(
    sujeto: Sujeto, seguida: Seguida, nuevo: VistoBuenoNuevo, vigente: Categoria
) -> None:
    if seguida.estado is not EstadoDeDecision.PENDIENTE:
        raise BajaTerminada
    if seguida.decision.decidida_por == sujeto.usuario_id:
        raise VistoBuenoPropio
    if any(v.dado_por == sujeto.usuario_id for v in seguida.vistos_buenos):
        raise VistoBuenoRepetido
    if nuevo.respuesta is RespuestaVistoBueno.RECHAZAR:
        if not nuevo.motivo:
            raise MotivoDeRechazoAusente
        return
    # Porque: no mira pisos; uno nuevo es más grave y ya la hizo caducar. La base lo impide igual.
    dados = [v.es_fiscal for v in seguida.vistos_buenos]
    exigir_que_sirva(seguida.decision.desde, vigente, dados, es_fiscal=_es_fiscal(sujeto))


def _formar_visto_bueno(
    sujeto: Sujeto, decision: DecisionRiesgo, nuevo: VistoBuenoNuevo
) -> VistoBuenoRiesgo:
    return VistoBuenoRiesgo(
        id=nuevo_id(),
        decision_id=decision.id,
        decidida_por=decision.decidida_por,
        respuesta=nuevo.respuesta,
        es_fiscal=_es_fiscal(sujeto),
        motivo=nuevo.motivo or None,
        dado_por=sujeto.usuario_id,
        institucion=sujeto.institucion,
        dado_en=sujeto.ahora,
    )


def _es_fiscal(sujeto: Sujeto) -> bool:
    return sujeto.perfil is Perfil.FISCAL


def _hacer_regir(sesion: Session, decision: DecisionRiesgo, sujeto: Sujeto) -> None:
    hacer_regir(
        sesion,
        VigenciaRiesgo(
            caso_id=decision.caso_id,
            categoria=decision.categoria,
            decision_id=decision.id,
            desde=sujeto.ahora,
        ),
    )
    if decision.paso is Paso.SUBIR:
        alertas.emitir_de_decision(sesion, decision, sujeto.ahora)
        planificar_lo_que_rige(sesion, decision, sujeto.ahora)


def _ya_rige(sesion: Session, caso_id: UUID, nueva: DecisionNueva) -> bool:
    """Si lo que rige es esa categoría y la decidió alguien ante esa misma propuesta."""
    vigencias = listar_vigencias(sesion, caso_id)
    decision_id = vigencias[-1].decision_id if vigencias else None
    decision = repositorio.por_id(sesion, decision_id) if decision_id else None
    return decision is not None and decision.evaluacion_id == nueva.evaluacion_id
