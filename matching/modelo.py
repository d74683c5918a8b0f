"""El modelo entero en una página: qué se mira, cómo se agrupa y cuánto pesa.

Es log-lineal. Los bits de un par son la suma de un peso por cada rasgo (un nivel, o una combinación
de niveles agrupados en bandas) más la rareza de lo que coincide por una pendiente que depende de
cuánta evidencia hay aparte del nombre. Los pesos están en `matching.pesos` y los escribe
`python -m matching entrenar`. Los bits son log2 de la razón entre «es» y «no es».
"""

from functools import lru_cache
from operator import attrgetter, mul
from typing import Final

from matching.comparadores import fecha, nombres, otros, palabras, run
from matching.patron import SIN_RAREZA, Patron, Rareza
from matching.pesos import TABLAS, VERSION_PESOS
from matching.tabla_frecuencias import VERSION_FRECUENCIAS

VERSION_MODELO: Final = f"loglineal-2/{VERSION_PESOS}/{VERSION_FRECUENCIAS}"
MEMO_PATRONES: Final = 1 << 17

_BANDA_PALABRA: Final = ("falta", "igual", "igual", "casi", "casi", "distinto")

# Alias de campo → (campo del patrón, nombre de cada nivel).
CAMPOS: Final = {
    "run": ("run", run.NIVELES),
    "run_banda": (
        "run",
        ("falta", "exacto", "exacto", "vecino", "vecino", "distinto", "distinto", "distinto"),
    ),
    "paterno": ("paterno", palabras.NIVELES),
    "paterno_banda": ("paterno", _BANDA_PALABRA),
    "materno": ("materno", nombres.NIVELES_MATERNO),
    "materno_banda": ("materno", (*_BANDA_PALABRA, "ninguno")),
    "primero": ("primero", nombres.NIVELES_PRIMERO),
    "primero_banda": ("primero", (*_BANDA_PALABRA, "casi", "casi", "casi")),
    "segundo": ("segundo", nombres.NIVELES_PRIMERO),
    "segundo_banda": ("segundo", (*_BANDA_PALABRA, "casi", "casi", "casi")),
    "orden": ("orden", nombres.ORDENES),
    "fecha": ("fecha", fecha.NIVELES),
    "fecha_banda": (
        "fecha",
        (
            "falta",
            "exacta",
            "casi",
            "casi",
            "casi",
            "anio",
            "anio",
            "solo_anio",
            "solo_anio",
            "solo_anio",
            "distinta",
        ),
    ),
    "sexo": ("sexo", otros.NIVELES_SEXO),
    "comuna": ("comuna", otros.NIVELES_COMUNA),
    "documento": ("documento", otros.NIVELES_DOCUMENTO),
    "nacionalidad": ("nacionalidad", otros.NIVELES_NACIONALIDAD),
}

# Los rasgos, reunidos según los campos que miran: cada grupo se recuerda por separado.
GRUPOS: Final = {
    ("run", "fecha"): (
        ("run",),
        ("fecha",),
        ("run", "fecha_banda"),
        ("run_banda", "fecha"),
    ),
    ("paterno", "materno", "primero", "segundo", "orden"): (
        ("paterno",),
        ("materno",),
        ("primero",),
        ("segundo",),
        ("orden",),
        ("paterno", "primero"),
        ("materno", "segundo"),
        ("paterno_banda", "materno_banda", "primero_banda"),
        ("paterno_banda", "materno_banda", "primero_banda", "segundo_banda"),
    ),
    ("run", "fecha", "paterno", "materno", "primero"): (
        ("run_banda", "primero_banda"),
        ("run_banda", "paterno_banda", "materno_banda"),
        ("fecha_banda", "primero_banda"),
        ("fecha_banda", "paterno_banda", "materno_banda"),
        ("run_banda", "fecha_banda", "primero_banda", "paterno_banda"),
    ),
    ("sexo", "primero"): (("sexo",), ("sexo", "primero_banda")),
    ("comuna", "fecha"): (("comuna",), ("comuna", "fecha_banda")),
    ("documento", "fecha", "primero"): (
        ("documento",),
        ("documento", "fecha_banda"),
        ("documento", "primero_banda"),
    ),
    ("nacionalidad",): (("nacionalidad",),),
}

# La rareza pesa distinto según la otra evidencia; una contradicción cuenta como si faltara, para
# que un hecho contrario nunca suba el puntaje.
_BANDA_RAREZA_RUN: Final = ("no", "si", "si", "si", "si", "no", "no", "no")
_BANDA_RAREZA_FECHA: Final = (
    "no",
    "si",
    "si",
    "si",
    "si",
    "anio",
    "anio",
    "anio",
    "anio",
    "anio",
    "no",
)

# El nivel que contradice en cada campo: nunca puede valer más que no saber.
CONTRADICCIONES: Final = {
    "run": (run.VECINO_VALIDO, run.LEJANO_DV_MALO, run.DISTINTO),
    "paterno": (palabras.DISTINTO,),
    "materno": (palabras.DISTINTO,),
    "primero": (palabras.DISTINTO,),
    "segundo": (palabras.DISTINTO,),
    "fecha": (fecha.DISTINTA,),
    "sexo": (otros.DISTINTO,),
    "comuna": (otros.OTRA,),
    "nacionalidad": (otros.OTRA_NACIONALIDAD,),
}

PESO_PREVIO: Final = "previo"
PREFIJO_RAREZA: Final = "rareza"
PARTES_DE_LA_RAREZA: Final = ("apellidos", "apellidos", "primero", "segundo", "comuna", "region")


def listar_rasgos(patron: Patron) -> list[str]:
    """Nombra los rasgos de un patrón como aparecen en la tabla de pesos."""
    return [PESO_PREVIO] + [
        rasgo
        for campos in GRUPOS
        for rasgo in _nombrar(campos, tuple(getattr(patron, campo) for campo in campos))
    ]


def listar_pendientes(patron: Patron) -> list[str]:
    """Nombra la pendiente de cada campo de la rareza, en el orden de `Rareza`."""
    return _nombrar_pendientes(_BANDA_RAREZA_RUN[patron.run], _BANDA_RAREZA_FECHA[patron.fecha])


@lru_cache(maxsize=MEMO_PATRONES)
def valorar(patron: Patron) -> tuple[float, tuple[float, ...]]:
    """Da los bits de los niveles y cuánto vale cada bit de rareza.

    Un nivel que contradice nunca vale más que no saber, y la rareza nunca resta.
    """
    return _constante(patron), _pendientes(
        _BANDA_RAREZA_RUN[patron.run], _BANDA_RAREZA_FECHA[patron.fecha]
    )


def puntuar(patron: Patron, rareza: Rareza = SIN_RAREZA) -> float:
    """Devuelve los bits a favor de que el par sea la misma persona, sin contar competidores."""
    bits, pendientes = valorar(patron)
    return bits + float(sum(map(mul, pendientes, rareza)))


def _nombrar_pendientes(run_: str, fecha_: str) -> list[str]:
    return [f"{PREFIJO_RAREZA}_{parte}:{run_}&{fecha_}" for parte in PARTES_DE_LA_RAREZA]


@lru_cache
def _pendientes(run_: str, fecha_: str) -> tuple[float, ...]:
    nombres_ = _nombrar_pendientes(run_, fecha_)
    return tuple(max(0.0, PESOS.get(nombre, 0.0)) for nombre in nombres_)


@lru_cache(maxsize=MEMO_PATRONES)
def _constante(patron: Patron) -> float:
    bits = PESOS[PESO_PREVIO] + sum(
        _sumar_grupo(campos, elegir(patron)) for campos, elegir in _ELEGIR.items()
    )
    for lugar, niveles in _LUGARES_QUE_CONTRADICEN:
        if patron[lugar] in niveles:
            sin_saber = Patron._make((*patron[:lugar], 0, *patron[lugar + 1 :]))
            bits = min(bits, _constante(sin_saber))
    return bits


@lru_cache(maxsize=MEMO_PATRONES)
def _sumar_grupo(campos: tuple[str, ...], niveles: tuple[int, ...] | int) -> float:
    conocidos = niveles if isinstance(niveles, tuple) else (niveles,)
    return sum(PESOS.get(rasgo, 0.0) for rasgo in _nombrar(campos, conocidos))


def _nombrar(campos: tuple[str, ...], niveles: tuple[int, ...]) -> list[str]:
    """Escribe los rasgos de un grupo de campos con los niveles dados."""
    return [
        prefijo + "&".join([nombres_[niveles[lugar]] for lugar, nombres_ in partes])
        for prefijo, partes in _RASGOS[campos]
    ]


def _ubicar(campos: tuple[str, ...], rasgo: tuple[str, ...]) -> list[tuple[int, tuple[str, ...]]]:
    """Dice en qué lugar del grupo está cada parte de un rasgo y cómo se llaman sus niveles."""
    return [(campos.index(CAMPOS[alias][0]), CAMPOS[alias][1]) for alias in rasgo]


def _leer_tablas(tablas: dict[str, str]) -> dict[str, float]:
    """Lee las tablas «nivel bits;» de `matching.pesos`."""
    pesos = {}
    for rasgo, tabla in tablas.items():
        for entrada in tabla.split(";")[:-1]:
            niveles, bits = entrada.split()
            pesos[rasgo if niveles == rasgo else f"{rasgo}:{niveles}"] = float(bits)
    return pesos


PESOS: Final = _leer_tablas(TABLAS)
_RASGOS: Final = {
    campos: [(f"{'&'.join(rasgo)}:", _ubicar(campos, rasgo)) for rasgo in rasgos]
    for campos, rasgos in GRUPOS.items()
}


_ELEGIR: Final = {campos: attrgetter(*campos) for campos in GRUPOS}
_LUGARES_QUE_CONTRADICEN: Final = tuple(
    (Patron._fields.index(campo), niveles) for campo, niveles in CONTRADICCIONES.items()
)
