"""Quién está operando, para que quede asentado."""

import os


def nombrar_operador() -> str:
    """El usuario del sistema operativo por su número: lo da el núcleo, no el entorno."""
    return f"uid:{os.getuid()}"
