"""Lo que se deja escrito de una operación."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Self
from uuid import UUID

from sistema.auditoria.acciones import Accion


@dataclass(frozen=True, slots=True, kw_only=True)
class Constancia:
    """Quién, qué, sobre qué y para qué.

    `detalle` admite datos personales (los términos buscados): se guarda cifrado. Los demás campos
    quedan en claro y no deben identificar a una persona buscada.
    """

    accion: Accion
    ocurrido_en: datetime
    institucion: str | None = None
    usuario_id: UUID | None = None
    perfil: str | None = None
    sesion_id: UUID | None = None
    direccion: str | None = None
    objeto: str | None = None
    objeto_id: str | None = None
    caso_id: UUID | None = None
    finalidad: str | None = None
    resultados: int | None = None
    detalle: Mapping[str, Any] | None = None

    def sobre(self, objeto: str, objeto_id: UUID, caso_id: UUID | None = None) -> Self:
        """La misma constancia, sobre un objeto y, si lo hay, dentro de un caso."""
        return replace(self, objeto=objeto, objeto_id=str(objeto_id), caso_id=caso_id)

    def con_resultados(self, cuantos: int) -> Self:
        """La misma constancia, con cuántos elementos se mostraron."""
        return replace(self, resultados=cuantos)

    def con_busqueda(self, finalidad: str, terminos: Mapping[str, str]) -> Self:
        """La misma constancia, con la finalidad y los términos buscados, que van cifrados."""
        return replace(self, finalidad=finalidad, detalle=terminos)
