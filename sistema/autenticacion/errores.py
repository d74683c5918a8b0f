"""Errores de quien se identifica: dicen qué hacer y nunca qué parte falló."""

from math import ceil

from typing_extensions import override

from sistema.nucleo.errores import (
    CampoInvalido,
    CredencialInvalida,
    ErrorSistema,
    Rechazo,
    ReglaIncumplida,
)


class IngresoSaturado(ErrorSistema):
    """Hay demasiados ingresos a la vez; nada se contó ni se guardó."""

    codigo = "ingreso_saturado"
    estado_http = 503
    titulo = "Hay demasiadas personas ingresando en este momento."
    remedio = "Repita el ingreso en unos segundos."

    @override
    def cabeceras(self) -> dict[str, str]:
        return {"Retry-After": "2"}


class IntentosExcedidos(Rechazo):
    """Demasiados fallos seguidos de la cuenta, la red o el dispositivo: no se dice de cuál."""

    codigo = "intentos_excedidos"
    estado_http = 429
    titulo = "Hubo demasiados intentos fallidos."
    remedio = (
        "Espere lo que dice Retry-After y repita, o ingrese desde un equipo en que ya haya entrado."
    )

    def __init__(self, espera_s: float) -> None:
        self.espera_s = max(1, ceil(espera_s))
        super().__init__()

    @override
    def cabeceras(self) -> dict[str, str]:
        return {"Retry-After": str(self.espera_s)}


class CodigoInvalido(CredencialInvalida):
    """El código del segundo factor no sirve: equivocado, ya usado o de otra hora."""

    codigo = "codigo_invalido"
    titulo = "El código no sirve."
    remedio = "Espere el código siguiente de su aplicación, o use un código de recuperación."


class ProveedorNoDisponible(ErrorSistema):
    """El proveedor de identidad no respondió como su contrato dice, o hay demasiados a la vez."""

    codigo = "proveedor_no_disponible"
    estado_http = 503
    titulo = "El proveedor de identidad no responde."
    remedio = "Repita en unos minutos, o ingrese con su cuenta y su clave."

    @override
    def cabeceras(self) -> dict[str, str]:
        return {"Retry-After": "30"}


class ClaveCorta(CampoInvalido):
    """La clave nueva no alcanza el largo mínimo."""

    codigo = "clave_corta"
    campo = "nueva"
    problema = "tiene menos de 15 caracteres"
    remedio = "Use una frase de 15 a 256 caracteres: varias palabras sirven y se recuerdan mejor."


class ClaveVedada(CampoInvalido):
    """La clave nueva es de las que se prueban primero."""

    codigo = "clave_vedada"
    campo = "nueva"
    problema = "es fácil de adivinar"
    remedio = "Evite su cuenta, su institución, secuencias y palabras corrientes por sí solas."


class ClaveRepetida(CampoInvalido):
    """La clave nueva es la misma que ya tenía."""

    codigo = "clave_repetida"
    campo = "nueva"
    problema = "es la misma de antes"
    remedio = "Elija una clave distinta de la que le entregaron."


class PasoFueraDeOrden(ReglaIncumplida):
    """Se pidió un paso del ingreso que a esta sesión no le toca ahora."""

    codigo = "paso_fuera_de_orden"
    titulo = "A su ingreso no le corresponde este paso."
    remedio = "Siga los pasos de `faltan` en el orden en que vienen."


class PrimerAdministradorYaNombrado(ReglaIncumplida):
    """El primer administrador se nombra una sola vez."""

    codigo = "primer_administrador_ya_nombrado"
    titulo = "El primer administrador ya se nombró."
    remedio = "Pida a un administrador en funciones que dé de alta a la persona."
