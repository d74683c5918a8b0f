"""Las rutas de campo que se pueden nombrar: las del contrato de eventos y ninguna más.

Una clave que el contrato no conoce la escribió quien envía, y puede ser un dato personal.
"""

import re

CAMPOS = frozenset(
    {
        "specversion",
        "id",
        "source",
        "type",
        "time",
        "datacontenttype",
        "data",
        "tipo_contacto",
        "ocurrido_en",
        "es_retroactivo",
        "lugar",
        "comuna",
        "establecimiento",
        "lat",
        "lon",
        "persona",
        "run",
        "nombres",
        "apellido_paterno",
        "apellido_materno",
        "nombre_social",
        "fecha_nacimiento",
        "sexo",
        "nacionalidad",
        "documentos",
        "tipo",
        "valor",
        "pais",
        "rasgos",
        "edad_min",
        "edad_max",
        "estatura_min_cm",
        "estatura_max_cm",
        "senas",
        "zona",
        "texto",
        "estado_persona",
        "sigue_en_el_lugar",
        "modo_identificacion",
        "autorizacion_judicial_id",
        "observacion",
    }
)
"""Los nombres de campo del contrato v1; una prueba los compara con el contrato."""

MENSAJE_ENTERO = "mensaje"
"""Cómo se nombra la raíz cuando la falta es del mensaje y no de un campo."""

_INDICE = re.compile(r"\[\d+\]")


def generalizar_ruta(ruta: str) -> str | None:
    """La ruta sin los índices de las listas; `None` si nombra algo que no es del contrato."""
    general = _INDICE.sub("[]", ruta)
    if general == MENSAJE_ENTERO:
        return general
    nombres = general.replace("[]", "").split(".")
    return general if CAMPOS.issuperset(nombres) else None
