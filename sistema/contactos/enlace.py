"""De un evento comparado a lo que queda guardado: el mismo camino para el lote y para mirar atrás.

Repetirlo no tiene segundo efecto: el contacto es único por organismo y evento; la coincidencia, por
caso, organismo y evento, y solo cambia de versión si dice otra cosa.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Session

from matching.claves import claves_de_bloqueo
from matching.tipos import Candidato, Identidad
from sistema.alertas import servicio as alertas
from sistema.casos import reevaluacion
from sistema.coincidencias import servicio as coincidencias
from sistema.coincidencias.servicio import Hallazgo, Lugar
from sistema.contactos import repositorio_guardados
from sistema.contactos.cartera import Cartera
from sistema.contactos.tipos import EventoContacto
from sistema.modelos.caso import MotivoReevaluacion
from sistema.modelos.coincidencia import Coincidencia
from sistema.modelos.contacto import Contacto
from sistema.nucleo.cripto import Llavero
from sistema.nucleo.identificadores import nuevo_id


@dataclass(frozen=True, slots=True)
class Avistamiento:
    """Un evento ya comparado con la cartera; su contacto puede estar guardado o no."""

    contacto: Contacto
    identidad: Identidad
    candidatos: tuple[Candidato, ...]
    guardado: bool = False


@dataclass(frozen=True, slots=True)
class Efecto:
    """Cuántas coincidencias nuevas, cuántas dicen ahora otra cosa y cuántas alertas hubo."""

    halladas: int
    alertas: int


class Enlazador:
    """Guarda lo que coincide con quienes están en la cartera."""

    def __init__(self, cartera: Cartera, llavero: Llavero) -> None:
        self._cartera = cartera
        self._llavero = llavero

    def enlazar(
        self, sesion: Session, avistamientos: Sequence[Avistamiento], ahora: datetime
    ) -> Efecto:
        """Registra contactos, coincidencias y alertas, y pone al día las que ya existían.

        Exige la cartera congelada y al día. Recalcula a todos los candidatos de cada evento, sea
        cual sea el que se buscaba: la competencia da la banda y el orden (INV-1). Lo rechazado no
        vuelve y lo que no coincide con nadie no se guarda (INV-4). Los casos cuyas coincidencias
        cambiaron quedan por reevaluar.

        Fundamento: Ley 21.500, art. 3; técnico (ADR-0010, ADR-0011, ADR-0014).
        """
        unicos = {(a.contacto.organismo, a.contacto.evento_id): a for a in avistamientos}
        previas = coincidencias.listar_previas(sesion, (a.contacto for a in unicos.values()))
        hallazgos = {
            self._lugar(hallazgo): hallazgo
            for avistamiento in unicos.values()
            for hallazgo in self._hallazgos(avistamiento)
        }
        por_agregar = [h for lugar, h in hallazgos.items() if lugar not in previas]
        en_pie = coincidencias.omitir_rechazados(sesion, por_agregar, ahora)
        self._guardar_contactos(sesion, unicos.values(), en_pie)
        nuevas = coincidencias.registrar(sesion, en_pie, ahora)
        pares = [
            (previa, hallazgos.get(lugar) or self._descartar(previa, unicos[lugar[:2]]))
            for lugar, previa in previas.items()
            if str(previa.caso_id) in self._cartera
        ]
        versiones = [(previa, previa.version) for previa, _hallazgo in pares]
        por_avisar = coincidencias.recalcular(sesion, pares, ahora)
        avisadas = alertas.emitir(sesion, [*nuevas, *por_avisar], ahora)
        cambiadas = [previa for previa, version in versiones if previa.version != version]
        casos = {coincidencia.caso_id for coincidencia in [*nuevas, *cambiadas]}
        reevaluacion.pedir(sesion, casos, MotivoReevaluacion.CONTACTO, ahora)
        return Efecto(len(nuevas), avisadas)

    def avistar(self, evento: EventoContacto, organismo: str, ahora: datetime) -> Avistamiento:
        """Compara un evento con las personas buscadas; su contacto queda por guardar."""
        candidatos = self._cartera.buscar(evento.identidad)
        return Avistamiento(_contacto(evento, organismo, ahora), evento.identidad, candidatos)

    def avistar_nuevos(
        self, eventos: Iterable[EventoContacto], organismo: str, ahora: datetime
    ) -> list[Avistamiento]:
        """De unos eventos que nunca se habían recibido, los que coinciden con alguien."""
        # Porque: casi ninguno coincide; armar el contacto de todos costaba la mitad de compararlos.
        return [
            Avistamiento(_contacto(evento, organismo, ahora), evento.identidad, candidatos)
            for evento in eventos
            if (candidatos := self._cartera.buscar(evento.identidad))
        ]

    def revisar(self, contacto: Contacto, identidad: Identidad) -> Avistamiento:
        """Vuelve a comparar un contacto guardado con las personas buscadas."""
        candidatos = self._cartera.buscar(identidad)
        return Avistamiento(contacto, identidad, candidatos, guardado=True)

    def _hallazgos(self, avistamiento: Avistamiento) -> Iterator[Hallazgo]:
        """Un hallazgo por cada caso abierto de cada persona candidata."""
        for candidato in avistamiento.candidatos:
            for caso_id in candidato.casos:
                yield self._formar(avistamiento, candidato, caso_id)

    def _descartar(self, previa: Coincidencia, avistamiento: Avistamiento) -> Hallazgo:
        """El hallazgo de un caso con el que el evento ya no coincide."""
        caso_id = str(previa.caso_id)
        candidato = self._cartera.describir_descarte(avistamiento.identidad, caso_id)
        return self._formar(avistamiento, candidato, caso_id)

    def _formar(self, avistamiento: Avistamiento, candidato: Candidato, caso_id: str) -> Hallazgo:
        return coincidencias.formar_hallazgo(
            self._llavero,
            avistamiento.contacto,
            avistamiento.identidad,
            candidato,
            self._cartera.ficha(caso_id),
        )

    def _lugar(self, hallazgo: Hallazgo) -> Lugar:
        contacto = hallazgo.contacto
        return Lugar(contacto.organismo, contacto.evento_id, UUID(hallazgo.ficha.caso_id))

    def _guardar_contactos(
        self,
        sesion: Session,
        avistamientos: Iterable[Avistamiento],
        en_pie: Sequence[Hallazgo],
    ) -> None:
        """Guarda, una vez cada uno, los contactos que tienen alguna coincidencia nueva."""
        con_coincidencia = {hallazgo.contacto for hallazgo in en_pie}
        nuevos = [a for a in avistamientos if not a.guardado and a.contacto in con_coincidencia]
        claves = {
            a.contacto.id: [*map(self._llavero.clave_ciega, claves_de_bloqueo(a.identidad))]
            for a in nuevos
        }
        repositorio_guardados.insertar(sesion, [a.contacto for a in nuevos], claves)


def _contacto(evento: EventoContacto, organismo: str, ahora: datetime) -> Contacto:
    return Contacto(
        id=nuevo_id(),
        organismo=organismo,
        evento_id=evento.evento_id,
        tipo_contacto=evento.tipo_contacto,
        ocurrido_en=evento.ocurrido_en,
        persona=asdict(evento.identidad),
        datos=evento.datos,
        registrado_en=ahora,
        original=evento.cuerpo if evento.firma else None,
        firma=evento.firma,
    )
