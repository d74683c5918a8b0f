"""Quien actúa: una persona con sesión, o quien opera una consola."""

from dataclasses import dataclass
from datetime import datetime

from sistema.acceso.sujeto import Sujeto
from sistema.auditoria.acciones import Accion
from sistema.auditoria.constancia import Constancia


@dataclass(frozen=True, slots=True)
class OperadorDeConsola:
    """Quien actúa sin sesión, con la base de datos en la mano: los primeros pasos."""

    nombre: str
    ahora: datetime
    usuario_id: None = None

    def constancia(self, accion: Accion) -> Constancia:
        """La constancia a nombre del operador."""
        return Constancia(accion=accion, ocurrido_en=self.ahora, detalle={"operador": self.nombre})


Autor = Sujeto | OperadorDeConsola
