"""La puerta HTTP de los eventos: guarda los bytes exactos y responde siempre lo mismo."""

import json
from collections.abc import Iterator
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from fastapi.testclient import TestClient

from tests.apoyo.fabricas import denuncia, evento
from tests.apoyo.http import abrir_caso, asientos
from tests.apoyo.sistema import SistemaDePrueba
from tests.integracion.api.apoyo_maquinas import (
    EVENTO_JSON,
    SALUD,
    MaquinaDePrueba,
    entradas,
)

LOTE_JSON = {"Content-Type": "application/cloudevents-batch+json"}
NDJSON = {"Content-Type": "application/x-ndjson"}
AJENA = {"nombres": "Eleodoro", "apellido_paterno": "Quitral", "run": "9.876.543-3"}
# Nada de esto cumple el contrato, pero es UTF-8 y JSON: se recibe y se juzga después.
FUERA_DEL_CONTRATO = [b"{}", b'"texto"', b"null", b"7", b"[]", b'{"specversion":"9"}']


@pytest.fixture
def maquina(sistema: SistemaDePrueba) -> MaquinaDePrueba:
    return MaquinaDePrueba(sistema)


@pytest.fixture
def cliente(maquina: MaquinaDePrueba) -> TestClient:
    return maquina.cliente()


def codigo_de(respuesta: Any) -> tuple[int, str]:
    return respuesta.status_code, respuesta.json()["codigo"]


class TestUno:
    @pytest.mark.parametrize(
        "tipo",
        [
            "application/cloudevents+json",
            "application/json",
            'Application/CloudEvents+JSON; charset="UTF-8"',
        ],
    )
    def test_el_evento_queda_en_la_cola_con_sus_bytes_exactos_y_a_nombre_de_la_credencial(
        self, sistema: SistemaDePrueba, cliente: TestClient, tipo: str
    ) -> None:
        cuerpo = b"  " + evento(1, observacion="ñandú").replace(SALUD.encode(), b"otro") + b"\r\n"
        respuesta = cliente.post("/v1/eventos", content=cuerpo, headers={"Content-Type": tipo})
        assert respuesta.status_code == 202, respuesta.text
        recibo = respuesta.json()
        assert recibo.keys() == {"recepcion_id", "recibidos"}
        assert recibo["recibidos"] == 1
        assert entradas(sistema) == [(SALUD, cuerpo, None)]
        ultimo = asientos(sistema)[-1]
        assert (ultimo.accion, ultimo.institucion, ultimo.objeto_id, ultimo.resultados) == (
            "eventos:recibir",
            SALUD,
            recibo["recepcion_id"],
            1,
        )

    @pytest.mark.parametrize("cuerpo", FUERA_DEL_CONTRATO)
    def test_lo_que_no_cumple_el_contrato_se_recibe_igual(
        self, sistema: SistemaDePrueba, cliente: TestClient, cuerpo: bytes
    ) -> None:
        respuesta = cliente.post("/v1/eventos", content=cuerpo, headers=EVENTO_JSON)
        assert respuesta.status_code == 202
        assert entradas(sistema) == [(SALUD, cuerpo, None)]

    def test_un_evento_de_64_kib_cabe_y_uno_mas_grande_no(
        self, sistema: SistemaDePrueba, cliente: TestClient
    ) -> None:
        justo = b'"' + b"a" * 65_534 + b'"'
        assert cliente.post("/v1/eventos", content=justo, headers=EVENTO_JSON).status_code == 202
        excedido = cliente.post("/v1/eventos", content=justo + b" ", headers=EVENTO_JSON)
        assert codigo_de(excedido) == (413, "cuerpo_demasiado_grande")
        assert sistema.contar("entrada") == 1

    @pytest.mark.parametrize(
        "cabeceras",
        [
            {"Content-Type": "text/plain"},
            {"Content-Type": ""},
            {"Content-Type": "application/json; charset=latin-1"},
            LOTE_JSON,
            {"Content-Type": "application/json", "Content-Encoding": "gzip"},
        ],
    )
    def test_un_sobre_que_no_se_sabe_abrir_es_un_415(
        self, sistema: SistemaDePrueba, cliente: TestClient, cabeceras: dict[str, str]
    ) -> None:
        respuesta = cliente.post("/v1/eventos", content=evento(), headers=cabeceras)
        assert codigo_de(respuesta) == (415, "tipo_de_contenido_no_admitido")
        assert sistema.contar("entrada") == 0

    def test_la_firma_se_guarda_si_esta_bien_escrita_y_si_no_queda_vacia(
        self, sistema: SistemaDePrueba, cliente: TestClient
    ) -> None:
        buena = "0123456789abcdef:" + "A" * 86 + "=="
        for firma in (buena, "Canario Apellido"):
            cabeceras = EVENTO_JSON | {"Firma": firma}
            assert cliente.post("/v1/eventos", content=b"{}", headers=cabeceras).is_success
        assert [firma for _o, _c, firma in entradas(sistema)] == [buena, ""]


def test_la_respuesta_es_la_misma_se_busque_o_no_a_la_persona(
    sistema: SistemaDePrueba, cliente: TestClient
) -> None:
    abrir_caso(sistema)
    cuerpos = [evento(1), evento(2, persona=AJENA)]
    respuestas = [
        cliente.post("/v1/eventos", content=cuerpo, headers=EVENTO_JSON) for cuerpo in cuerpos
    ]
    vistas = {
        (r.status_code, r.text.replace(r.json()["recepcion_id"], ""), str(r.headers))
        for r in respuestas
    }
    assert len(vistas) == 1
    assert sistema.contar("coincidencia") == 0


class TestLote:
    def test_de_un_arreglo_sale_cada_evento_con_los_bytes_que_traia(
        self, sistema: SistemaDePrueba, cliente: TestClient
    ) -> None:
        partes = [
            b'{ "a" : 1.0,\n "b":"\xc3\xb1 \\u00f1 , ] } [" }',
            b'{"n":1e2}',
            evento(1, observacion="漢字 🙂"),
            b"[1, 2]",
            b'"suelto"',
        ]
        cuerpo = b" \n[ " + b" ,\t".join(partes) + b" ]\n"
        respuesta = cliente.post("/v1/eventos/lote", content=cuerpo, headers=LOTE_JSON)
        assert respuesta.status_code == 202, respuesta.text
        assert respuesta.json()["recibidos"] == 5
        assert entradas(sistema) == [(SALUD, parte, None) for parte in partes]

    def test_de_un_ndjson_sale_cada_linea_sin_su_salto(
        self, sistema: SistemaDePrueba, cliente: TestClient
    ) -> None:
        lineas = [evento(1), b"  " + evento(2, observacion="ñ") + b" ", b"{}"]
        cuerpo = lineas[0] + b"\r\n\n" + b"\n".join(lineas[1:]) + b"\n"
        respuesta = cliente.post("/v1/eventos/lote", content=cuerpo, headers=NDJSON)
        assert respuesta.json()["recibidos"] == 3
        assert [cuerpo for _o, cuerpo, _f in entradas(sistema)] == lineas

    @pytest.mark.parametrize(("cuerpo", "tipo"), [(b"[]", LOTE_JSON), (b"\n \n", NDJSON)])
    def test_un_lote_vacio_se_recibe(
        self, sistema: SistemaDePrueba, cliente: TestClient, cuerpo: bytes, tipo: dict[str, str]
    ) -> None:
        respuesta = cliente.post("/v1/eventos/lote", content=cuerpo, headers=tipo)
        assert (respuesta.status_code, respuesta.json()["recibidos"]) == (202, 0)
        assert sistema.contar("entrada") == 0

    @pytest.mark.parametrize(
        ("cuerpo", "tipo", "detalle"),
        [
            (b'[{"a":1},{"a":1,"a":2}]', LOTE_JSON, "evento 2: un objeto repite una clave"),
            (b'[{"a":1},NaN]', LOTE_JSON, "evento 2: el mensaje no es JSON"),
            (b'[{"a":1},]', LOTE_JSON, "evento 2: el mensaje no es JSON"),
            (b'[{"a":1} {"a":1}]', LOTE_JSON, "evento 2: el mensaje no es JSON"),
            (b'[{"a":1}', LOTE_JSON, "evento 2: el mensaje no es JSON"),
            (b'[{"a":1}] {}', LOTE_JSON, "evento 2: el mensaje no es JSON"),
            (b'[{"a":"\xff"}]', LOTE_JSON, "evento 1: el mensaje no es UTF-8"),
            (b'\xef\xbb\xbf[{"a":1}]', LOTE_JSON, "evento 1: el mensaje empieza con una marca BOM"),
            (b'{"a":1}', LOTE_JSON, "evento 1: el mensaje no es un arreglo"),
            (b"", LOTE_JSON, "evento 1: el mensaje no es un arreglo"),
            (b"[" * 50_000, LOTE_JSON, "evento 1: demasiados niveles de anidación"),
            (b'{}\n{"a":1,"a":2}', NDJSON, "línea 2 no se pudo leer: un objeto repite una clave"),
            (b'{}\n\n"\xff"', NDJSON, "línea 3 no se pudo leer: el mensaje no es UTF-8"),
        ],
    )
    def test_si_un_evento_no_es_json_no_entra_ninguno_y_se_dice_cual(
        self,
        sistema: SistemaDePrueba,
        cliente: TestClient,
        cuerpo: bytes,
        tipo: dict[str, str],
        detalle: str,
    ) -> None:
        respuesta = cliente.post("/v1/eventos/lote", content=cuerpo, headers=tipo)
        assert codigo_de(respuesta) == (400, "cuerpo_invalido")
        assert detalle in respuesta.json()["detail"]
        assert sistema.contar("entrada") == 0

    @pytest.mark.parametrize("tipo", [LOTE_JSON, NDJSON], ids=["arreglo", "ndjson"])
    def test_un_lote_lleva_hasta_500_eventos_de_64_kib_y_2_mib(
        self, sistema: SistemaDePrueba, cliente: TestClient, tipo: dict[str, str]
    ) -> None:
        def enviar(*eventos: bytes) -> int:
            arreglo = b"[" + b",".join(eventos) + b"]"
            cuerpo = arreglo if tipo is LOTE_JSON else b"\n".join(eventos)
            return cliente.post("/v1/eventos/lote", content=cuerpo, headers=tipo).status_code

        assert enviar(*[b"{}"] * 500) == 202
        assert enviar(*[b"{}"] * 501) == 413
        assert enviar(b"{}", b'"' + b"a" * 65_535 + b'"') == 413
        assert enviar(*[b'"' + b"a" * 60_000 + b'"'] * 35) == 413
        assert sistema.contar("entrada") == 500


class TestPrueba:
    @pytest.fixture(autouse=True)
    def _sin_efecto(self, sistema: SistemaDePrueba) -> Iterator[None]:
        """Nada de lo ensayado deja filas, salvo el asiento de haber ensayado."""
        abrir_caso(sistema)
        tablas = ("entrada", "bandeja", "cuarentena", "contacto", "coincidencia", "alerta")
        yield
        assert {tabla: sistema.contar(tabla) for tabla in tablas} == dict.fromkeys(tablas, 0)

    def ensayar(self, cliente: TestClient, cuerpo: bytes, **cabeceras: str) -> dict[str, Any]:
        respuesta = cliente.post(
            "/v1/eventos/prueba", content=cuerpo, headers=EVENTO_JSON | cabeceras
        )
        assert respuesta.status_code == 200, respuesta.text
        resultado: dict[str, Any] = respuesta.json()
        return resultado

    def test_un_evento_bueno_se_recibiria_se_busque_o_no_a_la_persona(
        self, sistema: SistemaDePrueba, cliente: TestClient
    ) -> None:
        buscada, ajena = evento(1), evento(2, persona=AJENA)
        esperado: dict[str, Any] = {"resultado": "recibido", "codigo": None, "faltas": []}
        assert self.ensayar(cliente, buscada) == esperado
        assert self.ensayar(cliente, ajena) == esperado
        assert asientos(sistema)[-1].accion == "eventos:ensayar"

    def test_dice_que_campo_corregir_y_como_sin_repetir_lo_recibido(
        self, cliente: TestClient
    ) -> None:
        persona = denuncia()["persona"] | {"sexo": "Canario", "nombres": "Canario" * 40}
        resultado = self.ensayar(cliente, evento(1, persona=persona, canario=1))
        assert resultado["codigo"] == "esquema_invalido"
        assert {(f["campo"], f["problema"], f["remedio"]) for f in resultado["faltas"]} == {
            ("data.persona.nombres", "texto demasiado largo", "Acórtelo."),
            (
                "data.persona.sexo",
                "valor fuera de la lista",
                "Use uno de los valores del contrato.",
            ),
            ("data", "campo desconocido", "Quítelo o revise su nombre en el contrato."),
        }
        assert "anario" not in json.dumps(resultado)

    @pytest.mark.parametrize(
        ("viejo", "nuevo", "codigo", "campo"),
        [
            (b'"1.0"', b'"2.0"', "version_desconocida", "specversion"),
            (SALUD.encode(), b"gendarmeria", "organismo_no_coincide", "source"),
            (b"2026-11-21T10", b"2027-11-21T10", "esquema_invalido", "data.ocurrido_en"),
            (b"atencion_urgencia", b"ingreso_penal", "tipo_no_cubierto", "data.tipo_contacto"),
            (b"atencion_urgencia", b"senal_movil", "tipo_no_cubierto", "data.tipo_contacto"),
        ],
    )
    def test_cada_falta_tiene_su_codigo_su_campo_y_su_remedio(
        self, cliente: TestClient, viejo: bytes, nuevo: bytes, codigo: str, campo: str
    ) -> None:
        resultado = self.ensayar(cliente, evento(1).replace(viejo, nuevo))
        assert (resultado["resultado"], resultado["codigo"]) == ("por_corregir", codigo)
        [falta] = resultado["faltas"]
        assert falta["campo"] == campo
        assert falta["remedio"]

    def test_una_firma_que_no_sirve_se_dice(self, cliente: TestClient) -> None:
        for firma, problema in (
            ("x", "no tiene la forma <kid>:<base64 de 64 bytes>"),
            (
                "0123456789abcdef:" + "A" * 86 + "==",
                "la llave no está registrada para este organismo",
            ),
        ):
            resultado = self.ensayar(cliente, evento(1), Firma=firma)
            assert resultado["codigo"] == "firma_invalida"
            assert [f["problema"] for f in resultado["faltas"]] == [problema]

    def test_tiene_las_mismas_puertas_que_el_envio_de_verdad(
        self, sistema: SistemaDePrueba, cliente: TestClient
    ) -> None:
        ruta = "/v1/eventos/prueba"
        anonimo = TestClient(sistema.app())
        assert anonimo.post(ruta, content=evento(), headers=EVENTO_JSON).status_code == 401
        assert cliente.post(ruta, content=b"{", headers=EVENTO_JSON).status_code == 400
        assert cliente.post(ruta, content=b"{}", headers=NDJSON).status_code == 415
        grande = b'"' + b"a" * 65_536 + b'"'
        assert cliente.post(ruta, content=grande, headers=EVENTO_JSON).status_code == 413


def test_quien_envia_mas_de_lo_que_la_puerta_admite_espera_y_no_estorba_a_los_demas(
    sistema: SistemaDePrueba,
) -> None:
    desbocada = MaquinaDePrueba(sistema)
    otra = MaquinaDePrueba(sistema, "gendarmeria", Ed25519PrivateKey.generate())
    otra.http = desbocada.http
    lote = b"[" + b",".join([b"{}"] * 500) + b"]"
    token, ajeno = desbocada.token(), otra.token()

    def enviar(secreto: str) -> Any:
        cabeceras = LOTE_JSON | {"Authorization": f"Bearer {secreto}"}
        return desbocada.http.post("/v1/eventos/lote", content=lote, headers=cabeceras)

    assert [enviar(token).status_code for _vez in range(4)] == [202] * 4
    frenada = enviar(token)
    assert codigo_de(frenada) == (429, "ritmo_excedido")
    assert frenada.headers["retry-after"] == "3"
    assert enviar(ajeno).status_code == 202
    sistema.reloj.avanzar(timedelta(seconds=2.5))
    assert enviar(token).status_code == 202
    assert sistema.contar("entrada") == 3_000


def test_el_identificador_de_recepcion_es_nuevo_cada_vez(cliente: TestClient) -> None:
    recibos = [
        cliente.post("/v1/eventos", content=b"{}", headers=EVENTO_JSON).json() for _vez in range(2)
    ]
    assert len({UUID(recibo["recepcion_id"]) for recibo in recibos}) == 2
