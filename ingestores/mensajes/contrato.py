"""El evento de contacto v1: CloudEvents 1.0 estructurado, tal como se publica a los colaboradores.

Fundamento: Decreto 120/2023, arts. 4 a 6 (qué aportan los organismos colaboradores).

Un campo ausente significa «no se sabe»; `null` y los campos que el contrato no nombra se rechazan.
El RUN y la fecha de nacimiento son texto libre dentro de un largo: un dígito verificador malo o una
fecha imposible son evidencia débil, no un motivo para perder el aviso.
"""

from typing import Annotated, Any, Final, Literal
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from matching.tipos import Documento, Identidad, Sexo
from sistema.nucleo.textos import Codigo, Instante, Nombre, Pais, Parrafo

TIPO_EVENTO: Final = "cl.personas-desaparecidas.contacto.v1"
VERSION_CLOUDEVENTS: Final = "1.0"

TipoContacto = Literal[
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
]
# Porque: en JSON no hay UUID, ni tuplas, ni enumeraciones; `strict=False` los admite como texto o
# lista y nada más, y lo de adentro sigue siendo estricto.
Identificador = Annotated[UUID, Field(strict=False)]
Fuente = Annotated[str, StringConstraints(pattern=r"^/organismos/[a-z0-9_]{1,64}$")]
Edad = Annotated[int, Field(ge=0, le=130)]
Estatura = Annotated[int, Field(ge=0, le=300)]


class _Estricto(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True, allow_inf_nan=False)


class Lugar(_Estricto):
    """Dónde ocurrió; la comuna es su nombre o su código único territorial (CUT)."""

    comuna: Nombre = ""
    establecimiento: Codigo = ""
    lat: Annotated[float, Field(ge=-90, le=90)] | None = None
    lon: Annotated[float, Field(ge=-180, le=180)] | None = None


class DocumentoDeIdentidad(_Estricto):
    """Un documento distinto del RUN."""

    tipo: Codigo
    valor: Codigo
    pais: Pais = ""


class Sena(_Estricto):
    """Una seña particular visible."""

    tipo: Literal["tatuaje", "cicatriz", "protesis", "otro"]
    zona: Codigo = ""
    texto: Nombre = ""


class Rasgos(_Estricto):
    """Lo que se ve de una persona no identificada; edades en años, estaturas en centímetros."""

    edad_min: Edad | None = None
    edad_max: Edad | None = None
    estatura_min_cm: Estatura | None = None
    estatura_max_cm: Estatura | None = None
    senas: Annotated[tuple[Sena, ...], Field(max_length=30, strict=False)] = ()


class Persona(_Estricto):
    """Quién se dice que es; puede venir vacía."""

    run: Codigo = ""
    nombres: Nombre = ""
    apellido_paterno: Nombre = ""
    apellido_materno: Nombre = ""
    nombre_social: Nombre = ""
    fecha_nacimiento: Codigo = ""
    sexo: Annotated[Sexo, Field(strict=False)] | None = None
    nacionalidad: Pais = ""
    documentos: Annotated[
        tuple[DocumentoDeIdentidad, ...],
        Field(max_length=10, strict=False),
    ] = ()
    rasgos: Rasgos | None = None


class Datos(_Estricto):
    """El hecho: qué pasó, cuándo, dónde y con quién."""

    tipo_contacto: TipoContacto
    ocurrido_en: Instante
    persona: Persona
    es_retroactivo: bool = False
    lugar: Lugar | None = None
    estado_persona: Literal["viva", "fallecida", "desconocido"] | None = None
    sigue_en_el_lugar: bool | None = None
    modo_identificacion: (
        Literal["documento", "biometria", "dicho", "tercero", "no_identificada"] | None
    ) = None
    autorizacion_judicial_id: Identificador | None = None
    observacion: Parrafo = ""

    def a_identidad(self) -> Identidad:
        """La identidad que compara el enlace; la comuna es la del lugar del contacto."""
        persona = self.persona
        return Identidad(
            run=persona.run,
            nombres=persona.nombres,
            apellido_paterno=persona.apellido_paterno,
            apellido_materno=persona.apellido_materno,
            nombre_social=persona.nombre_social,
            fecha_nacimiento=persona.fecha_nacimiento,
            sexo=persona.sexo,
            comuna=self.lugar.comuna if self.lugar else "",
            nacionalidad=persona.nacionalidad,
            documentos=tuple(Documento(d.tipo, d.valor, d.pais) for d in persona.documentos),
        )

    def sin_identidad(self) -> dict[str, Any]:
        """Lo demás que se informó, en valores de JSON; los rasgos quedan como campo propio."""
        datos = self.model_dump(mode="json", exclude={"persona"}, exclude_unset=True)
        if self.persona.rasgos is not None:
            datos["rasgos"] = self.persona.rasgos.model_dump(mode="json", exclude_unset=True)
        return datos


class Evento(_Estricto):
    """El sobre CloudEvents y su contenido."""

    specversion: Literal["1.0"]
    id: Identificador
    source: Fuente
    type: Literal["cl.personas-desaparecidas.contacto.v1"]
    time: Instante
    datacontenttype: Literal["application/json"] = "application/json"
    data: Datos
