"""Lo que se publica del catálogo que rige y lo que se ve de los cargados."""

from datetime import date, datetime

from pydantic import BaseModel


class CriterioPublicado(BaseModel):
    """Un criterio: su lógica tal como la dice el código, y lo que el catálogo le da."""

    codigo: str
    logica: str
    fundamento: str
    confianza: str
    encendido: bool
    piso: bool
    indetermina: bool
    protector: bool
    puntos: int
    preguntas: list[str]


class HipotesisPublicada(BaseModel):
    """Una hipótesis del catálogo y los criterios que la sugieren."""

    codigo: str
    nombre: str
    sugieren: list[str]


class CriteriosPublicados(BaseModel):
    """Con qué se propone una categoría de riesgo, y desde cuándo."""

    version_catalogo: str
    vigente_desde: date
    vigente_hasta: date | None
    criterios: list[CriterioPublicado]
    hipotesis: list[HipotesisPublicada]


class CatalogoCargado(BaseModel):
    """Un catálogo de la base y si es el que rige hoy."""

    version: str
    vigente_desde: date
    vigente_hasta: date | None
    cargado_en: datetime | None
    rige: bool
