"""Buscar unos textos byte a byte en carpetas enteras, en todas las formas en que podrían estar."""

import base64
import json
import unicodedata
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

FORMAS: dict[str, Callable[[str], bytes]] = {
    "plano": str.encode,
    "minúsculas": lambda t: t.lower().encode(),
    "mayúsculas": lambda t: t.upper().encode(),
    "sin tildes": lambda t: _sin_tildes(t).encode(),
    "sin tildes, en minúsculas": lambda t: _sin_tildes(t).lower().encode(),
    "sin tildes, en mayúsculas": lambda t: _sin_tildes(t).upper().encode(),
    "descompuesto": lambda t: unicodedata.normalize("NFD", t).encode(),
    "latin-1": lambda t: t.encode("latin-1"),
    "utf-16-le": lambda t: t.encode("utf-16-le"),
    "utf-16-be": lambda t: t.encode("utf-16-be"),
    "hexadecimal": lambda t: t.encode().hex().encode(),
    "HEXADECIMAL": lambda t: t.encode().hex().upper().encode(),
    "escapado en JSON": lambda t: json.dumps(t)[1:-1].encode(),
    "escapado en una URL": lambda t: quote(t).encode(),
    "base64, alineado": lambda t: _nucleo_base64(t.encode(), 0),
    "base64, corrido en uno": lambda t: _nucleo_base64(t.encode(), 1),
    "base64, corrido en dos": lambda t: _nucleo_base64(t.encode(), 2),
}


@dataclass(frozen=True)
class Aguja:
    """Unos textos en una misma forma; se busca su comienzo común y se confirma el resto."""

    forma: str
    comienzo: bytes
    completas: tuple[bytes, ...]

    def esta_en(self, pajar: bytes) -> bool:
        desde = pajar.find(self.comienzo)
        while desde >= 0:
            if pajar.startswith(self.completas, desde):
                return True
            desde = pajar.find(self.comienzo, desde + 1)
        return False


def enhebrar(textos: Sequence[str]) -> list[Aguja]:
    """Las agujas de unos textos que empiezan igual, sin repetir las formas que coinciden."""
    agujas: dict[tuple[bytes, ...], Aguja] = {}
    for forma, escribir in FORMAS.items():
        completas = tuple(sorted({escribir(texto) for texto in textos}))
        comienzo = _comienzo_comun(completas)
        assert len(comienzo) >= 4, f"{forma}: las agujas no comparten su comienzo"
        agujas.setdefault(completas, Aguja(forma, comienzo, completas))
    return list(agujas.values())


def barrer(
    carpetas: Sequence[Path], agujas: Sequence[Aguja], desde_s: float
) -> tuple[set[str], int]:
    """Lo hallado, como «carpeta/archivo: forma», y cuántos bytes se miraron.

    Solo mira los archivos escritos desde `desde_s` (segundos de la época): lo que se busca es al
    azar y de esta prueba, y ningún archivo anterior podría tenerlo.
    """
    hallado: set[str] = set()
    mirados = 0
    for ruta in _archivos(carpetas, desde_s):
        pajar = ruta.read_bytes()
        mirados += len(pajar)
        hallado |= {
            f"{ruta.parent.name}/{ruta.name}: {aguja.forma}"
            for aguja in agujas
            if aguja.esta_en(pajar)
        }
    return hallado, mirados


def _archivos(carpetas: Sequence[Path], desde_s: float) -> Iterator[Path]:
    for carpeta in carpetas:
        for ruta in sorted(carpeta.rglob("*")):
            if ruta.is_file() and ruta.stat().st_mtime >= desde_s:
                yield ruta


def _comienzo_comun(textos: Sequence[bytes]) -> bytes:
    primero, ultimo = min(textos), max(textos)
    iguales = zip(primero, ultimo, strict=False)
    distinto = (lugar for lugar, (a, b) in enumerate(iguales) if a != b)
    return primero[: next(distinto, len(primero))]


def _sin_tildes(texto: str) -> str:
    descompuesto = unicodedata.normalize("NFD", texto)
    return "".join(letra for letra in descompuesto if not unicodedata.combining(letra))


def _nucleo_base64(crudo: bytes, corrido: int) -> bytes:
    """Lo que de `crudo` se ve siempre en base64 si antes hay `corrido` bytes (módulo 3)."""
    escrito = base64.b64encode(b"\0" * corrido + crudo)
    return escrito[-(-corrido * 8 // 6) : (corrido + len(crudo)) * 8 // 6]
