from collections.abc import Callable

Avance = Callable[[str], None]
"""Recibe, en español y en una línea, cada paso que puede tardar."""


def callar(_mensaje: str) -> None:
    """El avance de quien no quiere oírlo."""
