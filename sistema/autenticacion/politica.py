"""Qué clave nueva se admite: larga y que no sea de las que se prueban primero (NIST 800-63B-4).

No hay reglas de composición ni vencimiento: solo llevan a claves previsibles.
"""

import re
import unicodedata
from collections.abc import Iterable
from itertools import pairwise

from sistema.autenticacion.claves import normalizar_clave
from sistema.autenticacion.errores import ClaveCorta, ClaveVedada

LARGO_MINIMO = 15
LETRAS_DISTINTAS_MINIMAS = 5
LETRAS_PROPIAS_MINIMAS = 4
PARTE_MINIMA = 3
# Lo corriente y lo de este oficio, de lo más largo a lo más corto: por sí solas, repetidas o con
# cifras, no son una clave.
_TEXTO_VEDADO = """
investigaciones administradora administrador desaparecidas desaparecida antofagasta
carabineros contrasenia universidad bienvenida bienvenido carabinero concepcion contrasena
ministerio prefectura qwertyuiop septiembre valparaiso araucania asdfghjkl comisaria diciembre
miercoles noviembre primavera abcdefgh busqueda cambiame catolica colocolo fiscalia iloveyou
invierno password personas princesa santiago temporal tequiero brigada chilena chileno domingo
febrero ingreso inicial letmein octubre persona policia publico secreta secreto sistema
usuaria usuario viernes welcome zxcvbnm abcdef acceso agosto asdfgh dragon entrar fiscal
futbol jueves martes passwd prueba qwerty sabado temuco unidad verano zxcvbn abril admin chile
clave enero jesus julio junio lunes maria marzo mundo otono teamo demo dios hola jose juan
mayo
"""
VEDADAS = tuple(_TEXTO_VEDADO.split())


def exigir_clave_admisible(clave: str, contexto: Iterable[str]) -> None:
    """Sigue solo si la clave es larga y no se deja adivinar por el contexto.

    Args:
        clave: la propuesta, tal como se escribió.
        contexto: la cuenta, la institución y lo demás que cualquiera sabe de esa persona.

    Raises:
        ClaveCorta: mide menos de 15 caracteres.
        ClaveVedada: es una secuencia, una repetición o solo palabras corrientes.
    """
    if len(normalizar_clave(clave)) < LARGO_MINIMO:
        raise ClaveCorta
    llana = _allanar(clave)
    if len(set(llana)) < LETRAS_DISTINTAS_MINIMAS or _es_secuencia(llana):
        raise ClaveVedada
    propias = [p for texto in contexto for p in re.split(r"\W|_", _sin_tildes(texto))]
    resto = _quitar(llana, [*(p for p in propias if len(p) >= PARTE_MINIMA), *VEDADAS])
    if resto != llana and sum(letra.isalpha() for letra in resto) < LETRAS_PROPIAS_MINIMAS:
        raise ClaveVedada


def _quitar(llana: str, palabras: Iterable[str]) -> str:
    for palabra in palabras:
        llana = llana.replace(palabra, "")
    return llana


def _es_secuencia(llana: str) -> bool:
    """Casi todo son pasos iguales («abcdef», «98765») o un trozo que se repite."""
    pasos = [ord(b) - ord(a) for a, b in pairwise(llana)]
    iguales = sum(paso in {-1, 0, 1, -9, 9} for paso in pasos)
    trozo = (llana + llana).find(llana, 1)
    return iguales > len(pasos) * 2 / 3 or trozo <= len(llana) // 2


def _allanar(texto: str) -> str:
    return "".join(letra for letra in _sin_tildes(texto) if letra.isalnum())


def _sin_tildes(texto: str) -> str:
    partido = unicodedata.normalize("NFKD", texto).casefold()
    return "".join(letra for letra in partido if not unicodedata.combining(letra))
