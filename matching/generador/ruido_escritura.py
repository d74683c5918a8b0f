"""Tratamientos de la escritura: oído, dedos, lector óptico, codificación y mayúsculas."""

import re
from collections.abc import Callable
from html.entities import codepoint2name
from random import Random
from typing import Final

from matching.generador.borrador import Borrador
from matching.generador.sorteo import elegir

LARGO_MINIMO: Final = 3
SONIDOS: Final = (
    ("v", "b"), ("b", "v"), ("z", "s"), ("s", "z"), ("ce", "se"), ("ci", "si"), ("se", "ce"),
    ("ll", "y"), ("y", "ll"), ("ge", "je"), ("gi", "ji"), ("je", "ge"), ("que", "ke"),
    ("qui", "ki"), ("hua", "gua"), ("hue", "we"), ("hui", "wi"), ("hu", "w"), ("w", "gu"),
    ("x", "s"), ("h", ""), ("rr", "r"), ("k", "c"), ("ca", "ka"), ("ph", "f"), ("th", "t"),
    ("nn", "n"), ("ie", "i"), ("j", "y"), ("ei", "ai"), ("mp", "np"), ("nv", "mb"), ("ou", "u"),
)  # fmt: skip
"""Grafías que suenan igual o parecido en Chile; incluye las del mapudungun y el creole."""
FORMAS: Final = (
    ("m", "rn"), ("rn", "m"), ("l", "1"), ("o", "0"), ("i", "l"), ("cl", "d"), ("e", "c"),
    ("a", "o"), ("ñ", "n"), ("s", "5"), ("b", "8"), ("g", "q"), ("u", "v"), ("h", "b"), ("t", "f"),
)  # fmt: skip
"""Letras que un lector óptico confunde."""
FILAS_DEL_TECLADO: Final = ("qwertyuiop", "asdfghjklñ", "zxcvbnm")
TECLAS_VECINAS: Final = {
    fila[lugar]: fila[max(0, lugar - 1) : lugar] + fila[lugar + 1 : lugar + 2]
    for fila in FILAS_DEL_TECLADO
    for lugar in range(len(fila))
}
SIN_TILDES: Final = str.maketrans(
    "áéíóúüàèìòùâêîôûäëïöçÁÉÍÓÚÜÀÈÌÒÙÂÊÎÔÛÄËÏÖÇ", "aeiouuaeiouaeiouaeiocAEIOUUAEIOUAEIOUAEIOC"
)
SIN_ENIES: Final = str.maketrans("ñÑ", "nN")
NO_ASCII: Final = re.compile(r"[^\x00-\x7f]")


def alterar_una_palabra(
    borrador: Borrador, azar: Random, alterar: Callable[[str, Random], str]
) -> bool:
    """Aplica la alteración a una parte al azar del nombre completo; dice si cambió."""
    partes = [*borrador.nombres, borrador.paterno, borrador.materno]
    lugares = [lugar for lugar, parte in enumerate(partes) if len(parte) > LARGO_MINIMO]
    if not lugares:
        return False
    lugar = elegir(azar, lugares)
    previa = partes[lugar].lower()
    nueva = alterar(previa, azar)
    if nueva == previa:
        return False
    partes[lugar] = nueva[:1].upper() + nueva[1:]
    *borrador.nombres, borrador.paterno, borrador.materno = partes
    return True


def cambiar_grafia(palabra: str, azar: Random, pares: tuple[tuple[str, str], ...]) -> str:
    """Cambia la primera aparición de un par elegido entre los que la palabra contiene."""
    posibles = [par for par in pares if par[0] in palabra]
    if not posibles:
        return palabra
    antes, despues = elegir(azar, posibles)
    return palabra.replace(antes, despues, 1)


def pulsar_mal(palabra: str, azar: Random) -> str:
    """Un error de dedos: tecla vecina, letra omitida, doble o dos letras invertidas."""
    lugar = azar.randrange(len(palabra) - 1)
    letra, siguiente = palabra[lugar], palabra[lugar + 1]
    match elegir(azar, ("vecina", "omitida", "doble", "invertida")):
        case "vecina":
            cambio = elegir(azar, TECLAS_VECINAS.get(letra, letra)) + siguiente
        case "omitida":
            cambio = siguiente
        case "doble":
            cambio = letra + letra + siguiente
        case _:
            cambio = siguiente + letra
    return palabra[:lugar] + cambio + palabra[lugar + 2 :]


def escribir_de_oido(borrador: Borrador, azar: Random) -> bool:
    """Una palabra escrita como suena."""
    return alterar_una_palabra(
        borrador, azar, lambda palabra, azar: cambiar_grafia(palabra, azar, SONIDOS)
    )


def teclear_mal(borrador: Borrador, azar: Random) -> bool:
    """Un error de dedos en una palabra."""
    return alterar_una_palabra(borrador, azar, pulsar_mal)


def leer_mal_letra(borrador: Borrador, azar: Random) -> bool:
    """El lector óptico confunde una letra."""
    return alterar_una_palabra(
        borrador, azar, lambda palabra, azar: cambiar_grafia(palabra, azar, FORMAS)
    )


def transformar_nombre(borrador: Borrador, transformar: Callable[[str], str]) -> bool:
    """Aplica la misma transformación a todas las partes del nombre; dice si algo cambió."""
    partes = [*borrador.nombres, borrador.paterno, borrador.materno]
    nuevas = [transformar(parte) for parte in partes]
    *borrador.nombres, borrador.paterno, borrador.materno = nuevas
    return nuevas != partes


def quitar_tildes(borrador: Borrador, _azar: Random) -> bool:
    """El sistema no admite tildes, pero sí la eñe."""
    return transformar_nombre(borrador, lambda parte: parte.translate(SIN_TILDES))


def quitar_enies(borrador: Borrador, _azar: Random) -> bool:
    """La eñe se escribe ene."""
    return transformar_nombre(borrador, lambda parte: parte.translate(SIN_ENIES))


def descodificar_mal(borrador: Borrador, azar: Random) -> bool:
    """Un texto UTF-8 leído como Windows-1252, o con signos en lugar de lo que no entendió."""
    return transformar_nombre(borrador, elegir(azar, DESCODIFICACIONES))


def leer_como_windows(parte: str) -> str:
    """«Muñoz» se lee «MuÃ±oz»; el guion blando que deja la «í» es invisible y se pierde."""
    return parte.encode().decode("cp1252", "replace").replace("\N{SOFT HYPHEN}", "")


def leer_como_ascii(parte: str) -> str:
    """«Muñoz» se lee «Mu?oz»."""
    return parte.encode("ascii", "replace").decode()


def poner_reemplazos(parte: str) -> str:
    """«Muñoz» se lee «Mu�oz»."""
    return NO_ASCII.sub("\N{REPLACEMENT CHARACTER}", parte)


DESCODIFICACIONES: Final = (
    leer_como_windows, leer_como_windows, leer_como_ascii, poner_reemplazos,
)  # fmt: skip


def escribir_entidades(borrador: Borrador, _azar: Random) -> bool:
    """Un formulario web guardó entidades HTML: «Mu&ntilde;oz»."""
    return transformar_nombre(borrador, lambda parte: NO_ASCII.sub(nombrar_entidad, parte))


def nombrar_entidad(hallazgo: re.Match[str]) -> str:
    """La entidad HTML de un carácter que no es ASCII."""
    return f"&{codepoint2name[ord(hallazgo.group())]};"


def poner_mayusculas(borrador: Borrador, _azar: Random) -> bool:
    """Todo en mayúsculas."""
    return transformar_nombre(borrador, str.upper)


def poner_minusculas(borrador: Borrador, _azar: Random) -> bool:
    """Todo en minúsculas."""
    return transformar_nombre(borrador, str.lower)
