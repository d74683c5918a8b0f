"""Cómo suena un nombre en Chile, para que la ortografía no separe a una persona de sí misma.

Seseo y betacismo, yeísmo, h muda, g/j, qu/k y las grafías mapuches hu/gu/w caen en una misma
clave. Recibe palabras ya plegadas (A-Z).
"""

import re
from functools import lru_cache

MEMO_PALABRAS = 1 << 16

_REGLAS = (
    (re.compile("^HI(?=E)"), "Y"),
    (re.compile("PH"), "F"),
    (re.compile("TH"), "T"),
    (re.compile("SH|SCH|TCH"), "CH"),
    (re.compile("[HG]U(?=[AEIO])(?<!GU(?=[EI]))|W"), "U"),
    (re.compile("GU(?=[EI])"), "G#"),
    (re.compile("QU(?=[EI])|CK|Q|C(?![EIHY])"), "K"),
    (re.compile("C(?=[EIY])|[ZX]"), "S"),
    (re.compile("CH"), "X"),
    (re.compile("G(?=[EI])"), "J"),
    (re.compile("#"), ""),
    (re.compile("LL"), "Y"),
    (re.compile("H"), ""),
    (re.compile("V"), "B"),
    (re.compile("OU|OO"), "U"),
    (re.compile("EI|EY|AY"), "AI"),
    (re.compile("Y(?![AEIOU])"), "I"),
    (re.compile("IA|YA"), "IA"),
    (re.compile("M(?=[PB])"), "N"),
)
_REPETIDAS = re.compile(r"(.)\1+")
_CON_SUS_LETRAS = tuple(
    (frozenset(regla.pattern) & frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZ#"), regla, sonido)
    for regla, sonido in _REGLAS
)
_VOCALES = re.compile("(?<=.)[AEIOU]+")
_C_FINAL = re.compile("(?<=..)K$")
_CONFUNDIBLES = str.maketrans("M", "N")


@lru_cache(maxsize=MEMO_PALABRAS)
def clave_fonetica(palabra: str) -> str:
    """Devuelve la clave de sonido; dos grafías del mismo sonido chileno dan la misma.

    Lo que no suena («H») es su propia clave: nunca es vacía.
    """
    entera = palabra
    for letras, patron, sonido in _CON_SUS_LETRAS:
        # Porque: preguntar por las letras cuesta la quinta parte que probar la regla en vano.
        if not letras.isdisjoint(palabra):
            palabra = patron.sub(sonido, palabra)
    return _REPETIDAS.sub(r"\1", palabra) or entera


@lru_cache(maxsize=MEMO_PALABRAS)
def esqueleto(palabra: str) -> str:
    """Devuelve la inicial y las consonantes del sonido: sirve para buscar, no para creer.

    Junta además lo que más se confunde al copiar: m con n, y la c final con z.
    """
    return _VOCALES.sub("", _C_FINAL.sub("S", clave_fonetica(palabra))).translate(_CONFUNDIBLES)
