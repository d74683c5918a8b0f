"""Lo que puede salir mal, con el campo y el remedio; nunca con el valor recibido."""

from dataclasses import dataclass
from typing import ClassVar, Self


@dataclass(frozen=True, slots=True)
class Falta:
    """Un campo que no sirve y qué hacer para que sirva."""

    campo: str
    remedio: str


class ErrorDeRiesgo(ValueError):
    """Base de los errores de este paquete: un código estable y una o más faltas."""

    codigo: ClassVar[str] = "riesgo_invalido"

    def __init__(self, *faltas: Falta) -> None:
        super().__init__("; ".join(f"{f.campo}: {f.remedio}" for f in faltas))
        self.faltas = faltas

    @classmethod
    def en(cls, campo: str, remedio: str) -> Self:
        """El error de una sola falta."""
        return cls(Falta(campo, remedio))

    def bajo(self, prefijo: str) -> Self:
        """El mismo error, con sus campos dentro de otro."""
        return type(self)(*(Falta(f"{prefijo}.{f.campo}", f.remedio) for f in self.faltas))


class AntecedentesInvalidos(ErrorDeRiesgo):
    """Lo que se sabe de la persona está mal escrito o es imposible."""

    codigo = "antecedentes_invalidos"


class CatalogoInvalido(ErrorDeRiesgo):
    """El catálogo no se puede usar; el que estaba en uso sigue rigiendo."""

    codigo = "catalogo_invalido"


class CatalogoNoVigente(ErrorDeRiesgo):
    """Ningún catálogo regía en esa fecha."""

    codigo = "catalogo_no_vigente"


class DesempenoInvalido(ErrorDeRiesgo):
    """Un registro de la historia no se entiende."""

    codigo = "desempeno_invalido"
