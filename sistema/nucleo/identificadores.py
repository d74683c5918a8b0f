"""Identificadores con nombre propio: mypy no deja pasar un caso donde va una persona."""

from typing import NewType
from uuid import UUID

from uuid_utils.compat import uuid7

CasoId = NewType("CasoId", UUID)
PersonaId = NewType("PersonaId", UUID)
DenunciaId = NewType("DenunciaId", UUID)
UsuarioId = NewType("UsuarioId", UUID)
ContactoId = NewType("ContactoId", UUID)
CoincidenciaId = NewType("CoincidenciaId", UUID)
AlertaId = NewType("AlertaId", UUID)
CodigoInstitucion = NewType("CodigoInstitucion", str)


def nuevo_id() -> UUID:
    """Un UUID v7: ordenado por tiempo (los índices crecen por el final) e imposible de adivinar."""
    return uuid7()
