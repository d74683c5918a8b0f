"""Firmas Ed25519 sobre bytes exactos: su forma, sus llaves y qué puede estar mal en ellas.

Fundamento: técnico (ADR-0016).
"""

import base64
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from hashlib import sha256

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

_LARGO_KID = 16
_FORMA = re.compile(r"([0-9a-f]{16}):([A-Za-z0-9+/]{86}==)", re.ASCII)


class ProblemaDeFirma(StrEnum):
    """Por qué una firma no sirve; ninguno repite algo de lo que llegó."""

    MAL_FORMADA = "firma: no tiene la forma <kid>:<base64 de 64 bytes>"
    LLAVE_DESCONOCIDA = "firma: la llave no está registrada para este organismo"
    LLAVE_FUERA_DE_VIGENCIA = "firma: la llave está retirada o aún no rige"
    NO_CORRESPONDE = "firma: no corresponde a los bytes recibidos"


@dataclass(frozen=True, slots=True)
class Firma:
    """Una firma bien escrita: con qué llave dice estar hecha y sus 64 bytes."""

    kid: str
    valor: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class LlaveDeFirma:
    """Una llave pública de un organismo y desde cuándo hasta cuándo se le cree."""

    kid: str
    publica: Ed25519PublicKey
    vigente_desde: datetime
    vigente_hasta: datetime | None = None

    def rige(self, instante: datetime) -> bool:
        """Si en ese instante se le cree; en `vigente_hasta` ya no."""
        vencida = self.vigente_hasta is not None and instante >= self.vigente_hasta
        return self.vigente_desde <= instante and not vencida


def nombrar_llave(publica: bytes) -> str:
    """El `kid` de una llave: los primeros 16 hexadecimales del SHA-256 de sus 32 bytes.

    Sale de la llave: dos llaves no comparten nombre y nadie puede poner en él otra cosa.
    """
    return sha256(publica).hexdigest()[:_LARGO_KID]


def leer_firma(texto: str) -> Firma | None:
    """La firma escrita como `<kid>:<base64 de 64 bytes>`; `None` si no tiene esa forma."""
    partes = _FORMA.fullmatch(texto)
    return Firma(partes[1], base64.b64decode(partes[2])) if partes else None


def acotar_firma(texto: str | None) -> str | None:
    """Lo que de una firma puede guardarse en claro: ella misma o, si está mal escrita, vacío.

    Porque: la cabecera la escribe quien envía; mal formada puede traer un nombre, un carácter nulo
    o 64 KiB. El vacío sigue siendo una firma mal formada.
    """
    return texto if texto is None or leer_firma(texto) else ""


def revisar_firma(
    texto: str,
    cuerpo: bytes,
    llaves: Mapping[str, LlaveDeFirma],
    instante: datetime | None,
) -> ProblemaDeFirma | None:
    """Qué tiene de malo la firma de esos bytes; `None` si la hizo una llave de `llaves`.

    La llave debe regir en `instante`; sin él no se mira la vigencia.
    """
    firma = leer_firma(texto)
    if firma is None:
        return ProblemaDeFirma.MAL_FORMADA
    llave = llaves.get(firma.kid)
    if llave is None:
        return ProblemaDeFirma.LLAVE_DESCONOCIDA
    if instante is not None and not llave.rige(instante):
        return ProblemaDeFirma.LLAVE_FUERA_DE_VIGENCIA
    try:
        llave.publica.verify(firma.valor, cuerpo)
    except InvalidSignature:
        return ProblemaDeFirma.NO_CORRESPONDE
    return None
