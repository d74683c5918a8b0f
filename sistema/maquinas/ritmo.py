"""Cuántos eventos, o peticiones de token, por segundo admite la puerta HTTP."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from threading import Lock
from uuid import UUID

from sistema.maquinas.errores import PeticionesDeTokenExcedidas, RitmoExcedido

EVENTOS_POR_SEGUNDO = 200
RAFAGA = 2_000
TOKENS_POR_SEGUNDO = 20
RAFAGA_DE_TOKENS = 200


@dataclass(slots=True)
class Ritmo:
    """Un cupo que se llena solo: admite ráfagas y, sostenido, `eventos_por_segundo`.

    Vive en la memoria de cada proceso: con varios procesos de API el cupo real es la suma. Protege
    la puerta de un envío desbocado; no es una medida de seguridad. No mira qué traen los eventos.
    """

    eventos_por_segundo: int = EVENTOS_POR_SEGUNDO
    rafaga: int = RAFAGA
    error: type[RitmoExcedido] = RitmoExcedido
    _llenos_en: dict[UUID, datetime] = field(default_factory=dict)
    _turno: Lock = field(default_factory=Lock)

    def cobrar(self, credencial_id: UUID, eventos: int, ahora: datetime) -> None:
        """Descuenta del cupo de la credencial, o no descuenta nada.

        Raises:
            RitmoExcedido: no caben; dice cuántos segundos esperar.
        """
        holgura = timedelta(seconds=self.rafaga / self.eventos_por_segundo)
        costo = timedelta(seconds=eventos / self.eventos_por_segundo)
        with self._turno:
            lleno_en = max(self._llenos_en.get(credencial_id, ahora), ahora) + costo
            if lleno_en - ahora > holgura:
                raise self.error((lleno_en - ahora - holgura).total_seconds())
            self._llenos_en[credencial_id] = lleno_en


def crear_ritmo_de_tokens() -> Ritmo:
    """El cupo con que se piden tokens: cada petición cuesta uno."""
    return Ritmo(TOKENS_POR_SEGUNDO, RAFAGA_DE_TOKENS, PeticionesDeTokenExcedidas)
