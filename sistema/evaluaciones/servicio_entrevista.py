"""La entrevista estándar por la API: qué preguntar ahora y qué se contestó."""

from uuid import UUID

from sqlalchemy.orm import Session

from riesgo.antecedentes import Antecedentes
from riesgo.entrevista import describir_pregunta, ordenar_preguntas, responder
from riesgo.tipos import Fuente, Origen
from sistema.acceso.servicio import ClaveDePeticion
from sistema.acceso.sujeto import Sujeto
from sistema.auditoria.acciones import Accion
from sistema.auditoria.servicio import asentar_hecho
from sistema.casos.servicio import obtener_caso
from sistema.evaluaciones.acopio import acopiar, catalogo_de
from sistema.evaluaciones.esquemas import (
    Entrevista,
    PreguntaLeida,
    RespuestaNueva,
    RespuestaRegistrada,
)
from sistema.evaluaciones.fuentes import hora_de_evaluar
from sistema.evaluaciones.resumen import resumir
from sistema.evaluaciones.servicio import proponer
from sistema.evaluaciones.servicio_antecedentes import guardar
from sistema.modelos.riesgo import MotivoEvaluacion
from sistema.nucleo.cripto import Llavero


def preguntar(sesion: Session, sujeto: Sujeto, caso_id: UUID, *, para_nna: bool) -> Entrevista:
    """Las preguntas que faltan en el caso, primero la que más puede cambiar la categoría.

    Fundamento: Ley 21.500, art. 5, letras b) y c).

    Raises:
        NoEncontrado: el caso no existe.
    """
    constancia = sujeto.constancia(Accion.RIESGO_ENTREVISTAR).sobre("caso", caso_id, caso_id)
    obtener_caso(sesion, caso_id, constancia)
    preguntas = _listar_preguntas(sesion, sujeto, caso_id, para_nna=para_nna)
    asentar_hecho(sesion, constancia.con_resultados(len(preguntas)))
    return Entrevista(caso_id=caso_id, preguntas=preguntas)


def contestar(
    sesion: Session,
    llavero: Llavero,
    sujeto: Sujeto,
    caso_id: UUID,
    respuesta: RespuestaNueva,
    peticion: ClaveDePeticion | None = None,
) -> RespuestaRegistrada:
    """Guarda la respuesta como un aporte, vuelve a evaluar y dice qué conviene preguntar ahora.

    Con la misma `peticion` no se guarda otra vez.

    Fundamento: Ley 21.500, art. 5, letras b) y c).

    Raises:
        NoEncontrado: el caso no existe.
        AntecedentesInvalidos: la respuesta no sirve para esa pregunta; dice cuáles sirven.
        PeticionRepetidaDistinta: la Idempotency-Key ya se usó con otro cuerpo.
    """
    origen = Origen(respuesta.aportante, Fuente.ENTREVISTA, sujeto.ahora)
    dicho = responder(Antecedentes(), respuesta.codigo, respuesta.texto, origen)
    constancia = sujeto.constancia(Accion.RIESGO_APORTAR).sobre("caso", caso_id, caso_id)
    obtener_caso(sesion, caso_id, constancia)
    guardado = guardar(sesion, sujeto, caso_id, dicho, peticion)
    asentar_hecho(sesion, constancia.con_resultados(1))
    resultado = proponer(sesion, llavero, sujeto, caso_id, MotivoEvaluacion.APORTE)
    preguntas = _listar_preguntas(sesion, sujeto, caso_id, para_nna=respuesta.para_nna)
    return RespuestaRegistrada(
        antecedente_id=guardado.id,
        caso_id=caso_id,
        siguiente=preguntas[0] if preguntas else None,
        riesgo=resumir(resultado),
    )


def _listar_preguntas(
    sesion: Session, sujeto: Sujeto, caso_id: UUID, *, para_nna: bool
) -> list[PreguntaLeida]:
    catalogo = catalogo_de(sesion, sujeto.ahora)
    (acopio,) = acopiar(sesion, [caso_id], catalogo, sujeto.ahora)
    en = hora_de_evaluar(acopio.antecedentes, sujeto.ahora)
    return [
        PreguntaLeida.model_validate(describir_pregunta(abierta, para_nna=para_nna))
        for abierta in ordenar_preguntas(acopio.antecedentes, en, catalogo)
    ]
