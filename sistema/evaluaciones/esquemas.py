"""Lo que se escribe y se lee del riesgo de un caso."""

from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

from pydantic import (
    AfterValidator,
    BaseModel,
    ConfigDict,
    Field,
    StrictBool,
    StrictInt,
    StringConstraints,
)

from riesgo.tipos import TEXTO_MAXIMO, Categoria
from sistema.casos.esquemas import exigir_contenido
from sistema.coincidencias.esquemas import Motivo
from sistema.diligencias.esquemas import DiligenciaLeida
from sistema.evaluaciones.decision import EstadoDeDecision
from sistema.evaluaciones.libre import Libre
from sistema.hipotesis.esquemas import HipotesisLeida
from sistema.modelos.riesgo import MotivoEvaluacion, Paso, RespuestaVistoBueno
from sistema.nucleo.textos import Codigo, limpiar_linea

Texto = Annotated[str, StringConstraints(max_length=TEXTO_MAXIMO), AfterValidator(limpiar_linea)]
Obligatorio = Annotated[Texto, AfterValidator(exigir_contenido)]


class Esquema(BaseModel):
    """Base de los cuerpos que llegan: nada de más, y los errores no repiten lo escrito."""

    model_config = ConfigDict(extra="forbid", hide_input_in_errors=True)


class AntecedentesNuevos(Esquema):
    """Uno o varios aportes, en la forma de `python -m riesgo evaluar`: corta o completa."""

    edad: Libre = None
    ultimo_contacto: Libre = None
    hechos: Libre = None


class DocumentoNuevo(Esquema):
    """El documento que muestra que un aporte no era cierto."""

    tipo: Obligatorio
    referencia: Obligatorio
    fecha: Codigo | None = None


class Desvirtuacion(Esquema):
    """Qué aporte del antecedente se desvirtúa, contado desde 1, y con qué documento."""

    aporte: Annotated[StrictInt, Field(ge=1)]
    documento: DocumentoNuevo


class RespuestaNueva(Esquema):
    """Lo que alguien contestó; `para_nna` pide la siguiente pregunta en su versión para niños."""

    codigo: Codigo
    texto: Texto
    aportante: Texto = ""
    para_nna: StrictBool = False


class DecisionNueva(Esquema):
    """La categoría que una persona decide ante una propuesta; bajar exige el motivo."""

    evaluacion_id: UUID
    categoria: Categoria
    motivo: Motivo = ""


class VistoBuenoNuevo(Esquema):
    """Aprobar o rechazar una baja; rechazar exige el motivo."""

    respuesta: RespuestaVistoBueno
    motivo: Motivo = ""


class ResumenDeRiesgo(BaseModel):
    """La categoría que rige y lo último que se propuso."""

    categoria: Categoria
    evaluacion_id: UUID
    propuesta: Categoria
    urgencia: int


class AntecedentesAportados(BaseModel):
    """La constancia de lo aportado y cómo queda el riesgo."""

    antecedente_id: UUID
    caso_id: UUID
    registrado_en: datetime
    riesgo: ResumenDeRiesgo


class AporteRegistrado(BaseModel):
    """Un aporte: su número en el antecedente, de qué es y lo que dice, con su origen."""

    aporte: int
    campo: str
    contenido: dict[str, Any]
    desvirtuado_por: dict[str, Any] | None


class AntecedenteLeido(BaseModel):
    """Lo aportado de una vez; sin institución, lo dice la denuncia."""

    antecedente_id: UUID
    registrado_en: datetime
    institucion: str | None
    aportes: list[AporteRegistrado]


class AntecedentesDelCaso(BaseModel):
    """Lo aportado al caso, de lo primero a lo último."""

    caso_id: UUID
    antecedentes: list[AntecedenteLeido]


class PreguntaLeida(BaseModel):
    """Una pregunta de la entrevista, por qué se hace y lo que su respuesta puede cambiar."""

    codigo: str
    texto: str
    por_que: str
    tipo: str
    opciones: list[str]
    cambia: str
    peor_categoria: Categoria
    peor_urgencia: int


class Entrevista(BaseModel):
    """Las preguntas que faltan, primero la que más cambia; «desconocido» siempre se puede."""

    caso_id: UUID
    preguntas: list[PreguntaLeida]


class RespuestaRegistrada(BaseModel):
    """La constancia de una respuesta y la pregunta que conviene hacer ahora."""

    antecedente_id: UUID
    caso_id: UUID
    siguiente: PreguntaLeida | None
    riesgo: ResumenDeRiesgo


class EvaluacionHecha(BaseModel):
    """Cómo quedó el caso; `es_nueva` dice si cambió lo propuesto y `subio`, si rige algo mayor."""

    caso_id: UUID
    es_nueva: bool
    subio: bool
    riesgo: ResumenDeRiesgo


class AporteDeCriterio(BaseModel):
    """De quién salió lo que cumple un criterio, y cuándo."""

    campo: str
    respuesta: str | None = None
    fuente: str
    aportante: str = ""
    aportado_en: datetime | None = None
    ocurrio_en: datetime | None = None


class CriterioLeido(BaseModel):
    """Un criterio, su resultado y por qué; si se cumple, con sus aportes."""

    codigo: str
    resultado: str
    fundamento: str
    detalle: str
    aportes: list[AporteDeCriterio] = []


class FaltanteLeido(BaseModel):
    """Algo que no se sabe; `indetermina` dice que por eso no se puede fijar la categoría."""

    codigo: str
    nombre: str
    criterios: list[str]
    indetermina: bool


class PropuestaResumida(BaseModel):
    """Una propuesta de la historia."""

    evaluacion_id: UUID
    version: int
    motivo: MotivoEvaluacion
    version_catalogo: str
    categoria: Categoria
    urgencia: int
    puntaje: int
    con_piso: bool
    evaluada_en: datetime


class PropuestaLeida(PropuestaResumida):
    """La última propuesta, explicada."""

    pisos: list[str]
    razones: list[str]
    criterios: list[CriterioLeido]
    faltantes: list[FaltanteLeido]
    hipotesis: list[str]
    avisos: list[str]


class VistoBuenoLeido(BaseModel):
    """Lo que otra persona dijo de una baja."""

    respuesta: RespuestaVistoBueno
    es_fiscal: bool
    motivo: str | None
    institucion: str
    dado_en: datetime


class DecisionLeida(BaseModel):
    """Una decisión y en qué está; una baja espera visto bueno hasta cumplirse."""

    decision_id: UUID
    caso_id: UUID
    evaluacion_id: UUID
    paso: Paso
    desde: Categoria
    categoria: Categoria
    motivo: str | None
    institucion: str
    decidida_en: datetime
    estado: EstadoDeDecision
    vistos_buenos: list[VistoBuenoLeido]


class VigenciaLeida(BaseModel):
    """Desde cuándo rigió una categoría, y por qué propuesta o decisión."""

    categoria: Categoria
    desde: datetime
    evaluacion_id: UUID | None
    decision_id: UUID | None


class RiesgoDelCaso(BaseModel):
    """El riesgo del caso: qué rige, qué se propone y por qué, y todo lo que se decidió.

    `es_provisoria` dice que ninguna persona ha decidido lo que rige.
    """

    caso_id: UUID
    categoria: Categoria
    es_provisoria: bool
    propuesta: PropuestaLeida | None
    propuestas: list[PropuestaResumida]
    vigencias: list[VigenciaLeida]
    decisiones: list[DecisionLeida]
    diligencias: list[DiligenciaLeida]


class HipotesisFormulada(BaseModel):
    """La constancia de una hipótesis y cómo queda el riesgo."""

    hipotesis: HipotesisLeida
    riesgo: ResumenDeRiesgo


class HipotesisDelCaso(BaseModel):
    """Todas las versiones de las hipótesis del caso, en el orden en que se formularon."""

    caso_id: UUID
    hipotesis: list[HipotesisLeida]
