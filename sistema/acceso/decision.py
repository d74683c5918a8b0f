"""Quién puede qué: una función pura sobre datos.

Fundamento: Ley 21.500, art. 11 (al contenido acceden solo los intervinientes); Decreto 120,
art. 2 d) (perfiles).
"""

from sistema.acceso.perfiles import admite
from sistema.acceso.sujeto import Sujeto
from sistema.auditoria.acciones import Accion
from sistema.modelos.usuario import Perfil

_INVESTIGAR = frozenset(
    {
        Accion.DENUNCIA_INGRESAR,
        Accion.PERSONA_CONSULTAR,
        Accion.PERSONA_CORREGIR,
        Accion.CASO_VER_MOVIMIENTOS,
        Accion.COINCIDENCIA_DECIDIR,
        Accion.RIESGO_APORTAR,
        Accion.RIESGO_DESVIRTUAR,
        Accion.RIESGO_VER_ANTECEDENTES,
        Accion.RIESGO_ENTREVISTAR,
        Accion.RIESGO_EVALUAR,
        Accion.RIESGO_VER,
        Accion.RIESGO_DECIDIR,
        Accion.RIESGO_DAR_VISTO_BUENO,
        Accion.HIPOTESIS_VER,
        Accion.HIPOTESIS_FORMULAR,
        Accion.DILIGENCIA_LISTAR,
        Accion.DILIGENCIA_ANOTAR,
        Accion.DILIGENCIA_VER_ATRASADAS,
        Accion.DESENLACE_REGISTRAR,
        Accion.DESENLACE_VER,
        Accion.ALERTA_LISTAR,
        Accion.ALERTA_ACUSAR,
    },
)
_VER_ACUERDOS = frozenset({Accion.INSTITUCION_VER, Accion.ACUERDO_VER})
_ADMINISTRAR_ACUERDOS = _VER_ACUERDOS | {
    Accion.INSTITUCION_REGISTRAR,
    Accion.INSTITUCION_RENOMBRAR,
    Accion.INSTITUCION_BLOQUEAR,
    Accion.INSTITUCION_SUCEDER,
    Accion.INSTITUCION_CONTRAPARTE,
    Accion.ACUERDO_CREAR,
    Accion.ACUERDO_COMPLETAR,
    Accion.ACUERDO_AVANZAR,
    Accion.ACUERDO_SUSPENDER,
    Accion.ACUERDO_LEVANTAR,
    Accion.ACUERDO_TERMINAR,
}
_VER_GENTE = frozenset({Accion.USUARIO_VER, Accion.PERFIL_VER, Accion.USO_IRREGULAR_VER})
_ADMINISTRAR_GENTE = _VER_GENTE | {
    Accion.USUARIO_CREAR,
    Accion.USUARIO_EDITAR,
    Accion.USUARIO_ACTIVAR,
    Accion.USUARIO_SUSPENDER,
    Accion.USUARIO_DAR_DE_BAJA,
    Accion.CLAVE_EMITIR,
    Accion.SEGUNDO_FACTOR_REINICIAR,
    Accion.PERFIL_OTORGAR,
    Accion.PERFIL_APROBAR,
    Accion.PERFIL_REVOCAR,
}
_BLOQUEAR_GENTE = frozenset(
    {
        Accion.USUARIO_BLOQUEAR,
        Accion.USO_IRREGULAR_ABRIR,
        Accion.USO_IRREGULAR_RESOLVER,
    },
)

PERMISOS: dict[Perfil, frozenset[Accion]] = {
    Perfil.RECEPTOR_DENUNCIA: frozenset(
        {
            Accion.DENUNCIA_INGRESAR,
            Accion.PERSONA_CORREGIR,
            Accion.RIESGO_APORTAR,
            Accion.RIESGO_ENTREVISTAR,
        },
    ),
    Perfil.INVESTIGADOR: _INVESTIGAR,
    Perfil.SUPERVISOR: _INVESTIGAR | {Accion.SALUD_VER},
    Perfil.FISCAL: _INVESTIGAR,
    # Quien administra el Sistema no aprueba: lo hace cada interviniente, por su administrador.
    Perfil.ADMIN_INSTITUCION: _VER_ACUERDOS
    | _ADMINISTRAR_GENTE
    | {Accion.ACUERDO_APROBAR, Accion.USO_IRREGULAR_RESPONDER},
    # De la gente ajena solo habilita a la primera persona administradora: vea usuarios.turnos.
    Perfil.ADMIN_SISTEMA: _ADMINISTRAR_ACUERDOS | _ADMINISTRAR_GENTE | _BLOQUEAR_GENTE,
    Perfil.COLAB_ADMIN: _ADMINISTRAR_GENTE | {Accion.USO_IRREGULAR_RESPONDER},
}


def puede(sujeto: Sujeto, accion: Accion) -> bool:
    """Si el perfil y la institución del sujeto alcanzan para la acción."""
    permitidas = PERMISOS.get(sujeto.perfil, frozenset())
    return admite(sujeto.clase, sujeto.perfil) and accion in permitidas
