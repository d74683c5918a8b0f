"""Preguntas de los intervinientes: quién es y por dónde anduvo."""

from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Session

from matching.explicacion import redactar
from matching.tipos import Aporte
from sistema.acceso.sujeto import Sujeto
from sistema.auditoria.acciones import Accion
from sistema.auditoria.servicio import asentar_hecho
from sistema.casos.servicio import buscar_por_run, obtener_caso
from sistema.consultas import repositorio
from sistema.consultas.esquemas import (
    AporteLeido,
    CasoHallado,
    ConsultaPorRun,
    Fase,
    Movimiento,
    Movimientos,
    RespuestaConsulta,
)
from sistema.modelos.coincidencia import Coincidencia
from sistema.modelos.contacto import Contacto
from sistema.nucleo.cripto import Llavero


def consultar_por_run(
    sesion: Session,
    llavero: Llavero,
    sujeto: Sujeto,
    consulta: ConsultaPorRun,
) -> RespuestaConsulta:
    """Los casos de la persona con ese RUN; responde igual si no existe o si no tiene casos.

    El término buscado queda en la auditoría, cifrado, junto al caso y la finalidad.

    Fundamento: Ley 21.500, arts. 3, 11 y 12; Decreto 120, art. 2 a).

    Raises:
        NoEncontrado: el caso que justifica la consulta no existe; la negativa guarda el término.
        RunIlegible: lo escrito no es un RUN.
    """
    constancia = (
        sujeto.constancia(Accion.PERSONA_CONSULTAR)
        .sobre("caso", consulta.caso_id, consulta.caso_id)
        .con_busqueda(consulta.finalidad, {"run": consulta.run})
    )
    obtener_caso(sesion, consulta.caso_id, constancia)
    hallados = buscar_por_run(sesion, llavero, consulta.run)
    asentar_hecho(sesion, constancia.con_resultados(len(hallados)))
    return RespuestaConsulta(
        casos=[
            CasoHallado(
                caso_id=caso.id,
                estado=caso.estado,
                abierto_en=caso.abierto_en,
                ultima_noticia_en=caso.ultima_noticia_en,
                comuna_desaparicion=caso.comuna_desaparicion,
                nombres=identidad.nombres,
                apellido_paterno=identidad.apellido_paterno,
                apellido_materno=identidad.apellido_materno,
            )
            for caso, identidad in hallados
        ],
    )


def listar_movimientos(sesion: Session, sujeto: Sujeto, caso_id: UUID) -> Movimientos:
    """Los contactos de la persona antes y después de la última noticia, en orden.

    Fundamento: Ley 21.500, art. 3 (delimitar los últimos movimientos).

    Raises:
        NoEncontrado: el caso no existe.
    """
    constancia = sujeto.constancia(Accion.CASO_VER_MOVIMIENTOS).sobre("caso", caso_id, caso_id)
    caso = obtener_caso(sesion, caso_id, constancia)
    filas = repositorio.movimientos_de(sesion, caso_id)
    asentar_hecho(sesion, constancia.con_resultados(len(filas)))
    return Movimientos(
        caso_id=caso_id,
        ultima_noticia_en=caso.ultima_noticia_en,
        movimientos=[
            _movimiento(coincidencia, contacto, caso.ultima_noticia_en)
            for coincidencia, contacto in filas
        ],
    )


def _movimiento(
    coincidencia: Coincidencia,
    contacto: Contacto,
    ultima_noticia_en: datetime | None,
) -> Movimiento:
    aportes = tuple(Aporte(**aporte) for aporte in coincidencia.explicacion)
    return Movimiento(
        coincidencia_id=coincidencia.id,
        fase=_fase(contacto.ocurrido_en, ultima_noticia_en),
        ocurrido_en=contacto.ocurrido_en,
        organismo=contacto.organismo,
        tipo_contacto=contacto.tipo_contacto,
        datos=contacto.datos,
        firmado=contacto.firma is not None,
        decision=coincidencia.decision,
        estado_decision=coincidencia.estado_decision,
        probabilidad=coincidencia.probabilidad,
        explicacion=redactar(aportes),
        aportes=[AporteLeido(**aporte) for aporte in coincidencia.explicacion],
        version_modelo=coincidencia.version_modelo,
    )


def _fase(ocurrido_en: datetime, ultima_noticia_en: datetime | None) -> Fase:
    if ultima_noticia_en is None:
        return Fase.SIN_REFERENCIA
    return Fase.ANTES if ocurrido_en <= ultima_noticia_en else Fase.DESPUES
