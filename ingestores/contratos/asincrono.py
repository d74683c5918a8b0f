"""El documento AsyncAPI 3: por qué tema, con qué credencial y con qué límites se aporta."""

from typing import Any, Final

import yaml
from typing_extensions import override

from ingestores.contratos.ejemplos import EJEMPLOS
from ingestores.mensajeria.temas import (
    GRUPO_MAXIMO_BYTES,
    RETENCION_DE_PRUEBA_MS,
    RETENCION_MS,
    nombrar_tema,
    nombrar_tema_de_prueba,
)
from ingestores.mensajes.contrato import TIPO_EVENTO
from ingestores.mensajes.decodificacion import TAMANO_MAXIMO_BYTES

VERSION_ASYNCAPI: Final = "3.0.0"
VERSION_CONTRATO: Final = "1.0.0"
ARCHIVO_ESQUEMA: Final = "contacto-v1.schema.json"

_DESCRIPCION = f"""\
Cómo un organismo colaborador aporta eventos de contacto al Sistema Informático Interconectado de
Búsqueda de Personas Desaparecidas (Ley 21.500, Decreto 120/2023).

- **Se escribe y no se lee.** La credencial de un organismo solo permite escribir en su propio tema
  y en el de prueba, donde nada tiene efecto.
  No hay tema de respuesta: el Sistema nunca dice si alguien era buscado.
- **Recibido** significa que Kafka confirmó la escritura con `acks=all`. Todo lo recibido se procesa
  una sola vez, coincida o no; repetir un evento con el mismo `id` y contenido es inocuo.
- **Lo mal escrito no se pierde**: va, cifrado, a una cuarentena que opera el Sistema, y el
  organismo recibe cada día cuántos mensajes incumplieron el contrato y cómo corregirlos.
- **Retención**: el tema guarda {RETENCION_MS // 3_600_000} horas.

La misma aportación puede hacerse por HTTP o por archivo; vea la guía de integración.
"""


def generar_asyncapi() -> dict[str, Any]:
    """El documento AsyncAPI 3 del canal por donde aportan los organismos.

    La carga del mensaje es una referencia al JSON Schema publicado a su lado.

    Fundamento: Decreto 120/2023, arts. 4 a 6.
    """
    return {
        "asyncapi": VERSION_ASYNCAPI,
        "info": {
            "title": "Aportación de eventos de contacto",
            "version": VERSION_CONTRATO,
            "description": _DESCRIPCION,
            "license": {
                "name": "Apache-2.0",
                "url": "https://www.apache.org/licenses/LICENSE-2.0",
            },
        },
        "defaultContentType": "application/cloudevents+json",
        "servers": {"kafka": _servidor()},
        "channels": {"contactos": _canal(), "prueba": _canal_de_prueba()},
        "operations": {"recibirContacto": _operacion()},
        "components": {
            "messages": {"contacto": _mensaje()},
            "securitySchemes": {
                "scram": {
                    "type": "scramSha512",
                    "description": (
                        "Usuario y clave que se entregan al organismo, siempre sobre TLS."
                    ),
                },
            },
        },
    }


def escribir_asyncapi() -> str:
    """El texto exacto del archivo publicado."""
    return yaml.dump(
        generar_asyncapi(),
        Dumper=_EnBloques,
        allow_unicode=True,
        sort_keys=False,
        width=100,
    )


class _EnBloques(yaml.SafeDumper):
    """Escribe los textos de varias líneas como bloques, y repite en vez de usar anclas."""

    @override
    def ignore_aliases(self, data: object) -> bool:
        del data
        return True


def _escribir_texto(escritor: yaml.SafeDumper, texto: str) -> yaml.ScalarNode:
    estilo = "|" if "\n" in texto else None
    return escritor.represent_scalar("tag:yaml.org,2002:str", texto, style=estilo)


_EnBloques.add_representer(str, _escribir_texto)


def _servidor() -> dict[str, Any]:
    return {
        "host": "{anfitrion}:{puerto}",
        "protocol": "kafka-secure",
        "description": "El Kafka del Sistema: SASL_SSL con SCRAM-SHA-512.",
        "variables": {
            "anfitrion": {
                "description": "El que se entrega con la credencial.",
                "default": "kafka.sistema.example",
            },
            "puerto": {"default": "9093"},
        },
        "security": [{"$ref": "#/components/securitySchemes/scram"}],
    }


def _canal() -> dict[str, Any]:
    return {
        "address": nombrar_tema("organismo").replace("organismo", "{organismo}"),
        "title": "Contactos de un organismo",
        "description": "El tema propio de cada organismo; ningún otro puede escribir en él.",
        "servers": [{"$ref": "#/servers/kafka"}],
        "parameters": {
            "organismo": {
                "description": "El código del organismo en el Sistema.",
                "examples": ["registro_civil", "servicio_medico_legal"],
            },
        },
        "messages": {"contacto": {"$ref": "#/components/messages/contacto"}},
        "bindings": {
            "kafka": {
                "topicConfiguration": {
                    "cleanup.policy": ["delete"],
                    "retention.ms": RETENCION_MS,
                    "max.message.bytes": GRUPO_MAXIMO_BYTES,
                },
                "bindingVersion": "0.5.0",
            },
        },
    }


def _canal_de_prueba() -> dict[str, Any]:
    canal = _canal()
    canal["address"] = nombrar_tema_de_prueba("organismo").replace("organismo", "{organismo}")
    canal["title"] = "Ensayo de un organismo"
    canal["description"] = (
        "Para comprobar la conexión y el contrato de punta a punta: nada de lo que llega aquí se"
        " procesa ni se guarda en otra parte."
    )
    canal["bindings"]["kafka"]["topicConfiguration"]["retention.ms"] = RETENCION_DE_PRUEBA_MS
    return canal


def _operacion() -> dict[str, Any]:
    return {
        "action": "receive",
        "channel": {"$ref": "#/channels/contactos"},
        "title": "Recibir un contacto",
        "summary": "El organismo escribe; el Sistema recibe y no responde.",
        "security": [{"$ref": "#/components/securitySchemes/scram"}],
        "messages": [{"$ref": "#/channels/contactos/messages/contacto"}],
    }


def _mensaje() -> dict[str, Any]:
    return {
        "name": TIPO_EVENTO,
        "title": "Evento de contacto v1",
        "summary": "CloudEvents 1.0 en modo estructurado.",
        "description": (
            f"A lo más {TAMANO_MAXIMO_BYTES} bytes de JSON en UTF-8. La clave del registro es"
            " el `id` del evento."
        ),
        "contentType": "application/cloudevents+json",
        "headers": {
            "type": "object",
            "properties": {
                "firma": {
                    "type": "string",
                    "pattern": "^[0-9a-f]{16}:[A-Za-z0-9+/]{86}==$",
                    "description": (
                        "Opcional. `kid:base64`: la llave registrada del organismo y la firma"
                        " Ed25519 de los bytes exactos del mensaje."
                    ),
                },
            },
        },
        "payload": {"$ref": f"./{ARCHIVO_ESQUEMA}"},
        "bindings": {
            "kafka": {
                "key": {"type": "string", "format": "uuid"},
                "bindingVersion": "0.5.0",
            },
        },
        "examples": [{"name": nombre, "payload": ejemplo} for nombre, ejemplo in EJEMPLOS.items()],
    }
