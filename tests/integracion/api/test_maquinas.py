"""El token de una máquina: lo obtiene quien prueba ser quien dice, y dura lo que su título."""

import hmac
import json
from base64 import urlsafe_b64encode
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from hashlib import sha256
from typing import Any
from uuid import UUID

import jwt
import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from tests.apoyo.fabricas import evento
from tests.apoyo.http import asientos, cliente_anonimo, ordenar
from tests.apoyo.sistema import SistemaDePrueba
from tests.integracion.api.apoyo_maquinas import (
    EVENTO_JSON,
    RUTA_TOKEN,
    SALUD,
    MaquinaDePrueba,
    pem_publica,
    rechazos,
)


@pytest.fixture
def maquina(sistema: SistemaDePrueba) -> MaquinaDePrueba:
    return MaquinaDePrueba(sistema)


def error_de(respuesta: Any) -> tuple[int, str]:
    return respuesta.status_code, respuesta.json()["error"]


@pytest.mark.parametrize(
    "privada", [Ed25519PrivateKey.generate(), ec.generate_private_key(ec.SECP256R1())]
)
def test_quien_firma_con_su_llave_recibe_un_token_de_cinco_minutos(
    sistema: SistemaDePrueba, privada: Any
) -> None:
    maquina = MaquinaDePrueba(sistema, privada=privada)
    respuesta = maquina.pedir(scope="eventos:aportar")
    assert respuesta.status_code == 200, respuesta.text
    cuerpo = respuesta.json()
    secreto = cuerpo.pop("access_token")
    assert cuerpo == {"token_type": "Bearer", "expires_in": 300, "scope": "eventos:aportar"}
    assert respuesta.headers["cache-control"] == "no-store"
    [(huella, credencial)] = sistema.consultar("SELECT huella, credencial_id FROM token_maquina")
    assert (huella, credencial) == (sha256(secreto.encode()).digest(), maquina.cliente_id)
    ultimo = asientos(sistema)[-1]
    assert (ultimo.accion, ultimo.desenlace, ultimo.institucion, ultimo.objeto_id) == (
        "token:pedir",
        "hecho",
        SALUD,
        str(maquina.cliente_id),
    )


# Mutación probada: quitar cada una de las comprobaciones de `afirmacion.comprobar`.
@pytest.mark.parametrize(
    ("cambios", "motivo"),
    [
        ({"sub": str(UUID(int=63))}, "sujeto_distinto"),
        ({"aud": "http://testserver/v1/eventos"}, "otro_destinatario"),
        ({"aud": ["http://testserver/v1/oauth/token", "http://otro.example"]}, "mal_escrita"),
        ({"aud": None}, "mal_escrita"),
        ({"exp": None}, "mal_escrita"),
        ({"jti": None}, "mal_escrita"),
        ({"jti": ""}, "mal_escrita"),
        ({"jti": "a\u0000b"}, "mal_escrita"),
        ({"jti": "j" * 129}, "mal_escrita"),
        ({"exp": "mañana"}, "mal_escrita"),
        ({"exp": True}, "mal_escrita"),
        ({"exp": 10**400}, "mal_escrita"),
        ({"exp": 1e300}, "dura_demasiado"),
    ],
)
def test_una_afirmacion_mal_dicha_no_sirve_y_se_responde_siempre_igual(
    maquina: MaquinaDePrueba, cambios: dict[str, Any], motivo: str
) -> None:
    respuesta = maquina.pedir(maquina.afirmar(**cambios))
    assert error_de(respuesta) == (401, "invalid_client")
    [(_institucion, asentado)] = rechazos(maquina.sistema, "token:pedir")
    assert asentado == motivo
    assert maquina.sistema.contar("token_maquina") == 0


# Mutación probada: TOLERANCIA diez veces mayor; DURACION_MAXIMA sin comprobar.
@pytest.mark.parametrize(
    ("campo", "desde_ahora_s", "sirve"),
    [
        ("exp", -29, True),
        ("exp", -31, False),
        ("exp", 300, True),
        ("exp", 331, False),
        ("iat", 30, True),
        ("iat", 31, False),
        ("nbf", 30, True),
        ("nbf", 31, False),
    ],
)
def test_la_vigencia_de_la_afirmacion_tolera_un_reloj_corrido_treinta_segundos(
    maquina: MaquinaDePrueba, campo: str, desde_ahora_s: int, *, sirve: bool
) -> None:
    instante_s = int(maquina.sistema.reloj().timestamp()) + desde_ahora_s
    respuesta = maquina.pedir(maquina.afirmar(**{campo: instante_s}))
    assert respuesta.status_code == (200 if sirve else 401)


# PyJWT también lo impide por la clase de la llave: son dos defensas y ninguna sobra.
def test_solo_se_acepta_el_algoritmo_de_la_llave_registrada(maquina: MaquinaDePrueba) -> None:
    contenido = maquina.contenido()
    ajena = ec.generate_private_key(ec.SECP256R1())
    falsas = [
        jwt.encode(contenido, "", algorithm="none"),
        firmar_con_hs256(contenido, pem_publica(maquina.privada)),
        jwt.encode(contenido, ajena, algorithm="ES256"),
        jwt.encode(contenido, Ed25519PrivateKey.generate(), algorithm="EdDSA"),
        maquina.afirmar()[:-4] + "AAAA",
        "no.es.jwt",
        "....",
    ]
    assert {error_de(maquina.pedir(falsa)) for falsa in falsas} == {(401, "invalid_client")}
    assert maquina.sistema.contar("token_maquina") == 0


def firmar_con_hs256(contenido: dict[str, Any], secreto: bytes) -> str:
    """La confusión clásica: la llave pública usada como secreto compartido."""
    partes = [
        urlsafe_b64encode(json.dumps(parte).encode()).rstrip(b"=")
        for parte in ({"alg": "HS256", "typ": "JWT"}, contenido)
    ]
    firma = hmac.digest(secreto, b".".join(partes), sha256)
    return b".".join([*partes, urlsafe_b64encode(firma).rstrip(b"=")]).decode()


# Mutación probada: responder distinto a `con_titulo` falso; quitar `revocada_en IS NULL`.
def test_inexistente_revocada_y_sin_titulo_se_responden_igual_y_se_auditan_distinto(
    sistema: SistemaDePrueba,
) -> None:
    inexistente, revocada, sin_titulo = (MaquinaDePrueba(sistema) for _ in range(3))
    inexistente.cliente_id = UUID(int=63)
    revocada.revocar()
    respuestas = [inexistente.pedir(), revocada.pedir()]
    sin_titulo.quitar_titulo()
    respuestas.append(sin_titulo.pedir())
    assert {(r.status_code, r.text, str(r.headers)) for r in respuestas} == {
        (401, respuestas[0].text, str(respuestas[0].headers))
    }
    assert rechazos(sistema, "token:pedir") == [
        (None, "cliente_desconocido"),
        (None, "cliente_desconocido"),
        (SALUD, "sin_titulo_vigente"),
    ]


# Mutación probada: `usar_afirmacion` que siempre dice que sí.
def test_una_afirmacion_no_sirve_dos_veces(maquina: MaquinaDePrueba) -> None:
    afirmacion = maquina.afirmar()
    assert maquina.pedir(afirmacion).status_code == 200
    maquina.sistema.reloj.avanzar(timedelta(seconds=89))
    assert error_de(maquina.pedir(afirmacion)) == (401, "invalid_client")
    assert rechazos(maquina.sistema, "token:pedir") == [(SALUD, "jti_repetido")]


def test_la_misma_afirmacion_presentada_a_la_vez_da_un_solo_token(
    maquina: MaquinaDePrueba,
) -> None:
    formulario = maquina.formulario()
    with ThreadPoolExecutor(8) as hilos:
        respuestas = list(
            hilos.map(lambda _n: maquina.http.post(RUTA_TOKEN, data=formulario), range(16))
        )
    assert sorted(r.status_code for r in respuestas) == [200] + [401] * 15
    assert maquina.sistema.contar("token_maquina") == 1


@pytest.mark.parametrize(
    ("cambios", "esperado"),
    [
        ({"grant_type": "password"}, (400, "unsupported_grant_type")),
        ({"scope": "casos:leer"}, (400, "invalid_scope")),
        ({"scope": "eventos:aportar casos:leer"}, (400, "invalid_scope")),
        ({"scope": ""}, (400, "invalid_scope")),
        ({"client_assertion_type": "otra"}, (400, "invalid_request")),
        ({"client_assertion": "a" * 9_000}, (400, "invalid_request")),
        ({"client_id": str(UUID(int=63))}, (401, "invalid_client")),
    ],
)
def test_lo_que_no_es_una_peticion_de_token_se_rechaza_con_el_error_del_estandar(
    maquina: MaquinaDePrueba, cambios: dict[str, str], esperado: tuple[int, str]
) -> None:
    assert error_de(maquina.pedir(**cambios)) == esperado


@pytest.mark.parametrize(
    ("cuerpo", "tipo"),
    [
        (b"", "application/x-www-form-urlencoded"),
        (b"grant_type=client_credentials&grant_type=client_credentials", None),
        (b"grant_type", None),
        (b"\xff=\xff", None),
        (b"grant_type=%ff", None),
        (b"grant_type=%00", None),
        (b"&".join(b"c%d=1" % n for n in range(500)), None),
        (b"{}", "application/json"),
    ],
)
def test_un_formulario_roto_es_un_400(
    maquina: MaquinaDePrueba, cuerpo: bytes, tipo: str | None
) -> None:
    cabeceras = {"Content-Type": tipo or "application/x-www-form-urlencoded"}
    respuesta = maquina.http.post(RUTA_TOKEN, content=cuerpo, headers=cabeceras)
    assert respuesta.status_code == 400, respuesta.text
    assert respuesta.json()["error"] == "invalid_request"


def test_los_parametros_que_no_se_conocen_se_ignoran(maquina: MaquinaDePrueba) -> None:
    respuesta = maquina.pedir(resource="x", client_id=str(maquina.cliente_id))
    assert respuesta.status_code == 200


# Mutación probada: no cobrar.
def test_pedir_tokens_de_mas_espera_no_deja_asiento_y_no_estorba_a_los_demas(
    sistema: SistemaDePrueba,
) -> None:
    desbocada, otra = MaquinaDePrueba(sistema), MaquinaDePrueba(sistema, "gendarmeria")
    inexistente = MaquinaDePrueba(sistema)
    inexistente.cliente_id = UUID(int=63)
    otra.http = inexistente.http = desbocada.http
    for maquina, estado in ((desbocada, 200), (inexistente, 401)):
        ya_asentados = len(asientos(sistema))
        assert {maquina.pedir().status_code for _vez in range(200)} == {estado}
        frenada = maquina.pedir()
        assert (frenada.status_code, frenada.json()["codigo"]) == (429, "ritmo_excedido")
        assert frenada.headers["retry-after"] == "1"
        assert len(asientos(sistema)) == ya_asentados + 200
    assert otra.pedir().status_code == 200
    sistema.reloj.avanzar(timedelta(milliseconds=50))
    assert (desbocada.pedir().status_code, inexistente.pedir().status_code) == (200, 401)


class TestElTokenDejaDeServir:
    def test_cuando_vence(self, maquina: MaquinaDePrueba) -> None:
        cliente = maquina.cliente()
        maquina.sistema.reloj.avanzar(timedelta(minutes=5) - timedelta(microseconds=1))
        assert self.enviar(cliente) == (202, None)
        maquina.sistema.reloj.avanzar(timedelta(microseconds=1))
        assert self.enviar(cliente) == (401, "token_invalido")
        assert rechazos(maquina.sistema, "token:usar") == [(SALUD, "token_vencido")]

    def test_en_la_peticion_siguiente_a_revocar_la_credencial(
        self, maquina: MaquinaDePrueba
    ) -> None:
        cliente = maquina.cliente()
        assert self.enviar(cliente) == (202, None)
        maquina.revocar()
        assert self.enviar(cliente) == (401, "token_invalido")
        assert rechazos(maquina.sistema, "token:usar") == [(SALUD, "credencial_revocada")]

    def test_igual_si_la_institucion_perdio_su_titulo_o_el_alcance_no_llega(
        self, maquina: MaquinaDePrueba
    ) -> None:
        cliente = maquina.cliente()
        ordenar(maquina.sistema, "UPDATE token_maquina SET alcance = 'otro:alcance'")
        sin_alcance = cliente.post("/v1/eventos", content=evento(), headers=EVENTO_JSON)
        ordenar(maquina.sistema, "UPDATE token_maquina SET alcance = 'eventos:aportar'")
        maquina.quitar_titulo()
        sin_titulo = cliente.post("/v1/eventos", content=evento(), headers=EVENTO_JSON)
        assert sin_alcance.status_code == 403
        assert sin_alcance.json()["codigo"] == "aporte_denegado"
        assert (sin_titulo.status_code, sin_titulo.text) == (403, sin_alcance.text)
        assert rechazos(maquina.sistema, "token:usar") == [
            (SALUD, "sin_alcance"),
            (SALUD, "sin_titulo_vigente"),
        ]
        assert maquina.sistema.contar("entrada") == 0

    @staticmethod
    def enviar(cliente: Any) -> tuple[int, str | None]:
        respuesta = cliente.post("/v1/eventos", content=evento(), headers=EVENTO_JSON)
        return respuesta.status_code, respuesta.json().get("codigo")


def test_con_un_token_de_maquina_no_se_lee_ni_se_escribe_nada_mas(
    maquina: MaquinaDePrueba,
) -> None:
    con_token, anonimo = maquina.cliente(), cliente_anonimo(maquina.sistema)
    abiertas = {
        camino
        for camino, metodos in maquina.sistema.app().openapi()["paths"].items()
        for metodo in metodos
        if con_token.request(metodo, camino).status_code
        != anonimo.request(metodo, camino).status_code
    }
    assert abiertas == {"/v1/eventos", "/v1/eventos/lote", "/v1/eventos/prueba"}


def test_la_sesion_de_una_persona_no_aporta_eventos(sistema: SistemaDePrueba) -> None:
    respuesta = sistema.cliente().post("/v1/eventos", content=evento(), headers=EVENTO_JSON)
    assert respuesta.status_code == 401
