"""Lo que espera en la cola de entrada."""

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class MensajeRecibido:
    """Un mensaje tal como llegó: sus bytes exactos y, si la traía, su firma (`kid:base64`)."""

    cuerpo: bytes = field(repr=False)
    firma: str | None = None


@dataclass(frozen=True, slots=True)
class EntradaPendiente:
    """Un mensaje de la cola; si no abre, `legible` es falso y `cuerpo` son los bytes cerrados."""

    numero: int
    organismo: str
    cuerpo: bytes = field(repr=False)
    firma: str | None = None
    legible: bool = True
