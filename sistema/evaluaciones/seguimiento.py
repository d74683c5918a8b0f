"""En qué está cada decisión de un caso: cumplida, o una baja que espera, se rechazó o caducó."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy.orm import Session

from sistema.evaluaciones import repositorio_decisiones as repositorio
from sistema.evaluaciones.decision import EstadoDeDecision, caduca, leer_propuesta
from sistema.evaluaciones.esquemas import DecisionLeida, VistoBuenoLeido
from sistema.evaluaciones.servicio import listar_historia, listar_vigencias
from sistema.modelos.riesgo import (
    DecisionRiesgo,
    EvaluacionRiesgo,
    RespuestaVistoBueno,
    VigenciaRiesgo,
    VistoBuenoRiesgo,
)


@dataclass(frozen=True, slots=True)
class Seguida:
    """Una decisión, en qué está y lo que otros dijeron de ella."""

    decision: DecisionRiesgo
    estado: EstadoDeDecision
    vistos_buenos: list[VistoBuenoRiesgo]


def listar_decisiones(sesion: Session, caso_id: UUID) -> list[DecisionLeida]:
    """Las decisiones del caso, de la primera a la última; quien las muestra lo asienta.

    Fundamento: Ley 21.500, art. 5, letra b).
    """
    return [_leer(seguida) for seguida in seguir(sesion, caso_id).values()]


def seguir(sesion: Session, caso_id: UUID) -> dict[UUID, Seguida]:
    """Cada decisión del caso, en orden, con su estado."""
    linea = _Linea(
        {e.id: e for e in listar_historia(sesion, caso_id)},
        {d.id: d for d in repositorio.del_caso(sesion, caso_id)},
        listar_vigencias(sesion, caso_id),
    )
    cumplidas = {v.decision_id for v in linea.vigencias}
    vistos: dict[UUID, list[VistoBuenoRiesgo]] = {}
    for dado in repositorio.vistos_buenos(sesion, caso_id):
        vistos.setdefault(dado.decision_id, []).append(dado)
    seguidas = {}
    for decision in linea.decisiones.values():
        suyos = vistos.get(decision.id, [])
        if decision.id in cumplidas:
            estado = EstadoDeDecision.CUMPLIDA
        elif any(v.respuesta is RespuestaVistoBueno.RECHAZAR for v in suyos):
            estado = EstadoDeDecision.RECHAZADA
        elif linea.caduco(decision):
            estado = EstadoDeDecision.CADUCADA
        else:
            estado = EstadoDeDecision.PENDIENTE
        seguidas[decision.id] = Seguida(decision, estado, suyos)
    return seguidas


@dataclass(frozen=True, slots=True)
class _Linea:
    """Lo propuesto, lo decidido y lo que ha regido en un caso, de lo primero a lo último."""

    evaluaciones: Mapping[UUID, EvaluacionRiesgo]
    decisiones: Mapping[UUID, DecisionRiesgo]
    vigencias: Sequence[VigenciaRiesgo]

    def caduco(self, decision: DecisionRiesgo) -> bool:
        """Si la baja que pide esta decisión ya no vale."""
        base = self.evaluaciones[decision.evaluacion_id]
        posteriores = [
            leer_propuesta(e) for e in self.evaluaciones.values() if e.version > base.version
        ]
        rigieron = [v.categoria for v in self.vigencias if self._rigio_despues(v, decision)]
        return caduca(leer_propuesta(base), posteriores, rigieron)

    def _rigio_despues(self, vigencia: VigenciaRiesgo, decision: DecisionRiesgo) -> bool:
        # Porque: por versión y número, no por hora: los relojes de dos procesos difieren.
        if vigencia.decision_id is not None:
            return self.decisiones[vigencia.decision_id].numero > decision.numero
        if vigencia.evaluacion_id is not None:
            base = self.evaluaciones[decision.evaluacion_id]
            return self.evaluaciones[vigencia.evaluacion_id].version > base.version
        return False


def leer_decision(sesion: Session, caso_id: UUID, decision_id: UUID) -> DecisionLeida:
    """Una decisión del caso, que tiene que existir, con su estado."""
    return _leer(seguir(sesion, caso_id)[decision_id])


def _leer(seguida: Seguida) -> DecisionLeida:
    decision = seguida.decision
    return DecisionLeida(
        decision_id=decision.id,
        caso_id=decision.caso_id,
        evaluacion_id=decision.evaluacion_id,
        paso=decision.paso,
        desde=decision.desde,
        categoria=decision.categoria,
        motivo=decision.motivo,
        institucion=decision.institucion,
        decidida_en=decision.decidida_en,
        estado=seguida.estado,
        vistos_buenos=[
            VistoBuenoLeido.model_validate(v, from_attributes=True) for v in seguida.vistos_buenos
        ],
    )
