"""El patrón de un par: un nivel por campo. Es todo lo que el modelo ve, aparte de la rareza."""

from typing import NamedTuple

from matching.comparadores.fecha import comparar_fechas
from matching.comparadores.nombres import INVERTIDO, NivelesNombre, comparar_nombres
from matching.comparadores.otros import (
    IGUAL,
    MISMA_REGION,
    comparar_comuna,
    comparar_documentos,
    comparar_nacionalidad,
    comparar_sexo,
)
from matching.comparadores.palabras import CERCANO, DISTINTO, FALTA
from matching.comparadores.run import comparar_run
from matching.frecuencias import bits_comuna, bits_region
from matching.perfil import Palabra, Perfil


class Patron(NamedTuple):
    """Los niveles de un par, en el orden en que se explican."""

    run: int = 0
    paterno: int = 0
    materno: int = 0
    primero: int = 0
    segundo: int = 0
    orden: int = 0
    fecha: int = 0
    sexo: int = 0
    comuna: int = 0
    documento: int = 0
    nacionalidad: int = 0


class Rareza(NamedTuple):
    """Bits de rareza de lo que coincide; 0 donde no coincide nada."""

    paterno: float = 0.0
    materno: float = 0.0
    primero: float = 0.0
    segundo: float = 0.0
    comuna: float = 0.0
    region: float = 0.0


SIN_RAREZA = Rareza()


def comparar(evento: Perfil, buscada: Perfil) -> tuple[Patron, Rareza]:
    """Compara dos perfiles campo por campo."""
    nombre = comparar_nombres(evento, buscada)
    patron = Patron(
        comparar_run(evento, buscada),
        nombre.paterno,
        nombre.materno,
        nombre.primero,
        nombre.segundo,
        nombre.orden,
        comparar_fechas(evento, buscada),
        comparar_sexo(evento, buscada),
        comparar_comuna(evento, buscada),
        comparar_documentos(evento, buscada),
        comparar_nacionalidad(evento, buscada),
    )
    return patron, _medir_rareza(nombre, patron.comuna, buscada)


def _medir_rareza(nombre: NivelesNombre, comuna: int, buscada: Perfil) -> Rareza:
    """Mide los bits de rareza de cada parte del nombre y del lugar que coinciden."""
    paterno = nombre.evento.materno if nombre.orden == INVERTIDO else nombre.evento.paterno
    materno = nombre.evento.paterno if nombre.orden == INVERTIDO else nombre.evento.materno
    nombres = nombre.buscada.nombres
    return Rareza(
        _bits_apellido(nombre.paterno, paterno, nombre.buscada.paterno),
        _bits_apellido(nombre.materno, materno, nombre.buscada.materno),
        nombres[0].bits_nombre if coincide_nombre(nombre.primero) else 0.0,
        nombres[1].bits_nombre if coincide_nombre(nombre.segundo) else 0.0,
        bits_comuna(buscada.comuna) if comuna == IGUAL else 0.0,
        bits_region(buscada.region) if comuna == MISMA_REGION else 0.0,
    )


def coincide_nombre(nivel: int) -> bool:
    """Dice si el nivel de un nombre de pila cuenta como coincidencia."""
    return FALTA < nivel <= CERCANO or nivel > DISTINTO


def _bits_apellido(nivel: int, uno: Palabra | None, otro: Palabra | None) -> float:
    """Vale la rareza de la grafía más común de las dos: un error de tecleo no la vuelve rara."""
    if not FALTA < nivel <= CERCANO or uno is None or otro is None:
        return 0.0
    return min(uno.bits_apellido, otro.bits_apellido)
