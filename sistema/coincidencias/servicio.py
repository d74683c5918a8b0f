"""El vínculo entre un contacto y los casos que podrían ser de la misma persona."""

from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Session

from matching.modelo import VERSION_MODELO
from matching.tipos import Candidato
from sistema.auditoria.acciones import Accion
from sistema.auditoria.constancia import Constancia
from sistema.auditoria.servicio import asentar_hecho
from sistema.coincidencias import repositorio
from sistema.modelos.coincidencia import Coincidencia
from sistema.modelos.contacto import Contacto
from sistema.nucleo.identificadores import nuevo_id

Hallazgo = tuple[Contacto, Sequence[Candidato]]
"""Un contacto guardado y las personas buscadas que podrían ser la suya."""


def registrar(
    sesion: Session,
    hallazgos: Sequence[Hallazgo],
    ahora: datetime,
) -> list[Coincidencia]:
    """Una coincidencia por cada caso abierto de cada persona candidata, con su explicación.

    La competencia entre personas fija la banda; nunca quita una coincidencia (INV-1).

    Fundamento: Ley 21.500, art. 3; técnico (ADR-0010).
    """
    coincidencias = [
        Coincidencia(
            id=nuevo_id(),
            caso_id=UUID(caso_id),
            contacto_id=contacto.id,
            organismo=contacto.organismo,
            evento_id=contacto.evento_id,
            decision=candidato.decision,
            probabilidad=candidato.probabilidad,
            puntaje_bits=candidato.puntaje_bits,
            explicacion=[asdict(aporte) for aporte in candidato.explicacion],
            version_modelo=VERSION_MODELO,
            hallada_en=ahora,
        )
        for contacto, candidatos in hallazgos
        for candidato in candidatos
        for caso_id in candidato.casos
    ]
    repositorio.insertar(sesion, coincidencias)
    hallar = Constancia(accion=Accion.COINCIDENCIA_HALLAR, ocurrido_en=ahora)
    asentar_hecho(sesion, *(hallar.sobre("coincidencia", c.id, c.caso_id) for c in coincidencias))
    return coincidencias
