"""Del lote crudo a la puerta de los contactos, insistiendo mientras la base de datos no esté."""

from collections.abc import Sequence

from ingestores.mensajeria.retroceso import Esperar, Retroceso, insistir
from ingestores.procesador import procesar_lote
from ingestores.puerta import MensajePendiente, Puerta
from sistema.contactos.errores import PosicionAdelantada
from sistema.cuarentena.tipos import Origen
from sistema.entrada.tipos import EntradaPendiente
from sistema.nucleo.bitacora import obtener_bitacora
from sistema.nucleo.reloj import Reloj

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
        return insistir(lambda: self._puerta.posicion(origen), self._esperar, self._retroceso)

    def tomar_entrada(self, maximo: int) -> Sequence[EntradaPendiente]:
        """Las filas pendientes de la tabla `entrada`."""
        return insistir(
            lambda: self._puerta.tomar_entrada(maximo),
            self._esperar,
            self._retroceso,
        )

    def registrar(
        self,
        origen: Origen,
        organismo: str,
        desde: int,
        mensajes: Sequence[MensajePendiente],
    ) -> bool:
        """Si el lote quedó registrado; falso cuando otro consumidor ya avanzó este origen."""
        ahora = self._reloj()
        try:
            resultado = insistir(
                lambda: procesar_lote(self._puerta, origen, organismo, desde, mensajes, ahora),
                self._esperar,
                self._retroceso,
            )
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
