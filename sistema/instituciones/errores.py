"""Errores de las instituciones y sus acuerdos."""

from sistema.nucleo.errores import CampoInvalido, ReglaIncumplida


class OrganismoSinAcuerdo(ReglaIncumplida):
    """Solo se habilita a quien hoy puede aportar."""

    codigo = "organismo_sin_acuerdo"
    titulo = "El organismo no existe o no tiene un acuerdo vigente."
    remedio = "Vea los códigos con `sistema organismos listar`."


class PasoNoCorresponde(ReglaIncumplida):
    """El acuerdo no está en el estado que el paso exige."""

    codigo = "paso_no_corresponde"
    titulo = "El acuerdo no admite ese paso ahora."
    remedio = "Vea en el acuerdo su estado y los pasos que siguen."


class FaltaActo(CampoInvalido):
    """El paso exige el documento que lo respalda."""

    codigo = "falta_acto"
    campo = "acto"
    problema = "este paso lo exige"
    remedio = "Indique número, fecha y referencia del documento."


class FaltaMotivo(CampoInvalido):
    """El paso exige decir por qué."""

    codigo = "falta_motivo"
    campo = "motivo"
    problema = "este paso lo exige"
    remedio = "Escriba por qué, sin nombrar a personas."


class FaltaParte(CampoInvalido):
    """Una visación exige decir cuál de las partes visa."""

    codigo = "falta_parte"
    campo = "parte"
    problema = "la visación lo exige"
    remedio = "Indique administrador o institucion."


class ContenidoIncompleto(ReglaIncumplida):
    """El borrador no tiene todo lo que un acuerdo debe decir."""

    codigo = "contenido_incompleto"
    titulo = "Al acuerdo le falta contenido."
    remedio = "Complete lo que falta y envíelo de nuevo a visación."

    def __init__(self, faltan: tuple[str, ...] = ()) -> None:
        super().__init__(f"Faltan: {', '.join(faltan)}." if faltan else "")


class YaAprobado(ReglaIncumplida):
    """Una institución aprueba una sola vez, y una parte visa una sola vez."""

    codigo = "ya_aprobado"
    titulo = "Eso ya está dicho en este acuerdo."
    remedio = "No hace falta repetirlo; vea la historia del acuerdo."


class InstitucionRepetida(ReglaIncumplida):
    """El código ya es de otra institución."""

    codigo = "institucion_repetida"
    titulo = "Ya hay una institución con ese código."
    remedio = "Use otro código, o la que ya existe."


class FichaInvalida(ReglaIncumplida):
    """Lo escrito en la consola para registrar a una institución no tiene la forma debida."""

    codigo = "ficha_invalida"
    titulo = "La institución no se puede registrar."
    remedio = "Código en minúsculas y guion bajo; RUT como 76123456-0; nombre y motivo escritos."


class BloqueoSinEfecto(ReglaIncumplida):
    """Se pidió bloquear lo bloqueado o desbloquear lo que no lo está."""

    codigo = "bloqueo_sin_efecto"
    titulo = "La institución ya está así."
    remedio = "Vea la ficha de la institución."


class BloqueoPropio(ReglaIncumplida):
    """Bloquear la propia institución dejaría afuera a quien puede desbloquearla."""

    codigo = "bloqueo_propio"
    titulo = "Nadie bloquea a su propia institución."
    remedio = "Pídalo a quien opera el Sistema: `sistema instituciones bloquear`."


class SucesionImposible(ReglaIncumplida):
    """Esas dos instituciones no pueden sucederse."""

    codigo = "sucesion_imposible"
    titulo = "La sucesión no se puede registrar."
    remedio = "Deben ser de la misma clase, distintas y sin bloqueo, y la anterior sin sucesora."


class ClaseNoRegistrable(CampoInvalido):
    """Los intervinientes los nombra la ley; no se registran."""

    codigo = "clase_no_registrable"
    campo = "clase"
    problema = "los intervinientes los nombra la ley y no se registran"
    remedio = "Use colaborador_publico o colaborador_privado."


class ActoFuturo(CampoInvalido):
    """El documento que respalda el paso tiene fecha de mañana o más."""

    codigo = "acto_futuro"
    campo = "acto.fecha"
    problema = "es posterior a hoy"
    remedio = "Revise la fecha del documento."


class TipoDeContactoDesconocido(CampoInvalido):
    """El acuerdo nombra un tipo de contacto que el contrato no tiene."""

    codigo = "tipo_contacto_desconocido"
    campo = "tipos_contacto"
    problema = "nombra un tipo que no está en el contrato de eventos"
    remedio = "Use los tipos publicados en el contrato."
