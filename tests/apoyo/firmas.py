"""Un organismo que firma: su llave privada y lo que haría su sistema con ella."""

import base64
from dataclasses import dataclass, field
from datetime import datetime

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from sistema.firmas import servicio as firmas
from sistema.nucleo.firmas import LlaveDeFirma, nombrar_llave
from sistema.nucleo.papeles import Papel
from tests.apoyo.reloj_fijo import INICIO
from tests.apoyo.sistema import SistemaDePrueba

ORGANISMO = "servicio_salud_araucania_sur"


@dataclass(frozen=True)
class Firmante:
    """Una llave al azar."""

    privada: Ed25519PrivateKey = field(default_factory=Ed25519PrivateKey.generate)

    @property
    def kid(self) -> str:
        return nombrar_llave(self.privada.public_key().public_bytes_raw())

    @property
    def pem(self) -> bytes:
        publica = self.privada.public_key()
        return publica.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)

    def firmar(self, cuerpo: bytes) -> str:
        """El valor de la cabecera `firma` para estos bytes."""
        return f"{self.kid}:{base64.b64encode(self.privada.sign(cuerpo)).decode()}"

    def llave(self, desde: datetime = INICIO, hasta: datetime | None = None) -> LlaveDeFirma:
        """La llave pública como la lee el consumidor."""
        return LlaveDeFirma(self.kid, self.privada.public_key(), desde, hasta)

    def registrar(self, sistema: SistemaDePrueba, organismo: str = ORGANISMO) -> str:
        """Registra la llave pública por la puerta de verdad; devuelve su kid."""
        pedida = firmas.LlavePorRegistrar(
            organismo=organismo, pem=self.pem, vigente_desde=sistema.reloj()
        )
        with sistema.bd(Papel.DUENO).transaccion() as sesion:
            return firmas.registrar(sesion, pedida, "prueba", sistema.reloj())

    def retirar(self, sistema: SistemaDePrueba, organismo: str = ORGANISMO) -> None:
        """Retira la llave desde ahora."""
        with sistema.bd(Papel.DUENO).transaccion() as sesion:
            llave = (organismo, self.kid)
            firmas.retirar(sesion, llave, sistema.reloj(), "prueba", sistema.reloj())
