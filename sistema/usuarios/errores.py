"""Errores propios de las personas usuarias y sus perfiles."""

from sistema.nucleo.errores import CampoInvalido, Rechazo, ReglaIncumplida


class CuentaDesconocida(CampoInvalido):
    """La cuenta indicada en la consola no sirve para responder por lo que se haga."""

    codigo = "cuenta_desconocida"
    campo = "cuenta"
    problema = "no existe, no está activa o su perfil venció"
    remedio = "Indique con --cuenta una cuenta activa con su perfil vigente."


class CuentaRepetida(ReglaIncumplida):
    """El nombre de la cuenta ya lo usa otra persona."""

    codigo = "cuenta_repetida"
    titulo = "Ya hay una cuenta con ese nombre."
    remedio = "Elija otro nombre de cuenta."


class PersonaRepetida(Rechazo):
    """El RUN ya es de una persona usuaria que no está de baja; queda asentado quién lo probó."""

    codigo = "persona_repetida"
    estado_http = 409
    titulo = "Esa persona ya tiene una cuenta."
    remedio = "Una persona tiene una sola cuenta: si cambió de institución, pida antes su baja."


class RunInvalido(CampoInvalido):
    """El RUN no tiene dígito verificador o no le corresponde."""

    codigo = "run_invalido"
    campo = "run"
    problema = "no es un RUN válido"
    remedio = "Escríbalo como 12345678-5, con su dígito verificador."


class RedInvalida(CampoInvalido):
    """Una dirección de la lista no se puede leer como dirección ni como red."""

    codigo = "red_invalida"
    campo = "redes"
    problema = "hay una dirección que no se puede leer"
    remedio = "Escriba direcciones como 192.0.2.7 o redes como 192.0.2.0/24."


class FechaFutura(CampoInvalido):
    """Un documento o una capacitación llevan fecha de mañana o más."""

    codigo = "fecha_futura"
    campo = "fecha"
    problema = "el oficio, la capacitación o la declaración son posteriores a hoy"
    remedio = "Revise las fechas: solo cuenta lo que ya ocurrió."


class FaltaMotivo(CampoInvalido):
    """El acto exige decir por qué."""

    codigo = "falta_motivo"
    campo = "motivo"
    problema = "este acto lo exige"
    remedio = "Escriba por qué, sin nombrar a personas."


class PerfilNoCorresponde(CampoInvalido):
    """La institución de esa persona no puede tener ese perfil, o no lo puede dar quien lo da."""

    codigo = "perfil_no_corresponde"
    campo = "perfil"
    problema = "no corresponde a esa institución"
    remedio = "Vea en docs/administracion.md qué perfiles admite cada institución."


class FichaInvalida(ReglaIncumplida):
    """Lo escrito en la consola sobre una persona no tiene la forma debida."""

    codigo = "ficha_invalida"
    titulo = "La persona no se puede registrar."
    remedio = "Revise la ficha contra docs/administracion.md."


class ActoNoCorresponde(ReglaIncumplida):
    """El estado de la persona, o del expediente, no admite ese acto."""

    codigo = "acto_no_corresponde"


class RequisitosIncompletos(ReglaIncumplida):
    """A la persona le falta algo para poder entrar."""

    codigo = "requisitos_incompletos"
    titulo = "A la persona le faltan requisitos para estar activa."
    remedio = "Complete lo que falta y vuelva a activarla."

    def __init__(self, faltan: tuple[str, ...] = ()) -> None:
        super().__init__(f"Faltan: {', '.join(faltan)}." if faltan else "")


class NadieASiMismo(ReglaIncumplida):
    """Lo que se pide recae en quien lo pide."""

    codigo = "nadie_a_si_mismo"
    titulo = "Nadie administra su propio acceso."
    remedio = "Pídalo a otra persona administradora."


class UltimaAdministradora(ReglaIncumplida):
    """La institución quedaría sin nadie que administre con ese perfil."""

    codigo = "ultima_administradora"
    titulo = "Es la última persona activa con ese perfil de administración."
    remedio = "Dé antes ese perfil a otra persona y actívela."


class PedidoCaduco(ReglaIncumplida):
    """El perfil pedido ya se otorgó, venció o lo reemplazó algo posterior."""

    codigo = "pedido_caduco"
    titulo = "Ese pedido ya no se puede aprobar."
    remedio = "Pida el perfil de nuevo."


class SinPerfilVigente(ReglaIncumplida):
    """La persona no tiene un perfil vigente."""

    codigo = "sin_perfil"
    titulo = "La persona no tiene un perfil vigente."
    remedio = "Para revocar no hace falta nada; para recertificar, otórgueselo de nuevo."


class HayQuienAdministre(ReglaIncumplida):
    """La consola solo restituye cuando nadie con sesión puede hacerlo."""

    codigo = "hay_quien_administre"
    titulo = "Ya hay una persona que puede hacerlo desde su sesión."
    remedio = "Pídaselo a ella: la consola es solo para cuando no queda nadie."
