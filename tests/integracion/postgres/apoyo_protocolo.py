"""Lo que repiten las pruebas de catálogos, hipótesis, diligencias y desenlaces."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from uuid import UUID

from typer.testing import CliRunner, Result

from ingestores.cli import app
from riesgo.diligencias import Diligencia
from sistema.acceso.sujeto import Sujeto
from sistema.diligencias.servicio import Plan, planificar
from sistema.nucleo.papeles import Papel
from sistema.usuarios.servicio import sujeto_de_consola
from tests.apoyo.riesgo import texto_catalogo
from tests.apoyo.sistema import INVESTIGADOR, SistemaDePrueba

RECIBIDA = datetime(2026, 11, 22, 3, 0, tzinfo=UTC)
"""La hora del reloj de las pruebas: las denuncias que no la dicen se reciben entonces."""
ENTREVISTAR = Diligencia("ENTREVISTAR", "Entrevistar a quien denuncia.", 2, "Policía")
HOSPITALES = Diligencia("HOSPITALES", "Preguntar en hospitales.", 6, "Policía")
PERFIL = Diligencia("PERFIL", "Hacer el perfil de la persona.", 24, "Policía")


def escribir_catalogo(version: str, desde: str, *cambios: tuple[str, str]) -> str:
    """El catálogo del paquete con otra versión y vigencia, y unos textos cambiados por otros."""
    texto = texto_catalogo()
    base = [('version = "2026.1"', f'version = "{version}"')]
    for antes, despues in [*base, ("vigente_desde = 2026-11-01", desde), *cambios]:
        assert antes in texto
        texto = texto.replace(antes, despues)
    return texto


def planear(
    sistema: SistemaDePrueba,
    caso_id: UUID,
    diligencias: Sequence[Diligencia] = (ENTREVISTAR, HOSPITALES, PERFIL),
    recibida_en: datetime = RECIBIDA,
    papel: Papel = Papel.API,
) -> int:
    """Planifica diligencias como lo hace una evaluación; cuántas agregó."""
    with sistema.bd(papel).transaccion() as sesion:
        plan = Plan(caso_id, diligencias, recibida_en)
        return planificar(sesion, [plan], sistema.reloj())


def plan(sistema: SistemaDePrueba) -> list[tuple[str, float]]:
    """Cada diligencia y sus horas de plazo desde la recepción, por código."""
    filas = sistema.consultar("SELECT codigo, vence_en FROM diligencia ORDER BY codigo")
    return [(codigo, (vence - RECIBIDA) / timedelta(hours=1)) for codigo, vence in filas]


def investigador(sistema: SistemaDePrueba, cuenta: str = INVESTIGADOR) -> Sujeto:
    with sistema.bd(Papel.API).transaccion() as sesion:
        return sujeto_de_consola(sesion, cuenta, sistema.reloj())


def correr(sistema: SistemaDePrueba, *orden: object) -> Result:
    """La orden `sistema riesgo …` de verdad."""
    return ordenar(sistema, "riesgo", *orden)


def ordenar(sistema: SistemaDePrueba, *orden: object) -> Result:
    """La orden `sistema …` de verdad, con los papeles que le tocan a la consola."""
    variables = {
        "SISTEMA_BD_TAREAS": sistema.preparado.urls[Papel.TAREAS],
        "SISTEMA_BD_DUENO": sistema.preparado.urls[Papel.DUENO],
        "SISTEMA_LLAVE_MAESTRA": str(sistema.preparado.llave_maestra),
    }
    return CliRunner().invoke(app, [*map(str, orden)], env=variables)
