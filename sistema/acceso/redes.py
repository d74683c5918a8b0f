"""Desde qué direcciones puede entrar una persona. Puro.

Fundamento: técnico (ADR-0024).
"""

from collections.abc import Sequence
from ipaddress import ip_address, ip_network


def viene_de_sus_redes(redes: Sequence[str] | None, direccion: str | None) -> bool:
    """Si la dirección está en alguna de las redes; sin redes, cualquiera sirve.

    Una dirección desconocida o ilegible no está en ninguna.
    """
    if not redes:
        return True
    if direccion is None:
        return False
    try:
        propia = ip_address(direccion)
    except ValueError:
        return False
    # Porque: un servidor que escucha en IPv6 ve a quien llega por IPv4 como ::ffff:192.0.2.1.
    propia = getattr(propia, "ipv4_mapped", None) or propia
    return any(propia in ip_network(red) for red in redes)
