"""Los contratos publicados dicen lo mismo que los modelos que validan lo que llega."""

import base64
import json
import re
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import assume, given
from hypothesis import strategies as st
from jsonschema import Draft202012Validator
from typer.testing import CliRunner

from ingestores.cli import app
from ingestores.contratos.ejemplos import EJEMPLOS
from ingestores.mensajes.decodificacion import decodificar
from sistema.contactos.tipos import EventoContacto
from sistema.nucleo.firmas import leer_firma
from sistema.nucleo.json_estricto import JsonInvalido, leer_json

RAIZ = Path(__file__).parents[4]
PUBLICADOS = RAIZ / "docs" / "contratos"
SERVIDOS = RAIZ / "sistema" / "api" / "publicados"
DATOS = RAIZ / "tests" / "datos" / "mensajes"
AHORA = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
VALIDOS = sorted(DATOS.glob("*/valido_*.json"))
INVALIDOS = sorted(DATOS.glob("*/invalido_*.json"))

# Lo que el Sistema rechaza y un JSON Schema no puede decir, o que solo mira quien sabe quién envía.
FUERA_DEL_ESQUEMA = {
    "invalido_organismo_no_coincide__de_otro",
    "invalido_esquema_invalido__antes_de_cristo",
    "invalido_esquema_invalido__futuro",
    "invalido_esquema_invalido__sustituto_suelto",
}
ESQUEMA = json.loads((PUBLICADOS / "contacto-v1.schema.json").read_text(encoding="utf-8"))
VALIDADOR = Draft202012Validator(ESQUEMA)
ASYNCAPI: dict[str, Any] = yaml.safe_load(
    (PUBLICADOS / "asyncapi.yaml").read_text(encoding="utf-8")
)


def acepta_el_sistema(evento: dict[str, Any]) -> bool:
    cuerpo = json.dumps(evento).encode()
    organismo = evento["source"].rpartition("/")[2]
    return isinstance(decodificar(cuerpo, 0, organismo, AHORA), EventoContacto)


def resolver(documento: dict[str, Any], referencia: str) -> Any:
    destino: Any = documento
    for paso in referencia.removeprefix("#/").split("/"):
        destino = destino[paso]
    return destino


class TestPublicacion:
    def test_lo_publicado_es_lo_generado(self) -> None:
        resultado = CliRunner().invoke(app, ["contratos", "--comparar"])
        assert (resultado.exit_code, resultado.output) == (0, "")

    @pytest.mark.parametrize("archivo", ["contacto-v1.schema.json", "asyncapi.yaml"])
    def test_la_api_sirve_los_mismos_bytes_que_la_documentacion(self, archivo: str) -> None:
        assert (SERVIDOS / archivo).read_bytes() == (PUBLICADOS / archivo).read_bytes()

    def test_la_orden_no_reescribe_lo_que_esta_al_dia(self) -> None:
        resultado = CliRunner().invoke(app, ["contratos"])
        assert (resultado.exit_code, resultado.output) == (0, "")


class TestEsquema:
    def test_es_un_json_schema_2020_12_valido(self) -> None:
        assert ESQUEMA["$schema"] == "https://json-schema.org/draft/2020-12/schema"
        Draft202012Validator.check_schema(ESQUEMA)

    def test_todo_campo_y_todo_objeto_dice_que_es(self) -> None:
        mudos = [
            f"{nombre}.{campo}"
            for nombre, objeto in (("Evento", ESQUEMA), *ESQUEMA["$defs"].items())
            for campo, dicho in objeto.get("properties", {}).items()
            if not dicho.get("description")
        ]
        assert mudos == []
        assert [n for n, o in ESQUEMA["$defs"].items() if not o.get("description")] == []

    def test_ningun_objeto_admite_campos_que_no_nombra(self) -> None:
        objetos = [ESQUEMA, *(o for o in ESQUEMA["$defs"].values() if o["type"] == "object")]
        assert len(objetos) == 7
        assert all(objeto["additionalProperties"] is False for objeto in objetos)

    @pytest.mark.parametrize("nombre", EJEMPLOS)
    def test_sus_ejemplos_los_acepta_el_esquema_y_el_sistema(self, nombre: str) -> None:
        VALIDADOR.validate(EJEMPLOS[nombre])
        assert acepta_el_sistema(EJEMPLOS[nombre])
        assert EJEMPLOS[nombre] in ESQUEMA["examples"]

    @pytest.mark.parametrize("ruta", VALIDOS, ids=lambda r: f"{r.parent.name}-{r.stem}")
    def test_todo_mensaje_valido_lo_acepta_el_esquema(self, ruta: Path) -> None:
        VALIDADOR.validate(json.loads(ruta.read_bytes()))

    @pytest.mark.parametrize("ruta", INVALIDOS, ids=lambda r: f"{r.parent.name}-{r.stem}")
    def test_todo_mensaje_invalido_lo_rechaza_salvo_lo_que_no_puede_decir(self, ruta: Path) -> None:
        try:
            evento = leer_json(ruta.read_bytes())
        except JsonInvalido:
            return  # ni siquiera hay un valor que validar
        assert VALIDADOR.is_valid(evento) == (ruta.stem in FUERA_DEL_ESQUEMA)

    def test_las_excepciones_existen_y_son_mensajes_de_ejemplo(self) -> None:
        assert {ruta.stem for ruta in INVALIDOS} >= FUERA_DEL_ESQUEMA

    def test_un_texto_con_un_caracter_invisible_comun_lo_rechazan_los_dos(self) -> None:
        for letra in "\x00\x1b\x7f\x85\u200b\u202e\u2028\u2060\ufeff":
            evento = json.loads(json.dumps(EJEMPLOS["minimo"]))
            evento["data"]["persona"]["nombres"] = f"Ro{letra}sa"
            assert not VALIDADOR.is_valid(evento), repr(letra)
            assert not acepta_el_sistema(evento), repr(letra)


class TestAsyncapi:
    def test_la_carga_del_mensaje_es_el_esquema_publicado(self) -> None:
        referencia = ASYNCAPI["components"]["messages"]["contacto"]["payload"]["$ref"]
        assert referencia == "./contacto-v1.schema.json"
        assert json.loads((PUBLICADOS / referencia).read_text(encoding="utf-8")) == ESQUEMA

    def test_toda_referencia_interna_lleva_a_algo(self) -> None:
        def referencias(nodo: object) -> list[str]:
            if isinstance(nodo, dict):
                propias = [nodo["$ref"]] if isinstance(nodo.get("$ref"), str) else []
                return propias + [r for hijo in nodo.values() for r in referencias(hijo)]
            if isinstance(nodo, list):
                return [r for hijo in nodo for r in referencias(hijo)]
            return []

        internas = [r for r in referencias(ASYNCAPI) if r.startswith("#/")]
        assert len(internas) >= 6
        for referencia in internas:
            assert resolver(ASYNCAPI, referencia), referencia

    def test_tiene_la_forma_de_la_version_3(self) -> None:
        assert ASYNCAPI["asyncapi"] == "3.0.0"
        assert {"title", "version"} <= ASYNCAPI["info"].keys()
        for canal in ASYNCAPI["channels"].values():
            assert {"address", "messages", "servers"} <= canal.keys()
            assert set(canal["parameters"]) == {"organismo"}
            assert "{organismo}" in canal["address"]
        for operacion in ASYNCAPI["operations"].values():
            assert operacion["action"] == "receive"
            canal = resolver(ASYNCAPI, operacion["channel"]["$ref"])
            for mensaje in operacion["messages"]:
                ruta = mensaje["$ref"].rpartition("/messages/")
                assert ruta[0] == operacion["channel"]["$ref"]
                assert ruta[2] in canal["messages"]

    def test_dice_los_limites_y_la_seguridad_que_rigen(self) -> None:
        [servidor] = ASYNCAPI["servers"].values()
        assert servidor["protocol"] == "kafka-secure"
        seguridad = resolver(ASYNCAPI, servidor["security"][0]["$ref"])
        assert seguridad["type"] == "scramSha512"
        canal = ASYNCAPI["channels"]["contactos"]
        assert canal["address"] == "contactos.{organismo}.v1"
        assert canal["bindings"]["kafka"]["topicConfiguration"] == {
            "cleanup.policy": ["delete"],
            "retention.ms": 259_200_000,
            "max.message.bytes": 1_048_588,
        }
        mensaje = ASYNCAPI["components"]["messages"]["contacto"]
        assert "65536 bytes" in mensaje["description"]
        assert "firma" in mensaje["headers"]["properties"]

    def test_la_forma_de_la_firma_es_la_que_se_acepta(self) -> None:
        firma = ASYNCAPI["components"]["messages"]["contacto"]["headers"]["properties"]["firma"]
        buena = f"0123456789abcdef:{base64.b64encode(bytes(64)).decode()}"
        assert leer_firma(buena) is not None
        assert re.search(firma["pattern"], buena)
        for mala in (buena[1:], buena[:-1], buena.replace(":", "="), buena.upper(), ""):
            assert leer_firma(mala) is None
            assert not re.search(firma["pattern"], mala)

    def test_nadie_recibe_respuesta(self) -> None:
        assert all("reply" not in operacion for operacion in ASYNCAPI["operations"].values())
        assert {o["action"] for o in ASYNCAPI["operations"].values()} == {"receive"}

    def test_sus_ejemplos_cumplen_el_esquema(self) -> None:
        ejemplos = ASYNCAPI["components"]["messages"]["contacto"]["examples"]
        assert [e["name"] for e in ejemplos] == ["minimo", "completo", "no_identificada"]
        for ejemplo in ejemplos:
            VALIDADOR.validate(ejemplo["payload"])


# Casi todo lo que sortean lo acepta el Sistema; lo demás está en el borde de la regla.
VISIBLES = st.text(st.characters(exclude_categories=["Cc", "Cf", "Cs", "Zl", "Zp"]), max_size=64)
BORDES = st.sampled_from(["\u2065", "\xad", "\u0378", "\U0001f600", "ñ", "n\u0303", "\ufff9", "\n"])
TEXTOS = VISIBLES | BORDES
PAISES = st.sampled_from(["", "CL", "PER"])
INSTANTES = st.datetimes(
    min_value=datetime(1900, 1, 2),  # noqa: DTZ001 - la zona va en el texto
    max_value=datetime(2026, 11, 22),  # noqa: DTZ001 - la zona va en el texto
).flatmap(
    lambda instante: st.sampled_from(
        [instante.isoformat() + zona for zona in ("Z", "z", "-03:00", "+14:00")]
    )
)
IDENTIFICADORES = st.uuids().flatmap(
    lambda u: st.sampled_from([str(u), u.hex, u.urn, f"{{{u}}}", str(u).upper()])
)
EDADES = st.integers(0, 130) | st.none()
PERSONAS = st.fixed_dictionaries(
    {},
    optional={
        "run": TEXTOS,
        "nombres": TEXTOS,
        "fecha_nacimiento": TEXTOS,
        "sexo": st.sampled_from(["F", "M", "X", None]),
        "nacionalidad": PAISES,
        "documentos": st.lists(
            st.fixed_dictionaries({"tipo": TEXTOS, "valor": VISIBLES}, optional={"pais": PAISES}),
            max_size=10,
        ),
        "rasgos": st.fixed_dictionaries({}, optional={"edad_min": EDADES, "edad_max": EDADES}),
    },
)
DATOS_DEL_HECHO = st.fixed_dictionaries(
    {
        "tipo_contacto": st.sampled_from(["alta", "otro", "senal_movil"]),
        "ocurrido_en": INSTANTES,
        "persona": PERSONAS,
    },
    optional={
        "observacion": TEXTOS | st.just("a\r\n\tb"),
        "es_retroactivo": st.booleans(),
        "sigue_en_el_lugar": st.booleans() | st.none(),
        "estado_persona": st.sampled_from(["viva", "fallecida", None]),
        "lugar": st.fixed_dictionaries(
            {},
            optional={
                "comuna": VISIBLES,
                "lat": st.floats(-90, 90) | st.integers(-90, 90) | st.none(),
            },
        )
        | st.none(),
        "autorizacion_judicial_id": IDENTIFICADORES | st.none(),
    },
)
EVENTOS = st.fixed_dictionaries(
    {
        "specversion": st.just("1.0"),
        "id": IDENTIFICADORES,
        "source": st.just("/organismos/registro_civil"),
        "type": st.just("cl.personas-desaparecidas.contacto.v1"),
        "time": INSTANTES,
        "data": DATOS_DEL_HECHO,
    },
    optional={"datacontenttype": st.just("application/json")},
)


# Mutaciones probadas: un patrón de `nombres` que prohíbe U+2065; un UUID solo con guiones; quitar
# `null` de `sexo`.
@given(EVENTOS)
def test_lo_que_el_sistema_acepta_lo_acepta_el_esquema(evento: dict[str, Any]) -> None:
    assume(acepta_el_sistema(evento))
    VALIDADOR.validate(evento)


@pytest.mark.parametrize("campo", ["nombres", "run"])
def test_el_patron_de_los_textos_solo_rechaza_lo_que_el_sistema_rechaza(campo: str) -> None:
    patron = re.compile(ESQUEMA["$defs"]["Persona"]["properties"][campo]["pattern"])
    letras = map(chr, (*range(0xD800), *range(0xE000, 0x11_0000)))
    rechazadas = [letra for letra in letras if not patron.search(letra)]
    assert len(rechazadas) == 92
    for letra in rechazadas:
        evento = json.loads(json.dumps(EJEMPLOS["minimo"]))
        evento["data"]["persona"][campo] = f"a{letra}b"
        assert not acepta_el_sistema(evento), hex(ord(letra))
