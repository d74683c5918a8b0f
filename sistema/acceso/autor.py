"""Quien actúa: una persona con sesión, quien opera una consola o una tarea periódica."""

from dataclasses import dataclass
from datetime import datetime

from sistema.acceso.sujeto import Sujeto
from sistema.auditoria.acciones import Accion
from sistema.auditoria.constancia import Constancia


@dataclass(frozen=True, slots=True)
class Operador:
    """Quien actúa sin sesión: por la consola de quien opera, o una tarea periódica."""

    nombre: str
    ahora: datetime
    usuario_id: None = None
    institucion: None = None

    def constancia(self, accion: Accion) -> Constancia:
        """La constancia a nombre del operador."""
        return Constancia(accion=accion, ocurrido_en=self.ahora, detalle={"operador": self.nombre})


Autor = Sujeto | Operador


def nombrar_operador(autor: Autor) -> str | None:
    """El nombre del operador, si el autor es uno."""
    return autor.nombre if isinstance(autor, Operador) else None
