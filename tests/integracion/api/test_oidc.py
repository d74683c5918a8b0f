"""Entrar con un proveedor de identidad: lo bueno entra a medias y lo torcido se queda fuera."""

import base64
import hmac
import json
from collections.abc import Callable, Iterator
from datetime import timedelta
from hashlib import sha256
from typing import Any
from urllib.parse import parse_qs, urlsplit

import jwt
import pytest
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from fastapi.testclient import TestClient
from httpx2 import Response

from sistema.autenticacion.emisor import EmisorOidc
from sistema.autenticacion.factores import clave_de_run
from sistema.autenticacion.tipos import AjustesDeIngreso
from sistema.nucleo.errores import ConfiguracionInvalida
from sistema.nucleo.papeles import Papel
from tests.apoyo.http import asientos, ordenar
from tests.apoyo.ingreso import Persona
from tests.apoyo.proveedor_oidc import CLIENTE, EMISOR, RETORNO, RUN, Proveedor, proveedor_falso
from tests.apoyo.sistema import SistemaDePrueba

INGRESO = "/v1/oidc/ingreso"
VUELTA = "/v1/oidc/retorno"
AJENA = rsa.generate_private_key(public_exponent=65_537, key_size=2_048)


@pytest.fixture
def proveedor(sistema: SistemaDePrueba) -> Iterator[Proveedor]:
    with proveedor_falso(sistema.reloj) as falso:
        yield falso


class Navegador:
    """Un navegador que va al proveedor y vuelve; guarda la galleta como lo haría uno de verdad."""

    def __init__(self, sistema: SistemaDePrueba, proveedor: Proveedor, **emisor: Any) -> None:
        self.sistema = sistema
        self.proveedor = proveedor
        ajustes = AjustesDeIngreso(oidc=proveedor.emisor(**emisor))
        self.http = TestClient(
            sistema.app(ajustes), raise_server_exceptions=False, follow_redirects=False
        )
        self.galleta = ""

    def partir(self) -> Response:
        respuesta = self.http.get(INGRESO)
        assert respuesta.status_code == 303, respuesta.text
        self.galleta = respuesta.headers["set-cookie"].split(";")[0]
        return respuesta

    def volver(self, parametros: Any) -> Response:
        cabeceras = {"Cookie": self.galleta} if self.galleta else {}
        return self.http.get(VUELTA, params=parametros, headers=cabeceras)

    def ir_y_volver(self) -> Response:
        return self.volver(self.proveedor.autorizar(self.partir().headers["location"]))


def poner_run(sistema: SistemaDePrueba, cuenta: str = "ana", numero: int = RUN) -> None:
    clave = clave_de_run(sistema.bd(Papel.DUENO).llavero, numero)
    hexadecimal = clave.hex()
    ordenar(
        sistema,
        f"UPDATE usuario SET run_ciego = '\\x{hexadecimal}' WHERE cuenta = '{cuenta}'",  # noqa: S608 - valores propios
    )


def ultimo_motivo(sistema: SistemaDePrueba) -> object:
    ultimo = asientos(sistema)[-1]
    assert (ultimo.accion, ultimo.desenlace) == ("sesion:abrir", "rechazado")
    assert ultimo.detalle is not None
    return ultimo.detalle["motivo"]


def test_quien_se_identifica_entra_a_medias_y_termina_con_su_segundo_factor(
    sistema: SistemaDePrueba, proveedor: Proveedor
) -> None:
    ana = Persona.dada_de_alta(sistema)
    poner_run(sistema)
    sistema.reloj.avanzar(timedelta(minutes=1))
    navegador = Navegador(sistema, proveedor)
    abierta = navegador.ir_y_volver()
    assert abierta.status_code == 200, abierta.text
    assert abierta.json()["faltan"] == ["segundo_factor"]
    ana.http.headers["Authorization"] = f"Bearer {abierta.json()['token']}"
    assert ana.pedir("GET", "/v1/alertas").status_code == 401
    assert ana.probar(ana.codigo()).json()["faltan"] == []
    assert ana.pedir("GET", "/v1/alertas").status_code == 200


def test_el_pedido_al_proveedor_es_el_de_claveunica(
    sistema: SistemaDePrueba, proveedor: Proveedor
) -> None:
    navegador = Navegador(sistema, proveedor, usa_pkce=True)
    partida = navegador.partir()
    partes = urlsplit(partida.headers["location"])
    pedido = {k: v[0] for k, v in parse_qs(partes.query).items()}
    assert partes.path == "/openid/authorize/"
    assert (pedido["client_id"], pedido["response_type"]) == (CLIENTE, "code")
    assert (pedido["redirect_uri"], pedido["scope"]) == (RETORNO, "openid run name")
    assert len(pedido["state"]) >= 30
    assert pedido["code_challenge_method"] == "S256"
    atributos = {a.strip().lower() for a in partida.headers["set-cookie"].split(";")[1:]}
    assert atributos == {"httponly", "max-age=600", "path=/", "samesite=lax", "secure"}
    navegador.volver(proveedor.autorizar(partida.headers["location"]))
    [(ruta, canje, _c), _llaves, (ruta_usuario, _f, cabeceras)] = proveedor.recibido
    assert (ruta, ruta_usuario) == ("/openid/token/", "/openid/userinfo/")
    assert canje["grant_type"] == ["authorization_code"]
    assert canje["redirect_uri"] == [RETORNO]
    reto = base64.urlsafe_b64encode(sha256(canje["code_verifier"][0].encode()).digest())
    assert reto.decode().rstrip("=") == pedido["code_challenge"]
    assert cabeceras["authorization" if "authorization" in cabeceras else "Authorization"] == (
        "Bearer acceso"
    )


@pytest.mark.parametrize("numero", [RUN, str(RUN)], ids=["numero", "texto"])
def test_el_numero_del_run_puede_venir_como_texto_o_como_numero(
    sistema: SistemaDePrueba, proveedor: Proveedor, numero: object
) -> None:
    Persona.dada_de_alta(sistema)
    poner_run(sistema)
    proveedor.usuario = {"RolUnico": {"numero": numero, "DV": "4", "tipo": "RUN"}}
    assert Navegador(sistema, proveedor).ir_y_volver().status_code == 200


Mentira = Callable[[Proveedor], None]


def _con(**cambios: Any) -> Mentira:
    def mentir(proveedor: Proveedor) -> None:
        for campo, valor in cambios.items():
            setattr(proveedor, campo, valor(proveedor) if callable(valor) else valor)

    return mentir


def _rol(**cambios: Any) -> Mentira:
    return _con(usuario={"RolUnico": {"numero": RUN, "DV": "4", "tipo": "RUN", **cambios}})


def _responde(ruta: str, estado: int, cuerpo: bytes, **cabeceras: str) -> Mentira:
    return _con(respuestas={ruta: (estado, cabeceras, cuerpo)})


def _en_s(proveedor: Proveedor, segundos: int) -> int:
    return int(proveedor.reloj().timestamp()) + segundos


def _con_reclamo_en(campo: str, segundos: int) -> Mentira:
    return _con(reclamos=lambda p: {campo: _en_s(p, segundos)})


def _en_base64(crudo: bytes) -> str:
    return base64.urlsafe_b64encode(crudo).decode().rstrip("=")


def _sin_firma(proveedor: Proveedor) -> None:
    def firmar() -> str:
        _cabeza, cuerpo, _firma = Proveedor.firmar(proveedor).split(".")
        return _en_base64(b'{"alg":"none"}') + f".{cuerpo}."

    proveedor.firmar = firmar  # type: ignore[method-assign]


def _con_la_publica_como_secreto(proveedor: Proveedor) -> None:
    def firmar() -> str:
        publica = proveedor.privada.public_key().public_bytes(
            Encoding.PEM, PublicFormat.SubjectPublicKeyInfo
        )
        _cabeza, cuerpo, _firma = Proveedor.firmar(proveedor).split(".")
        firmado = _en_base64(b'{"alg":"HS256","kid":"k1"}') + f".{cuerpo}"
        return f"{firmado}.{_en_base64(hmac.digest(publica, firmado.encode(), sha256))}"

    proveedor.firmar = firmar  # type: ignore[method-assign]


def _con_reclamo_repetido(proveedor: Proveedor) -> None:
    def firmar() -> str:
        dicho = jwt.decode(
            Proveedor.firmar(proveedor),
            options={"verify_signature": False, "verify_aud": False, "verify_exp": False},
        )
        cuerpo = json.dumps(dicho).replace('"sub"', '"sub": "otro", "sub"', 1).encode()
        return jwt.PyJWS().encode(cuerpo, proveedor.privada, "RS256", headers={"kid": "k1"})

    proveedor.firmar = firmar  # type: ignore[method-assign]


# nombre: (lo que el proveedor tuerce, el motivo que queda asentado)
MENTIRAS: dict[str, tuple[Mentira, str]] = {
    "sin_firma": (_sin_firma, "firma_invalida"),
    "la_publica_como_secreto": (_con_la_publica_como_secreto, "firma_invalida"),
    "firmado_por_otro": (_con(firmante=AJENA), "firma_invalida"),
    "crit_desconocido": (
        _con(cabecera={"crit": ["raro"], "raro": True}),
        "firma_invalida",
    ),
    "kid_desconocido": (_con(cabecera={"kid": "otro"}), "llave_desconocida"),
    "kid_con_ruta": (_con(cabecera={"kid": "../../etc/passwd"}), "llave_desconocida"),
    "llave_simetrica": (
        _con(jwks={"keys": [{"kty": "oct", "k": "AAAA", "kid": "k1"}]}),
        "llave_desconocida",
    ),
    "dos_llaves_con_el_mismo_kid": (
        _con(jwks=lambda p: {"keys": [p.jwk(), p.jwk()]}),
        "llave_desconocida",
    ),
    "llave_de_cifrado": (_con(jwks=lambda p: {"keys": [p.jwk(use="enc")]}), "llave_desconocida"),
    "llaves_torcidas": (_con(jwks=["k1"]), "llaves_mal_escritas"),
    "otro_emisor": (_con(reclamos={"iss": f"{EMISOR}/"}), "otro_emisor"),
    "otro_destinatario": (_con(reclamos={"aud": "otro"}), "otro_destinatario"),
    "dos_destinatarios": (_con(reclamos={"aud": [CLIENTE, "otro"]}), "testigo_mal_escrito"),
    "otra_parte_autorizada": (_con(reclamos={"azp": "otro"}), "otro_destinatario"),
    "vencido": (_con_reclamo_en("exp", -31), "testigo_vencido"),
    "del_futuro": (_con_reclamo_en("iat", 31), "testigo_del_futuro"),
    "aun_no_vale": (_con_reclamo_en("nbf", 31), "testigo_del_futuro"),
    "antiguo": (_con_reclamo_en("iat", -601), "testigo_antiguo"),
    "sin_vencimiento": (_con(reclamos={"exp": None}), "testigo_mal_escrito"),
    "vencimiento_infinito": (_con(reclamos={"exp": 1e400}), "testigo_mal_escrito"),
    "otro_nonce": (_con(reclamos={"nonce": "otro"}), "otro_nonce"),
    "sin_nonce": (_con(reclamos={"nonce": None}), "testigo_mal_escrito"),
    "reclamo_repetido": (_con_reclamo_repetido, "testigo_mal_escrito"),
    "sin_testigo": (_con(canje={"id_token": None}), "canje_mal_escrito"),
    "no_es_un_testigo": (_con(testigo="x"), "firma_invalida"),
    "testigo_enorme": (_con(testigo="x" * 9_000), "testigo_largo"),
    "acceso_con_salto": (_con(canje={"access_token": "a\r\nX: 1"}), "canje_mal_escrito"),
    "otro_usuario": (_con(usuario={"sub": "usuario-2"}), "otro_usuario"),
    "sin_run": (_con(usuario={"RolUnico": None}), "usuario_mal_escrito"),
    "digito_equivocado": (_rol(DV="5"), "digito_equivocado"),
    "run_con_digito_pegado": (_rol(numero="44444444-4"), "usuario_mal_escrito"),
    "run_verdadero": (_rol(numero=True), "usuario_mal_escrito"),
    "run_negativo": (_rol(numero=-RUN), "no_es_run"),
    "no_es_un_run": (_rol(tipo="PASAPORTE"), "no_es_run"),
    "run_de_quien_no_es_usuario": (_rol(numero=55_555_555, DV="5"), "run_sin_cuenta"),
    "niega_el_canje": (
        _responde("/openid/token/", 400, b'{"error":"invalid_grant"}'),
        "proveedor_nego",
    ),
    "redirige_el_canje": (
        _responde("/openid/token/", 307, b"", Location="http://127.0.0.1:9/"),
        "proveedor_nego",
    ),
    "redirige_al_usuario": (
        _responde("/openid/userinfo/", 302, b"", Location="http://127.0.0.1:9/"),
        "proveedor_nego",
    ),
    "respuesta_enorme": (
        _responde("/openid/userinfo/", 200, b'{"a":"' + b"x" * 70_000 + b'"}'),
        "respuesta_larga",
    ),
    "respuesta_comprimida": (
        _responde("/openid/userinfo/", 200, b"\x1f\x8b", **{"Content-Encoding": "gzip"}),
        "respuesta_comprimida",
    ),
    "respuesta_que_no_es_json": (
        _responde("/openid/token/", 200, b"<html>"),
        "respuesta_mal_escrita",
    ),
}


@pytest.fixture(scope="module")
def sistema_con_ana(sistema_del_modulo: SistemaDePrueba) -> SistemaDePrueba:
    Persona.dada_de_alta(sistema_del_modulo)
    poner_run(sistema_del_modulo)
    return sistema_del_modulo


@pytest.mark.parametrize("mentira", MENTIRAS)
def test_nada_torcido_abre_una_sesion(sistema_con_ana: SistemaDePrueba, mentira: str) -> None:
    torcer, motivo = MENTIRAS[mentira]
    antes = sistema_con_ana.contar("sesion")
    with proveedor_falso(sistema_con_ana.reloj) as falso:
        torcer(falso)
        respuesta = Navegador(sistema_con_ana, falso).ir_y_volver()
    assert (respuesta.status_code, respuesta.json()["codigo"]) == (401, "credencial_invalida")
    assert "set-cookie" not in respuesta.headers
    assert ultimo_motivo(sistema_con_ana) == motivo
    assert sistema_con_ana.contar("sesion") == antes


@pytest.mark.parametrize("motivo", ["cuenta_inactiva", "sin_segundo_factor"])
def test_tener_claveunica_no_da_acceso(
    sistema: SistemaDePrueba, proveedor: Proveedor, motivo: str
) -> None:
    Persona.dada_de_alta(sistema)
    poner_run(sistema)
    orden = {
        "cuenta_inactiva": "UPDATE usuario SET estado = 'suspendido' WHERE cuenta = 'ana'",
        "sin_segundo_factor": "UPDATE credencial_usuario SET totp_secreto = NULL",
    }
    ordenar(sistema, orden[motivo])
    assert Navegador(sistema, proveedor).ir_y_volver().status_code == 401
    assert ultimo_motivo(sistema) == motivo


# Mutación probada: no borrar la espera al tomarla; no comparar `huella_navegador`.
def test_el_estado_sirve_una_vez_en_su_navegador_y_por_diez_minutos(
    sistema_con_ana: SistemaDePrueba,
) -> None:
    with proveedor_falso(sistema_con_ana.reloj) as falso:
        navegador = Navegador(sistema_con_ana, falso)
        vuelta = falso.autorizar(navegador.partir().headers["location"])
        assert navegador.volver(vuelta).status_code == 200
        assert navegador.volver(vuelta).status_code == 401
        assert ultimo_motivo(sistema_con_ana) == "estado_desconocido"

        victima, atacante = (Navegador(sistema_con_ana, falso) for _ in range(2))
        victima.partir()
        ajena = falso.autorizar(atacante.partir().headers["location"])
        assert victima.volver(ajena).status_code == 401
        assert ultimo_motivo(sistema_con_ana) == "otro_navegador"
        assert atacante.volver(ajena).status_code == 401

        sin_galleta = Navegador(sistema_con_ana, falso)
        vuelta = falso.autorizar(sin_galleta.partir().headers["location"])
        sin_galleta.galleta = ""
        assert sin_galleta.volver(vuelta).status_code == 401

        lento = Navegador(sistema_con_ana, falso)
        vuelta = falso.autorizar(lento.partir().headers["location"])
        sistema_con_ana.reloj.avanzar(timedelta(minutes=10, seconds=1))
        assert lento.volver(vuelta).status_code == 401
        assert ultimo_motivo(sistema_con_ana) == "estado_vencido"


@pytest.mark.parametrize(
    ("cambio", "motivo"),
    [
        ({"iss": "https://otro.example"}, "otro_emisor"),
        ({"code": ""}, "sin_codigo"),
        ({"code": ["a", "b"]}, "sin_codigo"),
        ({"state": ["a", "b"]}, "estado_desconocido"),
        ({"state": "\u0000"}, "estado_desconocido"),
    ],
)
def test_un_retorno_torcido_no_llega_al_proveedor(
    sistema_con_ana: SistemaDePrueba, cambio: dict[str, Any], motivo: str
) -> None:
    with proveedor_falso(sistema_con_ana.reloj) as falso:
        navegador = Navegador(sistema_con_ana, falso)
        vuelta: dict[str, Any] = dict(falso.autorizar(navegador.partir().headers["location"]))
        assert navegador.volver(vuelta | cambio).status_code == 401
        assert ultimo_motivo(sistema_con_ana) == motivo
        assert falso.recibido == []


def test_si_el_proveedor_falla_se_dice_que_no_esta_disponible(
    sistema_con_ana: SistemaDePrueba,
) -> None:
    with proveedor_falso(sistema_con_ana.reloj) as falso:
        _responde("/openid/token/", 502, b"")(falso)
        caido = Navegador(sistema_con_ana, falso)
        assert caido.ir_y_volver().status_code == 503
        vuelta = falso.autorizar(caido.partir().headers["location"])
    respuesta = caido.volver(vuelta)
    assert (respuesta.status_code, respuesta.json()["codigo"]) == (503, "proveedor_no_disponible")
    assert respuesta.headers["retry-after"] == "30"


def test_sin_proveedor_configurado_no_hay_tal_ruta(sistema: SistemaDePrueba) -> None:
    cliente = TestClient(sistema.app(), follow_redirects=False)
    assert cliente.get(INGRESO).status_code == 404
    assert cliente.get(VUELTA).status_code == 404


@pytest.mark.parametrize(
    ("cambio", "campo"),
    [
        ({"token": "http://clave.example/token"}, "token"),
        ({"llaves": "https://usuario:x@clave.example/"}, "llaves"),
        ({"algoritmo": "HS256"}, "algoritmo"),
        ({"algoritmo": "none"}, "algoritmo"),
        ({"descubrir": "https://clave.example"}, "descubrir"),
    ],
)
def test_una_configuracion_peligrosa_no_arranca(cambio: dict[str, str], campo: str) -> None:
    bueno = dict.fromkeys(
        ("autorizacion", "token", "usuario", "llaves", "retorno"), "https://clave.example/x"
    )
    texto = json.dumps(
        {**bueno, "emisor": EMISOR, "cliente": CLIENTE, "secreto": "canario", **cambio}
    )
    with pytest.raises(ConfiguracionInvalida, match=campo) as error:
        EmisorOidc.leer(texto)
    assert "canario" not in str(error.value)
