"""Lo que se escribe al denunciar y lo que se lee de vuelta."""

from datetime import datetime
from typing import Annotated, Literal
from uuid import UUID

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, StrictBool, StringConstraints
from pydantic_core import PydanticCustomError

from matching.tipos import Identidad, Sexo
from sistema.modelos.caso import EstadoCaso, MedioDenuncia
from sistema.nucleo.textos import Codigo, Instante, Nombre, Pais, limpiar_parrafo

LARGO_RELATO = 20_000
TextoLargo = Annotated[
    str, StringConstraints(max_length=LARGO_RELATO), AfterValidator(limpiar_parrafo)
]


def exigir_contenido(valor: str) -> str:
    """Un texto obligatorio no puede ser solo espacios."""
    if not valor.strip():
        raise PydanticCustomError("vacio", "está vacío")
    return valor


Obligatorio = Annotated[Nombre, AfterValidator(exigir_contenido)]
Relato = Annotated[TextoLargo, AfterValidator(exigir_contenido)]


class Esquema(BaseModel):
    """Base de los cuerpos que llegan: nada de más, y los errores no repiten lo escrito."""

    model_config = ConfigDict(extra="forbid", hide_input_in_errors=True)


class Denunciante(Esquema):
    """Quién denuncia: cualquiera puede; solo su identificación y su domicilio son obligatorios."""

    identificacion: Obligatorio
    domicilio: Obligatorio
    telefono: Codigo = ""
    vinculo: Nombre = ""
    identidad_reservada: StrictBool = False


class PersonaDesaparecida(Esquema):
    """Lo que se sepa de la persona; nada es obligatorio y un RUN dudoso no impide denunciar."""

    run: Codigo = ""
    nombres: Nombre = ""
    apellido_paterno: Nombre = ""
    apellido_materno: Nombre = ""
    nombre_social: Nombre = ""
    fecha_nacimiento: Codigo = ""
    sexo: Literal["F", "M", "X"] | None = None
    nacionalidad: Pais = ""
    comuna: Nombre = ""

    def identidad(self) -> Identidad:
        """La identidad como la compara el enlace."""
        campos = self.model_dump(exclude={"sexo"})
        return Identidad(**campos, sexo=Sexo(self.sexo) if self.sexo else None)

    def para_guardar(self) -> dict[str, str]:
        """Los mismos campos como se guardan: lo que no se sabe es vacío."""
        return {**self.model_dump(exclude={"sexo"}), "sexo": self.sexo or ""}


class Desaparicion(Esquema):
    """Cuándo y dónde se supo de ella por última vez."""

    ultima_noticia_en: Instante | None = None
    comuna: Nombre = ""
    circunstancias: TextoLargo = ""


class DenunciaNueva(Esquema):
    """Una denuncia por desaparición (Ley 21.500, art. 4).

    No se exige tiempo mínimo desde la última noticia ni competencia territorial.
    """

    recibida_en: Instante | None = None
    unidad: Nombre = ""
    medio: Annotated[MedioDenuncia, Field(strict=False)] = MedioDenuncia.PRESENCIAL
    relato: Relato
    denunciante: Denunciante
    persona: PersonaDesaparecida = PersonaDesaparecida()
    desaparicion: Desaparicion = Desaparicion()
    sintetica: StrictBool = False


class Advertencia(BaseModel):
    """Algo que conviene revisar y que no impidió ingresar la denuncia."""

    campo: str
    mensaje: str


class PlazoLeido(BaseModel):
    """Un plazo en curso."""

    tipo: str
    inicia_en: datetime
    vence_en: datetime


class DenunciaIngresada(BaseModel):
    """La constancia de que la denuncia entró y la búsqueda comenzó."""

    denuncia_id: UUID
    caso_id: UUID
    estado: EstadoCaso
    recibida_en: datetime
    ingresada_en: datetime
    plazos: list[PlazoLeido]
    advertencias: list[Advertencia]


class PersonaCorregida(BaseModel):
    """La constancia de una corrección y qué campos cambiaron; vacía si todo estaba igual."""

    caso_id: UUID
    corregida_en: datetime
    campos: list[str]
    advertencias: list[Advertencia]
