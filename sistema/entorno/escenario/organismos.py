"""Qué informa cada organismo colaborador del escenario y con qué hábitos de escritura.

Los códigos son los que siembra la demostración; `TIPOS_POR_ORGANISMO` es lo que sus acuerdos deben
cubrir para que ningún evento del escenario quede en cuarentena. El Registro Civil informa además
los controles policiales y fronterizos, porque la huella se verifica contra su registro.
"""

from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from matching.generador.canales import Canal
from matching.generador.persona import Persona
from matching.generador.sorteo import Urna

MINUTOS: Final = timedelta(minutes=20)
HORAS: Final = timedelta(hours=5)
DIAS: Final = timedelta(days=2)


@dataclass(frozen=True, slots=True)
class Organismo:
    """Un organismo: qué informa, por qué canales, cuánto demora a lo más y a quién atiende."""

    codigo: str
    tipos: Urna[str]
    canales: Urna[Canal]
    demora_maxima: timedelta
    edades: range

    def atiende(self, persona: Persona) -> bool:
        """La persona tiene edad para ser atendida por el organismo."""
        return persona.edad in self.edades


def declarar(
    codigo: str,
    tipos: dict[str, float],
    canales: dict[Canal, float],
    demora: timedelta,
    edades: range = range(120),
) -> Organismo:
    """Un organismo a partir de sus pesos."""
    return Organismo(codigo, Urna(tipos.items()), Urna(canales.items()), demora, edades)


ORGANISMOS: Final = (
    declarar(
        "registro_civil",
        {"tramite_identidad": 7, "control_policial": 2, "control_fronterizo": 1, "defuncion": 0.2},
        {Canal.LECTOR: 8, Canal.MESON: 2},
        MINUTOS,
    ),
    declarar("servicio_medico_legal", {"defuncion": 1}, {Canal.MESON: 1}, HORAS),
    declarar(
        "servicio_salud_metropolitano_sur",
        {"atencion_urgencia": 6, "hospitalizacion": 2, "alta": 2},
        {Canal.MESON: 5, Canal.TERRENO: 3, Canal.LECTOR: 2},
        MINUTOS,
    ),
    declarar(
        "servicio_salud_concepcion",
        {"atencion_urgencia": 6, "hospitalizacion": 2, "alta": 2},
        {Canal.MESON: 5, Canal.TELEFONO: 3, Canal.ESCANER: 2},
        HORAS,
    ),
    declarar(
        "gendarmeria",
        {"ingreso_penal": 5, "egreso_penal": 4},
        {Canal.ESCANER: 4, Canal.MESON: 4, Canal.MIGRADO: 2},
        HORAS,
        range(18, 120),
    ),
    declarar(
        "proteccion_especializada",
        {"ingreso_residencia": 4, "atencion_social": 6},
        {Canal.MESON: 6, Canal.TELEFONO: 4},
        DIAS,
        range(18),
    ),
    declarar(
        "reinsercion_juvenil",
        {"ingreso_residencia": 5, "atencion_social": 5},
        {Canal.MESON: 5, Canal.MIGRADO: 5},
        DIAS,
        range(14, 21),
    ),
    declarar(
        "senama",
        {"ingreso_residencia": 3, "atencion_social": 7},
        {Canal.TELEFONO: 7, Canal.MESON: 3},
        DIAS,
        range(60, 120),
    ),
    declarar("senadis", {"atencion_social": 1}, {Canal.TELEFONO: 5, Canal.MIGRADO: 5}, DIAS),
    declarar(
        "sernameg",
        {"ingreso_residencia": 3, "atencion_social": 7},
        {Canal.TERRENO: 5, Canal.MESON: 5},
        HORAS,
        range(18, 120),
    ),
    declarar("senda", {"atencion_social": 1}, {Canal.TERRENO: 8, Canal.TELEFONO: 2}, DIAS),
    declarar("evaluacion_social", {"atencion_social": 1}, {Canal.MIGRADO: 8, Canal.MESON: 2}, DIAS),
)
"""Todos los organismos que envían eventos en el escenario."""

POR_CODIGO: Final = {organismo.codigo: organismo for organismo in ORGANISMOS}
SORTEO_DE_ORGANISMOS: Final = Urna(
    zip(ORGANISMOS, (25, 1, 20, 17, 6, 4, 3, 4, 3, 3, 5, 9), strict=True)
)
TIPOS_POR_ORGANISMO: Final = {
    organismo.codigo: frozenset(organismo.tipos.valores) for organismo in ORGANISMOS
}

MODOS: Final = {
    Canal.LECTOR: "biometria",
    Canal.MESON: "documento",
    Canal.ESCANER: "documento",
    Canal.MIGRADO: "documento",
    Canal.TELEFONO: "tercero",
    Canal.TERRENO: "dicho",
    Canal.DENUNCIA: "tercero",
}
"""Modo de identificación del contrato que corresponde a cada canal."""
