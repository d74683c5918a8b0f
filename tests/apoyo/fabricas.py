"""Valores válidos de los que la prueba cambia un solo campo."""

import json
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from ingestores.mensajes.decodificacion import decodificar
from sistema.contactos.tipos import EventoContacto, Lote
from sistema.cuarentena.tipos import MensajeRechazado, Origen

KAFKA = Origen("cluster-de-prueba", "tema-de-prueba", 0)
LLEGADA = datetime(2026, 11, 22, 3, 0, tzinfo=UTC)


def denuncia(**cambios: Any) -> dict[str, Any]:
    """Una denuncia completa; los RUN y los nombres son inventados."""
    return {
        "relato": "Dato sintético: salió de su casa y no volvió.",
        "denunciante": {"identificacion": "Persona De Ensayo", "domicilio": "Calle Uno 123"},
        "persona": {
            "run": "12.345.678-5",
            "nombres": "Rosario Millaray",
            "apellido_paterno": "Huenchullán",
            "apellido_materno": "Zambrano",
            "fecha_nacimiento": "1984-03-09",
            "sexo": "F",
        },
        "desaparicion": {"ultima_noticia_en": "2026-11-20T12:00:00Z", "comuna": "Temuco"},
        "sintetica": True,
        **cambios,
    }


def evento(numero: int = 1, *, persona: dict[str, Any] | None = None, **datos: Any) -> bytes:
    """Un evento de contacto de la persona de `denuncia`, en los bytes del contrato."""
    identidad = denuncia()["persona"] if persona is None else persona
    return json.dumps(
        {
            "specversion": "1.0",
            "id": str(UUID(int=numero)),
            "source": "/organismos/servicio_salud_araucania_sur",
            "type": "cl.personas-desaparecidas.contacto.v1",
            "time": "2026-11-22T02:59:00Z",
            "datacontenttype": "application/json",
            "data": {
                "tipo_contacto": "atencion_urgencia",
                "ocurrido_en": "2026-11-21T10:00:00Z",
                "persona": identidad,
                **datos,
            },
        },
    ).encode()


def lote(*cuerpos: bytes, desde: int = 0, organismo: str = "servicio_salud_araucania_sur") -> Lote:
    """Los mensajes como un lote de Kafka que empieza en `desde`."""
    leidos = [
        decodificar(cuerpo, desde + n, organismo, LLEGADA) for n, cuerpo in enumerate(cuerpos)
    ]
    return Lote(
        origen=KAFKA,
        organismo=organismo,
        desde=desde,
        hasta=desde + len(cuerpos),
        eventos=[leido for leido in leidos if isinstance(leido, EventoContacto)],
        rechazados=[leido for leido in leidos if isinstance(leido, MensajeRechazado)],
    )
