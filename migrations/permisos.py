"""Permisos de los papeles de ejecución: cada tabla dice qué puede cada uno, y nada más."""

from collections.abc import Mapping

from alembic import op

PAPELES = ("sistema_api", "sistema_consumidor")


def otorgar(permisos: Mapping[str, tuple[str, str]]) -> None:
    """Da a cada papel lo que le toca en cada tabla; la cadena vacía no da nada.

    Los papeles los crea `sistema migrar` antes de la primera migración.
    """
    for tabla, privilegios in permisos.items():
        for papel, privilegio in zip(PAPELES, privilegios, strict=True):
            if privilegio:
                op.execute(f"GRANT {privilegio} ON {tabla} TO {papel}")
