"""Evaluar el riesgo de un caso: proponer, guardar solo lo que cambia y avisar si sube.

Las evaluaciones y decisiones de un caso se turnan. El Sistema propone; una categoría solo baja si
la bajan personas (ADR-0020).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Session

from riesgo.antecedentes import Antecedentes
from riesgo.catalogo import Catalogo
from riesgo.escritura import describir_antecedentes
from riesgo.evaluacion import Evaluacion, evaluar
from riesgo.tipos import RANGO, Categoria
from sistema.acceso.sujeto import Sujeto
from sistema.alertas import servicio as alertas
from sistema.auditoria.acciones import Accion
from sistema.auditoria.constancia import Constancia
from sistema.auditoria.servicio import asentar_hecho
from sistema.casos import reevaluacion
from sistema.diligencias.servicio import planificar
from sistema.evaluaciones import repositorio
from sistema.evaluaciones.acopio import Acopio, acopiar, catalogo_de, registrar
from sistema.evaluaciones.decision import SIN_EVALUAR, avisa, leer_propuesta, tras_proponer
from sistema.evaluaciones.explicacion import describir_detalle, propone_lo_mismo, resumir
from sistema.evaluaciones.fuentes import hora_de_evaluar
from sistema.evaluaciones.planes import planear
from sistema.evaluaciones.reposo import leer_entradas, listar_en_reposo, preparar_revisiones
from sistema.modelos.caso import MotivoReevaluacion
from sistema.modelos.riesgo import EvaluacionRiesgo, MotivoEvaluacion, VigenciaRiesgo
from sistema.nucleo.cripto import Llavero
from sistema.nucleo.identificadores import nuevo_id


@dataclass(frozen=True, slots=True)
class Resultado:
    """Cómo quedó un caso: su última propuesta, si es nueva y qué categoría rige."""

    ultima: EvaluacionRiesgo
    es_nueva: bool
    subio: bool
    vigente: Categoria


@dataclass(frozen=True, slots=True)
class _Hecho:
    """Un caso ya evaluado, antes de guardar."""

    acopio: Acopio
    evaluacion: Evaluacion
    resultado: Resultado
    avisa: bool


def turnarse(sesion: Session, casos: Sequence[UUID]) -> None:
    """Hasta el fin de esta transacción, nadie más evalúa ni decide el riesgo de estos casos.

    Fundamento: técnico (ADR-0020).
    """
    repositorio.trabar(sesion, casos)


def proponer(
    sesion: Session, llavero: Llavero, sujeto: Sujeto, caso_id: UUID, motivo: MotivoEvaluacion
) -> Resultado:
    """Evalúa un caso que existe porque una persona aportó algo o lo pidió.

    Guarda la propuesta solo si cambia lo propuesto o lo que lo explica.

    Fundamento: Ley 21.500, arts. 5, letra b) y 14, letra d).

    Raises:
        AntecedentesInvalidos: lo que se sabe no se puede evaluar; dice qué campo y su remedio.
    """
    (resultado,) = _evaluar(sesion, llavero, {caso_id: motivo}, sujeto, sujeto.ahora)
    return resultado


def reevaluar(
    sesion: Session,
    llavero: Llavero,
    caso_id: UUID,
    motivo: MotivoReevaluacion,
    ahora: datetime,
) -> bool:
    """Vuelve a evaluar un caso que existe; dice si subió la categoría que rige.

    Repetirlo sin que nada cambie no guarda nada.

    Fundamento: Ley 21.500, art. 5, letra b); técnico (ADR-0020).

    Raises:
        AntecedentesInvalidos: lo que se sabe no se puede evaluar.
    """
    return reevaluar_lote(sesion, llavero, [reevaluacion.Pedido(caso_id, motivo)], ahora) > 0


def reevaluar_lote(
    sesion: Session, llavero: Llavero, pedidos: Sequence[reevaluacion.Pedido], ahora: datetime
) -> int:
    """Como `reevaluar`, varios casos distintos a la vez; dice en cuántos subió la categoría.

    Al que reposa no se le evalúa: se sabe que daría lo mismo.

    Fundamento: Ley 21.500, art. 5, letra b); técnico (ADR-0020).

    Raises:
        AntecedentesInvalidos: lo de alguno no se puede evaluar; nada del lote se guarda.
    """
    repositorio.trabar(sesion, [pedido.caso_id for pedido in pedidos])
    en_reposo = listar_en_reposo(sesion, llavero, pedidos, catalogo_de(sesion, ahora), ahora)
    reevaluacion.programar(sesion, en_reposo, ahora)
    saltados = {revision.caso_id for revision in en_reposo}
    motivos = {
        p.caso_id: MotivoEvaluacion(p.motivo.value) for p in pedidos if p.caso_id not in saltados
    }
    if not motivos:
        return 0
    return sum(r.subio for r in _evaluar(sesion, llavero, motivos, None, ahora))


def categorias_vigentes(sesion: Session, casos: Sequence[UUID]) -> dict[UUID, Categoria]:
    """La categoría que rige en cada caso que tiene alguna.

    Fundamento: técnico (ADR-0020).
    """
    return repositorio.vigentes(sesion, casos)


def hacer_regir(sesion: Session, vigencia: VigenciaRiesgo) -> None:
    """Hace regir una categoría desde ahora; la base lo impide si un piso la contradice.

    Fundamento: Ley 21.500, art. 5, letra b); técnico (ADR-0020).
    """
    repositorio.insertar(sesion, [vigencia])


def listar_vigencias(sesion: Session, caso_id: UUID) -> Sequence[VigenciaRiesgo]:
    """Las categorías que han regido en el caso, de la primera a la última.

    Fundamento: técnico (ADR-0020).
    """
    return repositorio.vigencias(sesion, caso_id)


def listar_historia(sesion: Session, caso_id: UUID) -> Sequence[EvaluacionRiesgo]:
    """Las propuestas del caso, de la primera a la última.

    Fundamento: Ley 21.500, art. 5, letra b).
    """
    return repositorio.historia(sesion, caso_id)


def _evaluar(
    sesion: Session,
    llavero: Llavero,
    motivos: Mapping[UUID, MotivoEvaluacion],
    quien: Sujeto | None,
    ahora: datetime,
) -> list[Resultado]:
    casos = sorted(motivos)
    repositorio.trabar(sesion, casos)
    catalogo = catalogo_de(sesion, ahora)
    entradas = leer_entradas(sesion, llavero, casos, catalogo)
    ultimas = {e.caso_id: e for e in repositorio.ultimas(sesion, casos)}
    vigentes = categorias_vigentes(sesion, casos)
    vuelta = _Vuelta(llavero, catalogo, motivos, quien, ahora)
    hechos = [
        vuelta.evaluar(a, ultimas.get(a.caso_id), vigentes.get(a.caso_id, SIN_EVALUAR))
        for a in acopiar(sesion, casos, catalogo, ahora)
    ]
    registrar(sesion, [h.acopio.por_registrar for h in hechos if h.acopio.por_registrar])
    _guardar(sesion, [h for h in hechos if h.resultado.es_nueva], quien, ahora)
    planes = [
        planear(h.acopio, h.evaluacion, h.resultado.ultima.id, h.resultado.vigente, catalogo, ahora)
        for h in hechos
        if h.resultado.es_nueva
    ]
    planificar(sesion, planes, ahora)
    evaluados = [(hecho.acopio, hecho.resultado.ultima.version) for hecho in hechos]
    reevaluacion.programar(sesion, preparar_revisiones(entradas, evaluados, ahora), ahora)
    return [hecho.resultado for hecho in hechos]


@dataclass(frozen=True, slots=True)
class _Vuelta:
    """Lo que comparten los casos que se evalúan a la vez."""

    llavero: Llavero
    catalogo: Catalogo
    motivos: Mapping[UUID, MotivoEvaluacion]
    quien: Sujeto | None
    ahora: datetime

    def evaluar(
        self, acopio: Acopio, ultima: EvaluacionRiesgo | None, vigente: Categoria
    ) -> _Hecho:
        """Qué se propone hoy del caso, si es nuevo y cómo queda."""
        antecedentes = acopio.antecedentes
        propuesta = evaluar(antecedentes, hora_de_evaluar(antecedentes, self.ahora), self.catalogo)
        huella = resumir(self.llavero, propuesta, antecedentes)
        anterior = leer_propuesta(ultima) if ultima else None
        # Porque: explicar mejor lo mismo no deshace lo que unas personas ya decidieron.
        cambia = ultima is None or not propone_lo_mismo(ultima.huella, huella)
        es_nueva = ultima is None or ultima.huella != huella
        if ultima is None or es_nueva:
            ultima = _formar(acopio, propuesta, ultima)
            ultima.motivo = self.motivos[acopio.caso_id]
            ultima.pedida_por = self.quien.usuario_id if self.quien else None
            ultima.huella, ultima.evaluada_en = huella, self.ahora
        tras = tras_proponer(vigente, ultima.categoria) if cambia else vigente
        subio = RANGO[tras] > RANGO[vigente]
        alerta = cambia and avisa(vigente, anterior, leer_propuesta(ultima))
        return _Hecho(acopio, propuesta, Resultado(ultima, es_nueva, subio, tras), alerta)


def _guardar(
    sesion: Session, nuevos: Sequence[_Hecho], quien: Sujeto | None, ahora: datetime
) -> None:
    repositorio.insertar(sesion, [h.resultado.ultima for h in nuevos])
    subieron = [h.resultado.ultima for h in nuevos if h.resultado.subio]
    repositorio.insertar(
        sesion,
        [
            VigenciaRiesgo(
                caso_id=e.caso_id, categoria=e.categoria, evaluacion_id=e.id, desde=ahora
            )
            for e in subieron
        ],
    )
    alertas.emitir_de_riesgo(sesion, [h.resultado.ultima for h in nuevos if h.avisa], ahora)
    constancia = (
        quien.constancia(Accion.RIESGO_EVALUAR)
        if quien
        else Constancia(accion=Accion.RIESGO_REEVALUAR, ocurrido_en=ahora)
    )
    guardadas = (h.resultado.ultima for h in nuevos)
    asentar_hecho(sesion, *(constancia.sobre("evaluacion", e.id, e.caso_id) for e in guardadas))


def _formar(
    acopio: Acopio, propuesta: Evaluacion, anterior: EvaluacionRiesgo | None
) -> EvaluacionRiesgo:
    antecedentes: Antecedentes = acopio.antecedentes
    return EvaluacionRiesgo(
        id=nuevo_id(),
        caso_id=acopio.caso_id,
        version=1 if anterior is None else anterior.version + 1,
        version_catalogo=propuesta.version_catalogo,
        categoria=propuesta.categoria,
        urgencia=propuesta.urgencia,
        puntaje=propuesta.puntaje,
        con_piso=bool(propuesta.pisos),
        detalle=describir_detalle(propuesta, antecedentes),
        antecedentes=describir_antecedentes(antecedentes),
    )
