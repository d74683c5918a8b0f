"""Quién puede qué: una función pura sobre datos.

Fundamento: Ley 21.500, art. 11 (al contenido acceden solo los intervinientes); Decreto 120,
art. 2 d) (perfiles).
"""

from sistema.acceso.sujeto import Sujeto
from sistema.auditoria.acciones import Accion
from sistema.modelos.institucion import ClaseInstitucion
from sistema.modelos.usuario import Perfil

_INVESTIGAR = frozenset(
    {
        Accion.DENUNCIA_INGRESAR,
        Accion.PERSONA_CONSULTAR,
        Accion.PERSONA_CORREGIR,
        Accion.CASO_VER_MOVIMIENTOS,
        Accion.COINCIDENCIA_DECIDIR,
        Accion.ALERTA_LISTAR,
        Accion.ALERTA_ACUSAR,
    },
)

PERMISOS: dict[Perfil, frozenset[Accion]] = {
    Perfil.RECEPTOR_DENUNCIA: frozenset({Accion.DENUNCIA_INGRESAR, Accion.PERSONA_CORREGIR}),
    Perfil.INVESTIGADOR: _INVESTIGAR,
    Perfil.SUPERVISOR: _INVESTIGAR | {Accion.SALUD_VER},
    Perfil.FISCAL: _INVESTIGAR,
}


def puede(sujeto: Sujeto, accion: Accion) -> bool:
    """Si el perfil y la institución del sujeto alcanzan para la acción."""
    es_interviniente = sujeto.clase is ClaseInstitucion.INTERVINIENTE
    return es_interviniente and accion in PERMISOS[sujeto.perfil]
