"""Reúne lo que se sabe de unos casos, en unas pocas consultas por lote."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Row
from sqlalchemy.orm import Session

from matching.tipos import Decision
from riesgo.antecedentes import Antecedentes
from riesgo.catalogo import Catalogo
from riesgo.situacion import CHILE
from sistema.catalogos.servicio import obtener_vigente
from sistema.evaluaciones import repositorio_fuentes as repositorio
from sistema.evaluaciones.fuentes import (
    Contenido,
    Ficha,
    Ingreso,
    Registro,
    es_posterior_a_la_noticia,
    leer_denuncia,
    quedan_en,
    reunir,
)
from sistema.hipotesis.servicio import listar_de_varios
from sistema.modelos.coincidencia import Coincidencia, EstadoDecision
from sistema.modelos.riesgo import AntecedenteRiesgo
from sistema.nucleo.identificadores import nuevo_id


@dataclass(frozen=True, slots=True)
class Acopio:
    """Lo que se sabe de un caso, y lo que la denuncia dice y aún no queda registrado."""

    caso_id: UUID
    ficha: Ficha
    antecedentes: Antecedentes
    por_registrar: AntecedenteRiesgo | None


def catalogo_de(sesion: Session, ahora: datetime) -> Catalogo:
    """El catálogo que rige hoy en Chile."""
    return obtener_vigente(sesion, ahora.astimezone(CHILE).date())


def acopiar(
    sesion: Session, casos: Sequence[UUID], catalogo: Catalogo, ahora: datetime
) -> list[Acopio]:
    """Lo que se sabe de cada caso que existe; no guarda nada.

    Cada caso puede traer un antecedente por registrar: quien evalúa lo guarda.
    """
    registros = _agrupar_registros(sesion, casos)
    ingresos = _agrupar_ingresos(sesion, casos)
    hipotesis = listar_de_varios(sesion, casos)
    acopios = []
    for fila in repositorio.fichas(sesion, casos):
        ficha = Ficha(*fila)
        previos = registros.get(ficha.caso_id, [])
        nuevo = _registrar_denuncia(ficha, leer_denuncia(ficha, previos, ahora), ahora)
        antecedentes = reunir(
            ficha,
            previos if nuevo is None else [*previos, leer_registro(nuevo)],
            [
                ingreso
                for ingreso in ingresos.get(ficha.caso_id, [])
                if es_posterior_a_la_noticia(ficha, ingreso)
            ],
            quedan_en(catalogo, hipotesis.get(ficha.caso_id, ())),
            ahora,
        )
        acopios.append(Acopio(ficha.caso_id, ficha, antecedentes, nuevo))
    return acopios


def registrar(sesion: Session, antecedentes: Iterable[AntecedenteRiesgo]) -> None:
    """Guarda antecedentes nuevos."""
    repositorio.insertar(sesion, list(antecedentes))


def leer_registro(antecedente: AntecedenteRiesgo | Row[Any]) -> Registro:
    """El antecedente guardado, como lo reúne `fuentes`."""
    return Registro(
        id=antecedente.id,
        contenido=antecedente.contenido,
        desvirtua_id=antecedente.desvirtua_id,
        desvirtua_aporte=antecedente.desvirtua_aporte,
        es_de_la_denuncia=antecedente.registrado_por is None,
    )


def _agrupar_registros(sesion: Session, casos: Sequence[UUID]) -> dict[UUID, list[Registro]]:
    grupos: dict[UUID, list[Registro]] = {}
    for antecedente in repositorio.registros(sesion, casos):
        grupos.setdefault(antecedente.caso_id, []).append(leer_registro(antecedente))
    return grupos


def _agrupar_ingresos(sesion: Session, casos: Sequence[UUID]) -> dict[UUID, list[Ingreso]]:
    grupos: dict[UUID, list[Ingreso]] = {}
    for coincidencia, contacto in repositorio.contactos_hospitalarios(sesion, casos):
        if _cuenta(coincidencia):
            ingreso = Ingreso(contacto.organismo, contacto.ocurrido_en, contacto.registrado_en)
            grupos.setdefault(coincidencia.caso_id, []).append(ingreso)
    return grupos


def _cuenta(coincidencia: Coincidencia) -> bool:
    """Si la coincidencia es antecedente: confirmada, o enlazada y no rechazada."""
    estado = coincidencia.estado_decision
    if estado is EstadoDecision.PENDIENTE:
        return coincidencia.decision is Decision.ENLACE
    return estado is EstadoDecision.CONFIRMADA


def _registrar_denuncia(
    ficha: Ficha, contenido: Contenido, ahora: datetime
) -> AntecedenteRiesgo | None:
    if not contenido:
        return None
    return AntecedenteRiesgo(
        id=nuevo_id(),
        caso_id=ficha.caso_id,
        contenido=contenido,
        registrado_en=ahora,
    )
