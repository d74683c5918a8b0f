"""Diez personas inventadas cuyos últimos movimientos vale la pena mirar."""

from dataclasses import dataclass
from typing import Final

from matching.generador.canales import Canal
from matching.generador.persona import Origen
from matching.tipos import Sexo


@dataclass(frozen=True, slots=True)
class Paso:
    """Un contacto de la historia, a tantas horas de la última noticia (negativas: antes).

    La comuna vacía es un lugar que el organismo reserva, como una casa de acogida; None, la que
    resulte de escribir a la persona.
    """

    horas: float
    organismo: str
    tipo_contacto: str
    comuna: str | None
    canal: Canal
    observacion: str = ""


@dataclass(frozen=True, slots=True)
class Historia:
    """Quién desaparece, cómo se cuenta en la denuncia y por dónde pasa."""

    titulo: str
    sexo: Sexo
    edades: tuple[int, int]
    comuna: str
    circunstancias: str
    pasos: tuple[Paso, ...]
    origen: Origen = Origen.CHILENO


SUR: Final = "servicio_salud_metropolitano_sur"
CONCEPCION: Final = "servicio_salud_concepcion"

HISTORIAS: Final = (
    Historia(
        "Adolescente que cruza la cordillera", Sexo.F, (15, 16), "Puente Alto",
        "Salió hacia el colegio y no llegó; llevaba una mochila con ropa.",
        (
            Paso(-52, "proteccion_especializada", "atencion_social", "Puente Alto", Canal.MESON),
            Paso(4, SUR, "atencion_urgencia", "San Bernardo", Canal.TERRENO, "Se retira sola."),
            Paso(19, "registro_civil", "control_policial", "Los Andes", Canal.LECTOR),
            Paso(23, "registro_civil", "control_fronterizo", "Los Andes", Canal.LECTOR,
                 "Viaja con una persona adulta."),
        ),
    ),
    Historia(
        "Hombre que despierta sin documentos", Sexo.M, (38, 52), "Talcahuano",
        "No volvió del turno de noche; su teléfono está apagado.",
        (
            Paso(3, CONCEPCION, "atencion_urgencia", "Concepción", Canal.TELEFONO),
            Paso(9, CONCEPCION, "hospitalizacion", "Concepción", Canal.MESON),
            Paso(74, "registro_civil", "tramite_identidad", "Concepción", Canal.LECTOR,
                 "Verificación de huella pedida por el hospital."),
        ),
    ),
    Historia(
        "Anciana desorientada", Sexo.F, (78, 90), "La Cisterna",
        "Salió a comprar pan; tiene pérdida de memoria.",
        (
            Paso(-70, "senama", "atencion_social", "La Cisterna", Canal.TELEFONO),
            Paso(11, SUR, "atencion_urgencia", "El Bosque", Canal.TERRENO),
            Paso(30, SUR, "alta", "El Bosque", Canal.MESON),
            Paso(34, "senama", "ingreso_residencia", "San Ramón", Canal.TELEFONO,
                 "Ingreso transitorio mientras aparece su familia."),
        ),
    ),
    Historia(
        "Migrante con un solo apellido", Sexo.M, (24, 35), "Estación Central",
        "Iba a una entrevista de trabajo; sus compañeros de pieza denuncian.",
        (
            Paso(-90, "evaluacion_social", "atencion_social", "Estación Central", Canal.MIGRADO),
            Paso(20, "senda", "atencion_social", "Santiago", Canal.TERRENO),
            Paso(61, "registro_civil", "control_fronterizo", "Colchane", Canal.MESON),
        ),
        Origen.HAITIANO,
    ),
    Historia(
        "Mujer que buscó refugio", Sexo.F, (27, 40), "Coronel",
        "Dejó su casa con lo puesto después de una discusión.",
        (
            Paso(-26, CONCEPCION, "atencion_urgencia", "Coronel", Canal.MESON),
            Paso(-20, "sernameg", "atencion_social", "Coronel", Canal.MESON),
            Paso(7, "sernameg", "ingreso_residencia", "", Canal.TERRENO,
                 "Lugar reservado; no revelar."),
        ),
    ),
    Historia(
        "Joven detenido que no avisó", Sexo.M, (19, 24), "San Miguel",
        "Salió a una fiesta el viernes y no regresó.",
        (
            Paso(6, "registro_civil", "control_policial", "Santiago", Canal.LECTOR),
            Paso(30, "gendarmeria", "ingreso_penal", "Santiago", Canal.ESCANER),
            Paso(88, "gendarmeria", "egreso_penal", "Santiago", Canal.MIGRADO),
        ),
    ),
    Historia(
        "Adolescente que cambia de residencia", Sexo.M, (15, 17), "Temuco",
        "No volvió a la residencia después de la salida de fin de semana.",
        (
            Paso(-110, "reinsercion_juvenil", "ingreso_residencia", "Temuco", Canal.MIGRADO),
            Paso(28, CONCEPCION, "atencion_urgencia", "Los Ángeles", Canal.MESON),
            Paso(50, "proteccion_especializada", "ingreso_residencia", "Chillán", Canal.TELEFONO),
        ),
        Origen.MAPUCHE,
    ),
    Historia(
        "Caminante hallado sin vida", Sexo.M, (60, 70), "San José de Maipo",
        "Partió solo a un cerro; esperaban su regreso esa noche.",
        (
            Paso(-8, "registro_civil", "tramite_identidad", "Puente Alto", Canal.LECTOR),
            Paso(40, SUR, "atencion_urgencia", "Puente Alto", Canal.MESON),
            Paso(47, "servicio_medico_legal", "defuncion", "Santiago", Canal.MESON),
        ),
    ),
    Historia(
        "Persona sorda lejos de casa", Sexo.F, (30, 45), "Antofagasta",
        "Tomó un bus para visitar a su hermana y no llegó.",
        (
            Paso(-100, "senadis", "atencion_social", "Antofagasta", Canal.TELEFONO),
            Paso(16, "registro_civil", "control_policial", "Calama", Canal.LECTOR),
            Paso(44, "senadis", "atencion_social", "Arica", Canal.MIGRADO),
        ),
    ),
    Historia(
        "Madre migrante y su trámite pendiente", Sexo.F, (25, 34), "Quilicura",
        "Dejó a su hijo con una vecina y no volvió a buscarlo.",
        (
            Paso(-36, "registro_civil", "tramite_identidad", "Santiago", Canal.MESON),
            Paso(12, SUR, "hospitalizacion", "San Miguel", Canal.MESON),
            Paso(58, SUR, "alta", "San Miguel", Canal.TERRENO),
            Paso(66, "sernameg", "atencion_social", "San Joaquín", Canal.TERRENO),
        ),
        Origen.VENEZOLANO,
    ),
)  # fmt: skip
"""En el orden en que ocupan las primeras denuncias del escenario."""
