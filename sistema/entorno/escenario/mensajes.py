"""Los cuerpos que el escenario envía: denuncias para la API y eventos del contrato publicado."""

import json
from dataclasses import dataclass
from datetime import UTC, datetime
from random import Random
from typing import Any, Final

from matching.comunas import buscar_comuna
from matching.generador.persona import Persona
from matching.generador.sorteo import Urna, elegir
from matching.rol_unico import digito_verificador
from matching.tipos import Identidad

TIPO_EVENTO: Final = "cl.personas-desaparecidas.contacto.v1"
AVISO: Final = "Registro sintético de demostración: ninguna persona de este relato existe."
MEDIOS: Final = Urna(
    [("presencial", 70.0), ("telefonica", 12.0), ("electronica", 10.0), ("escrita", 8.0)]
)
VINCULOS: Final = ("familiar", "pareja", "amistad", "vecindad", "cuidado", "trabajo")
CIRCUNSTANCIAS: Final = (
    "Salió de su casa y no se ha vuelto a comunicar.",
    "No llegó a su trabajo y su teléfono está apagado.",
    "Se despidió después de almuerzo y no regresó.",
    "Fue visto por última vez en un paradero de buses.",
    "Dejó de responder mensajes; no es habitual en esta persona.",
    "Salió con amistades y no volvió esa noche.",
)
CALLES: Final = ("Los Aromos", "El Ensayo", "Las Pruebas", "La Maqueta", "Del Simulacro")


@dataclass(frozen=True, slots=True, kw_only=True)
class Contacto:
    """Un contacto ya decidido, listo para escribirse como evento."""

    evento_id: str
    organismo: str
    tipo_contacto: str
    ocurrido_en: datetime
    informado_en: datetime
    identidad: Identidad
    modo: str
    comuna: str
    observacion: str = ""


def escribir_instante(instante: datetime) -> str:
    """RFC 3339 en UTC, al segundo."""
    return instante.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def escribir_persona(identidad: Identidad) -> dict[str, Any]:
    """La identidad como la llevan los contratos, sin comuna ni campos vacíos."""
    campos: dict[str, Any] = {
        "run": identidad.run,
        "nombres": identidad.nombres,
        "apellido_paterno": identidad.apellido_paterno,
        "apellido_materno": identidad.apellido_materno,
        "nombre_social": identidad.nombre_social,
        "fecha_nacimiento": identidad.fecha_nacimiento,
        "sexo": identidad.sexo.value if identidad.sexo else "",
        "nacionalidad": identidad.nacionalidad,
    }
    return {campo: valor for campo, valor in campos.items() if valor}


def escribir_evento(contacto: Contacto, azar: Random) -> bytes:
    """Los bytes del evento de contacto v1 (CloudEvents estructurado)."""
    persona = escribir_persona(contacto.identidad)
    if contacto.identidad.documentos:
        persona["documentos"] = [
            {"tipo": documento.tipo, "valor": documento.valor, "pais": documento.pais}
            for documento in contacto.identidad.documentos
        ]
    fallecida = contacto.tipo_contacto == "defuncion"
    datos: dict[str, Any] = {
        "tipo_contacto": contacto.tipo_contacto,
        "ocurrido_en": escribir_instante(contacto.ocurrido_en),
        "es_retroactivo": (contacto.informado_en - contacto.ocurrido_en).days >= 1,
        "lugar": escribir_lugar(contacto, azar),
        "persona": persona,
        "estado_persona": "fallecida" if fallecida else "viva",
        "sigue_en_el_lugar": contacto.tipo_contacto in {"hospitalizacion", "ingreso_residencia"},
        "modo_identificacion": contacto.modo,
    }
    if contacto.observacion:
        datos["observacion"] = contacto.observacion
    evento = {
        "specversion": "1.0",
        "id": contacto.evento_id,
        "source": f"/organismos/{contacto.organismo}",
        "type": TIPO_EVENTO,
        "time": escribir_instante(contacto.informado_en),
        "datacontenttype": "application/json",
        "data": datos,
    }
    return json.dumps(evento, ensure_ascii=False, separators=(",", ":")).encode()


def escribir_lugar(contacto: Contacto, azar: Random) -> dict[str, Any]:
    """Comuna, sede y punto aproximado; vacío si el organismo reserva el lugar o no lo sabe."""
    if not contacto.comuna:
        return {}
    lugar: dict[str, Any] = {
        "comuna": contacto.comuna,
        "establecimiento": f"{contacto.organismo}-{azar.randrange(1, 40):02d}",
    }
    comuna = buscar_comuna(contacto.comuna)
    if comuna is not None:
        lugar |= {"lat": comuna.latitud, "lon": comuna.longitud}
    return lugar


def escribir_denuncia(
    identidad: Identidad,
    denunciante: Persona,
    circunstancias: str,
    instantes: tuple[datetime, datetime],
    azar: Random,
) -> dict[str, Any]:
    """Cuerpo para `POST /v1/denuncias`; `instantes` son la última noticia y la recepción."""
    ultima_noticia_en, recibida_en = instantes
    persona = escribir_persona(identidad)
    if identidad.comuna:
        persona["comuna"] = identidad.comuna
    nombre = f"{' '.join(denunciante.nombres)} {denunciante.paterno} {denunciante.materno}".strip()
    run = denunciante.run
    documento = f", RUN {run}-{digito_verificador(run)}" if run is not None else ""
    lugar = denunciante.comuna.nombre
    return {
        "recibida_en": escribir_instante(recibida_en),
        "unidad": f"Unidad de demostración de {lugar}",
        "medio": MEDIOS.sacar(azar),
        "relato": f"{AVISO} {circunstancias}",
        "denunciante": {
            "identificacion": f"{nombre}{documento}",
            "domicilio": f"Pasaje {elegir(azar, CALLES)} {azar.randrange(1, 9999)}, {lugar}",
            "telefono": f"+56 9 0000 {azar.randrange(10_000):04d}",
            "vinculo": elegir(azar, VINCULOS),
        },
        "persona": persona,
        "desaparicion": {
            "ultima_noticia_en": escribir_instante(ultima_noticia_en),
            "comuna": lugar,
            "circunstancias": circunstancias,
        },
        "sintetica": True,
    }
