"""Lo que la puerta HTTP responde a quien aporta; nunca dice si alguien coincidió (INV-3)."""

from typing import Literal
from uuid import UUID

from pydantic import BaseModel


class Recibo(BaseModel):
    """Cuántos eventos quedaron recibidos y con qué identificador reclamar por ellos."""

    recepcion_id: UUID
    recibidos: int


class FaltaLeida(BaseModel):
    """Un campo que corregir."""

    campo: str
    problema: str
    remedio: str


class ResultadoDeEnsayo(BaseModel):
    """Lo que pasaría con el evento; nada quedó guardado."""

    resultado: Literal["recibido", "por_corregir"]
    codigo: str | None
    faltas: list[FaltaLeida]
