"""Todo lo que se sabe de la persona y de su desaparición, con quién lo dijo."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from types import MappingProxyType
from typing import Final, Self

from riesgo.hechos import PROTECTORES, Hecho
from riesgo.hipotesis import Hipotesis, hipotesis_vigentes
from riesgo.tipos import (
    Aporte,
    Documento,
    EdadAportada,
    MomentoAportado,
    Respuesta,
    exigir_instante,
)

_NADA: Final[Mapping[Hecho, tuple[Aporte, ...]]] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Antecedentes:
    """Los aportes de cualquiera, sin juzgarlos todavía. Nada de lo aportado reemplaza a otro.

    `respuestas` resume cada hecho: de un agravante basta que alguien lo afirme, y solo deja de
    valer la afirmación que un documento desvirtúa; de un protector basta que alguien lo niegue.
    `inservibles` son los campos con un aporte que se guardó y ya no sirve: cuenta como que se
    desconoce.

    Fundamento: Ley 21.500, arts. 5, letra b) y 14, letra d).
    """

    hechos: Mapping[Hecho, tuple[Aporte, ...]] = field(default_factory=lambda: _NADA)
    edades: tuple[EdadAportada, ...] = ()
    ultimos_contactos: tuple[MomentoAportado, ...] = ()
    recibida_en: datetime | None = None
    hipotesis: tuple[Hipotesis, ...] = ()
    inservibles: tuple[str, ...] = ()
    respuestas: Mapping[Hecho, Respuesta] = field(init=False, repr=False, compare=False)
    ultimo_instante: datetime | None = field(init=False, repr=False, compare=False)
    ultimo_documento: date | None = field(init=False, repr=False, compare=False)
    tipos_vigentes: tuple[str, ...] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        exigir_instante("recibida_en", self.recibida_en)
        # Porque: en el orden de Hecho, para que tampoco los avisos dependan de quién habló primero.
        hechos = {h: tuple(self.hechos[h]) for h in Hecho if self.hechos.get(h)}
        respuestas = {hecho: _resumir(hecho, aportes) for hecho, aportes in hechos.items()}
        instantes = [i for _, i in self.instantes() if i is not None]
        object.__setattr__(self, "hechos", MappingProxyType(hechos))
        object.__setattr__(self, "respuestas", respuestas)
        object.__setattr__(self, "ultimo_instante", max(instantes, default=None))
        fechas = [d.fecha for _, d in self.documentos() if d and d.fecha]
        object.__setattr__(self, "ultimo_documento", max(fechas, default=None))
        object.__setattr__(
            self, "tipos_vigentes", tuple(h.tipo for h in hipotesis_vigentes(self.hipotesis))
        )

    def con_aporte(self, hecho: Hecho, aporte: Aporte) -> Self:
        """Los mismos antecedentes y un aporte más; nada de lo anterior se pierde."""
        hechos = {**self.hechos, hecho: (*self.hechos.get(hecho, ()), aporte)}
        return replace(self, hechos=hechos)

    def con_edad(self, edad: EdadAportada) -> Self:
        """Los mismos antecedentes y una edad más."""
        return replace(self, edades=(*self.edades, edad))

    def con_ultimo_contacto(self, momento: MomentoAportado) -> Self:
        """Los mismos antecedentes y un último contacto más."""
        return replace(self, ultimos_contactos=(*self.ultimos_contactos, momento))

    def instantes(self) -> Iterator[tuple[str, datetime | None]]:
        """Cada instante anotado, con su campo."""
        yield "recibida_en", self.recibida_en
        for hecho, aportes in self.hechos.items():
            for aporte in aportes:
                yield f"hechos.{hecho}.aportado_en", aporte.origen.aportado_en
                yield f"hechos.{hecho}.ocurrio_en", aporte.ocurrio_en
        for edad in self.edades:
            yield "edad.aportado_en", edad.origen.aportado_en
        for momento in self.ultimos_contactos:
            yield "ultimo_contacto.en", momento.en
            yield "ultimo_contacto.aportado_en", momento.origen.aportado_en
        for hipotesis in self.hipotesis:
            yield f"hipotesis.{hipotesis.tipo}.formulada_en", hipotesis.formulada_en

    def documentos(self) -> Iterator[tuple[str, Documento | None]]:
        """Cada documento que respalda o desvirtúa algo, con su campo."""
        for hecho, aportes in self.hechos.items():
            for aporte in aportes:
                yield f"hechos.{hecho}.respaldo", aporte.respaldo
                yield f"hechos.{hecho}.desvirtuado_por", aporte.desvirtuado_por
        for edad in self.edades:
            yield "edad.desvirtuado_por", edad.desvirtuado_por
        for momento in self.ultimos_contactos:
            yield "ultimo_contacto.desvirtuado_por", momento.desvirtuado_por


def _resumir(hecho: Hecho, aportes: tuple[Aporte, ...]) -> Respuesta:
    """Lo que vale de un hecho después de oír a todos; no depende del orden."""
    if len(aportes) == 1 and aportes[0].desvirtuado_por is None:
        return aportes[0].respuesta
    dichas = {
        Respuesta.NO if a.desvirtuado_por else a.respuesta
        for a in aportes
        if a.desvirtuado_por is None or a.respuesta is Respuesta.SI
    }
    orden = (Respuesta.SI, Respuesta.NO)
    if hecho in PROTECTORES:
        orden = (Respuesta.NO, Respuesta.SI)
    return next((r for r in orden if r in dichas), Respuesta.DESCONOCIDO)
