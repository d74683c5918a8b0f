"""Las instituciones y el título con que cada una participa."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from sistema.instituciones import repositorio
from sistema.instituciones.catalogo import CATALOGO, InstitucionConocida
from sistema.instituciones.errores import OrganismoSinAcuerdo
from sistema.modelos.institucion import Acuerdo, EstadoAcuerdo, Titulo
from sistema.nucleo.identificadores import nuevo_id

# Porque: un protocolo sembrado para ensayar no lo dictó nadie, y su ficha debe decirlo.
SIN_ACTO = "sin acto (ensayo)"


def sembrar_catalogo(sesion: Session, ahora: datetime) -> None:
    """Deja registradas las instituciones de la norma y el título de las que participan por ella.

    Repetirlo no cambia nada.

    Fundamento: Ley 21.500, art. 3; Decreto 120, arts. 3, 4 y 5.
    """
    repositorio.insertar_si_faltan(
        sesion,
        [_fila(institucion) for institucion in CATALOGO],
    )
    _dar_titulo(sesion, [i for i in CATALOGO if i.titulo is Titulo.NORMA_LEGAL], ahora)


def sembrar_protocolos(sesion: Session, ahora: datetime) -> None:
    """Da por firmados los protocolos de cooperación de todo el catálogo: solo para ensayar.

    Fundamento: Decreto 120, art. 5.
    """
    _dar_titulo(sesion, CATALOGO, ahora)


def sembrar_institucion(sesion: Session, institucion: InstitucionConocida, ahora: datetime) -> None:
    """Deja registrada una institución y su título, sin días de bóveda; repetirlo no cambia nada.

    Fundamento: Decreto 120, art. 5.
    """
    repositorio.insertar_si_faltan(sesion, [_fila(institucion)])
    _dar_titulo(sesion, [institucion], ahora)


def fijar_retrospectiva(sesion: Session, dias: int) -> None:
    """Hace que todos los acuerdos guarden en la bóveda por estos días: solo para ensayar.

    Fundamento: técnico (ADR-0013).
    """
    repositorio.cambiar_retrospectiva(sesion, dias)


def listar_aportantes(sesion: Session, ahora: datetime) -> list[str]:
    """Los códigos de las instituciones que hoy pueden aportar contactos.

    Fundamento: Decreto 120, arts. 4 y 5.
    """
    return repositorio.con_acuerdo_vigente(sesion, ahora)


def listar_tipos_cubiertos(sesion: Session, institucion: str, ahora: datetime) -> frozenset[str]:
    """Los tipos de contacto que la institución puede aportar hoy; ninguno si no tiene título.

    Fundamento: Decreto 120, arts. 4 y 5.
    """
    return frozenset(repositorio.tipos_cubiertos(sesion, institucion, ahora))


def exigir_aportante(sesion: Session, organismo: str, ahora: datetime) -> None:
    """Exige que la institución exista y hoy pueda aportar contactos.

    Fundamento: Decreto 120, arts. 4 y 5.

    Raises:
        OrganismoSinAcuerdo: no existe o no tiene un acuerdo vigente.
    """
    if organismo not in repositorio.con_acuerdo_vigente(sesion, ahora):
        raise OrganismoSinAcuerdo


def exigir_participante(sesion: Session, organismo: str, ahora: datetime) -> None:
    """Exige que la institución exista y hoy pueda al menos ensayar.

    Basta un acuerdo en prueba o en marcha blanca: alcanza para las puertas de prueba y nada más.

    Fundamento: Decreto 120, arts. 4 a 6; técnico (ADR-0021).

    Raises:
        OrganismoSinAcuerdo: no existe o no tiene acuerdo en prueba ni vigente.
    """
    if organismo not in repositorio.con_acuerdo_que_ensaya(sesion, ahora):
        raise OrganismoSinAcuerdo


def puede_aportar(sesion: Session, organismo: str, ahora: datetime) -> bool:
    """Si la institución tiene hoy un título vigente y no está bloqueada.

    Fundamento: Decreto 120, arts. 3 a 6; técnico (ADR-0021).
    """
    return organismo in repositorio.con_acuerdo_vigente(sesion, ahora)


def listar_tipos_de_ensayo(sesion: Session, institucion: str, ahora: datetime) -> frozenset[str]:
    """Los tipos de contacto que la institución puede probar hoy.

    Fundamento: técnico (ADR-0021).
    """
    return frozenset(repositorio.tipos_de_ensayo(sesion, institucion, ahora))


def listar_con_acuerdo(sesion: Session) -> list[str]:
    """Los códigos de las instituciones que tienen o tuvieron un acuerdo en vigencia.

    Quien ya no tiene título vigente sigue siendo escuchado: lo que envíe va a la cuarentena en vez
    de perderse en Kafka sin que nadie lo sepa.

    Fundamento: técnico (ADR-0004).
    """
    return repositorio.con_acuerdo(sesion)


def _fila(institucion: InstitucionConocida) -> dict[str, Any]:
    return {
        "codigo": institucion.codigo,
        "nombre": institucion.nombre,
        "clase": institucion.clase,
        "titulo": institucion.titulo,
    }


def _dar_titulo(
    sesion: Session,
    instituciones: Sequence[InstitucionConocida],
    ahora: datetime,
) -> None:
    vigentes = set(repositorio.con_acuerdo_vigente(sesion, ahora))
    for institucion in instituciones:
        if institucion.codigo not in vigentes:
            acuerdo = Acuerdo(
                id=nuevo_id(),
                institucion=institucion.codigo,
                titulo=institucion.titulo,
                tipos_contacto=list(institucion.tipos_contacto),
                estado=EstadoAcuerdo.VIGENTE,
                acto_numero=None if institucion.titulo is Titulo.NORMA_LEGAL else SIN_ACTO,
                dias_retrospectiva=0,
                vigente_desde=ahora,
                vigente_hasta=None,
            )
            repositorio.insertar_acuerdo(sesion, acuerdo)
