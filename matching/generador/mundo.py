"""El mundo completo: personas buscadas, eventos y la verdad de cada uno."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Final, TypeVar

from matching.generador.canales import CANALES_DE_EVENTO, Canal
from matching.generador.parientes import (
    crear_gemelo,
    crear_homonimo,
    crear_pariente,
    crear_run_vecino,
)
from matching.generador.persona import Persona, clasificar_grupos
from matching.generador.poblacion import EDADES_BUSCADAS, Poblacion
from matching.generador.ruido import Escribiente
from matching.generador.sorteo import Urna, crear_azar, elegir, sucede
from matching.tipos import Identidad

T = TypeVar("T", "PersonaBuscada", "EventoSintetico")
PARENTESCO_EN_LA_LISTA: Final = 0.015
RUIDO_APELLIDO_UNICO: Final = 0.25
INTENTOS: Final = 20


class Clase(StrEnum):
    """Qué es un evento respecto de las personas buscadas."""

    POSITIVO = "positivo"
    FONDO = "fondo"
    HOMONIMO = "homonimo"
    PARIENTE = "pariente"
    GEMELO = "gemelo"
    RUN_VECINO = "run_vecino"
    RUN_PRESTADO = "run_prestado"


PESO_DE_DUROS: Final = (
    (Clase.HOMONIMO, 0.34),
    (Clase.PARIENTE, 0.38),
    (Clase.GEMELO, 0.07),
    (Clase.RUN_VECINO, 0.19),
    (Clase.RUN_PRESTADO, 0.02),
)
"""Cómo se reparten los negativos difíciles."""


@dataclass(frozen=True, slots=True)
class PersonaBuscada:
    """Una persona de la lista: quién es de verdad y cómo quedó escrita en la denuncia."""

    caso_id: str
    persona: Persona
    identidad: Identidad
    errores: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Verdad:
    """Lo que el enlace debería decir de un evento.

    `caso_id` es la persona buscada que aparece en él, o None. `referida` es la persona buscada a la
    que un negativo difícil se parece. `grupos` son los valores de `Grupo` de la persona del evento,
    y `errores` los tratamientos que lo alteraron.
    """

    caso_id: str | None
    clase: Clase
    referida: str | None
    grupos: frozenset[str]
    errores: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class EventoSintetico:
    """Una identidad que llega por un canal, con su verdad al lado."""

    evento_id: str
    canal: Canal
    identidad: Identidad
    verdad: Verdad


@dataclass(frozen=True, slots=True)
class Mundo:
    """Personas buscadas y eventos de una semilla."""

    semilla: int
    buscadas: tuple[PersonaBuscada, ...]
    eventos: tuple[EventoSintetico, ...]


class Fabrica:
    """Produce personas buscadas y eventos de un mundo, uno a uno, en un orden fijo."""

    def __init__(self, semilla: int, ruido: float) -> None:
        self.azar = crear_azar(semilla)
        self.poblacion = Poblacion(self.azar)
        self.escribiente = Escribiente(ruido)
        self.buscadas: list[PersonaBuscada] = []
        self.creadores: dict[Clase, Callable[[Poblacion, Persona], Persona]] = {
            Clase.HOMONIMO: crear_homonimo,
            Clase.PARIENTE: crear_pariente,
            Clase.GEMELO: crear_gemelo,
            Clase.RUN_VECINO: crear_run_vecino,
        }

    def agregar_buscada(self) -> PersonaBuscada:
        """Una persona más en la lista; a veces, pariente o gemela de otra que ya está."""
        if self.buscadas and sucede(self.azar, PARENTESCO_EN_LA_LISTA):
            clase = elegir(self.azar, (Clase.PARIENTE, Clase.PARIENTE, Clase.GEMELO))
            modelo = elegir(self.azar, self.buscadas).persona
            persona = self.creadores[clase](self.poblacion, modelo)
        else:
            persona = self.poblacion.crear(EDADES_BUSCADAS)
        return self.anotar_buscada(persona)

    def anotar_buscada(self, persona: Persona) -> PersonaBuscada:
        """Escribe la denuncia de la persona y la suma a la lista."""
        registro = self.escribiente.escribir(persona, Canal.DENUNCIA, self.azar)
        caso_id = f"caso-{len(self.buscadas):06d}"
        buscada = PersonaBuscada(caso_id, persona, registro.identidad, registro.errores)
        self.buscadas.append(buscada)
        return buscada

    def crear_evento(self, numero: int, clase: Clase) -> EventoSintetico:
        """Un evento de la clase pedida sobre una persona buscada al azar."""
        return self.escribir_evento(numero, clase, self.elegir_buscada(clase))

    def escribir_evento(
        self, numero: int, clase: Clase, buscada: PersonaBuscada
    ) -> EventoSintetico:
        """Un evento de la clase pedida sobre esa persona buscada."""
        canal = CANALES_DE_EVENTO.sacar(self.azar)
        persona = self.crear_persona(clase, buscada.persona)
        prestado = buscada.persona.run if clase is Clase.RUN_PRESTADO else None
        registro = self.escribiente.escribir(persona, canal, self.azar, run_prestado=prestado)
        verdad = Verdad(
            caso_id=buscada.caso_id if clase is Clase.POSITIVO else None,
            clase=clase,
            referida=None if clase is Clase.FONDO else buscada.caso_id,
            grupos=clasificar_grupos(persona),
            errores=registro.errores,
        )
        return EventoSintetico(f"evento-{numero:07d}", canal, registro.identidad, verdad)

    def crear_persona(self, clase: Clase, buscada: Persona) -> Persona:
        """Quién está de verdad en un evento de esa clase."""
        match clase:
            case Clase.POSITIVO:
                return buscada
            case Clase.FONDO | Clase.RUN_PRESTADO:
                return self.poblacion.crear()
            case _:
                return self.creadores[clase](self.poblacion, buscada)

    def elegir_buscada(self, clase: Clase) -> PersonaBuscada:
        """Una persona buscada; con RUN si la clase trata del RUN."""
        buscada = elegir(self.azar, self.buscadas)
        if clase in {Clase.RUN_VECINO, Clase.RUN_PRESTADO}:
            for _ in range(INTENTOS):
                if buscada.persona.run is not None:
                    break
                buscada = elegir(self.azar, self.buscadas)
        return buscada


def generar(
    semilla: int,
    *,
    buscadas: int = 1_000,
    eventos: int = 10_000,
    positivos: float = 0.02,
    duros: float = 0.08,
    ruido: float = 1.0,
) -> Mundo:
    """Mundo sembrado con `positivos` y `duros` como proporción de los eventos; el resto es fondo.

    `ruido` multiplica las tasas de error de la lista y de los eventos. La misma semilla con los
    mismos argumentos da el mismo mundo en cualquier máquina.
    """
    fabrica = Fabrica(semilla, ruido)
    for _ in range(buscadas):
        fabrica.agregar_buscada()
    clases = Urna[Clase](
        [
            (Clase.POSITIVO, positivos),
            (Clase.FONDO, 1 - positivos - duros),
            *((clase, duros * peso) for clase, peso in PESO_DE_DUROS),
        ]
    )
    escritos = tuple(
        fabrica.crear_evento(numero, clases.sacar(fabrica.azar)) for numero in range(eventos)
    )
    return Mundo(semilla, tuple(fabrica.buscadas), escritos)


def generar_apellido_unico(
    semilla: int, *, personas: int = 5_000, ruido: float = RUIDO_APELLIDO_UNICO
) -> Mundo:
    """Mundo de personas con un solo apellido y sin RUN en ninguna de las dos listas.

    Un evento por persona, en orden barajado y sin negativos difíciles. El ruido por omisión, un
    cuarto del normal, deja la fecha de nacimiento escrita en al menos el 95 % de los eventos.
    """
    fabrica = Fabrica(semilla, ruido)
    for _ in range(personas):
        persona = fabrica.poblacion.crear(EDADES_BUSCADAS)
        fabrica.anotar_buscada(
            replace(persona, run=None, run_madre=None, materno="", documento=None)
        )
    barajadas = fabrica.azar.sample(fabrica.buscadas, personas)
    return Mundo(
        semilla,
        tuple(sin_run(buscada) for buscada in fabrica.buscadas),
        tuple(
            sin_run(fabrica.escribir_evento(numero, Clase.POSITIVO, buscada))
            for numero, buscada in enumerate(barajadas)
        ),
    )


def sin_run(escrito: T) -> T:
    """Lo mismo con el campo del RUN vacío, aunque alguien lo hubiera rellenado."""
    return replace(escrito, identidad=replace(escrito.identidad, run=""))
