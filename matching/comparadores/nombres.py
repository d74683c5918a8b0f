"""Compara el nombre completo: dos apellidos en su casillero, el primer nombre y el segundo."""

from typing import Final, NamedTuple

from matching.apodos import es_apodo_de
from matching.comparadores.palabras import (
    CERCANO,
    DISTINTO,
    EXACTO,
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
# Segundo apellido: además de los niveles de una palabra.
NINGUNO: Final = 6
NIVELES_MATERNO: Final = (*NIVELES, "ninguno")

LARGO_INICIAL: Final = 2
ORDENES: Final = ("derecho", "invertido", "reordenado")

# Cuánto convence cada nivel al elegir entre dos maneras de leer el mismo nombre.
_CONVENCE_APELLIDO: Final = (3, 10, 9, 7, 4, 0, 3)
_CONVENCE_PRIMERO: Final = (2, 7, 6, 5, 3, 0, 5, 2, 4)
_CALZAN: Final = frozenset({EXACTO, FONETICO, CERCANO, PARECIDO, SEGUNDO_COMO_PRIMERO})
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
        mejor = _reordenar(evento, buscada, mejor)
    if evento.social or buscada.social:
        return _probar_nombre_social(evento, buscada, mejor)
    return mejor


def _probar_nombre_social(evento: Perfil, buscada: Perfil, mejor: NivelesNombre) -> NivelesNombre:
    """Compara también el nombre social de cada parte con los nombres de la otra."""
    intentos = (
        (evento.social, buscada.social),
        (evento.social, mejor.buscada.nombres),
        (mejor.evento.nombres, buscada.social),
    )
    for uno, otro in intentos:
        primero, segundo = _comparar_pila(uno, otro)
        if _CONVENCE_PRIMERO[primero] > _CONVENCE_PRIMERO[mejor.primero]:
            mejor = mejor._replace(
                primero=primero,
                segundo=segundo,
                evento=mejor.evento._replace(nombres=uno),
                buscada=mejor.buscada._replace(nombres=otro),
            )
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
    if (
        paterno > CERCANO
        and (dos is None) != (otro_dos is None)
        and _estan_pegados(evento, buscada)
    ):
        paterno = EXACTO
    elif (DISTINTO in (paterno, materno)) and (
        _empiezan_igual(dos, otro_uno) or _empiezan_igual(uno, otro_dos)
    ):
        al_paterno = comparar_palabras(dos, otro_uno)
        al_materno = comparar_palabras(uno, otro_dos)
        derecho = _CONVENCE_APELLIDO[paterno] + _CONVENCE_APELLIDO[materno]
        cruzado = _CONVENCE_APELLIDO[al_paterno] + _CONVENCE_APELLIDO[al_materno]
        calza = FALTA < al_paterno <= CERCANO or FALTA < al_materno <= CERCANO
        if calza and cruzado - _COSTO_INVERTIR > derecho:
            paterno, materno, orden = al_paterno, al_materno, INVERTIDO
    if materno >= PARECIDO and (de_casada or otra_de_casada):
        materno = FALTA
    if dos is None and otro_dos is None:
        materno = NINGUNO
    primero, segundo = _comparar_pila(nombres, otros_nombres)
    return NivelesNombre(paterno, materno, primero, segundo, orden, evento, buscada)


def _empiezan_igual(uno: Palabra | None, otro: Palabra | None) -> bool:
    """Lo que no suena igual al comienzo casi nunca es la misma palabra: evita compararla."""
    return uno is not None and otro is not None and uno.sonido[:1] == otro.sonido[:1]


def _estan_pegados(evento: Disposicion, buscada: Disposicion) -> bool:
    """Dice si el único apellido de una parte son los dos de la otra escritos juntos."""
    simple, doble = (evento, buscada) if evento.materno is None else (buscada, evento)
    if simple.paterno is None or doble.paterno is None or doble.materno is None:
        return False
    return simple.paterno.texto == doble.paterno.texto + doble.materno.texto


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
    return primero, segundo


def _comparar_nombre(evento: Palabra, buscada: Palabra) -> int:
    """Compara dos nombres de pila contando apodos, abreviaturas e iniciales."""
    nivel = comparar_palabras(evento, buscada)
    if nivel < PARECIDO:
        return nivel
    if not _empiezan_igual(evento, buscada) and not (evento.apodo_de or buscada.apodo_de):
        return nivel
    corto, largo = evento.texto, buscada.texto
    if len(corto) > len(largo):
        corto, largo = largo, corto
    if len(corto) <= LARGO_INICIAL:
        return INICIAL if largo.startswith(corto) else nivel
    return APODO if es_apodo_de(corto, largo) or es_apodo_de(largo, corto) else nivel


def _es_segundo(evento: tuple[Palabra, ...], buscada: tuple[Palabra, ...]) -> bool:
    """Dice si el primer nombre de una parte es el segundo de la otra."""
    return any(evento[0].marca == otra.marca for otra in buscada[1:]) or any(
        buscada[0].marca == otra.marca for otra in evento[1:]
    )


def _contar_calzadas(niveles: NivelesNombre) -> int:
    """Cuántas palabras del mismo sonido explica ya esta manera de leer."""
    return sum([nivel in _CALZAN for nivel in niveles[:4]])


def _convencer(niveles: NivelesNombre) -> int:
    """Qué tan convincente es una manera de leer el nombre."""
    return (
        _CONVENCE_APELLIDO[niveles.paterno]
        + _CONVENCE_APELLIDO[niveles.materno]
        + _CONVENCE_PRIMERO[niveles.primero]
        - (_COSTO_INVERTIR if niveles.orden == INVERTIDO else 0)
    )
