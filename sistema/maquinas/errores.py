"""Errores de las máquinas: los del token con la forma de OAuth 2.0 (RFC 6749, sección 5.2)."""

from math import ceil
from typing import ClassVar

from typing_extensions import override

from sistema.nucleo.errores import CampoInvalido, CredencialInvalida, ErrorSistema, Rechazo


class TokenDenegado(Rechazo):
    """Una petición de token que no se concede; `error` es el nombre que le da el estándar."""

    codigo = "token_denegado"
    estado_http = 400
    error: ClassVar[str] = "invalid_request"
    titulo = "No se entrega el token."
    remedio = (
        "Envíe un formulario con grant_type=client_credentials, client_assertion_type y "
        "client_assertion, cada uno una sola vez."
    )


class ConcesionDesconocida(TokenDenegado):
    """Se pidió un token por una vía que este Sistema no tiene."""

    error = "unsupported_grant_type"
    remedio = "Use grant_type=client_credentials."


class AlcanceDesconocido(TokenDenegado):
    """Se pidió un alcance que no existe."""

    error = "invalid_scope"
    remedio = "Pida scope=eventos:aportar, u omítalo."


class ClienteInvalido(TokenDenegado):
    """La afirmación no prueba quién es: no se dice cuál de sus partes falló."""

    estado_http = 401
    error = "invalid_client"
    remedio = (
        "Revise que la afirmación esté firmada con la llave registrada (EdDSA o ES256); que iss y "
        "sub sean su identificador de cliente, aud la dirección de este token y exp de hasta cinco "
        "minutos; que jti sea nuevo, y que la credencial siga vigente."
    )


class TokenInvalido(CredencialInvalida):
    """Un token de máquina que no existe, venció o cuya credencial se revocó."""

    codigo = "token_invalido"
    remedio = "Pida otro token en /v1/oauth/token y envíelo como «Authorization: Bearer»."


class AporteDenegado(Rechazo):
    """El token no alcanza o la institución no tiene un título vigente: no se dice cuál."""

    codigo = "aporte_denegado"
    estado_http = 403
    titulo = "Esta credencial no puede aportar eventos."
    remedio = "Revise el alcance del token y que el acuerdo de su institución esté vigente."


class RitmoExcedido(ErrorSistema):
    """La credencial envía más eventos por segundo de los que la puerta HTTP admite."""

    codigo = "ritmo_excedido"
    estado_http = 429
    titulo = "Envía más eventos de los que esta puerta admite."
    remedio = "Espere lo que dice Retry-After, o envíe por Kafka."

    def __init__(self, espera_s: float) -> None:
        self.espera_s = max(1, ceil(espera_s))
        super().__init__()

    @override
    def cabeceras(self) -> dict[str, str]:
        return {"Retry-After": str(self.espera_s)}


class PeticionesDeTokenExcedidas(RitmoExcedido):
    """Se piden tokens más deprisa de lo que hace falta: uno sirve cinco minutos."""

    titulo = "Pide más tokens de los que esta puerta admite."
    remedio = "Espere lo que dice Retry-After, y use cada token los cinco minutos que vale."


class LlavePublicaInvalida(CampoInvalido):
    """El archivo no contiene una llave pública que sirva para identificarse."""

    codigo = "llave_publica_invalida"
    campo = "publica"
    problema = "no es una llave pública admitida"
    remedio = "Entregue una llave pública Ed25519 o P-256 en PEM o JWK."


class InstitucionDesconocida(CampoInvalido):
    """No hay una institución registrada con ese código."""

    codigo = "institucion_desconocida"
    campo = "codigo"
    problema = "no es el código de una institución registrada"
    remedio = "La institución no está registrada: vea `sistema organismos listar`."


class CredencialDesconocida(CampoInvalido):
    """No hay una credencial de máquina vigente con ese identificador."""

    codigo = "credencial_desconocida"
    campo = "cliente"
    problema = "no es una credencial vigente"
    remedio = (
        "No hay tal credencial o ya está revocada: vea `sistema organismos credencial listar`."
    )
