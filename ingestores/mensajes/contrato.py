"""El evento de contacto v1: CloudEvents 1.0 estructurado, tal como se publica a los colaboradores.

Fundamento: Decreto 120/2023, arts. 4 a 6 (qué aportan los organismos colaboradores).

Un campo ausente significa «no se sabe»; los campos que el contrato no nombra se rechazan, y un
texto nunca es `null`. El RUN y la fecha de nacimiento son texto libre dentro de un largo: un dígito
verificador malo o una fecha imposible son evidencia débil, no un motivo para perder el aviso.

Lo que aquí se explica de cada campo es lo que el contrato publicado dice de él
(`ingestores.contratos`).
"""

from typing import Annotated, Any, Final, Literal
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, WithJsonSchema

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
Identificador = Annotated[
    UUID,
    Field(strict=False),
    WithJsonSchema(
        {
            "type": "string",
            "format": "uuid",
            "pattern": (
                r"^(\{|urn:uuid:)?[0-9A-Fa-f]{8}(-?[0-9A-Fa-f]{4}){3}-?[0-9A-Fa-f]{12}\}?$"
            ),
        }
    ),
]
Fuente = Annotated[str, StringConstraints(pattern=r"^/organismos/[a-z0-9_]{1,64}$")]
Edad = Annotated[int, Field(ge=0, le=130)]
Estatura = Annotated[int, Field(ge=0, le=300)]


class _Estricto(BaseModel):
    model_config = ConfigDict(
        extra="forbid", strict=True, allow_inf_nan=False, use_attribute_docstrings=True
    )


class Lugar(_Estricto):
    """Dónde ocurrió; la comuna es su nombre o su código único territorial (CUT)."""

    comuna: Nombre = ""
    """Nombre de la comuna o su código único territorial (CUT)."""
    establecimiento: Codigo = ""
    """Código del establecimiento en el registro del propio organismo."""
    lat: Annotated[float, Field(ge=-90, le=90)] | None = None
    """Latitud en grados, WGS 84."""
    lon: Annotated[float, Field(ge=-180, le=180)] | None = None
    """Longitud en grados, WGS 84."""


class DocumentoDeIdentidad(_Estricto):
    """Un documento distinto del RUN."""

    tipo: Codigo
    """Qué documento es; por ejemplo, pasaporte."""
    valor: Codigo
    """Su número, tal como está escrito."""
    pais: Pais = ""
    """Quién lo emitió: ISO 3166-1, dos o tres letras mayúsculas."""


class Sena(_Estricto):
    """Una seña particular visible."""

    tipo: Literal["tatuaje", "cicatriz", "protesis", "otro"]
    """De qué clase es."""
    zona: Codigo = ""
    """En qué parte del cuerpo."""
    texto: Nombre = ""
    """Cómo se ve."""


class Rasgos(_Estricto):
    """Lo que se ve de una persona no identificada; edades en años, estaturas en centímetros."""

    edad_min: Edad | None = None
    """Edad mínima aparente, en años."""
    edad_max: Edad | None = None
    """Edad máxima aparente, en años."""
    estatura_min_cm: Estatura | None = None
    """Estatura mínima, en centímetros."""
    estatura_max_cm: Estatura | None = None
    """Estatura máxima, en centímetros."""
    senas: Annotated[tuple[Sena, ...], Field(max_length=30, strict=False)] = ()
    """Señas particulares visibles."""


class Persona(_Estricto):
    """Quién se dice que es; puede venir vacía."""

    run: Codigo = ""
    """RUN tal como se registró, con o sin puntos; un dígito verificador malo no se rechaza."""
    nombres: Nombre = ""
    """Nombres de pila, tal como se registraron."""
    apellido_paterno: Nombre = ""
    """Primer apellido."""
    apellido_materno: Nombre = ""
    """Segundo apellido."""
    nombre_social: Nombre = ""
    """El nombre que la persona usa, si es otro."""
    fecha_nacimiento: Codigo = ""
    """AAAA-MM-DD o AAAA; una fecha imposible no se rechaza."""
    sexo: Annotated[Sexo, Field(strict=False)] | None = None
    """F, M o X."""
    nacionalidad: Pais = ""
    """ISO 3166-1, dos o tres letras mayúsculas."""
    documentos: Annotated[
        tuple[DocumentoDeIdentidad, ...],
        Field(max_length=10, strict=False),
    ] = ()
    """Documentos distintos del RUN."""
    rasgos: Rasgos | None = None
    """Lo que se ve de una persona no identificada."""


class Datos(_Estricto):
    """El hecho: qué pasó, cuándo, dónde y con quién."""

    tipo_contacto: TipoContacto
    """Qué ocurrió. Los cuatro últimos valores exigen autorización judicial vigente."""
    ocurrido_en: Instante
    """Cuándo ocurrió: RFC 3339 con zona, de 1900 a un día después de la llegada."""
    persona: Persona
    """Con quién; un objeto vacío si nada se sabe."""
    es_retroactivo: bool = False
    """Verdadero si se informa mucho después de ocurrido, como al cargar un archivo histórico."""
    lugar: Lugar | None = None
    """Dónde ocurrió."""
    estado_persona: Literal["viva", "fallecida", "desconocido"] | None = None
    """En qué estado estaba la persona."""
    sigue_en_el_lugar: bool | None = None
    """Si al informar la persona seguía ahí."""
    modo_identificacion: (
        Literal["documento", "biometria", "dicho", "tercero", "no_identificada"] | None
    ) = None
    """Cómo se supo quién era."""
    autorizacion_judicial_id: Identificador | None = None
    """La autorización judicial que permite aportar este dato, si su tipo la exige."""
    observacion: Parrafo = ""
    """Una aclaración breve; nunca datos clínicos."""

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
    """Versión de CloudEvents."""
    id: Identificador
    """Distinto para cada hecho; repetir un evento con el mismo contenido es inocuo."""
    source: Fuente
    """Quién aporta: /organismos/ y el código del dueño del tema o de la credencial."""
    type: Literal["cl.personas-desaparecidas.contacto.v1"]
    """Clase y versión del evento."""
    time: Instante
    """Cuándo se emitió: RFC 3339 con zona."""
    datacontenttype: Literal["application/json"] = "application/json"
    """Siempre JSON."""
    data: Datos
    """El hecho."""
