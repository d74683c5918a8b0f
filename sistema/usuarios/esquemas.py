"""Lo que se escribe y se lee de las personas usuarias, sus perfiles y los usos irregulares."""

from datetime import date, datetime
from typing import Annotated
from uuid import UUID

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, StringConstraints

from sistema.modelos.ficha import (
    ActoUsuario,
    CalidadJuridica,
    EstadoUsoIrregular,
    PasoUsoIrregular,
)
from sistema.modelos.usuario import ActoPerfil, EstadoUsuario, Perfil
from sistema.nucleo.textos import limpiar_linea, limpiar_parrafo

FECHA_MINIMA = date(1990, 1, 1)
MAXIMO_DE_PERSONAS = 500
Linea = Annotated[
    str,
    StringConstraints(strip_whitespace=True, min_length=1, max_length=200),
    AfterValidator(limpiar_linea),
]
Optativa = Annotated[
    str,
    StringConstraints(strip_whitespace=True, max_length=200),
    AfterValidator(limpiar_linea),
]
Motivo = Annotated[
    str,
    StringConstraints(strip_whitespace=True, min_length=1, max_length=2_000),
    AfterValidator(limpiar_parrafo),
]
Fecha = Annotated[date, Field(ge=FECHA_MINIMA)]
Cuenta = Annotated[str, StringConstraints(pattern=r"^[a-z0-9][a-z0-9._-]{2,63}$")]
Codigo = Annotated[str, StringConstraints(pattern=r"^[a-z0-9_]{1,64}$")]
Correo = Annotated[
    str,
    StringConstraints(pattern=r"^[^@\s]{1,64}@[^@\s]{1,190}$"),
    AfterValidator(limpiar_linea),
]
Telefono = Annotated[str, StringConstraints(pattern=r"^\+?[0-9 ]{7,20}$")]
Run = Annotated[str, StringConstraints(max_length=20), AfterValidator(limpiar_linea)]
Red = Annotated[str, StringConstraints(pattern=r"^[0-9a-fA-F:.]{2,45}(/[0-9]{1,3})?$")]
Dias = Annotated[int, Field(ge=1, le=180)]
Personas = Annotated[list[UUID], Field(min_length=1, max_length=MAXIMO_DE_PERSONAS)]


class _Entrada(BaseModel):
    model_config = ConfigDict(extra="forbid", hide_input_in_errors=True)


class Oficio(_Entrada):
    """El documento con que la autoridad pide o renueva un acceso."""

    numero: Linea
    fecha: Fecha
    autoridad: Linea
    referencia: Linea


class Capacitacion(_Entrada):
    """Cuándo se capacitó y hasta cuándo vale."""

    realizada_en: Fecha
    vigente_hasta: Fecha


class FichaEscrita(_Entrada):
    """La ficha de una persona usuaria; sin capacitación ni reserva no se puede activar."""

    nombres: Linea
    apellido_paterno: Linea
    apellido_materno: Optativa = ""
    run: Run
    calidad_juridica: CalidadJuridica
    correo: Correo
    telefono: Telefono
    redes: Annotated[list[Red], Field(max_length=20)] = Field(default_factory=list)
    cargo: Linea
    unidad: Linea
    oficio: Oficio
    capacitacion: Capacitacion | None = None
    reserva_en: Fecha | None = None


class PersonaNueva(FichaEscrita):
    """Una persona que la autoridad pide dar de alta; nace solicitada y sin acceso.

    Sin `institucion` es la de quien la crea.
    """

    cuenta: Cuenta
    institucion: Codigo | None = None


class ConMotivo(_Entrada):
    """Por qué se hace."""

    motivo: Motivo


class PerfilNuevo(_Entrada):
    """El perfil que se da a una persona, por cuántos días y con qué oficio."""

    perfil: Perfil
    dias: Dias = 180
    oficio: Oficio


class Recertificacion(_Entrada):
    """Las personas cuyo perfil sigue haciendo falta, con el oficio que lo dice."""

    usuarios: Personas
    dias: Dias = 180
    oficio: Oficio


class Aprobacion(_Entrada):
    """Los perfiles sensibles pedidos que se aprueban."""

    pedidos: Personas


class UsoIrregularNuevo(_Entrada):
    """Un uso sin relación con el objeto del Sistema."""

    usuario_id: UUID
    hechos: Motivo


class PasoNuevo(_Entrada):
    """El paso siguiente de un expediente y lo que se dice en él."""

    paso: PasoUsoIrregular
    texto: Motivo


class FichaLeida(FichaEscrita):
    """La ficha como quedó; una cuenta sintética no tiene RUN."""

    run: str
    correo: str
    telefono: str
    apellido_paterno: str


class HechoLeido(BaseModel):
    """Un acto sobre la persona."""

    acto: ActoUsuario
    hacia: EstadoUsuario
    ocurrido_en: datetime
    autor_id: UUID | None
    operador: str | None
    motivo: str


class PerfilLeido(BaseModel):
    """Un acto sobre su perfil."""

    acto: ActoPerfil
    perfil: Perfil | None
    desde: datetime
    hasta: datetime | None
    otorgado_por: UUID | None
    aprobado_por: UUID | None
    operador: str | None
    motivo: str | None
    oficio: str | None


class PersonaResumida(BaseModel):
    """Una persona usuaria en una lista."""

    usuario_id: UUID
    cuenta: str
    nombre: str
    institucion: str
    unidad: str
    estado: EstadoUsuario
    perfil: Perfil | None
    perfil_hasta: datetime | None


class PersonaLeida(PersonaResumida):
    """Una persona usuaria entera: su ficha, lo que le falta, lo que sigue y su historia."""

    ficha: FichaLeida | None
    faltan: list[str]
    siguientes: list[ActoUsuario]
    perfiles: list[PerfilLeido]
    historia: list[HechoLeido]


class ListaDePersonas(BaseModel):
    """Personas usuarias, por cuenta."""

    personas: list[PersonaResumida]


class ClaveEmitida(BaseModel):
    """Una clave de un solo uso; se muestra esta única vez."""

    clave: str


class PedidoLeido(BaseModel):
    """Un perfil sensible que espera a otra persona."""

    pedido_id: UUID
    usuario_id: UUID
    institucion: str
    perfil: Perfil
    dias: int
    pedido_en: datetime
    pedido_por: UUID | None


class ListaDePedidos(BaseModel):
    """Los pedidos que quien pregunta puede aprobar, del más antiguo al más nuevo."""

    pedidos: list[PedidoLeido]


class Otorgamiento(BaseModel):
    """Cómo quedó el perfil de una persona: otorgado, o pedido a otra que lo apruebe."""

    usuario_id: UUID
    perfil: Perfil
    hasta: datetime | None
    pedido_id: UUID | None


class ListaDeOtorgamientos(BaseModel):
    """Cómo quedó el perfil de cada persona, en el orden pedido."""

    otorgamientos: list[Otorgamiento]


class PasoLeido(BaseModel):
    """Un paso del expediente."""

    paso: PasoUsoIrregular
    hacia: EstadoUsoIrregular
    ocurrido_en: datetime
    autor_id: UUID
    texto: str


class UsoIrregularLeido(BaseModel):
    """Un expediente de uso irregular, con todos sus pasos."""

    uso_id: UUID
    usuario_id: UUID
    institucion: str
    estado: EstadoUsoIrregular
    abierto_en: datetime
    pasos: list[PasoLeido]


class ListaDeUsosIrregulares(BaseModel):
    """Los expedientes, del más nuevo al más antiguo."""

    usos: list[UsoIrregularLeido]
