"""Cuánto cuesta verificar: leer los mismos mensajes con firma y sin ella, en un núcleo."""

import time
from collections.abc import Sequence
from typing import Final

from ingestores.mensajes.firma import Lectura, nombrar_llaves
from sistema.contactos.tipos import EventoContacto
from tests.apoyo.fabricas import LLEGADA, evento
from tests.apoyo.firmas import ORGANISMO, Firmante
from tests.rendimiento.medicion import anotar, avisar, recolector_congelado

POR_LOTE: Final = 500
MICROSEGUNDOS: Final = 1e6


def medir(eventos: int) -> None:
    """Anota eventos por segundo de procesador, decodificando y validando, con y sin firma."""
    avisar(f"firmas: {eventos} eventos")
    firmante = Firmante()
    cuerpos = [evento(n) for n in range(1, eventos + 1)]
    firmados = [(cuerpo, firmante.firmar(cuerpo)) for cuerpo in cuerpos]
    lectura = Lectura(ORGANISMO, LLEGADA, {firmante.kid: firmante.llave()})
    with recolector_congelado():
        _leer(lectura, firmados[:POR_LOTE])
        sin_firma_s = _leer(lectura, [(cuerpo, None) for cuerpo in cuerpos])
        con_firma_s = _leer(lectura, firmados)
    anotar(
        "firmas",
        eventos=eventos,
        sin_firma_por_s=eventos / sin_firma_s,
        con_firma_por_s=eventos / con_firma_s,
        verificar_us=(con_firma_s - sin_firma_s) / eventos * MICROSEGUNDOS,
        razon=sin_firma_s / con_firma_s,
    )


def _leer(lectura: Lectura, mensajes: Sequence[tuple[bytes, str | None]]) -> float:
    """Segundos de procesador que toma leer los mensajes, por lotes como el consumidor."""
    comienzo_s = time.process_time()
    leidos = 0
    for desde in range(0, len(mensajes), POR_LOTE):
        tanda = mensajes[desde : desde + POR_LOTE]
        nombrar_llaves(firma for _, firma in tanda)
        leidos += sum(
            isinstance(lectura.leer(cuerpo, n, firma), EventoContacto)
            for n, (cuerpo, firma) in enumerate(tanda)
        )
    demora_s = time.process_time() - comienzo_s
    if leidos != len(mensajes):
        raise RuntimeError("Algún evento de la medición no se leyó.")
    return demora_s
