"""Un verificador que no puede fallar no sirve: tras cada corrida se adultera su base."""

from pathlib import Path
from typing import LiteralString

from tests.caos.corrida import comprobar
from tests.caos.tablas import mirar

# Cada una quita o agrega una sola fila, y se deshace.
ADULTERACIONES: tuple[tuple[LiteralString, str], ...] = (
    ("DELETE FROM bandeja WHERE ctid = (SELECT min(ctid) FROM bandeja)", "perdidos"),
    ("DELETE FROM cuarentena WHERE ctid = (SELECT min(ctid) FROM cuarentena)", "perdidos"),
    (
        "DELETE FROM entrega_alerta WHERE ctid = (SELECT min(ctid) FROM entrega_alerta)",
        "perdidos",
    ),
    (
        "INSERT INTO boveda SELECT vence_el, gen_random_uuid(), cuerpo FROM boveda LIMIT 1",
        "dobles",
    ),
    (
        "INSERT INTO bandeja SELECT organismo, gen_random_uuid(), huella FROM bandeja LIMIT 1",
        "fantasmas",
    ),
)


def listar_no_vistas(carpeta: Path, url: str) -> list[str]:
    """Las adulteraciones que el verificador dejó pasar: debe ser una lista vacía."""
    no_vistas: list[str] = []
    for orden, clase in ADULTERACIONES:
        with mirar(url) as conexion:
            conexion.execute(orden)
            if getattr(comprobar(carpeta, conexion), clase) == 0:
                no_vistas.append(orden)
    return no_vistas
