"""El registro a medio escribir sobre el que actúan los tratamientos de ruido."""

from dataclasses import dataclass
from typing import Final

from matching.generador.persona import Persona
from matching.rol_unico import digito_verificador
from matching.tipos import Documento, Identidad, Sexo

ESTILOS_RUN: Final = ("puntos", "guion", "junto", "espacios")


@dataclass(slots=True)
class Borrador:
    """Lo que un funcionario o un sistema va escribiendo de una persona.

    Cada tratamiento lo cambia en su sitio y dice si hizo algo. `fecha`, cuando no es None,
    reemplaza a los componentes; `run_alterado` recuerda que el cuerpo ya no es el verdadero.
    """

    persona: Persona
    cuerpo: str
    dv: str
    nombres: list[str]
    paterno: str
    materno: str
    anio: int
    mes: int
    dia: int
    sexo: Sexo | None
    comuna: str
    nacionalidad: str
    nombre_social: str
    documentos: tuple[Documento, ...]
    fecha: str | None = None
    run_alterado: bool = False

    def campos_de_nombre(self) -> list[str]:
        """Nombres, paterno y materno como textos, en ese orden."""
        return [" ".join(self.nombres), self.paterno, self.materno]

    def escribir_campos_de_nombre(self, campos: list[str]) -> None:
        """Repone nombres, paterno y materno desde tres textos."""
        self.nombres, self.paterno, self.materno = [campos[0]], campos[1], campos[2]


def abrir_borrador(persona: Persona, run: int | None) -> Borrador:
    """Registro sin errores de la persona con el RUN dado (el suyo o uno prestado)."""
    return Borrador(
        persona=persona,
        cuerpo="" if run is None else str(run),
        dv="" if run is None else digito_verificador(run),
        nombres=list(persona.nombres),
        paterno=persona.paterno,
        materno=persona.materno,
        anio=persona.nacimiento.year,
        mes=persona.nacimiento.month,
        dia=persona.nacimiento.day,
        sexo=persona.sexo,
        comuna=persona.comuna.nombre,
        nacionalidad=persona.nacionalidad,
        nombre_social=persona.nombre_social,
        documentos=() if persona.documento is None else (persona.documento,),
    )


def escribir_run(cuerpo: str, dv: str, estilo: str) -> str:
    """El RUN como lo escribe la gente: con puntos, con guion, todo junto o con espacios."""
    match estilo:
        case "puntos" if cuerpo.isdecimal():
            texto = f"{int(cuerpo):,}".replace(",", ".")
        case "espacios" if cuerpo.isdecimal():
            texto = f"{int(cuerpo):,}".replace(",", " ")
        case "junto" if dv:
            return cuerpo + dv
        case _:
            texto = cuerpo
    return f"{texto}-{dv}" if dv else texto


def cerrar_borrador(borrador: Borrador, estilo_run: str) -> Identidad:
    """La identidad que queda escrita."""
    nombres, paterno, materno = borrador.campos_de_nombre()
    fecha = borrador.fecha
    if fecha is None:
        fecha = f"{borrador.anio:04d}-{borrador.mes:02d}-{borrador.dia:02d}"
    return Identidad(
        run=escribir_run(borrador.cuerpo, borrador.dv, estilo_run),
        nombres=nombres,
        apellido_paterno=paterno,
        apellido_materno=materno,
        nombre_social=borrador.nombre_social,
        fecha_nacimiento=fecha,
        sexo=borrador.sexo,
        comuna=borrador.comuna,
        nacionalidad=borrador.nacionalidad,
        documentos=borrador.documentos,
    )
