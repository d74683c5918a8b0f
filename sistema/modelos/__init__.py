"""Las tablas. Solo forma: ninguna regla del dominio vive aquí."""

from sistema.modelos import (
    alerta,
    auditoria,
    boveda,
    caso,
    coincidencia,
    contacto,
    credencial,
    ficha,
    institucion,
    llave,
    maquina,
    operacion,
    persona,
    plazo,
    protocolo,
    riesgo,
    usuario,
)
from sistema.modelos.base import Base

__all__ = [
    "Base",
    "alerta",
    "auditoria",
    "boveda",
    "caso",
    "coincidencia",
    "contacto",
    "credencial",
    "ficha",
    "institucion",
    "llave",
    "maquina",
    "operacion",
    "persona",
    "plazo",
    "protocolo",
    "riesgo",
    "usuario",
]
