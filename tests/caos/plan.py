"""El plan de una corrida: qué se rompe y cuándo, siempre el mismo para la misma semilla."""

import random
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum


class Clase(StrEnum):
    """Una manera de romper algo."""

    MATAR_CONSUMIDOR = "matar_consumidor"
    MORIR_EN_PUNTO = "morir_en_punto"
    CONGELAR_CONSUMIDOR = "congelar_consumidor"
    REBALANCEO = "rebalanceo"
    MATAR_BROKER = "matar_broker"
    CONGELAR_BROKER = "congelar_broker"
    BROKER_CAIDO = "broker_caido"
    MATAR_POSTGRES = "matar_postgres"
    DISCO_LLENO = "disco_lleno"
    SIN_CONEXIONES = "sin_conexiones"


@dataclass(frozen=True)
class Falla:
    """Qué se rompe, a cuántos segundos del comienzo y por cuántos segundos (0: es un instante)."""

    en_s: float
    clase: Clase
    dura_s: float = 0.0


DURACION_S = {
    Clase.CONGELAR_CONSUMIDOR: 10.0,
    Clase.CONGELAR_BROKER: 10.0,
    Clase.DISCO_LLENO: 8.0,
    Clase.SIN_CONEXIONES: 5.0,
    Clase.BROKER_CAIDO: 60.0,
}

# De cada 60 fallas. La del broker caído 60 s va una sola vez, aparte.
PESOS = (
    (Clase.MATAR_CONSUMIDOR, 14),
    (Clase.MORIR_EN_PUNTO, 11),
    (Clase.CONGELAR_CONSUMIDOR, 8),
    (Clase.REBALANCEO, 8),
    (Clase.MATAR_BROKER, 4),
    (Clase.CONGELAR_BROKER, 2),
    (Clase.MATAR_POSTGRES, 5),
    (Clase.DISCO_LLENO, 3),
    (Clase.SIN_CONEXIONES, 4),
)


def sortear_plan(semilla: int, cuantas: int, segundos: float) -> list[Falla]:
    """Al menos una de cada clase, repartidas a lo largo de `segundos`, y el broker caído una vez.

    Lo que dura se encima con lo que venga después: así también se prueban juntas.
    """
    azar = random.Random(semilla)
    clases = [clase for clase, _peso in PESOS]
    pesos = [peso for _clase, peso in PESOS]
    elegidas = [Clase.BROKER_CAIDO, *clases]
    elegidas += azar.choices(clases, pesos, k=max(0, cuantas - len(elegidas)))
    azar.shuffle(elegidas)
    return _repartir(elegidas, segundos, azar)


def plan_breve(semilla: int, clases: Sequence[Clase], paso_s: float) -> list[Falla]:
    """Las clases pedidas, desordenadas, una cada `paso_s`; lo que dura, dura poco."""
    azar = random.Random(semilla)
    elegidas = list(clases)
    azar.shuffle(elegidas)
    breves = {c: min(5.0, d) for c, d in DURACION_S.items()}
    return [
        Falla(lugar * paso_s, clase, breves.get(clase, 0.0)) for lugar, clase in enumerate(elegidas)
    ]


def _repartir(clases: Sequence[Clase], segundos: float, azar: random.Random) -> list[Falla]:
    paso_s = segundos / len(clases)
    return [
        Falla(round((lugar + azar.random() * 0.8) * paso_s, 2), clase, DURACION_S.get(clase, 0.0))
        for lugar, clase in enumerate(clases)
    ]
