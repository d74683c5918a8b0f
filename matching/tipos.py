"""Los valores que entran y salen del enlace: identidades, candidatos y explicaciones."""

from dataclasses import dataclass
from enum import StrEnum


class Sexo(StrEnum):
    """Sexo registral tal como lo dice el contrato del evento."""

    F = "F"
    M = "M"
    X = "X"


class Decision(StrEnum):
    """Qué hacer con un candidato; nada se enlaza solo por el nombre."""

    ENLACE = "enlace"
    REVISION = "revision"
    DESCARTE = "descarte"


@dataclass(frozen=True, slots=True)
class Documento:
    """Un documento distinto del RUN; el país es ISO 3166 alfa-2 o vacío si no se sabe."""

    tipo: str
    valor: str
    pais: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Identidad:
    """Lo que se sabe de una persona, como se escribió; el texto vacío significa «no se sabe».

    La fecha de nacimiento llega como texto (AAAA-MM-DD, AAAA o lo que se haya escrito) porque
    interpretarla es trabajo de este paquete. Ningún campo es obligatorio.
    """

    run: str = ""
    nombres: str = ""
    apellido_paterno: str = ""
    apellido_materno: str = ""
    nombre_social: str = ""
    fecha_nacimiento: str = ""
    sexo: Sexo | None = None
    comuna: str = ""
    nacionalidad: str = ""
    documentos: tuple[Documento, ...] = ()


@dataclass(frozen=True, slots=True)
class Ficha:
    """Una persona buscada dentro del índice: su caso y su identidad.

    `persona_id` reúne los casos que un funcionario declaró de la misma persona; los casos con la
    misma `persona_id` son un solo candidato y no compiten entre sí.
    """

    caso_id: str
    persona_id: str
    identidad: Identidad


@dataclass(frozen=True, slots=True)
class Aporte:
    """Cuánto pesa un campo en la comparación: bits a favor (positivos) o en contra."""

    campo: str
    nivel: str
    bits: float
    texto: str


@dataclass(frozen=True, slots=True)
class Candidato:
    """Una persona buscada que podría ser la del evento.

    `casos` son todos los casos abiertos de la persona, en orden estable. `alcanza_revision` dice si
    la evidencia del par, sin competidores, llega a la banda de revisión (INV-1); `decision` y
    `probabilidad` ya cuentan a los competidores.
    """

    casos: tuple[str, ...]
    decision: Decision
    alcanza_revision: bool
    probabilidad: float
    puntaje_bits: float
    explicacion: tuple[Aporte, ...]
