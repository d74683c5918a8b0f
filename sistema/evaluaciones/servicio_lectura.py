"""El riesgo de un caso para quien lo mira, y evaluarlo cuando alguien lo pide."""

from uuid import UUID

from sqlalchemy.orm import Session

from sistema.acceso.sujeto import Sujeto
from sistema.auditoria.acciones import Accion
from sistema.auditoria.servicio import asentar_hecho
from sistema.casos.servicio import obtener_caso
from sistema.diligencias.servicio import listar_del_caso
from sistema.evaluaciones.decision import SIN_EVALUAR
from sistema.evaluaciones.esquemas import (
    EvaluacionHecha,
    PropuestaLeida,
    PropuestaResumida,
    RiesgoDelCaso,
    VigenciaLeida,
)
from sistema.evaluaciones.resumen import resumir
from sistema.evaluaciones.seguimiento import listar_decisiones
from sistema.evaluaciones.servicio import (
    listar_historia,
    listar_vigencias,
    proponer,
)
from sistema.modelos.riesgo import EvaluacionRiesgo, MotivoEvaluacion
from sistema.nucleo.cripto import Llavero


def evaluar_caso(
    sesion: Session, llavero: Llavero, sujeto: Sujeto, caso_id: UUID
) -> EvaluacionHecha:
    """Evalúa el caso ahora; si nada cambió, la propuesta es la que ya había.

    Fundamento: Ley 21.500, art. 5, letra b).

    Raises:
        NoEncontrado: el caso no existe.
        AntecedentesInvalidos: lo que se sabe no se puede evaluar.
    """
    constancia = sujeto.constancia(Accion.RIESGO_EVALUAR).sobre("caso", caso_id, caso_id)
    obtener_caso(sesion, caso_id, constancia)
    resultado = proponer(sesion, llavero, sujeto, caso_id, MotivoEvaluacion.PEDIDO)
    asentar_hecho(sesion, constancia)
    return EvaluacionHecha(
        caso_id=caso_id,
        es_nueva=resultado.es_nueva,
        subio=resultado.subio,
        riesgo=resumir(resultado),
    )


def ver_riesgo(sesion: Session, sujeto: Sujeto, caso_id: UUID) -> RiesgoDelCaso:
    """Qué categoría rige y por qué: la última propuesta explicada, la historia y lo que falta.

    Fundamento: Ley 21.500, art. 5, letras b) y d); Ley 19.628, art. 8 bis.

    Raises:
        NoEncontrado: el caso no existe.
    """
    constancia = sujeto.constancia(Accion.RIESGO_VER).sobre("caso", caso_id, caso_id)
    obtener_caso(sesion, caso_id, constancia)
    historia = listar_historia(sesion, caso_id)
    vigencias = listar_vigencias(sesion, caso_id)
    asentar_hecho(sesion, constancia.con_resultados(len(historia)))
    return RiesgoDelCaso(
        caso_id=caso_id,
        categoria=vigencias[-1].categoria if vigencias else SIN_EVALUAR,
        es_provisoria=not vigencias or vigencias[-1].decision_id is None,
        propuesta=_explicar(historia[-1]) if historia else None,
        propuestas=[_resumir(evaluacion) for evaluacion in historia],
        vigencias=[VigenciaLeida.model_validate(v, from_attributes=True) for v in vigencias],
        decisiones=listar_decisiones(sesion, caso_id),
        diligencias=listar_del_caso(sesion, caso_id, sujeto.ahora),
    )


def _explicar(evaluacion: EvaluacionRiesgo) -> PropuestaLeida:
    resumida = _resumir(evaluacion).model_dump()
    return PropuestaLeida.model_validate({**evaluacion.detalle, **resumida})


def _resumir(evaluacion: EvaluacionRiesgo) -> PropuestaResumida:
    return PropuestaResumida(
        evaluacion_id=evaluacion.id,
        version=evaluacion.version,
        motivo=evaluacion.motivo,
        version_catalogo=evaluacion.version_catalogo,
        categoria=evaluacion.categoria,
        urgencia=evaluacion.urgencia,
        puntaje=evaluacion.puntaje,
        con_piso=evaluacion.con_piso,
        evaluada_en=evaluacion.evaluada_en,
    )
