"""Permisos de los papeles de ejecución: cada tabla dice qué puede cada uno, y nada más."""

from collections.abc import Mapping

from alembic import op

PAPELES = ("sistema_api", "sistema_consumidor", "sistema_tareas")


def otorgar(permisos: Mapping[str, tuple[str, ...]]) -> None:
    """Da a cada papel lo que le toca en cada tabla, en el orden de `PAPELES`.

    La cadena vacía no da nada, y un papel que no se nombra, tampoco. Los papeles los crea quien
    prepara la base, antes de la primera migración.
    """
    for tabla, privilegios in permisos.items():
        for papel, privilegio in zip(PAPELES, privilegios, strict=False):
            if privilegio:
                op.execute(f"GRANT {privilegio} ON {tabla} TO {papel}")
