"""Rutas del riesgo de un caso: aportar, entrevistar, evaluar, decidir y mirar."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Header, Request, status
from pydantic import BaseModel

from sistema.acceso.dependencias import SesionBd, exigir
from sistema.acceso.servicio import ClaveDePeticion
from sistema.acceso.sujeto import Sujeto
from sistema.auditoria.acciones import Accion
from sistema.evaluaciones import servicio_hipotesis
from sistema.evaluaciones.esquemas import (
    AntecedentesAportados,
    AntecedentesDelCaso,
    AntecedentesNuevos,
    DecisionLeida,
    DecisionNueva,
    Desvirtuacion,
    Entrevista,
    EvaluacionHecha,
    HipotesisDelCaso,
    HipotesisFormulada,
    RespuestaNueva,
    RespuestaRegistrada,
    RiesgoDelCaso,
    VistoBuenoNuevo,
)
from sistema.evaluaciones.servicio_antecedentes import aportar, desvirtuar, listar_antecedentes
from sistema.evaluaciones.servicio_decisiones import dar_visto_bueno, decidir
from sistema.evaluaciones.servicio_entrevista import contestar, preguntar
from sistema.evaluaciones.servicio_lectura import evaluar_caso, ver_riesgo
from sistema.hipotesis.esquemas import HipotesisNueva
from sistema.nucleo.cripto import Llavero
from sistema.nucleo.textos import Codigo

rutas = APIRouter(prefix="/v1", tags=["riesgo"])
Repetible = Annotated[Codigo | None, Header()]


@rutas.post("/casos/{caso_id}/antecedentes", status_code=status.HTTP_201_CREATED)
def aportar_antecedentes(
    caso_id: UUID,
    antecedentes: AntecedentesNuevos,
    peticion: Request,
    sesion: SesionBd,
    sujeto: Annotated[Sujeto, Depends(exigir(Accion.RIESGO_APORTAR))],
    idempotency_key: Repetible = None,
) -> AntecedentesAportados:
    """Aporta hechos, edades o últimos contactos; nada de lo anterior se reemplaza."""
    clave = _clave(peticion, f"/v1/casos/{caso_id}/antecedentes", idempotency_key, antecedentes)
    return aportar(sesion, _llavero(peticion), sujeto, caso_id, antecedentes, clave)


@rutas.get("/casos/{caso_id}/antecedentes")
def ver_antecedentes(
    caso_id: UUID,
    sesion: SesionBd,
    sujeto: Annotated[Sujeto, Depends(exigir(Accion.RIESGO_VER_ANTECEDENTES))],
) -> AntecedentesDelCaso:
    """Todo lo aportado al caso, con quién lo dio y lo que lo desvirtuó."""
    return listar_antecedentes(sesion, sujeto, caso_id)


@rutas.post(
    "/casos/{caso_id}/antecedentes/{antecedente_id}/desvirtuacion",
    status_code=status.HTTP_201_CREATED,
)
def desvirtuar_aporte(
    caso_id: UUID,
    antecedente_id: UUID,
    desvirtuacion: Desvirtuacion,
    peticion: Request,
    sesion: SesionBd,
    sujeto: Annotated[Sujeto, Depends(exigir(Accion.RIESGO_DESVIRTUAR))],
) -> AntecedentesAportados:
    """Registra el documento que muestra que un aporte no era cierto."""
    llavero = _llavero(peticion)
    return desvirtuar(sesion, llavero, sujeto, caso_id, antecedente_id, desvirtuacion)


@rutas.get("/casos/{caso_id}/entrevista")
def ver_entrevista(
    caso_id: UUID,
    sesion: SesionBd,
    sujeto: Annotated[Sujeto, Depends(exigir(Accion.RIESGO_ENTREVISTAR))],
    *,
    para_nna: bool = False,
) -> Entrevista:
    """Las preguntas que faltan, primero la que más cambia; para adultos o para niños."""
    return preguntar(sesion, sujeto, caso_id, para_nna=para_nna)


@rutas.post("/casos/{caso_id}/entrevista/respuestas", status_code=status.HTTP_201_CREATED)
def contestar_pregunta(
    caso_id: UUID,
    respuesta: RespuestaNueva,
    peticion: Request,
    sesion: SesionBd,
    sujeto: Annotated[Sujeto, Depends(exigir(Accion.RIESGO_APORTAR))],
    idempotency_key: Repetible = None,
) -> RespuestaRegistrada:
    """Guarda una respuesta y da la pregunta que conviene hacer ahora."""
    ruta = f"/v1/casos/{caso_id}/entrevista/respuestas"
    clave = _clave(peticion, ruta, idempotency_key, respuesta)
    return contestar(sesion, _llavero(peticion), sujeto, caso_id, respuesta, clave)


@rutas.post("/casos/{caso_id}/hipotesis", status_code=status.HTTP_201_CREATED)
def formular_hipotesis(
    caso_id: UUID,
    hipotesis: HipotesisNueva,
    peticion: Request,
    sesion: SesionBd,
    sujeto: Annotated[Sujeto, Depends(exigir(Accion.HIPOTESIS_FORMULAR))],
) -> HipotesisFormulada:
    """Agrega una versión de una hipótesis; las anteriores quedan."""
    llavero = _llavero(peticion)
    return servicio_hipotesis.formular(sesion, llavero, sujeto, caso_id, hipotesis)


@rutas.get("/casos/{caso_id}/hipotesis")
def ver_hipotesis(
    caso_id: UUID,
    sesion: SesionBd,
    sujeto: Annotated[Sujeto, Depends(exigir(Accion.HIPOTESIS_VER))],
) -> HipotesisDelCaso:
    """Las hipótesis del caso, con todas sus versiones."""
    return servicio_hipotesis.ver(sesion, sujeto, caso_id)


@rutas.post("/casos/{caso_id}/evaluaciones")
def evaluar(
    caso_id: UUID,
    peticion: Request,
    sesion: SesionBd,
    sujeto: Annotated[Sujeto, Depends(exigir(Accion.RIESGO_EVALUAR))],
) -> EvaluacionHecha:
    """Evalúa el caso ahora; si nada cambió, no agrega otra propuesta."""
    return evaluar_caso(sesion, _llavero(peticion), sujeto, caso_id)


@rutas.get("/casos/{caso_id}/riesgo")
def ver(
    caso_id: UUID,
    sesion: SesionBd,
    sujeto: Annotated[Sujeto, Depends(exigir(Accion.RIESGO_VER))],
) -> RiesgoDelCaso:
    """Qué categoría rige, la propuesta explicada, la historia, lo que falta y qué hacer."""
    return ver_riesgo(sesion, sujeto, caso_id)


@rutas.post("/casos/{caso_id}/riesgo/decision", status_code=status.HTTP_201_CREATED)
def decidir_categoria(
    caso_id: UUID,
    decision: DecisionNueva,
    peticion: Request,
    sesion: SesionBd,
    sujeto: Annotated[Sujeto, Depends(exigir(Accion.RIESGO_DECIDIR))],
    idempotency_key: Repetible = None,
) -> DecisionLeida:
    """Confirma o sube la categoría, o pide bajarla: bajar espera el visto bueno de otros."""
    clave = _clave(peticion, f"/v1/casos/{caso_id}/riesgo/decision", idempotency_key, decision)
    return decidir(sesion, _llavero(peticion), sujeto, caso_id, decision, clave)


@rutas.post("/riesgo/decisiones/{decision_id}/visto-bueno", status_code=status.HTTP_201_CREATED)
def responder_baja(
    decision_id: UUID,
    visto_bueno: VistoBuenoNuevo,
    peticion: Request,
    sesion: SesionBd,
    sujeto: Annotated[Sujeto, Depends(exigir(Accion.RIESGO_DAR_VISTO_BUENO))],
) -> DecisionLeida:
    """Aprueba o rechaza una baja que pidió otra persona."""
    return dar_visto_bueno(sesion, _llavero(peticion), sujeto, decision_id, visto_bueno)


def _llavero(peticion: Request) -> Llavero:
    llavero: Llavero = peticion.app.state.bd.llavero
    return llavero


def _clave(
    peticion: Request, ruta: str, clave: str | None, cuerpo: BaseModel
) -> ClaveDePeticion | None:
    if not clave:
        return None
    huella = _llavero(peticion).huella(cuerpo.model_dump_json().encode())
    return ClaveDePeticion(ruta=f"POST {ruta}", clave=clave, huella=huella)
