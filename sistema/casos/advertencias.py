"""Lo que conviene revisar de una denuncia, sin impedir que entre (Ley 21.500, art. 4)."""

from matching.rol_unico import EstadoRun, leer_run
from sistema.casos.esquemas import Advertencia, PersonaDesaparecida

_SOBRE_EL_RUN = {
    EstadoRun.DV_INVALIDO: (
        "El dígito verificador no corresponde al RUN. La denuncia quedó ingresada; confirme el RUN "
        "con un documento o con la familia."
    ),
    EstadoRun.SIN_DV: "Falta el dígito verificador. Complételo cuando lo sepa.",
    EstadoRun.AUSENTE: (
        "Lo escrito no se reconoce como RUN. Si es otro documento, dígalo en el relato."
    ),
}


def advertir(persona: PersonaDesaparecida) -> list[Advertencia]:
    """Las advertencias sobre lo escrito; vacía si no hay nada que revisar."""
    if not persona.run:
        return []
    mensaje = _SOBRE_EL_RUN.get(leer_run(persona.run).estado)
    return [Advertencia(campo="persona.run", mensaje=mensaje)] if mensaje else []
