"""El banco de ensayo: dice qué corregir en un evento, sin guardar nada ni mirar ningún caso."""

from collections.abc import Collection
from datetime import datetime
from typing import Protocol

from sistema.contactos.esquemas import FaltaLeida, ResultadoDeEnsayo
from sistema.contactos.tipos import EventoContacto
from sistema.cuarentena.escritura import buscar_remedio
from sistema.cuarentena.tipos import CodigoCuarentena, MensajeRechazado
from sistema.nucleo.firmas import ProblemaDeFirma

_NO_CUBIERTO = FaltaLeida(
    campo="data.tipo_contacto",
    problema="el acuerdo vigente no lo cubre",
    remedio="Revise en el acuerdo qué tipos de contacto aporta su institución.",
)


class Decodificador(Protocol):
    """Quien conoce el contrato de los eventos; lo pone quien monta la aplicación."""

    def __call__(
        self, cuerpo: bytes, posicion: int, organismo: str, ahora: datetime
    ) -> EventoContacto | MensajeRechazado:
        """El evento, o por qué no lo es; ningún contenido lo hace fallar."""
        ...


def listar_por_corregir(rechazado: MensajeRechazado) -> list[FaltaLeida]:
    """Cada falta de un mensaje rechazado, con su remedio y sin nada de lo que el mensaje trae."""
    partes = [p for p in rechazado.detalle.split("; ") if not p.startswith("y ")]
    return [_decir(rechazado.codigo, parte) for parte in partes]


def juzgar(
    leido: EventoContacto | MensajeRechazado,
    problema: ProblemaDeFirma | None,
    tipos_cubiertos: Collection[str],
) -> ResultadoDeEnsayo:
    """Lo que ve quien ensaya: su firma, el contrato y si su acuerdo cubre ese tipo de contacto.

    No mira autorizaciones judiciales: que existan o no ya diría algo de un caso (INV-3).
    """
    if problema is not None:
        codigo = CodigoCuarentena.FIRMA_INVALIDA
        return _por_corregir(codigo, [_decir(codigo, problema)])
    if isinstance(leido, MensajeRechazado):
        return _por_corregir(leido.codigo, listar_por_corregir(leido))
    if leido.tipo_contacto not in tipos_cubiertos:
        return _por_corregir(CodigoCuarentena.TIPO_NO_CUBIERTO, [_NO_CUBIERTO])
    return ResultadoDeEnsayo(resultado="recibido", codigo=None, faltas=[])


def _por_corregir(codigo: CodigoCuarentena, faltas: list[FaltaLeida]) -> ResultadoDeEnsayo:
    return ResultadoDeEnsayo(resultado="por_corregir", codigo=codigo, faltas=faltas)


def _decir(codigo: CodigoCuarentena, parte: str) -> FaltaLeida:
    campo, _, problema = parte.rpartition(": ")
    return FaltaLeida(
        campo=campo or "mensaje",
        problema=problema,
        remedio=buscar_remedio(codigo, parte),
    )
