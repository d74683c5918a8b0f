"""Los errores de la casa: un código estable, un estado HTTP y un texto que dice qué hacer.

Ningún error lleva datos personales: nombra el campo y el remedio, nunca el valor.
"""

from typing import ClassVar

from typing_extensions import override


class ErrorSistema(Exception):
    """Base de todo error previsto; lo imprevisto no se atrapa."""

    codigo: ClassVar[str] = "error_interno"
    estado_http: ClassVar[int] = 500
    titulo: ClassVar[str] = "Ocurrió un error que no estaba previsto."
    remedio: ClassVar[str] = "Vuelva a intentar; si continúa, avise a la mesa de ayuda."

    def __init__(self, detalle: str = "") -> None:
        self.detalle = detalle or self.remedio
        super().__init__(f"{self.codigo}: {self.detalle}")

    def cabeceras(self) -> dict[str, str]:
        """Las cabeceras HTTP con que se responde, además de las de toda respuesta."""
        return {}


class Rechazo(ErrorSistema):
    """Un desenlace, no una falla: se audita y se confirma aunque deshaga lo demás (INV-6)."""


class NoEncontrado(Rechazo):
    """No existe, o no le corresponde verlo a quien pregunta: la respuesta es la misma."""

    codigo = "no_encontrado"
    estado_http = 404
    titulo = "No se encontró lo pedido."
    remedio = "Revise el identificador, o si su perfil alcanza a este recurso."


class Denegado(NoEncontrado):
    """Prohibido para este sujeto; se responde como lo inexistente y solo la auditoría distingue."""


class CredencialInvalida(Rechazo):
    """Usuario, clave o sesión que no sirven; no se dice cuál."""

    codigo = "credencial_invalida"
    estado_http = 401
    titulo = "No fue posible identificarle."
    remedio = "Inicie sesión de nuevo con su usuario y su clave."

    @override
    def cabeceras(self) -> dict[str, str]:
        return {"WWW-Authenticate": "Bearer"}


class RefuerzoRequerido(Rechazo):
    """La acción es delicada y el segundo factor se probó hace demasiado."""

    codigo = "refuerzo_requerido"
    estado_http = 401
    titulo = "Esta acción exige confirmar su identidad otra vez."
    remedio = "Envíe el código de su aplicación a POST /v1/sesiones/refuerzo y repita."

    @override
    def cabeceras(self) -> dict[str, str]:
        return {"WWW-Authenticate": 'Bearer error="insufficient_user_authentication"'}


class ReglaIncumplida(ErrorSistema):
    """Lo pedido está bien escrito pero una regla del dominio lo impide."""

    codigo = "regla_incumplida"
    estado_http = 409
    titulo = "El estado actual no permite esta acción."
    remedio = "Vea el estado actual y decida de nuevo."


class PeticionRepetidaDistinta(ReglaIncumplida):
    """La misma Idempotency-Key llegó con otro contenido."""

    codigo = "peticion_repetida_distinta"
    titulo = "Esa Idempotency-Key ya se usó con otro contenido."
    remedio = "Use una clave nueva para una petición nueva."


class CampoInvalido(ErrorSistema):
    """Un campo está bien escrito pero su valor no puede ser."""

    codigo = "campo_invalido"
    estado_http = 422
    titulo = "Hay un campo que corregir."
    campo: ClassVar[str] = ""
    problema: ClassVar[str] = "no es admisible"


class CuerpoInvalido(ErrorSistema):
    """El cuerpo no es JSON en UTF-8 que podamos leer sin dudas."""

    codigo = "cuerpo_invalido"
    estado_http = 400
    titulo = "El cuerpo de la petición no se pudo leer."
    remedio = "Envíe un objeto JSON en UTF-8, sin claves repetidas ni números no finitos."


class CuerpoDemasiadoGrande(ErrorSistema):
    """El cuerpo pasa el tamaño que la ruta admite."""

    codigo = "cuerpo_demasiado_grande"
    estado_http = 413
    titulo = "El cuerpo de la petición es demasiado grande."
    remedio = "Acorte los textos; los adjuntos no viajan por esta ruta."


class CuerpoLento(ErrorSistema):
    """El cuerpo no terminó de llegar en el plazo."""

    codigo = "cuerpo_lento"
    estado_http = 408
    titulo = "El cuerpo de la petición no llegó completo a tiempo."
    remedio = "Repita la petición entera; nada de ella se guardó."

    @override
    def cabeceras(self) -> dict[str, str]:
        # Porque: lo que falte por llegar de este cuerpo no se lee como otra petición.
        return {"Connection": "close"}


class BaseNoDisponible(ErrorSistema):
    """Sin base de datos no hay auditoría, y sin auditoría no hay respuesta (INV-6)."""

    codigo = "base_no_disponible"
    estado_http = 503
    titulo = "El Sistema no puede registrar la operación en este momento."
    remedio = "Espere un momento y repita; nada quedó a medias."


class ConfiguracionInvalida(ErrorSistema):
    """Falta algo para arrancar, o está mal escrito."""

    codigo = "configuracion_invalida"
    titulo = "La configuración no permite arrancar."
    remedio = "Revise las variables SISTEMA_* (docs/operacion.md)."


class CifradoInvalido(ErrorSistema):
    """Un dato cifrado no abre: llave equivocada, columna equivocada o bytes alterados."""

    codigo = "cifrado_invalido"
    titulo = "Un dato guardado no se pudo abrir."
    remedio = "Compruebe que la llave maestra sea la de esta base de datos."
