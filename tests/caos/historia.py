"""La historia de una corrida: un hecho por línea (NDJSON), escrita mientras ocurre.

Es lo único que el verificador sabe de lo que se envió. Cada línea lleva `en_s` (segundos desde el
comienzo) y `hecho`:

- `tema`: el tema de un organismo y el identificador que le dio Kafka
- `enviado`: se entregó un mensaje al productor (`evento`, `roto`); `numero` lo identifica
- `confirmado`: Kafka dijo dónde quedó ese `numero`; `fallido`: dijo que no
- `acuerdo`: cuántos días guardan todos los acuerdos lo que no coincide
- `caso_abierto`, `caso_corregido`: la base confirmó el cambio
- `falla`, `sanada`: qué se rompió y cuándo dejó de estarlo
- `consumidor`: uno nació o murió, y con qué código
- `final`: la posición siguiente a lo último que tiene cada partición
"""

import json
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Self


class Historia:
    """Escribe hechos desde cualquier hilo, en el orden en que se anotan."""

    def __init__(self, ruta: Path) -> None:
        self.ruta = ruta
        self._archivo = ruta.open("w", encoding="utf-8")
        self._cerrojo = threading.Lock()
        self._inicio_s = time.monotonic()

    def anotar(self, hecho: str, **valores: Any) -> None:
        """Agrega un hecho y lo deja en el archivo antes de volver."""
        with self._cerrojo:
            en_s = round(time.monotonic() - self._inicio_s, 3)
            linea = json.dumps({"en_s": en_s, "hecho": hecho, **valores}, ensure_ascii=False)
            self._archivo.write(linea + "\n")
            self._archivo.flush()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_error: object) -> None:
        with self._cerrojo:
            self._archivo.close()


def leer_hechos(ruta: Path) -> Iterator[dict[str, Any]]:
    """Los hechos de una historia, en orden."""
    with ruta.open(encoding="utf-8") as lineas:
        for linea in lineas:
            hecho: dict[str, Any] = json.loads(linea)
            yield hecho
