"""Una línea de un archivo, en camino de ser un evento, y lo que se hizo con todas."""

from dataclasses import dataclass, field

from sistema.nucleo.errores import CampoInvalido

MAXIMO_DE_SALTOS = 1_000


class MapeoInvalido(CampoInvalido):
    """El archivo de mapeo no dice algo que se pueda hacer."""

    codigo = "mapeo_invalido"
    titulo = "El mapeo no sirve."
    campo = "mapeo"
    problema = "no se puede aplicar"


class OrganismoNoHabilitado(CampoInvalido):
    """El organismo indicado no puede aportar hoy."""

    codigo = "organismo_no_habilitado"
    titulo = "El organismo no puede aportar."
    campo = "organismo"
    problema = "no existe o no tiene un título vigente"
    remedio = "Vea los códigos con `sistema organismos listar`."


@dataclass(frozen=True, slots=True)
class Salto:
    """Por qué no se cargó una línea: su número, el campo y el remedio; nunca su contenido."""

    linea: int
    campo: str
    problema: str
    remedio: str


@dataclass(frozen=True, slots=True)
class Linea:
    """Una línea del archivo: el evento que resultó de ella, o por qué no se pudo armar."""

    numero: int
    organismo: str = ""
    cuerpo: bytes = field(default=b"", repr=False)
    saltos: tuple[Salto, ...] = ()


@dataclass(slots=True)
class InformeDeEventos:
    """Cuántas líneas sirven, cuántas se encolaron y cuáles se saltaron."""

    validas: int = 0
    cargadas: int = 0
    saltadas: int = 0
    saltos: list[Salto] = field(default_factory=list)

    def saltar(self, saltos: tuple[Salto, ...]) -> None:
        """Cuenta una línea saltada; de las primeras guarda además el porqué."""
        self.saltadas += 1
        self.saltos.extend(saltos[: max(0, MAXIMO_DE_SALTOS - len(self.saltos))])
