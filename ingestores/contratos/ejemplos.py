"""Los eventos de ejemplo del contrato; las personas y los RUN son inventados."""

from typing import Any, Final

from ingestores.mensajes.contrato import TIPO_EVENTO, VERSION_CLOUDEVENTS

MINIMO: Final[dict[str, Any]] = {
    "specversion": VERSION_CLOUDEVENTS,
    "id": "6f1c2b0e-5d5b-4c5e-9a53-0d9f6c1b7a01",
    "source": "/organismos/registro_civil",
    "type": TIPO_EVENTO,
    "time": "2026-11-20T15:00:00Z",
    "data": {
        "tipo_contacto": "tramite_identidad",
        "ocurrido_en": "2026-11-20T11:58:30-03:00",
        "persona": {"run": "99.000.111-9"},
    },
}
COMPLETO: Final[dict[str, Any]] = {
    **MINIMO,
    "id": "6f1c2b0e-5d5b-4c5e-9a53-0d9f6c1b7a02",
    "datacontenttype": "application/json",
    "data": {
        "tipo_contacto": "tramite_identidad",
        "ocurrido_en": "2026-11-20T11:58:30-03:00",
        "es_retroactivo": False,
        "lugar": {"comuna": "Ñuñoa", "establecimiento": "OF-0142", "lat": -33.45, "lon": -70.6},
        "persona": {
            "run": "99.000.111-9",
            "nombres": "Rosa Elvira",
            "apellido_paterno": "Ñancupil",
            "apellido_materno": "Ovalle",
            "nombre_social": "Elvira",
            "fecha_nacimiento": "1981-04-09",
            "sexo": "F",
            "nacionalidad": "CL",
            "documentos": [{"tipo": "pasaporte", "valor": "P0001112", "pais": "PE"}],
        },
        "estado_persona": "viva",
        "sigue_en_el_lugar": False,
        "modo_identificacion": "documento",
        "observacion": "Retira cédula acompañada.",
    },
}
NO_IDENTIFICADA: Final[dict[str, Any]] = {
    **MINIMO,
    "id": "6f1c2b0e-5d5b-4c5e-9a53-0d9f6c1b7a03",
    "source": "/organismos/servicio_medico_legal",
    "data": {
        "tipo_contacto": "ingreso_cadaver_nn",
        "ocurrido_en": "2026-11-19T23:10:00-03:00",
        "lugar": {"comuna": "13101"},
        "persona": {
            "rasgos": {
                "edad_min": 30,
                "edad_max": 45,
                "estatura_min_cm": 160,
                "estatura_max_cm": 170,
                "senas": [{"tipo": "tatuaje", "zona": "antebrazo izquierdo", "texto": "ancla"}],
            },
        },
        "modo_identificacion": "no_identificada",
    },
}
EJEMPLOS: Final = {"minimo": MINIMO, "completo": COMPLETO, "no_identificada": NO_IDENTIFICADA}
