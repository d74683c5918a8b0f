"""La sonda: quién es la persona que nadie busca y cómo se escribe el evento que la encuentra.

Tiene un organismo propio, que no es de nadie: así no toca las cuentas, la bandeja ni la auditoría
de un colaborador de verdad, y quien tuviera su credencial solo podría escribir en su tema. Entra
por la misma cola y recorre el mismo código que todos (INV-3).
"""

import json
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from matching.tipos import Identidad, Sexo
from sistema.instituciones.catalogo import InstitucionConocida
from sistema.modelos.institucion import ClaseInstitucion, Titulo

ORGANISMO = "sonda"
CADENCIA = timedelta(minutes=1)
CADENCIA_SI_NO_SALE = timedelta(minutes=10)
PLAZO_DE_SALIDA = timedelta(seconds=30)

INSTITUCION = InstitucionConocida(
    codigo=ORGANISMO,
    nombre="Sonda del Sistema (no es una institución)",
    clase=ClaseInstitucion.COLABORADOR_PUBLICO,
    titulo=Titulo.PROTOCOLO,
    tipos_contacto=("otro",),
)

# Porque: ese RUN está en el rango de las empresas: ninguna persona lo tiene ni lo tendrá.
IDENTIDAD = Identidad(
    run="89.451.273-3",
    nombres="Sonda Sintética",
    apellido_paterno="Comprobación",
    apellido_materno="Permanente",
    fecha_nacimiento="1904-02-29",
    sexo=Sexo.X,
)


@dataclass(frozen=True, slots=True)
class Sondeo:
    """Lo que pasó al sondear: si se envió otra, cuántas salieron y cuántas van tarde."""

    enviada: bool
    salieron: int
    atrasadas: int


def escribir_evento(evento_id: UUID, ahora: datetime) -> bytes:
    """El evento de contacto de la sonda, en los bytes del contrato."""
    momento = ahora.isoformat()
    evento = {
        "specversion": "1.0",
        "id": str(evento_id),
        "source": f"/organismos/{ORGANISMO}",
        "type": "cl.personas-desaparecidas.contacto.v1",
        "time": momento,
        "datacontenttype": "application/json",
        "data": {
            "tipo_contacto": "otro",
            "ocurrido_en": momento,
            "persona": {
                "run": IDENTIDAD.run,
                "nombres": IDENTIDAD.nombres,
                "apellido_paterno": IDENTIDAD.apellido_paterno,
                "apellido_materno": IDENTIDAD.apellido_materno,
                "fecha_nacimiento": IDENTIDAD.fecha_nacimiento,
                "sexo": IDENTIDAD.sexo,
            },
        },
    }
    return json.dumps(evento, ensure_ascii=False).encode()
