"""Mirar hacia atrás: lo que llegó antes de que se buscara a la persona, o de corregir sus datos.

Corre en el consumidor, entre lote y lote, con su índice y la cartera congelada. Cada paso es una
transacción corta que compara a lo más `EVENTOS_POR_PASO` eventos y guarda hasta dónde llegó; si
muere, el siguiente repite el paso y nada ocurre dos veces (INV-1). Primero van los contactos ya
guardados y después la bóveda, del día que vence antes al que vence después.

Se buscan las claves de todos los casos de la persona: al abrirse uno, pueden pasar a ser uno solo
dos que no se conocían.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from itertools import islice
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from matching.claves import variantes_de_busqueda
from matching.tipos import Documento, Identidad, Sexo
from sistema.auditoria.acciones import Accion
from sistema.auditoria.constancia import Constancia
from sistema.auditoria.servicio import asentar_hecho
from sistema.boveda import servicio as boveda
from sistema.boveda.tipos import PRINCIPIO, Marca, Recuperado
from sistema.casos.cartera import congelar_cartera, hay_busquedas, reclamar_busqueda
from sistema.contactos import repositorio_guardados
from sistema.contactos.cartera import Cartera
from sistema.contactos.enlace import Avistamiento, Enlazador
from sistema.contactos.tipos import EventoContacto, Releer
from sistema.modelos.contacto import BusquedaRetrospectiva
from sistema.nucleo.bd import Bd
from sistema.nucleo.bitacora import obtener_bitacora
from sistema.nucleo.errores import CifradoInvalido
from sistema.nucleo.llaves_de_dia import LlaveNoDisponible

EVENTOS_POR_PASO = 500
_bitacora = obtener_bitacora("retrospectiva")


class Retrospectiva:
    """Las búsquedas hacia atrás de un consumidor, sobre su propia cartera."""

    def __init__(self, bd: Bd, cartera: Cartera, enlazador: Enlazador) -> None:
        self._bd = bd
        self._llavero = bd.llavero
        self._llaves_de_dia = bd.llaves_de_dia
        self._cartera = cartera
        self._enlazador = enlazador
        self._por_paso = EVENTOS_POR_PASO
        self._sin_llave: set[UUID] = set()

    def avanzar(self, releer: Releer, ahora: datetime) -> bool:
        """Da un paso de la búsqueda pendiente más antigua que nadie tenga; dice si había alguna.

        La que llega a un día cuya llave no abre queda pendiente y deja pasar a las demás.

        Fundamento: Ley 21.500, art. 3; técnico (ADR-0014).

        Raises:
            CifradoInvalido: a todas las que quedan les falta una llave; siguen pendientes.
        """
        self._llaves_de_dia.olvidar_anteriores(ahora.date())
        with self._bd.transaccion() as sesion:
            if not hay_busquedas(sesion):
                return False
        self._cartera.adelantar(self._bd)
        hubo = self._avanzar_una(releer, ahora)
        if not hubo and self._sin_llave:
            self._sin_llave.clear()
            raise LlaveNoDisponible
        return hubo

    def acortar_paso(self) -> bool:
        """Parte por la mitad los pasos siguientes; falso si ya son de un evento.

        Cada paso que cabe los vuelve a doblar, hasta `EVENTOS_POR_PASO`.

        Fundamento: técnico (ADR-0014).
        """
        acortado = max(1, self._por_paso // 2)
        se_pudo, self._por_paso = acortado < self._por_paso, acortado
        return se_pudo

    def _avanzar_una(self, releer: Releer, ahora: datetime) -> bool:
        reclamada: UUID | None = None
        try:
            with self._bd.transaccion() as sesion:
                congelar_cartera(sesion)
                self._cartera.poner_al_dia(sesion)
                busqueda = reclamar_busqueda(sesion, self._sin_llave)
                if busqueda is None:
                    return False
                reclamada = busqueda.id
                caso_id = str(busqueda.caso_id)
                # Porque: a un caso terminado ya no se le busca; el índice no lo tiene.
                if caso_id not in self._cartera or self._dar_paso(sesion, busqueda, releer, ahora):
                    self._terminar(sesion, busqueda, ahora)
        except CifradoInvalido:
            if reclamada is None:
                raise
            self._sin_llave.add(reclamada)
        else:
            self._por_paso = min(EVENTOS_POR_PASO, 2 * self._por_paso)
        return True

    def _dar_paso(
        self, sesion: Session, busqueda: BusquedaRetrospectiva, releer: Releer, ahora: datetime
    ) -> bool:
        """Compara un tramo y anota hasta dónde llegó; dice si era el último."""
        casos = self._cartera.casos_de_la_persona(str(busqueda.caso_id))
        identidades = [self._cartera.ficha(caso).identidad for caso in casos]
        claves = frozenset[str]().union(*map(variantes_de_busqueda, identidades))
        if busqueda.avance_dia is None:
            avistados = self._revisar_contactos(sesion, busqueda, casos, claves)
            quedan = True
        else:
            leidos, quedan = self._abrir_boveda(sesion, busqueda, claves, ahora)
            eventos = [(leido.organismo, _releer(leido, releer)) for leido in leidos]
            avistados = [
                self._enlazador.avistar(evento, organismo, ahora)
                for organismo, evento in eventos
                if evento is not None
            ]
            busqueda.ilegibles += len(leidos) - len(avistados)
        busqueda.examinados += len(avistados)
        busqueda.halladas += self._enlazador.enlazar(sesion, avistados, ahora).halladas
        return not quedan

    def _revisar_contactos(
        self,
        sesion: Session,
        busqueda: BusquedaRetrospectiva,
        casos: Sequence[str],
        claves: Iterable[str],
    ) -> list[Avistamiento]:
        """El siguiente tramo de contactos guardados, ya comparados."""
        guardados = repositorio_guardados.hallar(
            sesion,
            [self._llavero.clave_ciega(clave) for clave in claves],
            [UUID(caso) for caso in casos],
            busqueda.avance_fila or PRINCIPIO.fila,
            self._por_paso,
        )
        if len(guardados) == self._por_paso:
            busqueda.avance_fila = guardados[-1].id
        else:
            busqueda.avance_dia, busqueda.avance_fila = PRINCIPIO
        return [
            self._enlazador.revisar(contacto, _leer_identidad(contacto.persona))
            for contacto in guardados
        ]

    def _abrir_boveda(
        self,
        sesion: Session,
        busqueda: BusquedaRetrospectiva,
        claves: Iterable[str],
        ahora: datetime,
    ) -> tuple[list[Recuperado], bool]:
        """El siguiente tramo de la bóveda que comparte alguna clave, abierto, y si puede haber más.

        Raises:
            LlaveNoDisponible: la del primer día que toca no abre; no hay tramo.
        """
        marca = Marca(busqueda.avance_dia or PRINCIPIO.dia, busqueda.avance_fila or PRINCIPIO.fila)
        hallados = boveda.buscar(
            sesion, self._llaves_de_dia, claves, ahora.date(), marca, self._por_paso
        )
        leidos: list[Recuperado] = []
        try:
            leidos.extend(islice(hallados, self._por_paso))
            quedan = len(leidos) == self._por_paso
        except LlaveNoDisponible:
            # Porque: lo de los días anteriores ya se leyó; el paso siguiente parte en este.
            if not leidos:
                raise
            quedan = True
        if leidos:
            busqueda.avance_dia, busqueda.avance_fila = leidos[-1].marca
        return leidos, quedan

    def _terminar(self, sesion: Session, busqueda: BusquedaRetrospectiva, ahora: datetime) -> None:
        """Da la búsqueda por hecha y la asienta con sus cuentas."""
        busqueda.hecha_en = ahora
        if busqueda.ilegibles:
            _bitacora.warning("boveda_ilegible", alarma=True, eventos=busqueda.ilegibles)
        asentar_hecho(
            sesion,
            Constancia(
                accion=Accion.CASO_MIRAR_ATRAS,
                ocurrido_en=ahora,
                objeto="busqueda_retrospectiva",
                objeto_id=str(busqueda.id),
                caso_id=busqueda.caso_id,
                resultados=busqueda.halladas,
                detalle={
                    "motivo": busqueda.motivo,
                    "examinados": busqueda.examinados,
                    "ilegibles": busqueda.ilegibles,
                },
            ),
        )


def _releer(leido: Recuperado, releer: Releer) -> EventoContacto | None:
    return releer(leido.cuerpo, leido.organismo, leido.firma) if leido.legible else None


def _leer_identidad(persona: Mapping[str, Any]) -> Identidad:
    """La identidad con que se guardó un contacto, de vuelta de JSON."""
    campos = dict(persona)
    sexo = campos.pop("sexo")
    documentos = tuple(Documento(**documento) for documento in campos.pop("documentos"))
    return Identidad(**campos, sexo=Sexo(sexo) if sexo else None, documentos=documentos)
