"""Un proveedor OpenID Connect falso con las puertas de ClaveÚnica: miente cuando se le pide."""

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

import jwt
from cryptography.hazmat.primitives.asymmetric import rsa
from jwt.algorithms import RSAAlgorithm
from pydantic import SecretStr
from typing_extensions import override

from sistema.autenticacion.emisor import EmisorOidc
from sistema.nucleo.reloj import Reloj

EMISOR = "https://clave.example/openid"
CLIENTE = "cliente-de-ensayo"
SECRETO = "secreto-de-ensayo"
RETORNO = "https://sistema.example/v1/oidc/retorno"
RUN = 44_444_444


@dataclass
class Proveedor:
    """Lo que responde; una prueba cambia una sola cosa."""

    reloj: Reloj
    url: str = ""
    privada: rsa.RSAPrivateKey = field(
        default_factory=lambda: rsa.generate_private_key(public_exponent=65_537, key_size=2_048)
    )
    reclamos: dict[str, Any] = field(default_factory=dict)
    cabecera: dict[str, Any] = field(default_factory=dict)
    usuario: dict[str, Any] = field(default_factory=dict)
    canje: dict[str, Any] = field(default_factory=dict)
    testigo: str | None = None
    firmante: rsa.RSAPrivateKey | None = None
    jwks: Any = None
    respuestas: dict[str, tuple[int, dict[str, str], bytes]] = field(default_factory=dict)
    recibido: list[tuple[str, dict[str, list[str]], dict[str, str]]] = field(default_factory=list)
    nonce: str = ""

    def emisor(self, **cambios: Any) -> EmisorOidc:
        """La configuración con que el Sistema conoce a este proveedor."""
        return EmisorOidc.model_validate(
            {
                "emisor": EMISOR,
                "autorizacion": f"{self.url}/openid/authorize/",
                "token": f"{self.url}/openid/token/",
                "usuario": f"{self.url}/openid/userinfo/",
                "llaves": f"{self.url}/openid/jwks/",
                "cliente": CLIENTE,
                "secreto": SecretStr(SECRETO),
                "retorno": RETORNO,
                **cambios,
            }
        )

    def autorizar(self, direccion: str) -> dict[str, str]:
        """Lo que hace la persona en la página del proveedor: vuelve con código y estado."""
        pedido = {k: v[0] for k, v in parse_qs(urlsplit(direccion).query).items()}
        self.nonce = pedido["nonce"]
        return {"code": "c" * 32, "state": pedido["state"]}

    def responder(self, ruta: str) -> tuple[int, dict[str, str], bytes]:
        if ruta in self.respuestas:
            return self.respuestas[ruta]
        contenido = {
            "/openid/token/": self._canje,
            "/openid/jwks/": self._llaves,
            "/openid/userinfo/": self._usuario,
        }[ruta]()
        return 200, {"Content-Type": "application/json"}, json.dumps(contenido).encode()

    def firmar(self) -> str:
        ahora_s = int(self.reloj().timestamp())
        bueno = {
            "iss": EMISOR,
            "sub": "usuario-1",
            "aud": CLIENTE,
            "iat": ahora_s,
            "exp": ahora_s + 300,
            "nonce": self.nonce,
        }
        dicho = {k: v for k, v in (bueno | self.reclamos).items() if v is not None}
        cabecera = {"kid": "k1", **self.cabecera}
        return jwt.encode(dicho, self.firmante or self.privada, algorithm="RS256", headers=cabecera)

    def jwk(self, **cambios: Any) -> dict[str, Any]:
        publica = json.loads(RSAAlgorithm.to_jwk(self.privada.public_key()))
        return {**publica, "kid": "k1", "use": "sig", **cambios}

    def _canje(self) -> dict[str, Any]:
        testigo = self.testigo if self.testigo is not None else self.firmar()
        bueno = {"access_token": "acceso", "token_type": "bearer", "id_token": testigo}
        return {k: v for k, v in (bueno | self.canje).items() if v is not None}

    def _llaves(self) -> Any:
        return {"keys": [self.jwk()]} if self.jwks is None else self.jwks

    def _usuario(self) -> dict[str, Any]:
        bueno = {
            "sub": "usuario-1",
            "RolUnico": {"numero": RUN, "DV": "4", "tipo": "RUN"},
            "name": {"nombres": ["Persona"], "apellidos": ["De", "Ensayo"]},
        }
        return bueno | self.usuario


@contextmanager
def proveedor_falso(reloj: Reloj) -> Iterator[Proveedor]:
    """El proveedor escuchando en 127.0.0.1 mientras dure el bloque."""
    proveedor = Proveedor(reloj)

    class Manejador(BaseHTTPRequestHandler):
        def _atender(self) -> None:
            largo = int(self.headers.get("Content-Length") or 0)
            formulario = parse_qs(self.rfile.read(largo).decode())
            proveedor.recibido.append((self.path, formulario, dict(self.headers)))
            estado, cabeceras, cuerpo = proveedor.responder(self.path)
            self.send_response(estado)
            for nombre, valor in cabeceras.items():
                self.send_header(nombre, valor)
            self.send_header("Content-Length", str(len(cuerpo)))
            self.end_headers()
            self.wfile.write(cuerpo)

        do_GET = do_POST = _atender  # noqa: N815 - los nombres son de la biblioteca

        @override
        def log_message(self, format: str, *args: Any) -> None:
            """Las pruebas no escriben en la consola."""

    servidor = ThreadingHTTPServer(("127.0.0.1", 0), Manejador)
    proveedor.url = f"http://127.0.0.1:{servidor.server_port}"
    hilo = threading.Thread(target=servidor.serve_forever, daemon=True)
    hilo.start()
    try:
        yield proveedor
    finally:
        servidor.shutdown()
        servidor.server_close()
        hilo.join()
