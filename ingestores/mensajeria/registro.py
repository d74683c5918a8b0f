"""Del lote crudo a la puerta de los contactos, insistiendo mientras la base de datos no esté."""

from collections.abc import Callable, Sequence
from typing import TypeVar

from ingestores.mensajeria.retroceso import Esperar, Retroceso, insistir
from ingestores.mensajes.decodificacion import releer
from ingestores.procesador import apartar_mensaje, procesar_lote
from ingestores.puerta import MensajePendiente, Puerta
from sistema.contactos.errores import PosicionAdelantada
from sistema.contactos.tipos import Intento, ResultadoLote
from sistema.cuarentena.tipos import Origen
from sistema.entrada.tipos import EntradaPendiente
from sistema.nucleo.bitacora import obtener_bitacora
from sistema.nucleo.reloj import Reloj

T = TypeVar("T")
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
    ) -> None:
        self._puerta = puerta
        self._reloj = reloj
        self._esperar = esperar
        self._retroceso = retroceso

    def leer_posicion(self, origen: Origen) -> int:
        """La primera posición no consumida del origen."""
        return self.consultar(lambda: self._puerta.posicion(origen))

    def tomar_entrada(self, maximo: int) -> Sequence[EntradaPendiente]:
        """Las filas pendientes de la tabla `entrada`."""
        return self.consultar(lambda: self._puerta.tomar_entrada(maximo))

    def consultar(self, operacion: Callable[[], T]) -> T:
        """El resultado de mirar la base de datos, que puede no estar todavía."""
        return insistir(operacion, self._esperar, self._retroceso)

    def mirar_atras(self) -> bool:
        """Da un paso de una búsqueda hacia atrás; dice si había alguna."""
        return bool(self.consultar(lambda: self._puerta.mirar_atras(releer)))

    def registrar(
        self,
        origen: Origen,
        organismo: str,
        desde: int,
        mensajes: Sequence[MensajePendiente],
    ) -> bool:
        """Si los mensajes quedaron registrados; falso cuando otro consumidor los tiene o avanzó.

        Antes de cada tramo anota que lo empieza. Si la vez anterior el proceso murió en él, va
        mensaje por mensaje, y el que ya mató `MUERTES_TOLERADAS` veces queda en la cuarentena.

        Fundamento: técnico (ADR-0015).
        """
        intento = self._anotar(origen, mensajes[0].posicion, mensajes[-1].siguiente, 0)
        if intento is None:
            return False
        if intento.veces == 1:
            return self._procesar(origen, organismo, desde, mensajes)
        _bitacora.warning(
            "tramo_sospechoso", organismo=organismo, desde=desde, empezado=intento.veces
        )
        # Porque: tras la primera muerte es sospechoso todo el tramo; desde la segunda ya se iba de
        # a uno, así que solo lo es el primero.
        hasta = intento.hasta if intento.veces == PRIMERA_REPETICION else mensajes[0].siguiente
        sospechosos = [mensaje for mensaje in mensajes if mensaje.posicion < hasta]
        if not self._ir_de_a_uno(origen, organismo, desde, sospechosos, intento):
            return False
        demas = mensajes[len(sospechosos) :]
        siguiente = sospechosos[-1].siguiente
        return not demas or self.registrar(origen, organismo, siguiente, demas)

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
            if intento is None:
                return False
            if intento.veces <= MUERTES_TOLERADAS:
                registrado = self._procesar(origen, organismo, desde, [mensaje])
            else:
                registrado = self._apartar(origen, organismo, desde, mensaje)
            if not registrado:
                return False
            desde = mensaje.siguiente
        return True

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
            lambda: apartar_mensaje(self._puerta, origen, organismo, desde, mensaje),
        )

    def _procesar(
        self, origen: Origen, organismo: str, desde: int, mensajes: Sequence[MensajePendiente]
    ) -> bool:
        ahora = self._reloj()
        return self._concluir(
            organismo,
            desde,
            lambda: procesar_lote(self._puerta, origen, organismo, desde, mensajes, ahora),
        )

    def _concluir(self, organismo: str, desde: int, operacion: Callable[[], ResultadoLote]) -> bool:
        try:
            resultado = self.consultar(operacion)
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
