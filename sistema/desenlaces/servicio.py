"""Qué le pasó a la persona mientras no estuvo, y cuánto acertó la categoría que tuvo."""

from dataclasses import replace
from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Session

from riesgo.desempeno import Desenlace, Registro
from riesgo.situacion import CHILE
from riesgo.tipos import Categoria
from sistema.acceso.servicio import ClaveDePeticion, reservar_peticion
from sistema.acceso.sujeto import Sujeto
from sistema.auditoria.acciones import Accion
from sistema.auditoria.constancia import Constancia
from sistema.auditoria.servicio import asentar_hecho
from sistema.casos.servicio import obtener_caso
from sistema.desenlaces import repositorio
from sistema.desenlaces.esquemas import (
    DesenlaceAnotado,
    DesenlaceDelCaso,
    DesenlaceNuevo,
    VersionDeDesenlace,
)
from sistema.desenlaces.grupos import SIN_GRUPO, nombrar_grupo
from sistema.modelos.caso import Caso
from sistema.modelos.protocolo import DesenlaceRegistrado
from sistema.nucleo.identificadores import nuevo_id

MESES_POR_TRIMESTRE = 3


def registrar(
    sesion: Session,
    sujeto: Sujeto,
    caso_id: UUID,
    nuevo: DesenlaceNuevo,
    peticion: ClaveDePeticion | None = None,
) -> DesenlaceAnotado:
    """Agrega una versión del desenlace del caso; no lo termina ni cambia su categoría (INV-5).

    Los de un caso se turnan y todos quedan. Con la misma `peticion` devuelve el que ya se agregó.

    Fundamento: técnico (ADR-0019).

    Raises:
        NoEncontrado: el caso no existe.
        PeticionRepetidaDistinta: la Idempotency-Key ya se usó con otro cuerpo.
    """
    constancia = sujeto.constancia(Accion.DESENLACE_REGISTRAR).sobre("caso", caso_id, caso_id)
    caso = obtener_caso(sesion, caso_id, constancia)
    desenlace_id = nuevo_id()
    if peticion is not None:
        desenlace_id = reservar_peticion(sesion, sujeto, peticion, desenlace_id)
    repositorio.trabar(sesion, caso_id)
    registrado = repositorio.por_id(sesion, desenlace_id)
    if registrado is None:
        registrado = DesenlaceRegistrado(
            id=desenlace_id,
            caso_id=caso_id,
            version=len(repositorio.del_caso(sesion, caso_id)) + 1,
            dano=nuevo.dano,
            sustento=nuevo.sustento,
            grupo=_grupo(sesion, caso),
            registrado_por=sujeto.usuario_id,
            institucion=sujeto.institucion,
            registrado_en=sujeto.ahora,
        )
        repositorio.insertar(sesion, registrado)
    asentar_hecho(sesion, replace(constancia, detalle={"dano": registrado.dano}))
    return DesenlaceAnotado(
        desenlace_id=registrado.id,
        caso_id=caso_id,
        version=registrado.version,
        dano=registrado.dano,
        institucion=registrado.institucion,
        registrado_en=registrado.registrado_en,
    )


def ver(sesion: Session, sujeto: Sujeto, caso_id: UUID) -> DesenlaceDelCaso:
    """Lo que se ha dicho del desenlace del caso, con sus correcciones.

    Fundamento: técnico (ADR-0019).

    Raises:
        NoEncontrado: el caso no existe.
    """
    constancia = sujeto.constancia(Accion.DESENLACE_VER).sobre("caso", caso_id, caso_id)
    obtener_caso(sesion, caso_id, constancia)
    versiones = [
        VersionDeDesenlace.model_validate(version, from_attributes=True)
        for version in repositorio.del_caso(sesion, caso_id)
    ]
    asentar_hecho(sesion, constancia.con_resultados(len(versiones)))
    return DesenlaceDelCaso(caso_id=caso_id, versiones=versiones)


def listar_registros(
    sesion: Session, operador: str, ahora: datetime, *, con_sinteticos: bool = False
) -> list[Registro]:
    """Cada búsqueda terminada o con desenlace: qué categoría tuvo y qué pasó, sin decir de quién.

    La que cuenta es la inicial: lo que se supo al aparecer la persona no mejora la nota. El período
    es el trimestre en que se abrió, en Chile; la que nunca se evaluó cuenta como `SIN_DETERMINAR`.
    Los casos de ensayo no cuentan, salvo que se pidan.

    Fundamento: técnico (ADR-0019).
    """
    registros = [
        Registro(
            categoria=inicial or Categoria.SIN_DETERMINAR,
            desenlace=desenlace.dano if desenlace else Desenlace.SIN_DATOS,
            periodo=_trimestre(abierto_en),
            grupo=desenlace.grupo if desenlace else SIN_GRUPO,
            final=final or Categoria.SIN_DETERMINAR,
        )
        for abierto_en, desenlace, inicial, final in repositorio.busquedas_terminadas(
            sesion, con_sinteticos=con_sinteticos
        )
    ]
    lectura = Constancia(
        accion=Accion.DESEMPENO_EVALUAR,
        ocurrido_en=ahora,
        resultados=len(registros),
        detalle={"operador": operador},
    )
    asentar_hecho(sesion, lectura)
    return registros


def _grupo(sesion: Session, caso: Caso) -> str:
    persona = repositorio.persona_del_caso(sesion, caso.id)
    dia = (caso.ultima_noticia_en or caso.abierto_en).astimezone(CHILE).date()
    return nombrar_grupo(persona.sexo, persona.fecha_nacimiento, dia)


def _trimestre(instante: datetime) -> str:
    dia = instante.astimezone(CHILE)
    return f"{dia.year}-T{(dia.month - 1) // MESES_POR_TRIMESTRE + 1}"
