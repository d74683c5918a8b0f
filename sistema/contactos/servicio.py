"""La puerta única de los eventos de contacto: un lote, una transacción, un efecto.

El camino de un evento, paso a paso (diseño §3):

    candado    la cartera no cambia mientras dura el lote (INV-1)
    a delta    el índice en memoria se pone al día
    b acuerdo  lo que el título del organismo no cubre se aparta, sin pasar por la bandeja
    c bandeja  solo lo nuevo sigue; el mismo id con otro contenido se aparta (INV-2)
    d enlace   cada evento nuevo se busca entre las personas buscadas, en memoria
    e efecto   si coincide y nadie lo rechazó ya: contacto, coincidencias y alertas
    f bóveda   todo lo nuevo, coincida o no, por los días que diga el acuerdo; por omisión, ninguno
    g cierre   auditoría del lote y posición consumida por comparación
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict
from datetime import date, datetime, timedelta
from hashlib import sha256
from uuid import UUID

from sqlalchemy.orm import Session

from matching.claves import claves_de_bloqueo
from matching.tipos import Candidato
from sistema.alertas import servicio as alertas
from sistema.auditoria.acciones import Accion
from sistema.auditoria.constancia import Constancia
from sistema.auditoria.servicio import asentar_hecho
from sistema.boveda import servicio as boveda
from sistema.boveda.tipos import Resguardo
from sistema.casos.servicio import congelar_cartera
from sistema.coincidencias import servicio as coincidencias
from sistema.contactos import repositorio
from sistema.contactos.admision import Cobertura, admitir, apartar
from sistema.contactos.cartera import Cartera
from sistema.contactos.errores import PosicionAdelantada
from sistema.contactos.tipos import EventoContacto, Lote, ResultadoLote
from sistema.cuarentena import servicio as cuarentena
from sistema.cuarentena.tipos import (
    CodigoCuarentena,
    MensajeRechazado,
    Origen,
    Procedencia,
)
from sistema.entrada import servicio as entrada
from sistema.entrada.tipos import EntradaPendiente
from sistema.modelos.coincidencia import Coincidencia
from sistema.modelos.contacto import Contacto
from sistema.nucleo.bd import Bd
from sistema.nucleo.identificadores import nuevo_id
from sistema.nucleo.reloj import Reloj

ORIGEN_ENTRADA = "entrada"


class PuertaDeContactos:
    """Lo que un consumidor necesita para registrar lotes; una por proceso, no entre hilos."""

    def __init__(self, bd: Bd, reloj: Reloj) -> None:
        self._bd = bd
        self._llavero = bd.llavero
        self._llaves_de_dia = bd.llaves_de_dia
        self._dias_preparados: set[date] = set()
        self._reloj = reloj
        self._cartera = Cartera()

    def abrir(self) -> int:
        """Carga la cartera; devuelve cuántos casos se buscan.

        Fundamento: Ley 21.500, art. 3.
        """
        self._cartera.cargar(self._bd)
        return len(self._cartera)

    def posicion(self, origen: Origen) -> int:
        """La primera posición aún no consumida del origen; 0 si nunca se consumió.

        Fundamento: técnico (ADR-0004).
        """
        with self._bd.transaccion() as sesion:
            return repositorio.posicion_guardada(sesion, origen)

    def tomar_entrada(self, maximo: int) -> list[EntradaPendiente]:
        """Los mensajes más antiguos de la tabla `entrada`, todos de un mismo organismo.

        Fundamento: técnico (ADR-0004).
        """
        with self._bd.transaccion() as sesion:
            return entrada.tomar(sesion, self._llaves_de_dia, maximo)

    def registrar_lote(self, lote: Lote) -> ResultadoLote:
        """Registra un lote entero o nada; repetirlo no tiene segundo efecto.

        Fundamento: Ley 21.500, art. 3; técnico (ADR-0003, ADR-0004, ADR-0010).

        Raises:
            PosicionAdelantada: otro proceso ya consumió el lote; no se hizo nada.
        """
        ahora = self._reloj()
        self._cartera.adelantar(self._bd)
        with self._bd.transaccion() as sesion:
            congelar_cartera(sesion)
            self._cartera.poner_al_dia(sesion)
            dias = repositorio.dias_por_tipo(sesion, lote.organismo, ahora)
            admision = admitir(lote.eventos, Cobertura(dias) if dias else None)
            nuevos, distintos = self._recibir(sesion, lote.organismo, admision.admitidos)
            halladas = self._enlazar(sesion, lote.organismo, nuevos, ahora)
            preparados = self._resguardar(sesion, lote.organismo, nuevos, dias, ahora)
            apartados = [*lote.rechazados, *admision.apartados, *distintos]
            resultado = ResultadoLote(
                nuevos=len(nuevos),
                repetidos=len(admision.admitidos) - len(nuevos) - len(distintos),
                en_cuarentena=len(apartados),
                coincidencias=len(halladas),
                alertas=alertas.emitir(sesion, halladas, ahora),
            )
            self._asentar(sesion, lote, resultado, ahora)
            self._consumir(sesion, lote, apartados, ahora)
        self._dias_preparados |= preparados
        return resultado

    def _recibir(
        self,
        sesion: Session,
        organismo: str,
        eventos: Sequence[EventoContacto],
    ) -> tuple[list[EventoContacto], list[MensajeRechazado]]:
        """Deja en la bandeja lo nuevo y separa los ids que vuelven con otro contenido."""
        primeros: dict[UUID, EventoContacto] = {}
        for evento in eventos:
            primeros.setdefault(evento.evento_id, evento)
        huellas = {id_: self._llavero.huella(evento.cuerpo) for id_, evento in primeros.items()}
        insertados = repositorio.insertar_en_bandeja(sesion, organismo, huellas)
        ya_estaban = [id_ for id_ in huellas if id_ not in insertados]
        guardadas = huellas | repositorio.huellas_guardadas(sesion, organismo, ya_estaban)
        nuevos = [evento for id_, evento in primeros.items() if id_ in insertados]
        distintos = [
            apartar(evento, CodigoCuarentena.ID_REPETIDO)
            for evento in eventos
            if self._llavero.huella(evento.cuerpo) != guardadas[evento.evento_id]
        ]
        return nuevos, distintos

    def _enlazar(
        self,
        sesion: Session,
        organismo: str,
        eventos: Sequence[EventoContacto],
        ahora: datetime,
    ) -> list[Coincidencia]:
        """Busca cada evento entre las personas buscadas y guarda solo los que coinciden."""
        hallazgos = [
            hallazgo
            for evento in eventos
            if (candidatos := self._cartera.buscar(evento.identidad))
            for hallazgo in self._hallazgos(evento, candidatos, _contacto(evento, organismo, ahora))
        ]
        en_pie = coincidencias.omitir_rechazados(sesion, hallazgos, ahora)
        # Porque: un contacto con varias coincidencias se guarda una vez; sin ninguna, ni una.
        contactos = dict.fromkeys(hallazgo.contacto for hallazgo in en_pie)
        repositorio.insertar_contactos(sesion, list(contactos))
        return coincidencias.registrar(sesion, en_pie, ahora)

    def _hallazgos(
        self,
        evento: EventoContacto,
        candidatos: Iterable[Candidato],
        contacto: Contacto,
    ) -> Iterator[coincidencias.Hallazgo]:
        """Un hallazgo por cada caso abierto de cada persona candidata."""
        for candidato in candidatos:
            for caso_id in candidato.casos:
                ficha = self._cartera.ficha(caso_id)
                yield coincidencias.formar_hallazgo(
                    self._llavero, contacto, evento.identidad, candidato, ficha
                )

    def _resguardar(
        self,
        sesion: Session,
        organismo: str,
        eventos: Sequence[EventoContacto],
        dias: Mapping[str, int],
        ahora: datetime,
    ) -> set[date]:
        """Guarda en la bóveda lo que el acuerdo deja guardar; devuelve los días que preparó."""
        hoy = ahora.date()
        resguardos = [
            Resguardo(
                hoy + timedelta(days=dias[evento.tipo_contacto]),
                organismo,
                evento.cuerpo,
                evento.firma,
                claves_de_bloqueo(evento.identidad),
            )
            for evento in eventos
            if dias[evento.tipo_contacto]
        ]
        por_preparar = {resguardo.vence_el for resguardo in resguardos} - self._dias_preparados
        for dia in sorted(por_preparar):
            boveda.preparar_dia(sesion, self._llaves_de_dia, dia)
        boveda.guardar(sesion, self._llaves_de_dia, resguardos)
        return por_preparar

    def _asentar(
        self, sesion: Session, lote: Lote, resultado: ResultadoLote, ahora: datetime
    ) -> None:
        ids = sorted(str(evento.evento_id) for evento in lote.eventos)
        asentar_hecho(
            sesion,
            Constancia(
                accion=Accion.CONTACTOS_REGISTRAR,
                ocurrido_en=ahora,
                institucion=lote.organismo,
                objeto="lote",
                objeto_id=sha256("\n".join(ids).encode()).hexdigest(),
                resultados=resultado.nuevos,
                detalle=asdict(resultado),
            ),
        )

    def _consumir(
        self,
        sesion: Session,
        lote: Lote,
        apartados: Sequence[MensajeRechazado],
        ahora: datetime,
    ) -> None:
        """Da por consumido el lote, si nadie lo hizo antes, y aparta lo que no pudo procesarse."""
        vencimientos: Mapping[int, date] = {}
        if lote.origen.cluster == ORIGEN_ENTRADA:
            numeros = [e.posicion for e in lote.eventos] + [r.posicion for r in lote.rechazados]
            vencimientos = entrada.retirar(sesion, numeros)
            consumido = len(vencimientos) == len(numeros)
        else:
            consumido = repositorio.avanzar_posicion(sesion, lote.origen, lote.desde, lote.hasta)
        if not consumido:
            raise PosicionAdelantada
        cuarentena.apartar(
            sesion,
            self._llaves_de_dia,
            Procedencia(lote.organismo, lote.origen),
            apartados,
            ahora,
            vencimientos,
        )


def estrenar_posiciones(sesion: Session, posiciones: Mapping[Origen, int]) -> None:
    """Da por consumido lo anterior a estas posiciones en los orígenes que nunca se consumieron.

    Fundamento: técnico (ADR-0004).
    """
    for origen, posicion in posiciones.items():
        repositorio.avanzar_posicion(sesion, origen, 0, posicion)


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
