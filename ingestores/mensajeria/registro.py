"""Del lote crudo a la puerta de los contactos, insistiendo mientras la base de datos no esté."""

import time
from collections.abc import Callable, Sequence
from collections.abc import Set as AbstractSet
from typing import TypeVar

from ingestores.mensajeria.retroceso import (
    DetencionPedida,
    Esperar,
    PlazoVencido,
    Retroceso,
    insistir,
)
from ingestores.mensajes.decodificacion import releer
from ingestores.procesador import apartar_mensaje, procesar_lote
from ingestores.puerta import MensajePendiente, Puerta
from sistema.contactos.errores import PosicionAdelantada
from sistema.contactos.tipos import Intento, ResultadoLote
from sistema.cuarentena.tipos import Origen
from sistema.entrada.tipos import EntradaPendiente
from sistema.nucleo.bitacora import obtener_bitacora
from sistema.nucleo.errores import CifradoInvalido
from sistema.nucleo.reloj import Reloj

T = TypeVar("T")
Cronometro = Callable[[], float]
MENSAJES_POR_LOTE = 500
DESCANSO_S = 30.0
MUERTES_TOLERADAS = 3
PRIMERA_REPETICION = 2
_bitacora = obtener_bitacora("mensajeria")


class Registro:
    """La puerta vista desde el bucle: o responde, o se pidió detener, o el error es desconocido.

    Todo método puede lanzar `DetencionPedida`.
    """

    def __init__(
        self,
        puerta: Puerta,
        reloj: Reloj,
        esperar: Esperar,
        retroceso: Retroceso,
        cronometro: Cronometro = time.monotonic,
    ) -> None:
        self._puerta = puerta
        self._reloj = reloj
        self._esperar = esperar
        self._retroceso = retroceso
        self._cronometro = cronometro
        self._tope = MENSAJES_POR_LOTE
        self._entrada_desde_s = self._atras_desde_s = cronometro()

    def leer_posicion(self, origen: Origen) -> int:
        """La primera posición no consumida del origen."""
        return self.consultar(lambda: self._puerta.posicion(origen))

    def tomar_entrada(
        self, maximo: int, salvo: AbstractSet[str] = frozenset()
    ) -> Sequence[EntradaPendiente]:
        """Las filas pendientes de la tabla `entrada`, salvo las de esos organismos.

        Si falta la llave con que se cerraron, ninguna: quedan donde están y Kafka sigue.
        """
        if self._cronometro() < self._entrada_desde_s:
            return []
        try:
            return self.consultar(lambda: self._puerta.tomar_entrada(maximo, salvo))
        except CifradoInvalido as error:
            self._entrada_desde_s = self._descansar_sin_llaves(error, self._retroceso.maximo_s)
            return []

    def consultar(self, operacion: Callable[[], T]) -> T:
        """El resultado de mirar la base de datos, que puede no estar todavía."""
        return insistir(operacion, self._esperar, self._retroceso)

    def mirar_atras(self) -> bool:
        """Da un paso de una búsqueda hacia atrás; dice si conviene dar otro enseguida.

        El paso que no cabe en los límites de la base se acorta. El que ya no se puede acortar, y
        el que no tiene sus llaves, queda pendiente `DESCANSO_S`; los eventos nuevos siguen.
        """
        if self._cronometro() < self._atras_desde_s:
            return False
        try:
            return bool(self._insistir_o_partir(lambda: self._puerta.mirar_atras(releer)))
        except PlazoVencido:
            acortado = self._puerta.acortar_paso()
            _bitacora.error("paso_no_cabe", alarma=True)
            if not acortado:
                self._atras_desde_s = self._cronometro() + DESCANSO_S
            return acortado
        except CifradoInvalido as error:
            self._atras_desde_s = self._descansar_sin_llaves(error, DESCANSO_S)
            return False

    def _descansar_sin_llaves(self, error: CifradoInvalido, espera_s: float) -> float:
        """Da la alarma; devuelve desde cuándo se vuelve a intentar."""
        _bitacora.error(
            "llaves_no_disponibles", alarma=True, codigo=error.codigo, espera_s=espera_s
        )
        return self._cronometro() + espera_s

    def _insistir_o_partir(self, operacion: Callable[[], T]) -> T:
        return insistir(operacion, self._esperar, self._retroceso, parte_si_vence=True)

    def registrar(
        self,
        origen: Origen,
        organismo: str,
        desde: int,
        mensajes: Sequence[MensajePendiente],
    ) -> bool:
        """Si los mensajes quedaron registrados; falso cuando otro consumidor los tiene o avanzó.

        Antes de cada tramo anota que lo empieza. Si la vez anterior el proceso murió en él, va
        mensaje por mensaje, y el que ya mató `MUERTES_TOLERADAS` veces queda en la cuarentena. El
        tramo que no cabe en los límites de la base se parte por la mitad; el mensaje que solo
        tampoco cabe cuenta como el que mata. Si faltan las llaves de día, espera a que estén.

        Fundamento: técnico (ADR-0015).
        """
        esperas = 0
        while mensajes:
            try:
                hechos = self._registrar_tramo(origen, organismo, desde, mensajes[: self._tope])
            except CifradoInvalido as error:
                esperas += 1
                self._esperar_las_llaves(origen, organismo, error, esperas)
                continue
            if not hechos:
                return False
            desde, mensajes = mensajes[hechos - 1].siguiente, mensajes[hechos:]
            esperas = 0
        return True

    def _registrar_tramo(
        self, origen: Origen, organismo: str, desde: int, mensajes: Sequence[MensajePendiente]
    ) -> int:
        """Cuántos quedaron registrados, desde el primero; 0 si otro consumidor los tiene."""
        intento = self._anotar(origen, mensajes[0].posicion, mensajes[-1].siguiente, 0)
        if intento is None:
            return 0
        if intento.veces == 1:
            return self._registrar_lo_que_quepa(origen, organismo, desde, mensajes, intento)
        _bitacora.warning(
            "tramo_sospechoso", organismo=organismo, desde=desde, empezado=intento.veces
        )
        # Porque: tras la primera muerte es sospechoso todo el tramo; desde la segunda ya se iba de
        # a uno, así que solo lo es el primero.
        hasta = intento.hasta if intento.veces == PRIMERA_REPETICION else mensajes[0].siguiente
        sospechosos = [mensaje for mensaje in mensajes if mensaje.posicion < hasta]
        de_a_uno = self._ir_de_a_uno(origen, organismo, desde, sospechosos, intento)
        return len(sospechosos) if de_a_uno else 0

    def _registrar_lo_que_quepa(
        self,
        origen: Origen,
        organismo: str,
        desde: int,
        mensajes: Sequence[MensajePendiente],
        intento: Intento,
    ) -> int:
        while len(mensajes) > 1:
            try:
                registrado = self._procesar(origen, organismo, desde, mensajes)
            except PlazoVencido:
                self._tope = len(mensajes) // 2
                _bitacora.error(
                    "lote_no_cabe",
                    alarma=True,
                    organismo=organismo,
                    posicion=mensajes[0].posicion,
                    total=len(mensajes),
                )
                mensajes = mensajes[: self._tope]
            else:
                return len(mensajes) if registrado else 0
        return int(self._registrar_uno(origen, organismo, desde, mensajes[0], intento))

    def _ir_de_a_uno(
        self,
        origen: Origen,
        organismo: str,
        desde: int,
        mensajes: Sequence[MensajePendiente],
        intento: Intento | None,
    ) -> bool:
        for mensaje in mensajes:
            if mensaje is not mensajes[0]:
                intento = self._anotar(origen, mensaje.posicion, mensaje.siguiente, 1)
            if not self._registrar_uno(origen, organismo, desde, mensaje, intento):
                return False
            desde = mensaje.siguiente
        return True

    def _registrar_uno(
        self,
        origen: Origen,
        organismo: str,
        desde: int,
        mensaje: MensajePendiente,
        intento: Intento | None,
    ) -> bool:
        while intento is not None and intento.veces <= MUERTES_TOLERADAS:
            try:
                return self._procesar(origen, organismo, desde, [mensaje])
            except PlazoVencido:
                _bitacora.error(
                    "mensaje_no_cabe",
                    alarma=True,
                    organismo=organismo,
                    posicion=mensaje.posicion,
                    intento=intento.veces,
                )
                # Porque: ya no hay qué partir; anotarlo otra vez lo cuenta como una muerte.
                intento = self._anotar(origen, mensaje.posicion, mensaje.siguiente, 0)
        return intento is not None and self._apartar(origen, organismo, desde, mensaje)

    def _esperar_las_llaves(
        self, origen: Origen, organismo: str, error: CifradoInvalido, esperas: int
    ) -> None:
        """Espera sin que el intento cuente: a los mensajes no les pasa nada."""
        self.consultar(lambda: self._puerta.desistir_intento(origen))
        espera_s = self._retroceso.espera_s(esperas)
        _bitacora.error(
            "llaves_no_disponibles",
            alarma=True,
            codigo=error.codigo,
            organismo=organismo,
            intento=esperas,
            espera_s=espera_s,
        )
        if self._esperar(espera_s):
            raise DetencionPedida

    def _anotar(self, origen: Origen, desde: int, hasta: int, muertes: int) -> Intento | None:
        return self.consultar(lambda: self._puerta.anotar_intento(origen, desde, hasta, muertes))

    def _apartar(
        self, origen: Origen, organismo: str, desde: int, mensaje: MensajePendiente
    ) -> bool:
        _bitacora.error(
            "mensaje_detiene_al_consumidor",
            alarma=True,
            organismo=organismo,
            posicion=mensaje.posicion,
        )
        return self._concluir(
            organismo,
            desde,
            lambda: self.consultar(
                lambda: apartar_mensaje(self._puerta, origen, organismo, desde, mensaje)
            ),
        )

    def _procesar(
        self, origen: Origen, organismo: str, desde: int, mensajes: Sequence[MensajePendiente]
    ) -> bool:
        ahora = self._reloj()
        registrado = self._concluir(
            organismo,
            desde,
            lambda: self._insistir_o_partir(
                lambda: procesar_lote(self._puerta, origen, organismo, desde, mensajes, ahora)
            ),
        )
        # Porque: lo que cupo prueba que el doble puede caber; así se vuelve solo al lote entero.
        self._tope = min(MENSAJES_POR_LOTE, max(self._tope, 2 * len(mensajes)))
        return registrado

    def _concluir(self, organismo: str, desde: int, operacion: Callable[[], ResultadoLote]) -> bool:
        try:
            resultado = operacion()
        except PosicionAdelantada:
            _bitacora.warning("posicion_adelantada", organismo=organismo, esperada=desde)
            return False
        _bitacora.info(
            "lote_registrado",
            organismo=organismo,
            nuevos=resultado.nuevos,
            repetidos=resultado.repetidos,
            en_cuarentena=resultado.en_cuarentena,
            coincidencias=resultado.coincidencias,
            alertas=resultado.alertas,
        )
        return True
