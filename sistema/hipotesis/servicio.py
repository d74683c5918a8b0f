"""Las hipótesis de un caso: varias a la vez, que se corrigen con otra versión y nunca se borran."""

from collections.abc import Sequence
from dataclasses import replace
from uuid import UUID

from sqlalchemy.orm import Session

from riesgo.hipotesis import Hipotesis, Plausibilidad, agregar_hipotesis
from riesgo.situacion import CHILE
from sistema.acceso.sujeto import Sujeto
from sistema.auditoria.acciones import Accion
from sistema.auditoria.servicio import asentar_hecho
from sistema.casos.servicio import obtener_caso
from sistema.catalogos.servicio import obtener_vigente
from sistema.hipotesis import repositorio
from sistema.hipotesis.errores import TipoDesconocido
from sistema.modelos.protocolo import VersionHipotesis


def listar(sesion: Session, caso_id: UUID) -> tuple[Hipotesis, ...]:
    """Toda la historia de las hipótesis del caso, en el orden en que se formularon.

    El autor es la institución. Quien la muestra comprueba el permiso y la asienta.

    Fundamento: Ley 21.500, arts. 5, letra c) y 14, letra a).
    """
    return tuple(_leer(version) for version in repositorio.del_caso(sesion, caso_id))


def listar_de_varios(sesion: Session, casos: Sequence[UUID]) -> dict[UUID, tuple[Hipotesis, ...]]:
    """Lo mismo que `listar`, de muchos casos en una consulta; el que no tiene no aparece.

    Fundamento: Ley 21.500, arts. 5, letra c) y 14, letra a).
    """
    reunidas: dict[UUID, list[Hipotesis]] = {}
    for version in repositorio.de_los_casos(sesion, casos):
        reunidas.setdefault(version.caso_id, []).append(_leer(version))
    return {caso_id: tuple(historia) for caso_id, historia in reunidas.items()}


def formular(
    sesion: Session,
    sujeto: Sujeto,
    caso_id: UUID,
    tipo: str,
    sustento: str,
    plausibilidad: Plausibilidad,
) -> Hipotesis:
    """Agrega una versión de la hipótesis; las anteriores quedan como estaban.

    Las de un caso se turnan. Si la misma persona repite la última versión, no se agrega otra.

    Fundamento: Ley 21.500, arts. 5, letra c) y 14, letra a).

    Raises:
        NoEncontrado: el caso no existe.
        TipoDesconocido: el catálogo que rige no tiene esa hipótesis.
        AntecedentesInvalidos: no trae sustento o es demasiado largo.
    """
    constancia = sujeto.constancia(Accion.HIPOTESIS_FORMULAR).sobre("caso", caso_id, caso_id)
    obtener_caso(sesion, caso_id, constancia)
    if tipo not in obtener_vigente(sesion, sujeto.ahora.astimezone(CHILE).date()).hipotesis:
        raise TipoDesconocido
    nueva = Hipotesis(tipo, sustento, plausibilidad, sujeto.institucion, sujeto.ahora)
    repositorio.trabar(sesion, caso_id)
    versiones = repositorio.del_caso(sesion, caso_id)
    asentar_hecho(sesion, replace(constancia, detalle={"hipotesis": tipo}))
    ultima = max((v for v in versiones if v.tipo == tipo), key=lambda v: v.version, default=None)
    repetida = ultima is not None and (
        ultima.sustento,
        ultima.plausibilidad,
        ultima.formulada_por,
    ) == (sustento, plausibilidad, sujeto.usuario_id)
    if ultima is not None and repetida:
        return _leer(ultima)
    agregada = agregar_hipotesis([_leer(v) for v in versiones], nueva)[-1]
    repositorio.insertar(
        sesion,
        VersionHipotesis(
            caso_id=caso_id,
            tipo=tipo,
            version=agregada.version,
            plausibilidad=plausibilidad,
            sustento=sustento,
            formulada_por=sujeto.usuario_id,
            institucion=sujeto.institucion,
            formulada_en=sujeto.ahora,
        ),
    )
    return agregada


def _leer(version: VersionHipotesis) -> Hipotesis:
    return Hipotesis(
        tipo=version.tipo,
        sustento=version.sustento,
        plausibilidad=version.plausibilidad,
        autor=version.institucion,
        formulada_en=version.formulada_en,
        version=version.version,
    )
