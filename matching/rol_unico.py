"""El RUN: leerlo como la gente lo escribe, verificarlo y medir cuán cerca están dos."""

import re
from enum import StrEnum
from operator import mul
from typing import Final, NamedTuple

from rapidfuzz.distance import OSA

RUN_PROVISORIO_MINIMO = 100_000_000
LARGO_MAXIMO_TEXTO = 40
PESOS_BAJOS: Final = (4, 3, 2)
PESOS_ALTOS: Final = (7, 6, 5)
CERO: Final = ord("0")
VERIFICADORES: Final = "0123456789K"
CIERRES: Final = VERIFICADORES + "k"
DIGITOS_SIN_VERIFICADOR_MINIMO = 6
CUERPO_DEBIL = 100_000
CUERPO_MAXIMO_DIGITOS = 9
DIGITOS_CON_VERIFICADOR = (8, 9)

_PREFIJO = re.compile(r"^(?:RUN|RUT|R\.U\.[NT]\.?|C\.?I\.?|CEDULA)[\s:.Nº°#-]*", re.IGNORECASE)
_SEPARADORES = re.compile(r"[\s.,'·]+")
_GUIONES = str.maketrans("‐‑‒–—―−_/", "---------")
_LETRAS_POR_CIFRAS = str.maketrans("OoQlI|", "000111")
_FORMA = re.compile(r"(?P<cuerpo>\d+)(?P<guion>-?)(?P<verificador>[\dK]?)")


_REPETIDOS: Final = frozenset(
    int(cifra * largo) for cifra in "123456789" for largo in range(6, CUERPO_MAXIMO_DIGITOS + 1)
)


class EstadoRun(StrEnum):
    """Qué se puede creer de un RUN escrito."""

    VALIDO = "valido"
    SIN_DV = "sin_dv"
    DV_INVALIDO = "dv_invalido"
    AUSENTE = "ausente"


class RolUnico(NamedTuple):
    """Un RUN leído; `cuerpo` es 0 si no hay.

    `otra_lectura` es el otro cuerpo posible cuando el texto no separa el dígito verificador: ocho
    cifras seguidas pueden ser un cuerpo de ocho, o uno de siete con su dígito.
    """

    cuerpo: int
    verificador: str
    estado: EstadoRun
    otra_lectura: int = 0

    @property
    def es_provisorio(self) -> bool:
        """Los números provisorios para extranjeros (IPE) parten en cien millones."""
        return self.cuerpo >= RUN_PROVISORIO_MINIMO

    @property
    def es_debil(self) -> bool:
        """Los rellenos (11.111.111-1, 1-9) pueden ser válidos y no dicen de quién se habla."""
        cuerpo = self.cuerpo
        return cuerpo < CUERPO_DEBIL or cuerpo in _REPETIDOS


def _ponderar_trios(pesos: tuple[int, int, int]) -> bytes:
    """La suma ponderada de cada número de tres cifras."""
    return bytes(sum(map(mul, pesos, map(int, f"{trio:03d}"))) for trio in range(1000))


# Porque: los seis pesos se repiten cada dos tríos, y sumar de a tres cifras cuesta la cuarta parte.
_PONDERADOS_BAJOS: Final = _ponderar_trios(PESOS_BAJOS)
_PONDERADOS_ALTOS: Final = _ponderar_trios(PESOS_ALTOS)

RUN_AUSENTE: Final = RolUnico(0, "", EstadoRun.AUSENTE)


def digito_verificador(cuerpo: int) -> str:
    """Devuelve el dígito verificador («0» a «9» o «K») por módulo 11 con pesos 2 a 7."""
    suma, desde_la_derecha = 0, True
    while cuerpo:
        cuerpo, trio = divmod(cuerpo, 1000)
        suma += (_PONDERADOS_BAJOS if desde_la_derecha else _PONDERADOS_ALTOS)[trio]
        desde_la_derecha = not desde_la_derecha
    return VERIFICADORES[-suma % 11]


def leer_run(texto: str) -> RolUnico:
    """Lee un RUN con puntos, espacios, k minúscula, ceros a la izquierda u O y l por cifras.

    Acepta cuerpos de una a nueve cifras; sin dígito separado, desde seis. Nunca falla: lo que no
    puede ser un RUN vuelve como ausente. Los rellenos se leen, y `es_debil` los delata.
    Fundamento: técnico; el correlativo tiene de una a nueve cifras.
    """
    if not texto or len(texto) > LARGO_MAXIMO_TEXTO:
        return RUN_AUSENTE
    # Porque: casi todos llegan como 12345678-5 o 12.345.678-5 y este camino cuesta la mitad.
    if texto[-2:-1] == "-" and texto.isascii():
        cuerpo = texto[:-2].replace(".", "")
        if cuerpo.isdecimal() and texto[-1] in CIERRES:
            return _con_verificador(cuerpo.lstrip("0"), texto[-1].upper())
    limpio = _SEPARADORES.sub("", _PREFIJO.sub("", texto.strip())).translate(_GUIONES)
    forma = _FORMA.fullmatch(limpio.translate(_LETRAS_POR_CIFRAS).upper())
    if forma is None or not limpio.isascii():
        return RUN_AUSENTE
    cuerpo, verificador = forma["cuerpo"].lstrip("0"), forma["verificador"]
    if forma["guion"] or verificador == "K":
        return _con_verificador(cuerpo, verificador)
    return _sin_separar(cuerpo + verificador)


def formatear(run: RolUnico) -> str:
    """Escribe el RUN como en la cédula, «12.345.678-5»; el ausente es el texto vacío."""
    if run.estado is EstadoRun.AUSENTE:
        return ""
    cuerpo = f"{run.cuerpo:,}".replace(",", ".")
    return f"{cuerpo}-{run.verificador}" if run.verificador else cuerpo


def distancia(uno: str, otro: str) -> int:
    """Cuenta los errores de tecleo que separan dos cuerpos; 3 significa «más de dos»."""
    return OSA.distance(uno, otro, score_cutoff=2)


def _con_verificador(cuerpo: str, verificador: str) -> RolUnico:
    if not 1 <= len(cuerpo) <= CUERPO_MAXIMO_DIGITOS:
        return RUN_AUSENTE
    numero = int(cuerpo)
    if not verificador:
        sobra = len(cuerpo) < DIGITOS_SIN_VERIFICADOR_MINIMO
        return RUN_AUSENTE if sobra else RolUnico(numero, "", EstadoRun.SIN_DV)
    valido = digito_verificador(numero) == verificador
    return RolUnico(numero, verificador, EstadoRun.VALIDO if valido else EstadoRun.DV_INVALIDO)


def _sin_separar(cifras: str) -> RolUnico:
    """Decide dónde está el dígito verificador cuando nadie lo separó."""
    if len(cifras) in DIGITOS_CON_VERIFICADOR:
        cuerpo, verificador = cifras[:-1], cifras[-1]
        if digito_verificador(int(cuerpo)) == verificador:
            return RolUnico(int(cuerpo), verificador, EstadoRun.VALIDO, int(cifras))
        if len(cifras) == max(DIGITOS_CON_VERIFICADOR):
            return RolUnico(int(cuerpo), verificador, EstadoRun.DV_INVALIDO, int(cifras))
        return RolUnico(int(cifras), "", EstadoRun.SIN_DV, int(cuerpo))
    if len(cifras) > CUERPO_MAXIMO_DIGITOS:
        return _con_verificador(cifras[:-1], cifras[-1])
    return _con_verificador(cifras, "")
