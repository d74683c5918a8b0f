"""Lo que se escribe y se lee de una institución y de sus acuerdos."""

from datetime import date, datetime
from typing import Annotated, Any, Literal
from uuid import UUID

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, StringConstraints

from sistema.instituciones.tipos import Acto, ClaseDato, FinalidadDeAporte
from sistema.modelos.institucion import (
    ClaseContraparte,
    ClaseInstitucion,
    EstadoAcuerdo,
    Parte,
    PasoAcuerdo,
    Titulo,
)
from sistema.nucleo.textos import limpiar_linea, limpiar_parrafo

LARGO_MOTIVO = 2_000
MAXIMO_DIAS_RETROSPECTIVA = 365
FECHA_MINIMA = date(1990, 1, 1)
Texto = Annotated[
    str,
    StringConstraints(strip_whitespace=True, min_length=1, max_length=4_000),
    AfterValidator(limpiar_parrafo),
]
Linea = Annotated[
    str,
    StringConstraints(strip_whitespace=True, min_length=1, max_length=200),
    AfterValidator(limpiar_linea),
]
Motivo = Annotated[
    str,
    StringConstraints(strip_whitespace=True, min_length=1, max_length=LARGO_MOTIVO),
    AfterValidator(limpiar_parrafo),
]
Correo = Annotated[
    str,
    StringConstraints(pattern=r"^[^@\s]{1,64}@[^@\s]{1,190}$"),
    AfterValidator(limpiar_linea),
]
CodigoNuevo = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]{2,63}$")]
TipoContacto = Annotated[str, StringConstraints(pattern=r"^[a-z_]{1,40}$")]
RutDeInstitucion = Annotated[str, StringConstraints(pattern=r"^[0-9]{7,8}-[0-9K]$")]
Dias = Annotated[int, Field(ge=0, le=MAXIMO_DIAS_RETROSPECTIVA)]
Meses = Annotated[int, Field(ge=1, le=120)]


class _Entrada(BaseModel):
    model_config = ConfigDict(extra="forbid", hide_input_in_errors=True)


class ActoEscrito(_Entrada):
    """El documento que respalda un paso."""

    numero: Linea
    fecha: Annotated[date, Field(ge=FECHA_MINIMA)]
    referencia: Linea

    def como_acto(self) -> Acto:
        """El mismo documento, como lo mira el ciclo."""
        return Acto(self.numero, self.fecha, self.referencia)


class InstitucionNueva(_Entrada):
    """Una institución que no está en la ley ni en el reglamento: entra con aprobación."""

    codigo: CodigoNuevo
    nombre: Linea
    rut: RutDeInstitucion
    clase: ClaseInstitucion
    motivo: Motivo


class ConMotivo(_Entrada):
    """Por qué se hace."""

    motivo: Motivo


class NombreNuevo(_Entrada):
    """El nombre que la institución lleva desde un acto."""

    nombre: Linea
    acto: ActoEscrito


class SucesionNueva(_Entrada):
    """Quién reemplaza a la institución y el acto que lo dice."""

    sucesora: Linea
    acto: ActoEscrito


class ContraparteNueva(_Entrada):
    """La persona de contacto que reemplaza a la anterior de su clase."""

    clase: ClaseContraparte
    nombre: Linea
    cargo: Linea
    correo: Correo
    telefono: Annotated[str, StringConstraints(pattern=r"^\+?[0-9 ]{7,20}$")]
    oficio: Linea


class NivelDeServicio(_Entrada):
    """Lo que el colaborador se compromete a sostener."""

    eventos_por_segundo: Annotated[int, Field(ge=1, le=100_000)]
    disponibilidad_pct: Annotated[float, Field(ge=0, le=100)]
    horario: Linea
    incidencia_critica_horas: Annotated[int, Field(ge=1, le=72)]


class ContenidoAcuerdo(_Entrada):
    """Lo que un acuerdo dice; en borrador puede faltar, para visarlo no.

    Fundamento: Decreto 120, arts. 5 y 6; técnico (ADR-0021).
    """

    tipo: (
        Literal[
            "protocolo_cooperacion_interinstitucional",
            "protocolo_cooperacion",
            "terminos_y_condiciones",
        ]
        | None
    ) = None
    base_legal: Texto | None = None
    proposito: Texto | None = None
    fundamento_incidencia: Texto | None = None
    detalle_datos: Texto | None = None
    sensibilidad: Texto | None = None
    forma_aporte: Literal["kafka", "http", "archivo", "requerimiento"] | None = None
    periodicidad: Linea | None = None
    nivel_servicio: NivelDeServicio | None = None
    usuarios: Texto | None = None
    medidas_seguridad: Texto | None = None
    reserva_y_sanciones: Texto | None = None
    auditoria: Texto | None = None
    tipos_contacto: Annotated[list[TipoContacto], Field(max_length=40)] = []
    finalidades: Annotated[list[FinalidadDeAporte], Field(max_length=10)] = []
    clases_dato: Annotated[list[ClaseDato], Field(max_length=10)] = []
    dias_retrospectiva: Dias = 0
    duracion_meses: Meses = 12
    prorroga_automatica: bool = True


class AcuerdoNuevo(_Entrada):
    """El borrador de un acuerdo."""

    institucion: Linea
    contenido: ContenidoAcuerdo = ContenidoAcuerdo()


class PasoNuevo(_Entrada):
    """Un trámite del acuerdo, con lo que lo respalda."""

    paso: Literal[
        PasoAcuerdo.ENVIAR_A_VISACION,
        PasoAcuerdo.VISAR,
        PasoAcuerdo.DEVOLVER,
        PasoAcuerdo.FIRMAR,
        PasoAcuerdo.DICTAR_ACTO,
        PasoAcuerdo.INICIAR_MARCHA_BLANCA,
        PasoAcuerdo.PONER_EN_VIGENCIA,
        PasoAcuerdo.DESISTIR,
    ]
    parte: Parte | None = None
    acto: ActoEscrito | None = None
    motivo: Motivo | None = None


class AprobacionNueva(_Entrada):
    """Lo que una institución interviniente dice del acuerdo."""

    decision: Literal["aprobar", "objetar"]
    motivo: Motivo | None = None


class TerminoNuevo(_Entrada):
    """El término con aviso de 30 días, o anticipado por resolución fundada."""

    forma: Literal["aviso", "anticipado"]
    motivo: Motivo
    acto: ActoEscrito


class PasoLeido(BaseModel):
    """Un paso de la historia de un acuerdo."""

    paso: PasoAcuerdo
    hacia: EstadoAcuerdo
    ocurrido_en: datetime
    usuario_id: UUID | None
    institucion: str | None
    operador: str | None
    parte: Parte | None
    motivo: str
    acto: Acto | None
    vigente_hasta: datetime | None


class AcuerdoResumido(BaseModel):
    """Un acuerdo en una lista."""

    acuerdo_id: UUID
    institucion: str
    titulo: Titulo
    estado: EstadoAcuerdo
    aporta: bool
    vigente_desde: datetime | None
    vigente_hasta: datetime | None
    prorroga_automatica: bool


class ListaDeAcuerdos(BaseModel):
    """Los acuerdos pedidos, primero los que vencen antes."""

    acuerdos: list[AcuerdoResumido]


class AcuerdoLeido(AcuerdoResumido):
    """Un acuerdo entero, con lo que le falta, lo que sigue y su historia."""

    contenido: dict[str, Any]
    faltan: list[str]
    siguientes: list[PasoAcuerdo]
    aprobaron: list[str]
    visaron: list[Parte]
    acto: Acto | None
    procede_de: UUID | None
    historia: list[PasoLeido]


class InstitucionLeida(BaseModel):
    """La ficha de una institución."""

    codigo: str
    nombre: str
    rut: str | None
    clase: ClaseInstitucion
    titulo: Titulo
    aporta: bool
    bloqueada_en: datetime | None
    sucedida_por: str | None


class ListaDeInstituciones(BaseModel):
    """Las instituciones registradas."""

    instituciones: list[InstitucionLeida]


class ContraparteLeida(BaseModel):
    """La persona de contacto vigente de una clase."""

    contraparte_id: UUID
    clase: ClaseContraparte
    nombre: str
    cargo: str
    correo: str
    telefono: str
    desde: datetime


class FichaLeida(InstitucionLeida):
    """La ficha con sus personas de contacto y sus acuerdos."""

    contrapartes: list[ContraparteLeida]
    acuerdos: list[AcuerdoResumido]
