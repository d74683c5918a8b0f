"""Errores propios de las evaluaciones de riesgo y de lo que se decide de ellas."""

from sistema.nucleo.errores import CampoInvalido, Rechazo, ReglaIncumplida


class MotivoDeBajaAusente(CampoInvalido):
    """Se quiere bajar la categoría sin decir por qué."""

    codigo = "motivo_ausente"
    campo = "motivo"
    problema = "bajar la categoría exige un motivo"
    remedio = "Escriba qué antecedentes muestran que el riesgo es menor."


class MotivoDeRechazoAusente(CampoInvalido):
    """Se rechaza una baja sin decir por qué."""

    codigo = "motivo_ausente"
    campo = "motivo"
    problema = "rechazar una baja exige un motivo"
    remedio = "Escriba por qué la categoría no debe bajar."


class AporteInexistente(Rechazo, CampoInvalido):
    """El antecedente no tiene un aporte con ese número."""

    codigo = "aporte_inexistente"
    campo = "aporte"
    problema = "ese antecedente no tiene un aporte con ese número"
    remedio = "Vea los aportes del caso y su número en GET /v1/casos/{caso_id}/antecedentes."


class DemasiadosAportes(Rechazo, ReglaIncumplida):
    """El caso ya tiene tantos aportes que dicen lo mismo que otro no se guarda."""

    codigo = "demasiados_aportes"
    titulo = "El caso ya tiene demasiados aportes que dicen lo mismo."
    remedio = (
        "Lo que quería aportar ya está dicho: véalo en GET /v1/casos/{caso_id}/antecedentes. Si "
        "algo de eso no es cierto, desvirtúelo con un documento y vuelva a aportar."
    )


class AporteYaDesvirtuado(Rechazo, ReglaIncumplida):
    """Otro documento ya desvirtuó ese aporte."""

    codigo = "aporte_ya_desvirtuado"
    titulo = "Ese aporte ya está desvirtuado."
    remedio = "Vea el documento que lo desvirtúa en los antecedentes del caso."


class RiesgoSinDeterminar(CampoInvalido):
    """Una persona quiere dejar el riesgo sin determinar."""

    codigo = "categoria_sin_determinar"
    campo = "categoria"
    problema = "una persona no decide SIN_DETERMINAR: solo el Sistema lo propone"
    remedio = "Decida ALTO, MEDIO o BAJO."


class PropuestaSuperada(Rechazo, ReglaIncumplida):
    """Se decide sobre una propuesta que ya no es la última del caso."""

    codigo = "propuesta_superada"
    titulo = "Hay una propuesta de riesgo más nueva."
    remedio = "Vea la última en GET /v1/casos/{caso_id}/riesgo y decida sobre ella."


class RiesgoConPiso(Rechazo, ReglaIncumplida):
    """Un criterio fija ALTO: nadie puede bajar la categoría mientras se cumpla."""

    codigo = "riesgo_con_piso"
    titulo = "La categoría no puede bajar de ALTO."
    remedio = (
        "Un criterio que fija ALTO se cumple. Si el hecho no es cierto, desvirtúelo con un "
        "documento y espere la nueva propuesta."
    )


class DecisionRepetida(Rechazo, ReglaIncumplida):
    """Ya se decidió eso mismo sobre la misma propuesta."""

    codigo = "decision_sin_efecto"
    titulo = "Esa categoría ya se decidió sobre esta propuesta."
    remedio = "No hace falta repetirla; para cambiarla, decida otra."


class BajaPendiente(Rechazo, ReglaIncumplida):
    """El caso ya tiene una baja que espera visto bueno."""

    codigo = "baja_pendiente"
    titulo = "Ya hay una baja que espera visto bueno."
    remedio = "Déle o niéguele el visto bueno antes de pedir otra."


class BajaTerminada(Rechazo, ReglaIncumplida):
    """La baja ya se cumplió, se rechazó o caducó."""

    codigo = "baja_terminada"
    titulo = "Esa baja ya no espera visto bueno."
    remedio = "Vea cómo terminó en GET /v1/casos/{caso_id}/riesgo; si corresponde, pida otra."


class VistoBuenoPropio(Rechazo, ReglaIncumplida):
    """Quien pidió la baja no puede darle el visto bueno."""

    codigo = "visto_bueno_propio"
    titulo = "Usted pidió esta baja."
    remedio = "El visto bueno lo da otra persona."


class VistoBuenoRepetido(Rechazo, ReglaIncumplida):
    """La misma persona ya dio su visto bueno a esta baja."""

    codigo = "visto_bueno_repetido"
    titulo = "Usted ya dio su visto bueno a esta baja."
    remedio = "Falta el de otra persona."


class FaltaElFiscal(Rechazo, ReglaIncumplida):
    """A la baja desde ALTO solo le falta el visto bueno de un fiscal."""

    codigo = "falta_fiscal"
    titulo = "A esta baja le falta el visto bueno de un fiscal."
    remedio = "Ya tiene el de un segundo funcionario: pídaselo al Ministerio Público."
