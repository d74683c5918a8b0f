"""`sistema organismos credencial`: registrar la llave de un sistema, verla y revocarla."""

import json
import os
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
)
from jwt.algorithms import ECAlgorithm, OKPAlgorithm
from typer.testing import CliRunner, Result

from ingestores.cli import app
from sistema.nucleo.papeles import Papel
from tests.apoyo.http import asientos
from tests.apoyo.sistema import SistemaDePrueba

SALUD = "servicio_salud_araucania_sur"
ED25519 = Ed25519PrivateKey.generate()
P256 = ec.generate_private_key(ec.SECP256R1())


class Operador:
    """Quien opera el Sistema, con el papel del dueño."""

    def __init__(self, sistema: SistemaDePrueba, carpeta: Path) -> None:
        self.carpeta = carpeta
        self.variables = {
            "SISTEMA_BD_DUENO": sistema.preparado.urls[Papel.DUENO],
            "SISTEMA_LLAVE_MAESTRA": str(sistema.preparado.llave_maestra),
            "SISTEMA_URL_PUBLICA": "https://busqueda.example/, https://otra.example",
        }

    def correr(self, *argumentos: str) -> Result:
        orden = ["organismos", "credencial", *argumentos]
        return CliRunner().invoke(app, orden, env=self.variables)

    def crear(self, llave: bytes, codigo: str = SALUD) -> Result:
        archivo = self.carpeta / "publica"
        archivo.write_bytes(llave)
        return self.correr(
            "crear", codigo, "--nombre", "urgencias", "--publica", str(archivo), "--json"
        )

    def listar(self, *argumentos: str) -> list[dict[str, Any]]:
        filas: list[dict[str, Any]] = json.loads(
            self.correr("listar", *argumentos, "--json").stdout
        )
        return filas


@pytest.fixture
def operador(sistema: SistemaDePrueba, tmp_path: Path) -> Operador:
    return Operador(sistema, tmp_path)


def pem(llave: Any) -> bytes:
    escrita = llave.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
    assert isinstance(escrita, bytes)
    return escrita


@pytest.mark.parametrize(
    ("llave", "algoritmo"),
    [
        (pem(ED25519), "EdDSA"),
        (pem(P256), "ES256"),
        (OKPAlgorithm.to_jwk(ED25519.public_key()).encode(), "EdDSA"),
        (ECAlgorithm.to_jwk(P256.public_key()).encode(), "ES256"),
    ],
    ids=["ed25519_pem", "p256_pem", "ed25519_jwk", "p256_jwk"],
)
def test_una_llave_publica_se_registra_y_da_lo_que_hay_que_entregar(
    sistema: SistemaDePrueba, operador: Operador, llave: bytes, algoritmo: str
) -> None:
    resultado = operador.crear(llave)
    assert resultado.exit_code == 0, resultado.output
    entrega = json.loads(resultado.stdout)
    cliente = entrega.pop("cliente")
    assert entrega == {
        "institucion": SALUD,
        "algoritmo": algoritmo,
        "alcance": "eventos:aportar",
        "destinatarios": [
            "https://busqueda.example/v1/oauth/token",
            "https://otra.example/v1/oauth/token",
        ],
    }
    [fila] = operador.listar()
    assert (fila["cliente"], fila["nombre"], fila["revocada_en"]) == (cliente, "urgencias", None)
    [asiento] = asientos(sistema)
    assert (asiento.accion, asiento.institucion, asiento.objeto_id) == (
        "credencial:crear",
        SALUD,
        cliente,
    )
    assert asiento.detalle == {"operador": f"uid:{os.getuid()}"}


# Mutación probada: no mirar «PRIVATE KEY» ni `d`; admitir cualquier curva.
@pytest.mark.parametrize(
    ("llave", "pista"),
    [
        (
            ED25519.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()) + pem(ED25519),
            "solo la pública",
        ),
        (OKPAlgorithm.to_jwk(ED25519).encode(), "llave privada"),
        (pem(ec.generate_private_key(ec.SECP384R1())), "Ed25519 o P-256"),
        (pem(rsa.generate_private_key(65_537, 2_048)), "Ed25519 o P-256"),
        (b'{"kty":"oct","k":"AAAA"}', "Ed25519 o P-256"),
        (b'{"kty":"OKP","crv":"Ed25519","x":"AAAA"}', "Ed25519 o P-256"),
        (b'{"kty":"OKP","crv":"Ed25519","x":1}', "Ed25519 o P-256"),
        (b'{"keys":[]}', "Ed25519 o P-256"),
        (b"{", "Ed25519 o P-256"),
        (b"", "Ed25519 o P-256"),
        (b"\xff\x00", "Ed25519 o P-256"),
    ],
)
def test_lo_que_no_es_una_llave_publica_admitida_no_se_registra(
    sistema: SistemaDePrueba, operador: Operador, llave: bytes, pista: str
) -> None:
    resultado = operador.crear(llave)
    assert resultado.exit_code == 2, resultado.exception
    assert pista in resultado.stderr
    assert len(resultado.stderr.splitlines()) == 1
    assert sistema.contar("credencial_maquina") == 0


def test_una_institucion_que_no_existe_se_dice(operador: Operador) -> None:
    resultado = operador.crear(pem(ED25519), "no_existe")
    assert (resultado.exit_code, "no está registrada" in resultado.stderr) == (2, True)


def test_revocar_se_ve_se_audita_y_no_se_repite(
    sistema: SistemaDePrueba, operador: Operador
) -> None:
    cliente = json.loads(operador.crear(pem(ED25519)).stdout)["cliente"]
    otra = json.loads(operador.crear(pem(P256), "gendarmeria").stdout)["cliente"]
    assert operador.correr("revocar", cliente).exit_code == 0
    assert operador.correr("revocar", cliente).exit_code == 2
    assert [(f["cliente"], f["revocada_en"] is None) for f in operador.listar()] == [
        (cliente, False),
        (otra, True),
    ]
    assert [f["cliente"] for f in operador.listar("gendarmeria")] == [otra]
    ultimo = asientos(sistema)[-1]
    assert (ultimo.accion, ultimo.objeto_id) == ("credencial:revocar", cliente)
    assert ultimo.detalle == {"operador": f"uid:{os.getuid()}"}
    assert "revocada el" in operador.correr("listar").stdout
