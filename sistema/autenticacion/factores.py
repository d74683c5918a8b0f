"""El segundo factor y los secretos que se entregan en papel: cálculo puro, sin guardar nada."""

import base64
import hmac
import secrets
from datetime import datetime
from hashlib import sha256

from pyotp import TOTP, random_base32

from sistema.nucleo.cripto import Llavero

EMISOR_VISIBLE = "Sistema de Búsqueda"
CODIGOS = 10
_BYTES_DE_CODIGO = 10
_BYTES_DE_CLAVE = 15
_GRUPO = 4


def nuevo_secreto() -> str:
    """Un secreto TOTP de 160 bits, en base32."""
    return random_base32()


def uri_de(secreto: str, cuenta: str) -> str:
    """La dirección `otpauth://` que la aplicación de códigos lee de un QR."""
    return TOTP(secreto).provisioning_uri(name=cuenta, issuer_name=EMISOR_VISIBLE)


def paso_de(secreto: str, codigo: str, ahora: datetime) -> int | None:
    """El paso de 30 s al que pertenece el código, entre el actual y sus dos vecinos.

    Compara los tres siempre, en tiempo constante.
    """
    totp = TOTP(secreto)
    actual = totp.timecode(ahora)
    dicho = "".join(codigo.split()).encode()
    pasos = [
        paso
        for paso in (actual - 1, actual, actual + 1)
        if hmac.compare_digest(totp.generate_otp(paso).encode(), dicho)
    ]
    return max(pasos, default=None)


def nuevos_codigos() -> list[str]:
    """Diez códigos de recuperación de 80 bits, para anotar en papel."""
    return [_agrupar(secrets.token_bytes(_BYTES_DE_CODIGO)) for _ in range(CODIGOS)]


def nueva_clave() -> str:
    """Una clave de un solo uso de 120 bits, que se puede dictar."""
    return _agrupar(secrets.token_bytes(_BYTES_DE_CLAVE))


def huella_de_codigo(codigo: str) -> bytes:
    """La huella de un código de recuperación, escrito con o sin guiones y en cualquier caja.

    Con 80 bits al azar no hace falta un cifrado lento: probarlos todos no es posible.
    """
    limpio = "".join(letra for letra in codigo.upper() if letra.isalnum())
    return sha256(limpio.encode()).digest()


def huella_de_secreto(secreto: str) -> bytes:
    """La huella de un secreto al azar (galletas, `state`), que es lo único que se guarda."""
    return sha256(secreto.encode()).digest()


def clave_de_run(llavero: Llavero, numero: int) -> bytes:
    """La clave ciega del RUN de una persona usuaria; `numero` va sin el dígito verificador.

    No es la de las personas buscadas: una copia de la base no deja cruzar unas con otras.
    """
    return llavero.clave_ciega(f"usuario:run:{numero}")


def _agrupar(azar: bytes) -> str:
    letras = base64.b32encode(azar).decode()
    return "-".join(letras[n : n + _GRUPO] for n in range(0, len(letras), _GRUPO))
