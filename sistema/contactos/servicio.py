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

from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import asdict
from datetime import date, datetime, timedelta
from hashlib import sha256
from uuid import UUID

from sqlalchemy.orm import Session

from matching.claves import claves_de_bloqueo
from sistema.auditoria.acciones import Accion
from sistema.auditoria.constancia import Constancia
from sistema.auditoria.servicio import asentar_hecho
from sistema.boveda import servicio as boveda
from sistema.boveda.tipos import Resguardo
from sistema.casos.cartera import congelar_cartera
from sistema.contactos import repositorio
from sistema.contactos.admision import Cobertura, admitir, apartar
from sistema.contactos.cartera import Cartera
from sistema.contactos.enlace import Enlazador
from sistema.contactos.errores import PosicionAdelantada
from sistema.contactos.retrospectiva import Retrospectiva
from sistema.contactos.tipos import EventoContacto, Intento, Lote, Releer, ResultadoLote
from sistema.cuarentena import servicio as cuarentena
from sistema.cuarentena.tipos import (
    CLUSTER_DE_ENTRADA,
    CodigoCuarentena,
    MensajeRechazado,
    Origen,
    Procedencia,
)
from sistema.entrada import servicio as entrada
from sistema.entrada.tipos import EntradaPendiente
from sistema.firmas.servicio import LlavesDeFirma
from sistema.nucleo.bd import Bd
from sistema.nucleo.firmas import LlaveDeFirma
from sistema.nucleo.reloj import Reloj

# Porque: la tabla `entrada` no tiene dueño, como lo tiene una partición. Lo que otro proceso empezó
# hace menos de lo que puede durar su transacción (5 s) no es una muerte: aún lo tiene en mano.
ESPERA_DE_ENTRADA_S = 6


class PuertaDeContactos:
    """Lo que un consumidor necesita para registrar lotes; una por proceso, no entre hilos."""

    def __init__(self, bd: Bd, reloj: Reloj) -> None:
        self._bd = bd
        self._llavero = bd.llavero
        self._llaves_de_dia = bd.llaves_de_dia
        self._dias_preparados: set[date] = set()
        self._reloj = reloj
        self._llaves_de_firma = LlavesDeFirma(bd)
        self._cartera = Cartera()
        self._enlazador = Enlazador(self._cartera, self._llavero)
        self._retrospectiva = Retrospectiva(bd, self._cartera, self._enlazador)

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

    def anotar_intento(
        self, origen: Origen, desde: int, hasta: int, muertes: int = 0
    ) -> Intento | None:
        """Anota que se empieza un tramo y cuántas veces van, contando esta.

        Si el último tramo anotado partía en el mismo lugar y no terminó, suma uno y conserva hasta
        dónde llegaba; si no, parte en `muertes` + 1. `None` si otro proceso lo tiene en mano.

        Fundamento: técnico (ADR-0004, ADR-0015).
        """
        en_entrada = origen.cluster == CLUSTER_DE_ENTRADA
        with self._bd.transaccion() as sesion:
            return repositorio.anotar_intento(
                sesion, origen, (desde, hasta), muertes, ESPERA_DE_ENTRADA_S if en_entrada else 0
            )

    def desistir_intento(self, origen: Origen) -> None:
        """Descuenta el intento que se acaba de anotar: lo que lo detuvo no es de los mensajes.

        Fundamento: técnico (ADR-0015).
        """
        with self._bd.transaccion() as sesion:
            repositorio.desistir_intento(sesion, origen)

    def tomar_entrada(
        self, maximo: int, salvo: AbstractSet[str] = frozenset()
    ) -> list[EntradaPendiente]:
        """Los mensajes más antiguos de la tabla `entrada`, todos de un organismo fuera de `salvo`.

        Fundamento: técnico (ADR-0004).

        Raises:
            LlaveNoDisponible: la llave de un día está y no se puede leer.
        """
        with self._bd.transaccion() as sesion:
            return entrada.tomar(sesion, self._llaves_de_dia, maximo, salvo)

    def llaves_de_firma(self, organismo: str, kids: AbstractSet[str]) -> Mapping[str, LlaveDeFirma]:
        """Las llaves con que firma un organismo, recordadas unos segundos; cada una dice si rige.

        Fundamento: técnico (ADR-0016).
        """
        return self._llaves_de_firma.obtener(organismo, kids, self._reloj())

    def registrar_lote(self, lote: Lote) -> ResultadoLote:
        """Registra un lote entero o nada; repetirlo no tiene segundo efecto.

        Fundamento: Ley 21.500, art. 3; técnico (ADR-0003, ADR-0004, ADR-0010).

        Raises:
            PosicionAdelantada: otro proceso ya consumió el lote; no se hizo nada.
            CifradoInvalido: las llaves de día no están o no abren; no se hizo nada.
        """
        ahora = self._reloj()
        self._cartera.adelantar(self._bd)
        with self._bd.transaccion() as sesion:
            congelar_cartera(sesion)
            self._cartera.poner_al_dia(sesion)
            dias = repositorio.dias_por_tipo(sesion, lote.organismo, ahora)
            admision = admitir(lote.eventos, Cobertura(dias) if dias else None)
            nuevos, distintos = self._recibir(sesion, lote.organismo, admision.admitidos)
            avistados = self._enlazador.avistar_nuevos(nuevos, lote.organismo, ahora)
            efecto = self._enlazador.enlazar(sesion, avistados, ahora)
            preparados = self._resguardar(sesion, lote.organismo, nuevos, dias, ahora)
            apartados = [*lote.rechazados, *admision.apartados, *distintos]
            resultado = ResultadoLote(
                nuevos=len(nuevos),
                repetidos=len(admision.admitidos) - len(nuevos) - len(distintos),
                en_cuarentena=len(apartados),
                coincidencias=efecto.halladas,
                alertas=efecto.alertas,
            )
            self._asentar(sesion, lote, resultado, ahora)
            self._consumir(sesion, lote, apartados, ahora)
        self._dias_preparados |= preparados
        return resultado

    def mirar_atras(self, releer: Releer) -> int:
        """Da un paso de la búsqueda hacia atrás más antigua; dice cuántas atendió: una o ninguna.

        Un paso es una transacción corta. Repetirlo mientras devuelva uno las termina todas.

        Fundamento: Ley 21.500, art. 3; técnico (ADR-0014).

        Raises:
            CifradoInvalido: a las que quedan les falta una llave; siguen pendientes.
        """
        return int(self._retrospectiva.avanzar(releer, self._reloj()))

    def acortar_paso(self) -> bool:
        """Parte por la mitad los pasos de `mirar_atras`; falso si ya son de un solo evento.

        Fundamento: técnico (ADR-0014).
        """
        return self._retrospectiva.acortar_paso()

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
        if lote.origen.cluster == CLUSTER_DE_ENTRADA:
            numeros = [e.posicion for e in lote.eventos] + [r.posicion for r in lote.rechazados]
            vencimientos = entrada.retirar(sesion, numeros)
            consumido = len(vencimientos) == len(numeros)
        else:
            consumido = repositorio.avanzar_posicion(sesion, lote.origen, lote.desde, lote.hasta)
        if not consumido:
            raise PosicionAdelantada
        repositorio.terminar_intento(sesion, lote.origen)
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
