"""Formular hipótesis y ver las del caso: cada una orienta diligencias, así que reevalúa."""

from uuid import UUID

from sqlalchemy.orm import Session

from riesgo.hipotesis import Hipotesis
from sistema.acceso.sujeto import Sujeto
from sistema.auditoria.acciones import Accion
from sistema.auditoria.servicio import asentar_hecho
from sistema.casos.servicio import obtener_caso
from sistema.evaluaciones.esquemas import HipotesisDelCaso, HipotesisFormulada
from sistema.evaluaciones.resumen import resumir
from sistema.evaluaciones.servicio import proponer
from sistema.hipotesis import servicio as hipotesis
from sistema.hipotesis.esquemas import HipotesisLeida, HipotesisNueva
from sistema.modelos.riesgo import MotivoEvaluacion
from sistema.nucleo.cripto import Llavero


def formular(
    sesion: Session, llavero: Llavero, sujeto: Sujeto, caso_id: UUID, nueva: HipotesisNueva
) -> HipotesisFormulada:
    """Agrega una versión de la hipótesis y planifica las diligencias que orienta.

    Repetir la última versión no agrega otra.

    Fundamento: Ley 21.500, arts. 5, letra c) y 14, letra a).

    Raises:
        NoEncontrado: el caso no existe.
        TipoDesconocido: el catálogo que rige no tiene esa hipótesis.
    """
    formulada = hipotesis.formular(
        sesion, sujeto, caso_id, nueva.tipo, nueva.sustento, nueva.plausibilidad
    )
    resultado = proponer(sesion, llavero, sujeto, caso_id, MotivoEvaluacion.HIPOTESIS)
    return HipotesisFormulada(hipotesis=_leer(caso_id, formulada), riesgo=resumir(resultado))


def ver(sesion: Session, sujeto: Sujeto, caso_id: UUID) -> HipotesisDelCaso:
    """Toda la historia de las hipótesis del caso.

    Fundamento: Ley 21.500, arts. 5, letra c) y 14, letra a).

    Raises:
        NoEncontrado: el caso no existe.
    """
    constancia = sujeto.constancia(Accion.HIPOTESIS_VER).sobre("caso", caso_id, caso_id)
    obtener_caso(sesion, caso_id, constancia)
    leidas = [_leer(caso_id, h) for h in hipotesis.listar(sesion, caso_id)]
    asentar_hecho(sesion, constancia.con_resultados(len(leidas)))
    return HipotesisDelCaso(caso_id=caso_id, hipotesis=leidas)


def _leer(caso_id: UUID, formulada: Hipotesis) -> HipotesisLeida:
    return HipotesisLeida(
        caso_id=caso_id,
        tipo=formulada.tipo,
        version=formulada.version,
        plausibilidad=formulada.plausibilidad,
        sustento=formulada.sustento,
        institucion=formulada.autor,
        formulada_en=formulada.formulada_en,
    )
