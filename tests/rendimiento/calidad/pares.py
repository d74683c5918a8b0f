"""Pares etiquetados: dos identidades inventadas y dónde debería caer su comparación."""

import csv
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from matching.indice import Indice
from matching.lectura import CAMPOS_DE_TEXTO, leer_identidad
from matching.tipos import Candidato, Decision, Ficha, Identidad

DATOS: Final = Path(__file__).parents[2] / "datos"
RUTA_PARES: Final = DATOS / "pares_chilenos.csv"
PARTES_DE_DOCUMENTO: Final = ("tipo", "pais", "valor")


@dataclass(frozen=True, slots=True)
class Par:
    """Un evento y una persona buscada, con las bandas que se aceptan para ellos."""

    id: str
    categoria: str
    es_misma: bool
    esperadas: frozenset[Decision]
    evento: Identidad
    buscada: Identidad


@dataclass(frozen=True, slots=True)
class Resultado:
    """Lo que el enlace dijo de un par."""

    par: Par
    candidato: Candidato | None

    @property
    def decision(self) -> Decision:
        """La banda en que cayó; sin candidato es descarte."""
        return self.candidato.decision if self.candidato else Decision.DESCARTE

    @property
    def probabilidad(self) -> float:
        """La probabilidad calibrada; 0 si ni siquiera se compararon."""
        return self.candidato.probabilidad if self.candidato else 0.0

    @property
    def es_correcto(self) -> bool:
        """Cayó en una banda aceptada."""
        return self.decision in self.par.esperadas


@dataclass(frozen=True, slots=True)
class Cuenta:
    """Cómo cayeron los pares de una categoría."""

    categoria: str
    pares: int
    correctos: int
    por_decision: dict[Decision, int]
    fallas: tuple[str, ...]


def leer_pares(ruta: Path = RUTA_PARES) -> list[Par]:
    """Lee el CSV de pares, en su orden."""
    with ruta.open(encoding="utf-8", newline="") as lineas:
        return [_leer_par(fila) for fila in csv.DictReader(lineas)]


def comparar_par(par: Par) -> Resultado:
    """Busca el evento en una lista donde solo está la otra persona."""
    return Resultado(par, comparar_identidades(par.evento, par.buscada))


def comparar_identidades(evento: Identidad, buscada: Identidad) -> Candidato | None:
    """Busca una identidad en una lista donde solo está la otra."""
    indice = Indice()
    indice.poner(Ficha("caso", "caso", buscada))
    return indice.buscar_mejor(evento)


def contar_por_categoria(resultados: Sequence[Resultado]) -> list[Cuenta]:
    """Resume los resultados por categoría, en el orden en que aparecen."""
    categorias = dict.fromkeys(resultado.par.categoria for resultado in resultados)
    return [
        _contar(categoria, [r for r in resultados if r.par.categoria == categoria])
        for categoria in categorias
    ]


def _contar(categoria: str, resultados: list[Resultado]) -> Cuenta:
    decisiones = [resultado.decision for resultado in resultados]
    fallas = tuple(r.par.id for r in resultados if not r.es_correcto)
    return Cuenta(
        categoria,
        len(resultados),
        len(resultados) - len(fallas),
        {decision: decisiones.count(decision) for decision in Decision},
        fallas,
    )


def _leer_par(fila: dict[str, str]) -> Par:
    return Par(
        fila["id"],
        fila["categoria"],
        fila["es_misma"] == "si",
        frozenset(map(Decision, fila["esperada"].split("|"))),
        _leer_lado(fila, "evento"),
        _leer_lado(fila, "buscada"),
    )


def _leer_lado(fila: dict[str, str], lado: str) -> Identidad:
    persona: dict[str, object] = {
        campo: fila[f"{lado}_{campo}"] for campo in (*CAMPOS_DE_TEXTO, "sexo", "comuna")
    }
    documento = fila[f"{lado}_documentos"]
    if documento:
        persona["documentos"] = [dict(zip(PARTES_DE_DOCUMENTO, documento.split(":"), strict=True))]
    return leer_identidad(persona)
