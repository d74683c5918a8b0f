"""Un cuerpo bueno por ruta, del que cada caso cambia algo."""

import json
from typing import Any

from tests.apoyo.evaluaciones import CERTIFICADO
from tests.apoyo.fabricas import denuncia, evento
from tests.apoyo.http import CLAVE
from tests.integracion.api.apoyo_acuerdos import ACTO, CONTENIDO
from tests.integracion.api.apoyo_usuarios import OFICIO, ficha

Cuerpos = dict[str, dict[str, Any]]
Ids = dict[str, list[str]]

MOTIVO = {"motivo": "Uso irregular en revisión."}
CUENTA = "robustez.investigador"
CASO = "/v1/casos/{caso_id}"
ACUERDO = "/v1/acuerdos/{acuerdo_id}"
INSTITUCION = "/v1/instituciones/{codigo}"
USUARIO = "/v1/usuarios/{usuario_id}"


def de_casos(ids: Ids) -> Cuerpos:
    persona = denuncia()["persona"]
    consulta = {"caso_id": ids["caso_id"][0], "finalidad": "busqueda_de_la_persona"}
    return {
        "POST /v1/denuncias": denuncia(
            recibida_en="2026-11-22T02:00:00Z", unidad="Unidad", medio="presencial"
        ),
        f"PUT {CASO}/persona": {**persona, "nombre_social": "Rosa", "comuna": "Temuco"},
        "POST /v1/consultas": {"run": persona["run"], **consulta},
        "POST /v1/coincidencias/{coincidencia_id}/decision": {
            "accion": "confirmar",
            "motivo": "La vi.",
        },
        f"POST {CASO}/desenlace": {"dano": "ninguno", "sustento": "Certificado médico."},
        "POST /v1/diligencias/{diligencia_id}/resultado": {
            "resultado": "Nadie la vio.",
            "hecha_en": "2026-11-22T03:00:00Z",
        },
    }


def de_riesgo(ids: Ids) -> Cuerpos:
    return {
        f"POST {CASO}/antecedentes": {
            "edad": {"minima": 40, "maxima": 45, "aportante": "La madre"},
            "ultimo_contacto": "2026-11-20T12:00:00Z",
            "hechos": {"violencia_dicha_por_alguien": {"respuesta": "si", "fuente": "entrevista"}},
        },
        f"POST {CASO}/antecedentes/{{antecedente_id}}/desvirtuacion": {
            "aporte": 1,
            "documento": {**CERTIFICADO, "fecha": "2026-11-01"},
        },
        f"POST {CASO}/entrevista/respuestas": {
            "codigo": "indicios_de_delito",
            "texto": "No",
            "aportante": "La madre",
        },
        f"POST {CASO}/hipotesis": {
            "tipo": "CONFLICTO_FAMILIAR",
            "sustento": "Lo dijo su hermana.",
            "plausibilidad": "alta",
        },
        f"POST {CASO}/riesgo/decision": {
            "evaluacion_id": ids["evaluacion_id"][0],
            "categoria": "ALTO",
            "motivo": "Se sabe más.",
        },
        "POST /v1/riesgo/decisiones/{decision_id}/visto-bueno": {
            "respuesta": "aprobar",
            "motivo": "De acuerdo.",
        },
    }


def de_instituciones(ids: Ids) -> Cuerpos:
    return {
        "POST /v1/instituciones": {
            "codigo": "clinica_nueva",
            "nombre": "Clínica Nueva",
            "rut": "76123456-0",
            "clase": "colaborador_privado",
            **MOTIVO,
        },
        f"POST {INSTITUCION}/bloqueo": MOTIVO,
        f"POST {INSTITUCION}/desbloqueo": MOTIVO,
        f"POST {INSTITUCION}/nombre": {"nombre": "Otro Nombre", "acto": ACTO},
        f"POST {INSTITUCION}/sucesion": {"sucesora": ids["codigo"][-1], "acto": ACTO},
        f"POST {INSTITUCION}/contrapartes": {
            "clase": "tecnica",
            "nombre": "Persona De Contacto",
            "cargo": "Jefatura",
            "correo": "contacto@clinica.example",
            "telefono": "+56 2 2345 6789",
            "oficio": "Oficio 12/2026",
        },
        "POST /v1/acuerdos": {"institucion": ids["codigo"][0], "contenido": CONTENIDO},
        f"PUT {ACUERDO}/contenido": CONTENIDO,
        f"POST {ACUERDO}/pasos": {"paso": "visar", "parte": "administrador", "acto": ACTO},
        f"POST {ACUERDO}/aprobacion": {"decision": "aprobar", **MOTIVO},
        f"POST {ACUERDO}/suspension": MOTIVO,
        f"POST {ACUERDO}/levantamiento": MOTIVO,
        f"POST {ACUERDO}/termino": {"forma": "aviso", **MOTIVO, "acto": ACTO},
    }


def de_usuarios(ids: Ids) -> Cuerpos:
    en_tres = {"dias": 90, "oficio": OFICIO}
    actos = ("suspension", "reactivacion", "bloqueo", "desbloqueo", "baja", "perfil/revocacion")
    return {
        "POST /v1/usuarios": ficha("8.000.001-4", cuenta="nueva.persona", institucion="pdi"),
        f"PUT {USUARIO}/ficha": ficha("8.000.002-2", redes=["192.0.2.0/24"]),
        **{f"POST {USUARIO}/{acto}": MOTIVO for acto in actos},
        f"POST {USUARIO}/perfil": {"perfil": "INVESTIGADOR", **en_tres},
        "POST /v1/perfiles/recertificar": {"usuarios": ids["activa"], **en_tres},
        "POST /v1/perfiles/aprobar": {"pedidos": ids["pedido_id"]},
        "POST /v1/usos-irregulares": {
            "usuario_id": ids["activa"][0],
            "hechos": "Buscó a una vecina.",
        },
        "POST /v1/usos-irregulares/{uso_id}/pasos": {"paso": "notificar", "texto": "Por oficio."},
    }


def de_ingreso() -> Cuerpos:
    return {
        "POST /v1/sesiones": {"cuenta": CUENTA, "clave": CLAVE},
        "POST /v1/credencial/clave": {"nueva": "violeta sube el cerro a pie", "actual": CLAVE},
        "POST /v1/eventos": json.loads(evento(900)),
        "POST /v1/eventos/prueba": json.loads(evento(901)),
    }
