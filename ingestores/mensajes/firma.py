"""De un mensaje, firmado o no, a un evento válido o a la razón por la que no lo es."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime

from ingestores.mensajes.decodificacion import decodificar
from sistema.contactos.tipos import EventoContacto
from sistema.cuarentena.tipos import CodigoCuarentena, MensajeRechazado
from sistema.nucleo.firmas import LlaveDeFirma, leer_firma, revisar_firma


@dataclass(frozen=True, slots=True)
class Lectura:
    """Con qué se leen los mensajes de un lote: de quién es, a qué hora y con qué llaves firma."""

    organismo: str
    ahora: datetime
    llaves: Mapping[str, LlaveDeFirma] = field(default_factory=dict)

    def leer(
        self, cuerpo: bytes, posicion: int, firma: str | None = None
    ) -> EventoContacto | MensajeRechazado:
        """Devuelve siempre un evento o un rechazo; con firma, los bytes se leen si se verifica.

        Sin firma el evento vale igual. El evento firmado la lleva consigo, ya verificada.

        Fundamento: técnico (ADR-0004, ADR-0016).
        """
        if firma is None:
            return decodificar(cuerpo, posicion, self.organismo, self.ahora)
        problema = revisar_firma(firma, cuerpo, self.llaves, self.ahora)
        if problema is not None:
            return MensajeRechazado(
                posicion=posicion,
                cuerpo=cuerpo,
                codigo=CodigoCuarentena.FIRMA_INVALIDA,
                detalle=problema,
                firma=firma,
            )
        return replace(decodificar(cuerpo, posicion, self.organismo, self.ahora), firma=firma)


def nombrar_llaves(firmas: Iterable[str | None]) -> frozenset[str]:
    """Los `kid` que dicen unas firmas; no cuenta a las que faltan ni a las mal escritas."""
    leidas = (leer_firma(firma) for firma in firmas if firma is not None)
    return frozenset(leida.kid for leida in leidas if leida is not None)
