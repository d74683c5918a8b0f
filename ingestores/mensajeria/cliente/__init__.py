"""El único paquete que conoce `kafka`: lo traduce a los tipos y errores de la casa.

Fundamento: técnico (ADR-0004).
"""

from ingestores.mensajeria.cliente.administrador import Administrador
from ingestores.mensajeria.cliente.consumidor import Consumidor
from ingestores.mensajeria.cliente.lector import leer_de_principio_a_fin
from ingestores.mensajeria.cliente.productor import Productor

__all__ = ["Administrador", "Consumidor", "Productor", "leer_de_principio_a_fin"]
