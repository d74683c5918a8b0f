"""Qué perfiles hay, quién puede tenerlos y cuáles exigen a dos personas. Puro.

Fundamento: Ley 21.500, art. 11; Decreto 120, art. 2 c) y d); técnico (ADR-0024).
"""

from collections.abc import Mapping

from sistema.modelos.institucion import ClaseInstitucion
from sistema.modelos.usuario import Perfil

_DE_COLABORADOR = frozenset({Perfil.COLAB_APORTANTE, Perfil.COLAB_ADMIN, Perfil.SERVICIO_API})
PERFILES_DE: Mapping[ClaseInstitucion, frozenset[Perfil]] = {
    ClaseInstitucion.INTERVINIENTE: frozenset(Perfil)
    - {Perfil.COLAB_APORTANTE, Perfil.COLAB_ADMIN},
    ClaseInstitucion.COLABORADOR_PUBLICO: _DE_COLABORADOR,
    ClaseInstitucion.COLABORADOR_PRIVADO: _DE_COLABORADOR,
}
SOLO_DE: Mapping[Perfil, str] = {
    Perfil.ADMIN_SISTEMA: "carabineros",
    Perfil.FISCAL: "ministerio_publico",
    Perfil.ABOGADO_ASISTENTE: "ministerio_publico",
    Perfil.URAVIT: "ministerio_publico",
}
"""Los que solo una institución puede dar a su gente."""

SENSIBLES = frozenset(
    {
        Perfil.FISCAL,
        Perfil.SUPERVISOR,
        Perfil.AUDITOR,
        Perfil.ADMIN_INSTITUCION,
        Perfil.ADMIN_SISTEMA,
        Perfil.COLAB_ADMIN,
    },
)
DE_SU_GENTE = frozenset({Perfil.ADMIN_INSTITUCION, Perfil.COLAB_ADMIN})
"""Quienes administran a las personas de su propia institución."""

ADMINISTRAN = DE_SU_GENTE | {Perfil.ADMIN_SISTEMA}


def admite(clase: ClaseInstitucion, perfil: Perfil) -> bool:
    """Si la gente de una institución de esa clase puede tener ese perfil."""
    return perfil in PERFILES_DE[clase]


def puede_dar(institucion: str, clase: ClaseInstitucion, perfil: Perfil) -> bool:
    """Si esa institución puede dar ese perfil a alguien suyo."""
    return admite(clase, perfil) and SOLO_DE.get(perfil, institucion) == institucion
