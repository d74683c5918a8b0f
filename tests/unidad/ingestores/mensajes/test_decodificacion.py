"""Qué se rechaza, en qué orden y con qué palabras."""

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from ingestores.mensajes.decodificacion import decodificar
from sistema.contactos.tipos import EventoContacto
from sistema.cuarentena.tipos import MensajeRechazado

EJEMPLO = Path(__file__).parents[3] / "datos" / "mensajes" / "registro_civil" / "valido_minimo.json"
AHORA = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)


def leer(cuerpo: bytes) -> EventoContacto | MensajeRechazado:
    return decodificar(cuerpo, 0, "registro_civil", AHORA)


def rechazar(cuerpo: bytes) -> tuple[str, str]:
    rechazo = leer(cuerpo)
    assert isinstance(rechazo, MensajeRechazado)
    return rechazo.codigo.value, rechazo.detalle


def ejemplo(**datos: Any) -> dict[str, Any]:
    evento: dict[str, Any] = json.loads(EJEMPLO.read_text(encoding="utf-8"))
    evento["data"] |= datos
    return evento


def como_bytes(evento: object) -> bytes:
    return json.dumps(evento).encode()


def con_persona(**persona: Any) -> bytes:
    return como_bytes(ejemplo(persona=persona))


class TestBytes:
    def test_el_tamano_se_mide_antes_que_nada(self) -> None:
        assert rechazar(b"\xff" * 65_537) == (
            "tamano_excedido",
            "el mensaje pasa de 65536 bytes",
        )

    def test_el_tamano_justo_se_admite(self) -> None:
        relleno = como_bytes(ejemplo())
        assert isinstance(leer(relleno + b" " * (65_536 - len(relleno))), EventoContacto)

    def test_un_texto_de_veinte_megas_no_se_lee(self) -> None:
        assert rechazar(b'{"id":"' + b"x" * 20_000_000 + b'"}')[0] == "tamano_excedido"

    @pytest.mark.parametrize(
        "cuerpo",
        [b"\xff\xfe{\x00}\x00", b"\xc3\x28", b'{"id":"\xed\xa0\x80"}', b"\xc0\x80", b"\x80abc"],
    )
    def test_lo_que_no_es_utf8_se_rechaza(self, cuerpo: bytes) -> None:
        assert rechazar(cuerpo) == ("no_utf8", "el mensaje no es UTF-8")

    def test_una_marca_bom_se_rechaza(self) -> None:
        assert rechazar(b"\xef\xbb\xbf" + como_bytes(ejemplo())) == (
            "no_utf8",
            "el mensaje empieza con una marca BOM",
        )


class TestJson:
    @pytest.mark.parametrize(
        "cuerpo",
        [
            b"",
            b" ",
            b"hola",
            b"{",
            b"{} {}",
            b"{'id': 1}",
            b'{"id": 01}',
            b'{"id": Infinity}',
            b'{"id": -Infinity}',
            b'{"id": "a\nb"}',
            b'{"id": ' + b"9" * 5_000 + b"}",
            '{"id": 1}'.encode("utf-16-le"),
        ],
    )
    def test_lo_que_no_es_json_se_rechaza(self, cuerpo: bytes) -> None:
        assert rechazar(cuerpo) == ("json_invalido", "el mensaje no es JSON")

    @pytest.mark.parametrize("niveles", [5_000, 60_000])
    def test_la_anidacion_sin_fin_se_rechaza(self, niveles: int) -> None:
        assert rechazar(b"[" * niveles) == ("json_invalido", "demasiados niveles de anidación")

    @pytest.mark.parametrize("cuerpo", [b"null", b"1", b'"x"', b"[]", b"[" * 900 + b"]" * 900])
    def test_lo_que_no_es_un_objeto_incumple_el_esquema(self, cuerpo: bytes) -> None:
        assert rechazar(cuerpo) == ("esquema_invalido", "mensaje: debe ser un objeto")


class TestOrden:
    def test_la_version_se_mira_antes_que_el_esquema(self) -> None:
        assert rechazar(b'{"specversion": "0.3", "sobra": 1}') == (
            "version_desconocida",
            "specversion: versión que este Sistema no conoce",
        )

    def test_el_esquema_se_mira_antes_que_el_organismo(self) -> None:
        evento = ejemplo(sobra=1) | {"source": "/organismos/senama"}
        assert rechazar(como_bytes(evento))[0] == "esquema_invalido"

    def test_el_organismo_es_el_dueno_del_tema_y_no_el_que_el_mensaje_dice(self) -> None:
        evento = ejemplo() | {"source": "/organismos/senama"}
        assert rechazar(como_bytes(evento)) == (
            "organismo_no_coincide",
            "source: no es el organismo dueño del tema o de la credencial",
        )


class TestDetalle:
    def test_nombra_el_campo_y_la_regla(self) -> None:
        documentos = [{"tipo": "pasaporte", "valor": "P1"}, {"tipo": "pasaporte", "valor": 5}]
        assert rechazar(con_persona(documentos=documentos)) == (
            "esquema_invalido",
            "data.persona.documentos[1].valor: debe ser texto",
        )

    def test_junta_varias_faltas(self) -> None:
        evento = ejemplo(sigue_en_el_lugar="si", lugar={"lat": 91})
        del evento["id"]
        assert rechazar(como_bytes(evento))[1] == (
            "id: falta; data.lugar.lat: número sobre el máximo; "
            "data.sigue_en_el_lugar: debe ser verdadero o falso"
        )

    def test_no_repite_el_nombre_de_un_campo_desconocido(self) -> None:
        cuerpo = con_persona(**{"diagnostico-de-Rosa": 1, "otro": 2})
        assert rechazar(cuerpo)[1] == "data.persona: campo desconocido"

    def test_no_crece_con_lo_que_se_envia(self) -> None:
        rasgos = {"senas": [{"tipo": str(n)} for n in range(30)]}
        detalle = rechazar(con_persona(rasgos=rasgos))[1]
        assert detalle.endswith("; y 25 más")
        assert len(detalle) < 500


class TestTextos:
    def test_un_nombre_en_forma_descompuesta_se_guarda_compuesto(self) -> None:
        evento = leer(con_persona(nombres="Jose\u0301 N\u0303"))
        assert isinstance(evento, EventoContacto)
        assert evento.identidad.nombres == "José Ñ"

    def test_los_espacios_no_se_quitan(self) -> None:
        evento = leer(con_persona(nombres="  Rosa  "))
        assert isinstance(evento, EventoContacto)
        assert evento.identidad.nombres == "  Rosa  "

    @pytest.mark.parametrize(
        "letra", ["\x00", "\x1b", "\x7f", "\x85", "\u200b", "\u202e", "\u2028", "\ufeff", "\n"]
    )
    def test_un_nombre_no_admite_caracteres_invisibles(self, letra: str) -> None:
        assert rechazar(con_persona(nombres=f"Ro{letra}sa"))[1] == (
            "data.persona.nombres: contiene un carácter de control o invisible"
        )

    @pytest.mark.parametrize("letra", ["\x00", "\u202e", "\u200b"])
    def test_una_observacion_admite_saltos_de_linea_pero_no_lo_invisible(self, letra: str) -> None:
        assert isinstance(leer(como_bytes(ejemplo(observacion="a\r\n\tb"))), EventoContacto)
        assert rechazar(como_bytes(ejemplo(observacion=f"a{letra}b")))[0] == "esquema_invalido"

    @pytest.mark.parametrize("campo", ["run", "fecha_nacimiento"])
    def test_run_y_nacimiento_son_texto_libre_de_hasta_64(self, campo: str) -> None:
        assert isinstance(leer(con_persona(**{campo: "?" * 64})), EventoContacto)
        assert rechazar(con_persona(**{campo: "?" * 65}))[1] == (
            f"data.persona.{campo}: texto demasiado largo"
        )


class TestInstantes:
    @pytest.mark.parametrize(
        ("escrito", "leido"),
        [
            ("1900-01-01T00:00:00Z", datetime(1900, 1, 1, tzinfo=UTC)),
            ("1899-12-31T22:00:00-03:00", datetime(1900, 1, 1, 1, tzinfo=UTC)),
            ("2026-11-23T12:00:00Z", datetime(2026, 11, 23, 12, tzinfo=UTC)),
            ("2026-11-23T15:00:00+03:00", datetime(2026, 11, 23, 12, tzinfo=UTC)),
            ("2026-01-01T00:00:00.123456789Z", datetime(2026, 1, 1, 0, 0, 0, 123456, tzinfo=UTC)),
        ],
    )
    def test_los_limites_se_miran_en_utc(self, escrito: str, leido: datetime) -> None:
        evento = leer(como_bytes(ejemplo(ocurrido_en=escrito)))
        assert isinstance(evento, EventoContacto)
        assert evento.ocurrido_en == leido

    @pytest.mark.parametrize(
        "escrito",
        [
            "1900-01-01T00:00:00+00:01",
            "2026-11-23T12:00:01Z",
            "9999-12-31T23:59:59-14:00",
        ],
    )
    def test_fuera_del_rango_se_rechaza(self, escrito: str) -> None:
        assert rechazar(como_bytes(ejemplo(ocurrido_en=escrito)))[1] == (
            "data.ocurrido_en: fuera del rango de 1900 a mañana"
        )

    @pytest.mark.parametrize(
        "escrito",
        [
            "2026-11-20",
            "2026-11-20T12:00Z",
            "2026-11-20 12:00:00Z",
            "2026-13-20T12:00:00Z",
            "20261120T120000Z",
            "1763640001",
            1763640000,
            1763640000.5,
            True,
            None,
            ["2026-11-20T12:00:00Z"],
        ],
    )
    def test_solo_vale_la_forma_rfc3339_con_zona(self, escrito: object) -> None:
        assert rechazar(como_bytes(ejemplo(ocurrido_en=escrito)))[1] == (
            "data.ocurrido_en: debe ser fecha y hora RFC 3339 con zona"
        )

    def test_la_hora_del_sobre_tambien_se_acota(self) -> None:
        evento = ejemplo() | {"time": "2027-01-01T00:00:00Z"}
        assert rechazar(como_bytes(evento))[1] == "time: fuera del rango de 1900 a mañana"


class TestNumeros:
    @pytest.mark.parametrize("valor", [True, 1.0, "30", -1, 131, 10**18, 10**30])
    def test_una_edad_es_un_entero_posible(self, valor: object) -> None:
        assert rechazar(con_persona(rasgos={"edad_min": valor}))[0] == "esquema_invalido"

    @pytest.mark.parametrize("texto", ["1e131073", "-1e400", "91", "-90.0001", "true", '"1"'])
    def test_una_latitud_es_un_numero_finito_del_planeta(self, texto: str) -> None:
        cuerpo = como_bytes(ejemplo(lugar={"lat": 77.5})).replace(b"77.5", texto.encode())
        assert rechazar(cuerpo)[0] == "esquema_invalido"


def test_una_i_mal_decodificada_no_aparta_el_mensaje() -> None:
    leido = leer(con_persona(nombres="MarÃ\u00ada"))
    assert isinstance(leido, EventoContacto)
    assert leido.identidad.nombres == "MarÃa"
