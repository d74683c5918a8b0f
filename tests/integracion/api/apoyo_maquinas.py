"""Una institución con su llave privada: lo que hace del otro lado de la puerta."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

import jwt
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from fastapi.testclient import TestClient
from httpx2 import Response

from sistema.maquinas.llaves_publicas import leer_llave_publica
from sistema.maquinas.servicio import crear_credencial, revocar_credencial
from sistema.nucleo.papeles import Papel
from tests.apoyo.http import asientos, cliente_anonimo, ordenar
from tests.apoyo.sistema import SistemaDePrueba

SALUD = "servicio_salud_araucania_sur"
RUTA_TOKEN = "/v1/oauth/token"  # noqa: S105 - es una ruta, no un secreto
DESTINATARIO = "http://testserver/v1/oauth/token"
TIPO_AFIRMACION = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"
EVENTO_JSON = {"Content-Type": "application/cloudevents+json"}

Privada = Ed25519PrivateKey | ec.EllipticCurvePrivateKey


def pem_publica(privada: Privada) -> bytes:
    return privada.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)


class MaquinaDePrueba:
    """El sistema de una institución, con su credencial ya registrada."""

    def __init__(
        self,
        sistema: SistemaDePrueba,
        institucion: str = SALUD,
        privada: Privada | None = None,
    ) -> None:
        self.sistema = sistema
        self.institucion = institucion
        self.privada = privada or Ed25519PrivateKey.generate()
        self.algoritmo = "EdDSA" if isinstance(self.privada, Ed25519PrivateKey) else "ES256"
        self.http = cliente_anonimo(sistema)
        llave = leer_llave_publica(pem_publica(self.privada))
        with sistema.bd(Papel.DUENO).transaccion() as sesion:
            credencial = crear_credencial(
                sesion, institucion, "urgencias", llave, "uid:63", sistema.reloj()
            )
        self.cliente_id = credencial.id

    def contenido(self, **cambios: Any) -> dict[str, Any]:
        """Lo que dice una afirmación buena; un cambio a `None` quita el campo."""
        ahora_s = int(self.sistema.reloj().timestamp())
        bueno = {
            "iss": str(self.cliente_id),
            "sub": str(self.cliente_id),
            "aud": DESTINATARIO,
            "iat": ahora_s,
            "exp": ahora_s + 60,
            "jti": str(uuid4()),
        }
        return {k: v for k, v in (bueno | cambios).items() if v is not None}

    def afirmar(self, **cambios: Any) -> str:
        return jwt.encode(self.contenido(**cambios), self.privada, algorithm=self.algoritmo)

    def formulario(self, afirmacion: str | None = None, **cambios: str) -> dict[str, str]:
        return {
            "grant_type": "client_credentials",
            "client_assertion_type": TIPO_AFIRMACION,
            "client_assertion": afirmacion or self.afirmar(),
        } | cambios

    def pedir(self, afirmacion: str | None = None, **cambios: str) -> Response:
        return self.http.post(RUTA_TOKEN, data=self.formulario(afirmacion, **cambios))

    def token(self) -> str:
        respuesta = self.pedir()
        assert respuesta.status_code == 200, respuesta.text
        return str(respuesta.json()["access_token"])

    def cliente(self) -> TestClient:
        """Un cliente HTTP que ya lleva el token."""
        self.http.headers["Authorization"] = f"Bearer {self.token()}"
        return self.http

    def revocar(self) -> None:
        with self.sistema.bd(Papel.DUENO).transaccion() as sesion:
            revocar_credencial(sesion, self.cliente_id, "uid:63", self.sistema.reloj())

    def quitar_titulo(self) -> None:
        hasta = self.sistema.reloj() - timedelta(seconds=1)
        ordenar(
            self.sistema,
            f"UPDATE acuerdo SET vigente_hasta = '{hasta.isoformat()}' "  # noqa: S608 - valores propios
            f"WHERE institucion = '{self.institucion}'",
        )


def entradas(sistema: SistemaDePrueba) -> list[tuple[str, bytes, str | None]]:
    """Lo que espera en la cola, abierto: organismo, bytes exactos y firma."""
    tomados = sistema.puerta().tomar_entrada(1_000)
    return [(t.organismo, t.cuerpo, t.firma) for t in tomados]


def rechazos(sistema: SistemaDePrueba, accion: str) -> list[tuple[str | None, Any]]:
    """De cada negativa asentada, a quién se le negó y por qué."""
    return [
        (asiento.institucion, (asiento.detalle or {}).get("motivo"))
        for asiento in asientos(sistema)
        if (asiento.accion, asiento.desenlace) == (accion, "rechazado")
    ]
