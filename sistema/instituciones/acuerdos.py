"""Los acuerdos: crear el borrador, completarlo y darle cada paso, con su historia y su asiento."""

from dataclasses import replace
from uuid import UUID

from sqlalchemy.orm import Session

from sistema.acceso.autor import Autor
from sistema.auditoria.acciones import Accion
from sistema.auditoria.servicio import asentar_hecho, asentar_rechazo
from sistema.instituciones import repositorio_acuerdos as repositorio
from sistema.instituciones.calendario import fecha_en_chile
from sistema.instituciones.ciclo import Pedido, Situacion, dar_paso
from sistema.instituciones.contenido import exigir_tipos_conocidos, separar
from sistema.instituciones.errores import ActoFuturo, PasoNoCorresponde
from sistema.instituciones.esquemas import ContenidoAcuerdo
from sistema.instituciones.expediente import (
    anotar_paso,
    dejar_al_dia,
    escribir,
    leer_situacion,
)
from sistema.modelos.institucion import Acuerdo, EstadoAcuerdo, Institucion, PasoAcuerdo, Titulo
from sistema.nucleo.errores import NoEncontrado
from sistema.nucleo.identificadores import nuevo_id

_ACCIONES = {
    PasoAcuerdo.APROBAR: Accion.ACUERDO_APROBAR,
    PasoAcuerdo.OBJETAR: Accion.ACUERDO_APROBAR,
    PasoAcuerdo.SUSPENDER: Accion.ACUERDO_SUSPENDER,
    PasoAcuerdo.LEVANTAR: Accion.ACUERDO_LEVANTAR,
    PasoAcuerdo.ANUNCIAR_TERMINO: Accion.ACUERDO_TERMINAR,
    PasoAcuerdo.TERMINAR_ANTICIPADAMENTE: Accion.ACUERDO_TERMINAR,
}


def crear_borrador(
    sesion: Session, autor: Autor, institucion: str, contenido: ContenidoAcuerdo
) -> UUID:
    """El identificador de un acuerdo nuevo, en borrador: todavía no habilita nada.

    Fundamento: Decreto 120, arts. 5 y 6; técnico (ADR-0021).

    Raises:
        NoEncontrado: la institución no está registrada.
        TipoDeContactoDesconocido: el contenido nombra un tipo que no existe.
    """
    hallada = repositorio.institucion_por_codigo(sesion, institucion)
    if hallada is None:
        asentar_rechazo(sesion, autor.constancia(Accion.ACUERDO_CREAR), "institucion_desconocida")
        raise NoEncontrado
    exigir_tipos_conocidos(contenido)
    columnas, texto = separar(contenido)
    acuerdo = Acuerdo(
        id=nuevo_id(),
        institucion=institucion,
        titulo=titulo_de_acuerdo(hallada),
        estado=EstadoAcuerdo.BORRADOR,
        contenido=texto,
        **columnas,
    )
    repositorio.insertar(sesion, acuerdo)
    pedido = Pedido(paso=PasoAcuerdo.CREAR, ahora=autor.ahora)
    repositorio.insertar(sesion, anotar_paso(acuerdo, pedido, autor))
    asentar_hecho(sesion, autor.constancia(Accion.ACUERDO_CREAR).sobre("acuerdo", acuerdo.id))
    return acuerdo.id


def completar(sesion: Session, autor: Autor, acuerdo_id: UUID, contenido: ContenidoAcuerdo) -> None:
    """Reemplaza lo que el borrador dice; lo que ya se visa, se aprueba o rige no se cambia.

    Fundamento: Decreto 120, arts. 5 y 6; técnico (ADR-0021).

    Raises:
        NoEncontrado: no existe.
        PasoNoCorresponde: ya no es un borrador.
        TipoDeContactoDesconocido: el contenido nombra un tipo que no existe.
    """
    acuerdo = _tomar(sesion, autor, acuerdo_id, Accion.ACUERDO_COMPLETAR)
    if acuerdo.estado is not EstadoAcuerdo.BORRADOR:
        raise PasoNoCorresponde
    exigir_tipos_conocidos(contenido)
    columnas, acuerdo.contenido = separar(contenido)
    for campo, valor in columnas.items():
        setattr(acuerdo, campo, valor)
    pedido = Pedido(paso=PasoAcuerdo.COMPLETAR, ahora=autor.ahora)
    repositorio.insertar(sesion, anotar_paso(acuerdo, pedido, autor))
    asentar_hecho(sesion, autor.constancia(Accion.ACUERDO_COMPLETAR).sobre("acuerdo", acuerdo.id))


def avanzar(sesion: Session, autor: Autor, acuerdo_id: UUID, pedido: Pedido) -> Situacion:
    """Da un paso y deja escrito quién, cuándo y con qué acto; antes aplica lo que ya venció.

    Dos que avanzan a la vez se esperan: el segundo ve lo que dejó el primero. Quien aprueba lo hace
    por la institución de su sesión, nunca por otra.

    Fundamento: Decreto 120, arts. 5 y 6; técnico (ADR-0021).

    Raises:
        NoEncontrado: no existe.
        ActoFuturo: el documento tiene fecha posterior a hoy.
        PasoNoCorresponde, FaltaActo, FaltaMotivo, FaltaParte, ContenidoIncompleto, YaAprobado: vea
            `dar_paso`.
    """
    accion = _ACCIONES.get(pedido.paso, Accion.ACUERDO_AVANZAR)
    acuerdo = _tomar(sesion, autor, acuerdo_id, accion)
    dejar_al_dia(sesion, acuerdo, autor)
    if pedido.acto is not None and pedido.acto.fecha > fecha_en_chile(autor.ahora):
        raise ActoFuturo
    propio = replace(pedido, institucion=autor.institucion)
    nueva = dar_paso(leer_situacion(sesion, acuerdo), propio)
    escribir(acuerdo, nueva)
    repositorio.insertar(sesion, anotar_paso(acuerdo, propio, autor))
    constancia = autor.constancia(accion).sobre("acuerdo", acuerdo.id)
    detalle = {**(constancia.detalle or {}), "paso": pedido.paso, "hacia": nueva.estado}
    asentar_hecho(sesion, replace(constancia, detalle=detalle))
    return nueva


def vencer(sesion: Session, autor: Autor, maximo: int) -> int:
    """Prorroga o cierra, a lo más, tantos acuerdos a los que se les cumplió el tiempo.

    Devuelve cuántos. Repetirlo no cambia nada, y lo que llegue tarde no importa: si un acuerdo rige
    se decide mirando sus fechas, no si esta tarea ya pasó.

    Fundamento: técnico (ADR-0021).
    """
    vencidos = repositorio.tomar_vencidos(sesion, autor.ahora, maximo)
    return sum(dejar_al_dia(sesion, acuerdo, autor) for acuerdo in vencidos)


def titulo_de_acuerdo(institucion: Institucion) -> Titulo:
    """Con qué título firma una institución; la que participa por norma firma un protocolo.

    Fundamento: Decreto 120, arts. 4 a 6.
    """
    por_norma = institucion.titulo is Titulo.NORMA_LEGAL
    return Titulo.PROTOCOLO if por_norma else institucion.titulo


def _tomar(sesion: Session, autor: Autor, acuerdo_id: UUID, accion: Accion) -> Acuerdo:
    acuerdo = repositorio.bloquear(sesion, acuerdo_id)
    if acuerdo is None:
        asentar_rechazo(sesion, autor.constancia(accion), "acuerdo_desconocido")
        raise NoEncontrado
    return acuerdo
