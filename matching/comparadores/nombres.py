"""Compara el nombre completo: dos apellidos en su casillero, el primer nombre y el segundo."""

from typing import Final, NamedTuple

from matching.apodos import es_apodo_de
from matching.comparadores.palabras import (
    CERCANO,
    DISTINTO,
    FALTA,
    FONETICO,
    NIVELES,
    PARECIDO,
    comparar_palabras,
)
from matching.perfil import Disposicion, Palabra, Perfil, listar_otras_disposiciones

# Primer nombre: además de los niveles de una palabra.
APODO: Final = 6
INICIAL: Final = 7
SEGUNDO_COMO_PRIMERO: Final = 8
NIVELES_PRIMERO: Final = (*NIVELES, "apodo", "inicial", "segundo_como_primero")

DERECHO: Final = 0
INVERTIDO: Final = 1
REORDENADO: Final = 2
ORDENES: Final = ("derecho", "invertido", "reordenado")

# Cuánto convence cada nivel al elegir entre dos maneras de leer el mismo nombre.
_CONVENCE_APELLIDO: Final = (3, 10, 9, 7, 4, 0)
_CONVENCE_PRIMERO: Final = (2, 7, 6, 5, 3, 0, 5, 2, 4)
_COSTO_INVERTIR: Final = 1
_COSTO_REORDENAR: Final = 4


class NivelesNombre(NamedTuple):
    """Los niveles del nombre completo y la manera de leerlo que mejor calza."""

    paterno: int
    materno: int
    primero: int
    segundo: int
    orden: int
    evento: Disposicion
    buscada: Disposicion


def comparar_nombres(evento: Perfil, buscada: Perfil) -> NivelesNombre:
    """Compara los nombres de un evento con los de una persona buscada.

    Prueba lo escrito y los apellidos invertidos; si comparten palabras que así no calzan, también
    los campos cruzados. Un materno escrito «de Soto» que no coincide es apellido de casada: falta,
    no contradice.
    Fundamento: técnico; en Chile cada persona lleva dos apellidos, cada uno en su lugar.
    """
    mejor = _comparar_disposicion(evento.escrita, buscada.escrita)
    if len(evento.marcas & buscada.marcas) > _contar_calzadas(mejor):
        return _reordenar(evento, buscada, mejor)
    return mejor


def _reordenar(evento: Perfil, buscada: Perfil, mejor: NivelesNombre) -> NivelesNombre:
    """Prueba los campos cruzados de cada parte contra lo escrito en la otra."""
    puntaje = _convencer(mejor)
    intentos = [(otra, buscada.escrita) for otra in listar_otras_disposiciones(evento)]
    intentos += [(evento.escrita, otra) for otra in listar_otras_disposiciones(buscada)]
    for uno, otro in intentos:
        niveles = _comparar_disposicion(uno, otro)
        otro_puntaje = _convencer(niveles) - _COSTO_REORDENAR
        if otro_puntaje > puntaje:
            mejor, puntaje = niveles._replace(orden=REORDENADO), otro_puntaje
    return mejor


def _comparar_disposicion(evento: Disposicion, buscada: Disposicion) -> NivelesNombre:
    nombres, uno, dos, de_casada = evento
    otros_nombres, otro_uno, otro_dos, otra_de_casada = buscada
    paterno = comparar_palabras(uno, otro_uno)
    materno = comparar_palabras(dos, otro_dos)
    orden = DERECHO
    if DISTINTO in (paterno, materno):
        al_paterno = comparar_palabras(dos, otro_uno)
        al_materno = comparar_palabras(uno, otro_dos)
        derecho = _CONVENCE_APELLIDO[paterno] + _CONVENCE_APELLIDO[materno]
        cruzado = _CONVENCE_APELLIDO[al_paterno] + _CONVENCE_APELLIDO[al_materno]
        calza = FALTA < al_paterno <= CERCANO or FALTA < al_materno <= CERCANO
        if calza and cruzado - _COSTO_INVERTIR > derecho:
            paterno, materno, orden = al_paterno, al_materno, INVERTIDO
    if materno >= PARECIDO and (de_casada or otra_de_casada):
        materno = FALTA
    primero, segundo = _comparar_pila(nombres, otros_nombres)
    return NivelesNombre(paterno, materno, primero, segundo, orden, evento, buscada)


def _comparar_pila(evento: tuple[Palabra, ...], buscada: tuple[Palabra, ...]) -> tuple[int, int]:
    """Compara los nombres de pila: primero y segundo."""
    if not evento or not buscada:
        return FALTA, FALTA
    primero = _comparar_nombre(evento[0], buscada[0])
    hay_segundos = len(evento) > 1, len(buscada) > 1
    if primero in (PARECIDO, DISTINTO) and any(hay_segundos) and _es_segundo(evento, buscada):
        return SEGUNDO_COMO_PRIMERO, FALTA
    if not all(hay_segundos):
        return primero, FALTA
    segundo = _comparar_nombre(evento[1], buscada[1])
    return primero, CERCANO if segundo > DISTINTO else segundo


def _comparar_nombre(evento: Palabra, buscada: Palabra) -> int:
    """Compara dos nombres de pila contando apodos, abreviaturas e iniciales."""
    nivel = comparar_palabras(evento, buscada)
    if nivel < PARECIDO:
        return nivel
    corto, largo = evento.texto, buscada.texto
    if len(corto) > len(largo):
        corto, largo = largo, corto
    if len(corto) == 1:
        return INICIAL if largo[0] == corto else DISTINTO
    return APODO if es_apodo_de(corto, largo) else nivel


def _es_segundo(evento: tuple[Palabra, ...], buscada: tuple[Palabra, ...]) -> bool:
    """Dice si el primer nombre de una parte es el segundo de la otra."""
    return any(evento[0].marca == otra.marca for otra in buscada[1:]) or any(
        buscada[0].marca == otra.marca for otra in evento[1:]
    )


def _contar_calzadas(niveles: NivelesNombre) -> int:
    """Cuántas palabras del mismo sonido explica ya esta manera de leer."""
    return sum(FALTA < nivel <= FONETICO or nivel == SEGUNDO_COMO_PRIMERO for nivel in niveles[:4])


def _convencer(niveles: NivelesNombre) -> int:
    """Qué tan convincente es una manera de leer el nombre."""
    return (
        _CONVENCE_APELLIDO[niveles.paterno]
        + _CONVENCE_APELLIDO[niveles.materno]
        + _CONVENCE_PRIMERO[niveles.primero]
        - (_COSTO_INVERTIR if niveles.orden == INVERTIDO else 0)
    )
