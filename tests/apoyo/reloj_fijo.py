"""Un reloj que solo avanza cuando la prueba lo dice."""

from datetime import UTC, datetime, timedelta

INICIO = datetime(2026, 11, 22, 3, 0, tzinfo=UTC)


class RelojFijo:
    """Cumple el contrato de `Reloj`."""

    def __init__(self, instante: datetime = INICIO) -> None:
        self.instante = instante

    def __call__(self) -> datetime:
        return self.instante

    def avanzar(self, cuanto: timedelta) -> None:
        self.instante += cuanto
