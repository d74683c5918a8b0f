"""Lo que se nombra al tratar con instituciones y acuerdos."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

# Los que la ley nombra; aprueban la entrada de los demás.
INTERVINIENTES = frozenset({"carabineros", "pdi", "ministerio_publico"})

TIPOS_DE_CONTACTO = frozenset(
    {
        "atencion_urgencia",
        "hospitalizacion",
        "alta",
        "defuncion",
        "tramite_identidad",
        "ingreso_penal",
        "egreso_penal",
        "ingreso_residencia",
        "control_policial",
        "control_fronterizo",
        "atencion_social",
        "hallazgo_nn",
        "ingreso_cadaver_nn",
        "otro",
        "movimiento_bancario",
        "tarjeta_transporte",
        "senal_movil",
        "registro_audiovisual",
    },
)
"""Los del contrato de los eventos; un acuerdo no puede cubrir otros."""


class ClaseDato(StrEnum):
    """Qué clases de dato delicado puede traer lo que una institución aporta."""

    IDENTIDAD = "identidad"
    SALUD = "salud"
    NNA = "nna"
    VIOLENCIA = "violencia"
    PENAL = "penal"
    UBICACION = "ubicacion"
    ADN = "adn"


class FinalidadDeAporte(StrEnum):
    """Para qué aporta una institución; lista cerrada."""

    LOCALIZACION = "localizacion"
    IDENTIFICACION = "identificacion"
    RESPUESTA_A_REQUERIMIENTO = "respuesta_a_requerimiento"


@dataclass(frozen=True, slots=True)
class Acto:
    """El documento que respalda un paso: su número, su fecha y dónde está."""

    numero: str
    fecha: date
    referencia: str
