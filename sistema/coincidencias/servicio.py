"""El vínculo entre un contacto y los casos que podrían ser de la misma persona, y qué se decidió.

Un rechazo dice «la persona de este contacto no es la de este caso» y vale para la persona buscada:
lo comparten todos los casos que un funcionario declaró suyos. Mientras sea lo último que se decidió
de esa evidencia, el par no vuelve; cualquier dato nuevo de cualquiera de los dos lados da otra
evidencia y el par se propone otra vez (ADR-0011).
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy.orm import Session

from matching.evidencia import distingue_a_una_persona, huella_de_evidencia
from matching.modelo import VERSION_MODELO
from matching.tipos import Candidato, Decision, Ficha, Identidad
from sistema.acceso.servicio import ClaveDePeticion, reservar_peticion
from sistema.acceso.sujeto import Sujeto
from sistema.auditoria.acciones import Accion
from sistema.auditoria.constancia import Constancia
from sistema.auditoria.servicio import asentar_hecho, asentar_rechazo
from sistema.casos import reevaluacion
from sistema.coincidencias import repositorio
from sistema.coincidencias.errores import DecisionSinEfecto, MotivoAusente
from sistema.coincidencias.esquemas import DecisionNueva, DecisionTomada
from sistema.modelos.caso import MotivoReevaluacion
from sistema.modelos.coincidencia import (
    AccionDecision,
    Coincidencia,
    DecisionCoincidencia,
    EstadoDecision,
    VersionCoincidencia,
)
from sistema.modelos.contacto import Contacto
from sistema.nucleo.cripto import Llavero
from sistema.nucleo.errores import NoEncontrado
from sistema.nucleo.identificadores import nuevo_id

_ORDEN = {Decision.DESCARTE: 0, Decision.REVISION: 1, Decision.ENLACE: 2}


class Lugar(NamedTuple):
    """Lo que hace única a una coincidencia."""

    organismo: str
    evento_id: UUID
    caso_id: UUID


@dataclass(frozen=True, slots=True)
class Hallazgo:
    """Un contacto por guardar y un caso de una persona que podría ser la suya.

    `huella` es la de lo comparado, ya con llave. `es_memorable` dice si un rechazo de esta
    evidencia vale para otros contactos: no, si podría ser la de cualquier homónimo.
    """

    contacto: Contacto
    candidato: Candidato
    ficha: Ficha
    huella: bytes
    es_memorable: bool


def formar_hallazgo(
    llavero: Llavero,
    contacto: Contacto,
    identidad: Identidad,
    candidato: Candidato,
    ficha: Ficha,
) -> Hallazgo:
    """El hallazgo de un caso del candidato, con la huella de lo que se comparó.

    Fundamento: técnico (ADR-0011).
    """
    huella = huella_de_evidencia(identidad, ficha.identidad)
    return Hallazgo(
        contacto=contacto,
        candidato=candidato,
        ficha=ficha,
        huella=llavero.huella(huella.encode()),
        es_memorable=distingue_a_una_persona(identidad),
    )


def omitir_rechazados(
    sesion: Session,
    hallazgos: Sequence[Hallazgo],
    ahora: datetime,
) -> list[Hallazgo]:
    """Los hallazgos que siguen en pie; cada uno omitido por un rechazo queda asentado.

    Es una sola consulta por lote, y ninguna si nadie coincidió. Ve lo decidido hasta que pregunta:
    lo que se decida mientras el lote corre rige desde el siguiente.

    Fundamento: técnico (ADR-0011).
    """
    huellas = [h.huella for h in hallazgos if h.es_memorable]
    rechazos = repositorio.rechazos_vigentes(sesion, huellas)
    omitir = Constancia(accion=Accion.COINCIDENCIA_OMITIR, ocurrido_en=ahora)
    en_pie, omitidos = [], []
    for hallazgo in hallazgos:
        ficha = hallazgo.ficha
        if (UUID(ficha.persona_id), hallazgo.huella) in rechazos:
            evento_id = hallazgo.contacto.evento_id
            omitidos.append(omitir.sobre("evento", evento_id, UUID(ficha.caso_id)))
        else:
            en_pie.append(hallazgo)
    asentar_hecho(sesion, *omitidos)
    return en_pie


def registrar(
    sesion: Session,
    hallazgos: Sequence[Hallazgo],
    ahora: datetime,
) -> list[Coincidencia]:
    """Una coincidencia por cada hallazgo, con su explicación; sus contactos ya están guardados.

    La competencia entre personas fija la banda; nunca quita una coincidencia (INV-1). Devuelve las
    agregadas: lo que otra búsqueda agregó mientras tanto no se repite.

    Fundamento: Ley 21.500, art. 3; técnico (ADR-0010).
    """
    # Porque: todas las búsquedas agregan en el mismo orden; si no, dos simultáneas se traban.
    propuestas = sorted((_coincidencia(h, ahora) for h in hallazgos), key=_lugar)
    agregadas = repositorio.insertar(sesion, propuestas)
    coincidencias = [propuesta for propuesta in propuestas if propuesta.id in agregadas]
    hallar = Constancia(accion=Accion.COINCIDENCIA_HALLAR, ocurrido_en=ahora)
    asentar_hecho(sesion, *(hallar.sobre("coincidencia", c.id, c.caso_id) for c in coincidencias))
    return coincidencias


def listar_previas(sesion: Session, contactos: Iterable[Contacto]) -> dict[Lugar, Coincidencia]:
    """Las coincidencias que ya tienen estos eventos, por caso; nadie más las recalcula por ahora.

    Fundamento: técnico (ADR-0014).
    """
    eventos = sorted({(contacto.organismo, contacto.evento_id) for contacto in contactos})
    previas = repositorio.de_eventos(sesion, [o for o, _ in eventos], [e for _, e in eventos])
    return {_lugar(previa): previa for previa in previas}


def recalcular(
    sesion: Session,
    pares: Iterable[tuple[Coincidencia, Hallazgo]],
    ahora: datetime,
) -> list[Coincidencia]:
    """Pone al día coincidencias que ya existían; lo que decían queda como su versión anterior.

    Solo cambia la que de verdad dice otra cosa. Devuelve las que merecen un nuevo aviso: nadie las
    ha confirmado, no están rechazadas y ahora dicen más que antes, o su rechazo fue sobre datos que
    después se corrigieron.

    Fundamento: Ley 21.500, art. 3; técnico (ADR-0011, ADR-0014).
    """
    anteriores, por_avisar, recalculadas = [], [], []
    for coincidencia, hallazgo in pares:
        nueva = _resultado(hallazgo)
        vieja = {campo: getattr(coincidencia, campo) for campo in nueva}
        if nueva == vieja:
            continue
        anteriores.append(_version(coincidencia, vieja))
        estaba_rechazada = coincidencia.estado_decision is EstadoDecision.RECHAZADA
        sube = _ORDEN[hallazgo.candidato.decision] > _ORDEN[coincidencia.decision]
        for campo, valor in nueva.items():
            setattr(coincidencia, campo, valor)
        coincidencia.version += 1
        coincidencia.hallada_en = ahora
        recalculadas.append(coincidencia)
        pendiente = coincidencia.estado_decision is EstadoDecision.PENDIENTE
        es_descarte = coincidencia.decision is Decision.DESCARTE
        if pendiente and not es_descarte and (sube or estaba_rechazada):
            por_avisar.append(coincidencia)
    repositorio.insertar_versiones(sesion, anteriores)
    recalculo = Constancia(accion=Accion.COINCIDENCIA_RECALCULAR, ocurrido_en=ahora)
    asentar_hecho(sesion, *(recalculo.sobre("coincidencia", c.id, c.caso_id) for c in recalculadas))
    return por_avisar


def decidir(
    sesion: Session,
    sujeto: Sujeto,
    coincidencia_id: UUID,
    nueva: DecisionNueva,
    peticion: ClaveDePeticion | None = None,
) -> DecisionTomada:
    """Agrega una decisión a las de la coincidencia; no cierra el caso ni cambia su estado (INV-5).

    Las decisiones de una coincidencia se turnan: quedan todas y vale la última, y el riesgo del
    caso queda por reevaluar. Con la misma
    `peticion` devuelve la decisión que ya se tomó.

    Fundamento: Ley 19.628, art. 8 bis; técnico (ADR-0011).

    Raises:
        NoEncontrado: no existe.
        MotivoAusente: se rechaza sin decir por qué.
        DecisionSinEfecto: la coincidencia ya está como se pide dejarla.
        PeticionRepetidaDistinta: la Idempotency-Key ya se usó con otro cuerpo.
    """
    if nueva.accion is AccionDecision.RECHAZAR and not nueva.motivo:
        raise MotivoAusente
    decision_id = nuevo_id()
    if peticion is not None:
        decision_id = reservar_peticion(sesion, sujeto, peticion, decision_id)
    repositorio.trabar(sesion, coincidencia_id)
    constancia = replace(
        sujeto.constancia(Accion.COINCIDENCIA_DECIDIR).sobre("coincidencia", coincidencia_id),
        detalle={"decision": nueva.accion, "motivo_de_la_decision": nueva.motivo},
    )
    coincidencia = repositorio.con_decisiones(sesion, coincidencia_id)
    if coincidencia is None:
        asentar_rechazo(sesion, constancia, NoEncontrado.codigo)
        raise NoEncontrado
    constancia = replace(constancia, caso_id=coincidencia.caso_id)
    tomada = repositorio.decision_por_id(sesion, decision_id)
    if tomada is None:
        if nueva.accion.estado is coincidencia.estado_decision:
            asentar_rechazo(sesion, constancia, DecisionSinEfecto.codigo)
            raise DecisionSinEfecto
        tomada = _decision(coincidencia, sujeto, nueva, decision_id)
        repositorio.insertar_decision(sesion, tomada)
        reevaluacion.pedir(sesion, [tomada.caso_id], MotivoReevaluacion.CONTACTO, sujeto.ahora)
    asentar_hecho(sesion, constancia)
    return _leer(tomada)


def _coincidencia(hallazgo: Hallazgo, ahora: datetime) -> Coincidencia:
    contacto = hallazgo.contacto
    return Coincidencia(
        id=nuevo_id(),
        caso_id=UUID(hallazgo.ficha.caso_id),
        contacto_id=contacto.id,
        organismo=contacto.organismo,
        evento_id=contacto.evento_id,
        hallada_en=ahora,
        version=1,
        **_resultado(hallazgo),
    )


def _resultado(hallazgo: Hallazgo) -> dict[str, Any]:
    """Lo que la comparación dice de un par y puede cambiar si se repite."""
    candidato = hallazgo.candidato
    return {
        "decision": candidato.decision,
        "probabilidad": candidato.probabilidad,
        "puntaje_bits": candidato.puntaje_bits,
        "explicacion": [asdict(aporte) for aporte in candidato.explicacion],
        "version_modelo": VERSION_MODELO,
        "huella_evidencia": hallazgo.huella,
    }


def _version(coincidencia: Coincidencia, dicho: Mapping[str, Any]) -> VersionCoincidencia:
    return VersionCoincidencia(
        coincidencia_id=coincidencia.id,
        version=coincidencia.version,
        hallada_en=coincidencia.hallada_en,
        **dicho,
    )


def _lugar(coincidencia: Coincidencia) -> Lugar:
    return Lugar(coincidencia.organismo, coincidencia.evento_id, coincidencia.caso_id)


def _decision(
    coincidencia: Coincidencia,
    sujeto: Sujeto,
    nueva: DecisionNueva,
    decision_id: UUID,
) -> DecisionCoincidencia:
    return DecisionCoincidencia(
        id=decision_id,
        coincidencia_id=coincidencia.id,
        caso_id=coincidencia.caso_id,
        accion=nueva.accion,
        motivo=nueva.motivo,
        decidida_por=sujeto.usuario_id,
        institucion=sujeto.institucion,
        decidida_en=sujeto.ahora,
        huella_evidencia=coincidencia.huella_evidencia,
    )


def _leer(decision: DecisionCoincidencia) -> DecisionTomada:
    return DecisionTomada(
        decision_id=decision.id,
        coincidencia_id=decision.coincidencia_id,
        caso_id=decision.caso_id,
        accion=decision.accion,
        estado_decision=decision.accion.estado,
        institucion=decision.institucion,
        decidida_en=decision.decidida_en,
    )
