"""Lo que quien administra puede ver de instituciones y acuerdos; cada lectura queda asentada."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from uuid import UUID

from sqlalchemy import Row
from sqlalchemy.orm import Session

from sistema.acceso.autor import Autor
from sistema.auditoria.acciones import Accion
from sistema.auditoria.servicio import asentar_hecho, asentar_rechazo
from sistema.instituciones import repositorio_acuerdos, repositorio_fichas
from sistema.instituciones.ciclo import listar_siguientes
from sistema.instituciones.esquemas import (
    AcuerdoLeido,
    AcuerdoResumido,
    ContraparteLeida,
    FichaLeida,
    InstitucionLeida,
    ListaDeAcuerdos,
    ListaDeInstituciones,
    PasoLeido,
)
from sistema.instituciones.expediente import leer_acto, leer_contenido, leer_situacion
from sistema.modelos.institucion import Acuerdo, Institucion, PasoDado
from sistema.nucleo.errores import NoEncontrado


def listar_instituciones(sesion: Session, autor: Autor) -> ListaDeInstituciones:
    """Todas las instituciones y si hoy pueden aportar.

    Fundamento: técnico (ADR-0021).
    """
    filas = repositorio_fichas.listar(sesion, autor.ahora)
    asentar_hecho(sesion, autor.constancia(Accion.INSTITUCION_VER).con_resultados(len(filas)))
    return ListaDeInstituciones(instituciones=[_resumir(fila) for fila in filas])


def ver_institucion(sesion: Session, autor: Autor, codigo: str) -> FichaLeida:
    """La ficha de una institución, con sus personas de contacto y sus acuerdos.

    Fundamento: técnico (ADR-0021).

    Raises:
        NoEncontrado: no existe.
    """
    filas = repositorio_fichas.listar(sesion, autor.ahora, codigo)
    if not filas:
        asentar_rechazo(sesion, autor.constancia(Accion.INSTITUCION_VER), "institucion_desconocida")
        raise NoEncontrado
    acuerdos = repositorio_acuerdos.listar(sesion, autor.ahora, institucion=codigo)
    constancia = autor.constancia(Accion.INSTITUCION_VER)
    asentar_hecho(sesion, replace(constancia, objeto="institucion", objeto_id=codigo))
    return FichaLeida(
        **_resumir(filas[0]).model_dump(),
        contrapartes=[
            ContraparteLeida(
                contraparte_id=persona.id,
                clase=persona.clase,
                nombre=persona.nombre,
                cargo=persona.cargo,
                correo=persona.correo,
                telefono=persona.telefono,
                desde=persona.desde,
            )
            for persona in repositorio_fichas.contrapartes(sesion, codigo)
        ],
        acuerdos=[_resumir_acuerdo(fila) for fila in acuerdos],
    )


def listar_acuerdos(
    sesion: Session,
    autor: Autor,
    *,
    institucion: str | None = None,
    vencen_en_dias: int | None = None,
) -> ListaDeAcuerdos:
    """Los acuerdos, o los de una institución, o los que vencen dentro de tantos días.

    Fundamento: técnico (ADR-0021).
    """
    limite = autor.ahora + timedelta(days=vencen_en_dias) if vencen_en_dias is not None else None
    filas = repositorio_acuerdos.listar(
        sesion, autor.ahora, institucion=institucion, vencen_antes_de=limite
    )
    asentar_hecho(sesion, autor.constancia(Accion.ACUERDO_VER).con_resultados(len(filas)))
    return ListaDeAcuerdos(acuerdos=[_resumir_acuerdo(fila) for fila in filas])


def ver_acuerdo(sesion: Session, autor: Autor, acuerdo_id: UUID) -> AcuerdoLeido:
    """Un acuerdo entero: lo que dice, lo que le falta, lo que sigue y todo lo que se le hizo.

    Fundamento: técnico (ADR-0021).

    Raises:
        NoEncontrado: no existe.
    """
    fila = repositorio_acuerdos.con_vigencia(sesion, acuerdo_id, autor.ahora)
    if fila is None:
        asentar_rechazo(sesion, autor.constancia(Accion.ACUERDO_VER), "acuerdo_desconocido")
        raise NoEncontrado
    acuerdo = fila[0]
    situacion = leer_situacion(sesion, acuerdo)
    asentar_hecho(sesion, autor.constancia(Accion.ACUERDO_VER).sobre("acuerdo", acuerdo_id))
    return AcuerdoLeido(
        **_resumir_acuerdo(fila).model_dump(),
        contenido=leer_contenido(acuerdo).model_dump(mode="json"),
        faltan=list(situacion.faltan),
        siguientes=list(listar_siguientes(situacion)),
        aprobaron=sorted(situacion.aprobaron),
        visaron=sorted(situacion.visaron),
        acto=leer_acto(acuerdo),
        procede_de=acuerdo.procede_de,
        historia=_contar(repositorio_acuerdos.pasos_de(sesion, acuerdo_id)),
    )


def _resumir(fila: Row[Institucion, bool]) -> InstitucionLeida:
    institucion, aporta = fila
    return InstitucionLeida(
        codigo=institucion.codigo,
        nombre=institucion.nombre,
        rut=institucion.rut,
        clase=institucion.clase,
        titulo=institucion.titulo,
        aporta=aporta,
        bloqueada_en=institucion.bloqueada_en,
        sucedida_por=institucion.sucedida_por,
    )


def _resumir_acuerdo(fila: Row[Acuerdo, bool]) -> AcuerdoResumido:
    acuerdo, aporta = fila
    return AcuerdoResumido(
        acuerdo_id=acuerdo.id,
        institucion=acuerdo.institucion,
        titulo=acuerdo.titulo,
        estado=acuerdo.estado,
        aporta=aporta,
        vigente_desde=acuerdo.vigente_desde,
        vigente_hasta=acuerdo.vigente_hasta,
        prorroga_automatica=acuerdo.prorroga_automatica,
    )


def _contar(pasos: Sequence[PasoDado]) -> list[PasoLeido]:
    return [
        PasoLeido(
            paso=paso.paso,
            hacia=paso.hacia,
            ocurrido_en=paso.ocurrido_en,
            usuario_id=paso.usuario_id,
            institucion=paso.institucion,
            operador=paso.operador,
            parte=paso.parte,
            motivo=paso.motivo,
            acto=leer_acto(paso),
            vigente_hasta=paso.vigente_hasta,
        )
        for paso in pasos
    ]
