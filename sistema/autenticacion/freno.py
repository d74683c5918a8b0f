"""Cuánto hay que esperar después de cada fallo, y a quién se le cuenta.

Cada fallo se cuenta en un balde. Quien entra desde un equipo conocido tiene el suyo propio: así
nadie de fuera, fallando a propósito, deja sin entrar a quien está de turno.
"""

from datetime import timedelta
from ipaddress import ip_address, ip_network
from uuid import UUID

from sistema.autenticacion.repositorio_freno import Balde
from sistema.nucleo.cripto import Llavero

DEMORA_DESDE = 5
TRABA_CADA = 10
INTENTOS_DE_FACTOR = 5
TRABA = timedelta(minutes=15)
DEMORA_MAXIMA = timedelta(seconds=16)
FALLOS_SEGUIDOS_MAXIMOS = 100
# Porque: pasados cien fallos seguidos la clave ya no decide; la destraba quien administra.
PARA_SIEMPRE = timedelta(days=36_500)
MEMORIA_DE_RED = timedelta(minutes=15)
_PREFIJO_DE_RED = {4: 32, 6: 64}


def demora_de_clave(fallos: int) -> timedelta:
    """La espera después de `fallos` claves equivocadas seguidas."""
    if fallos >= FALLOS_SEGUIDOS_MAXIMOS:
        return PARA_SIEMPRE
    if fallos < DEMORA_DESDE:
        return timedelta(0)
    if fallos % TRABA_CADA == 0:
        return TRABA
    return min(DEMORA_MAXIMA, timedelta(seconds=2 ** min(fallos - DEMORA_DESDE, 10)))


def demora_de_factor(fallos: int) -> timedelta:
    """La espera después de `fallos` códigos equivocados seguidos."""
    if fallos >= FALLOS_SEGUIDOS_MAXIMOS:
        return PARA_SIEMPRE
    return TRABA if fallos % INTENTOS_DE_FACTOR == 0 else timedelta(0)


def demora_de_red(fallos: int) -> timedelta:
    """La espera de una red después de `fallos` fallos en un cuarto de hora."""
    return demora_de_clave(fallos % FALLOS_SEGUIDOS_MAXIMOS)


def balde_de_cuenta(llavero: Llavero, cuenta: str, usuario_id: UUID | None) -> Balde:
    """El balde de una cuenta, exista o no."""
    return Balde(llavero.huella(f"freno:cuenta:{cuenta}".encode()), demora_de_clave, usuario_id)


def balde_de_red(llavero: Llavero, direccion: str | None) -> Balde:
    """El balde de una red: la dirección IPv4, o los primeros 64 bits de una IPv6."""
    clave = llavero.huella(f"freno:red:{_red(direccion or '')}".encode())
    return Balde(clave, demora_de_red, memoria=MEMORIA_DE_RED)


def balde_de_dispositivo(llavero: Llavero, huella: bytes, usuario_id: UUID) -> Balde:
    """El balde de un equipo en que esa persona ya entró."""
    return Balde(llavero.huella(b"freno:dispositivo:" + huella), demora_de_clave, usuario_id)


def balde_de_factor(llavero: Llavero, usuario_id: UUID) -> Balde:
    """El balde de los códigos del segundo factor de una persona."""
    clave = llavero.huella(f"freno:factor:{usuario_id}".encode())
    return Balde(clave, demora_de_factor, usuario_id)


def balde_de_cambio(llavero: Llavero, usuario_id: UUID) -> Balde:
    """El balde de quien, ya dentro, cambia su clave y escribe la actual."""
    clave = llavero.huella(f"freno:cambio:{usuario_id}".encode())
    return Balde(clave, demora_de_factor, usuario_id)


def _red(direccion: str) -> str:
    try:
        ip = ip_address(direccion)
    except ValueError:
        return direccion
    return str(ip_network(f"{ip}/{_PREFIJO_DE_RED[ip.version]}", strict=False))
