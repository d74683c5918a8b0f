"""Casos que no hace falta volver a evaluar: nada cambió y el reloj no cruzó ninguna hora clave.

Al evaluar, la siguiente revisión se lleva un reposo: el sello de todo lo que decide la propuesta y
hasta cuándo el solo paso del tiempo no la cambia. Si al llegar la revisión el sello es el mismo y
esa hora no ha pasado, evaluar daría lo mismo; ante cualquier duda, se evalúa (ADR-0023).
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from hashlib import sha256
from pathlib import Path
from typing import Final, Self
from uuid import UUID

from sqlalchemy.orm import Session

from riesgo.catalogo import RUTA_CATALOGO, Catalogo
from sistema.casos.reevaluacion import Pedido, Revision
from sistema.evaluaciones import repositorio_fuentes as repositorio
from sistema.evaluaciones.acopio import Acopio
from sistema.evaluaciones.fuentes import se_entiende_la_denuncia
from sistema.evaluaciones.horario import fin_del_reposo, medianoche_siguiente, proxima_revision
from sistema.modelos.caso import MotivoReevaluacion
from sistema.nucleo.cripto import Llavero

# Porque: un catálogo o una hipótesis nuevos piden diligencias aunque se proponga lo mismo.
_DEL_RELOJ: Final = (MotivoReevaluacion.HORAS, MotivoReevaluacion.PLAZO_VENCIDO)


@dataclass(frozen=True, slots=True)
class Reposo:
    """Entre `desde` y `hasta`, sin esa hora, lo sellado propone siempre lo mismo."""

    sello: bytes
    desde: datetime
    hasta: datetime
    motivo: MotivoReevaluacion

    @classmethod
    def leer(cls, escrito: bytes) -> Self:
        """El que escribió `escribir`."""
        sello, desde, hasta, motivo = escrito.decode().split()
        return cls(
            bytes.fromhex(sello),
            datetime.fromisoformat(desde),
            datetime.fromisoformat(hasta),
            MotivoReevaluacion(motivo),
        )

    def escribir(self) -> bytes:
        """Como se guarda, todavía en claro."""
        partes = (self.sello.hex(), self.desde.isoformat(), self.hasta.isoformat(), self.motivo)
        return " ".join(partes).encode()

    def vale(self, sello: bytes | None, ahora: datetime) -> bool:
        """Si con ese sello y a esa hora evaluar daría lo mismo.

        Fundamento: técnico (ADR-0023).
        """
        return self.sello == sello and self.desde <= ahora < self.hasta

    def proxima_revision(self, ahora: datetime) -> tuple[datetime, MotivoReevaluacion]:
        """La misma hora que daría `horario.proxima_revision`, sin mirar los antecedentes."""
        medianoche = medianoche_siguiente(ahora)
        if medianoche < self.hasta:
            return medianoche, MotivoReevaluacion.HORAS
        return self.hasta, self.motivo


@dataclass(frozen=True, slots=True)
class Entradas:
    """Lo que decide la propuesta de unos casos, leído de una vez y sin abrir nada."""

    llavero: Llavero
    catalogo: Catalogo
    de_cada_caso: Mapping[UUID, tuple[bytes, int, int | None]]

    def sellar(self, caso_id: UUID, nuevos: int = 0, version: int | None = None) -> bytes | None:
        """El sello del caso con `nuevos` aportes más y su última propuesta en `version`.

        Sin `version`, la que tenía. `None` si el caso no existe.
        """
        entrada = self.de_cada_caso.get(caso_id)
        if entrada is None:
            return None
        ajenas, antecedentes, ultima = entrada
        propias = f"{antecedentes + nuevos} {version or ultima} {self.catalogo.version}"
        return self.llavero.huella(ajenas + _huella_del_programa() + propias.encode())


def leer_entradas(
    sesion: Session, llavero: Llavero, casos: Sequence[UUID], catalogo: Catalogo
) -> Entradas:
    """Las entradas de estos casos; sin casos, no consulta nada.

    Fundamento: técnico (ADR-0023).
    """
    filas = repositorio.entradas(sesion, casos) if casos else ()
    leidas = {f.id: (bytes(f.ajenas), f.antecedentes, f.version) for f in filas}
    return Entradas(llavero, catalogo, leidas)


def listar_en_reposo(
    sesion: Session,
    llavero: Llavero,
    pedidos: Sequence[Pedido],
    catalogo: Catalogo,
    ahora: datetime,
) -> list[Revision]:
    """De los pedidos del reloj, los que evaluar no cambiaría, con su siguiente revisión.

    Fundamento: técnico (ADR-0023).
    """
    guardados = {
        pedido.caso_id: pedido.reposo
        for pedido in pedidos
        if pedido.reposo is not None and pedido.motivo in _DEL_RELOJ
    }
    sellos = leer_entradas(sesion, llavero, list(guardados), catalogo)
    revisiones = []
    for caso_id, guardado in guardados.items():
        reposo = Reposo.leer(guardado)
        if reposo.vale(sellos.sellar(caso_id), ahora):
            revisiones.append(Revision(caso_id, *reposo.proxima_revision(ahora), guardado))
    return revisiones


def preparar_revisiones(
    entradas: Entradas, evaluados: Iterable[tuple[Acopio, int]], ahora: datetime
) -> list[Revision]:
    """La siguiente revisión de cada caso que se acaba de evaluar, con su reposo.

    Cada uno trae la versión en que queda su última propuesta. Las `entradas` se leyeron antes que
    el acopio: si algo cambió entremedio, el sello no va a calzar y se vuelve a evaluar.
    """
    catalogo = entradas.catalogo
    revisiones = []
    for acopio, version in evaluados:
        antecedentes = acopio.antecedentes
        reposo = None
        if _puede_reposar(acopio, ahora):
            fin = fin_del_reposo(antecedentes, ahora, catalogo)
            nuevos = int(acopio.por_registrar is not None)
            sello = entradas.sellar(acopio.caso_id, nuevos, version)
            reposo = None if sello is None else Reposo(sello, ahora, *fin).escribir()
        proxima = proxima_revision(antecedentes, ahora, catalogo)
        revisiones.append(Revision(acopio.caso_id, *proxima, reposo))
    return revisiones


def firmar_programa(carpetas: Sequence[Path]) -> bytes:
    """La huella del código y los catálogos de unas carpetas; no mira las de más adentro.

    Fundamento: técnico (ADR-0023).
    """
    archivos = [a for c in carpetas for a in sorted(c.iterdir()) if a.suffix in {".py", ".toml"}]
    return sha256(b"".join(sha256(a.read_bytes()).digest() for a in archivos)).digest()


def _puede_reposar(acopio: Acopio, ahora: datetime) -> bool:
    """Si todo lo que se sabe ya ocurrió: lo que aún no, se lee distinto más tarde."""
    ultimo = acopio.antecedentes.ultimo_instante
    return (ultimo is None or ultimo < ahora) and se_entiende_la_denuncia(acopio.ficha, ahora)


@lru_cache(maxsize=1)
def _huella_del_programa() -> bytes:
    # Porque: lo que propuso otra versión del programa no dice lo que propondría esta.
    return firmar_programa((RUTA_CATALOGO.parent, Path(__file__).parent))
