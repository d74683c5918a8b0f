"""El JSON Schema del evento v1, generado del modelo que valida lo que llega."""

import json
from typing import Any, Final

from pydantic.json_schema import GenerateJsonSchema, JsonSchemaValue
from pydantic_core import core_schema
from typing_extensions import override

from ingestores.contratos.ejemplos import EJEMPLOS
from ingestores.mensajes.contrato import Evento

DIALECTO: Final = "https://json-schema.org/draft/2020-12/schema"
IDENTIFICADOR: Final = "urn:cl:personas-desaparecidas:contacto:v1"

# Lo que el Sistema exige y un JSON Schema no dice; quien valide antes de enviar debe saberlo.
REGLAS_SIN_ESQUEMA: Final = """\
- El mensaje pesa a lo más 65 536 bytes, es UTF-8 sin BOM y ningún objeto repite una clave.
- `time` y `data.ocurrido_en` son fechas que existen, de 1900 a un día después de llegar.
- Ningún texto lleva caracteres invisibles (Cc, Cf, Zl y Zp de Unicode, salvo el guion opcional y
  los saltos de línea de `observacion`) ni sustitutos sueltos; el patrón nombra los más comunes.
- Un entero se escribe sin punto decimal: 30 y no 30.0.
- `source` nombra al organismo dueño del tema o de la credencial con que se envía.
- El título vigente del organismo cubre ese `tipo_contacto`; movimiento_bancario,
  tarjeta_transporte, senal_movil y registro_audiovisual exigen además autorización judicial.
"""


class _EsquemaBreve(GenerateJsonSchema):
    """Sin los títulos que pydantic saca del nombre de cada campo, que nada agregan."""

    @override
    def field_title_should_be_set(
        self,
        schema: core_schema.ModelField
        | core_schema.DataclassField
        | core_schema.TypedDictField
        | core_schema.ComputedField
        | core_schema.CoreSchema,
    ) -> bool:
        return False

    @override
    def default_schema(self, schema: core_schema.WithDefaultSchema) -> JsonSchemaValue:
        # Porque: «por omisión, null» invita a escribir null, y lo que no se sabe se omite.
        if schema.get("default", ...) is None:
            return self.generate_inner(schema["schema"])
        return super().default_schema(schema)


def generar_esquema() -> dict[str, Any]:
    """El JSON Schema 2020-12 del evento de contacto v1.

    Acepta todo lo que el Sistema acepta; lo que rechaza de más el Sistema está en
    `REGLAS_SIN_ESQUEMA`, que el esquema repite en su descripción.

    Fundamento: Decreto 120/2023, arts. 4 a 6.
    """
    generado = Evento.model_json_schema(schema_generator=_EsquemaBreve)
    return {
        "$schema": DIALECTO,
        "$id": IDENTIFICADOR,
        "title": "Evento de contacto v1",
        "description": (
            "Un hecho que un organismo aporta sobre una persona, como CloudEvents 1.0 en JSON. "
            "Lo que no se sabe se omite.\n\n"
            f"Además de lo que este esquema expresa, el Sistema exige:\n{REGLAS_SIN_ESQUEMA}"
        ),
        **{k: v for k, v in generado.items() if k not in {"title", "description", "$defs"}},
        "examples": list(EJEMPLOS.values()),
        "$defs": generado["$defs"],
    }


def escribir_esquema() -> str:
    """El texto exacto del archivo publicado."""
    return json.dumps(generar_esquema(), ensure_ascii=False, indent=2) + "\n"
