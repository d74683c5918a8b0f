"""Lo que se lee de la salud: cifras agregadas, sin un dato personal."""

from datetime import datetime

from pydantic import BaseModel

from sistema.cobertura.tipos import Color


class SaludViva(BaseModel):
    """El Sistema responde y su base de datos acepta escrituras."""

    estado: Color = Color.VERDE


class SenalLeida(BaseModel):
    """Una cosa que se vigila."""

    codigo: str
    estado: Color
    visto: str
    umbral: str
    remedio: str


class OrganismoLeido(BaseModel):
    """Lo que un organismo aportó entre ayer y hoy."""

    codigo: str
    ultimo_aporte_en: datetime
    recibidos: int
    apartados: int
    frescura: Color
    errores: Color


class SaludLeida(BaseModel):
    """Cómo está el Sistema; `estado` es el peor de sus señales."""

    estado: Color
    medida_en: datetime
    senales: list[SenalLeida]
    organismos: list[OrganismoLeido]
