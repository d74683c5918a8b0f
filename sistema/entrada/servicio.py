"""La cola por donde entra lo que no llega por Kafka: de un solo sentido y con los bytes exactos.

Quien escribe no vuelve a leer. El lote que consume un mensaje lo borra en la misma transacción; lo
que nadie consumiera antes de vencer deja de abrir con la llave de su día.
"""

from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet
from datetime import date, datetime, timedelta

from sqlalchemy.orm import Session

from sistema.entrada import repositorio
from sistema.entrada.tipos import EntradaPendiente, MensajeRecibido
from sistema.modelos.contacto import Entrada
from sistema.nucleo.errores import CifradoInvalido
from sistema.nucleo.firmas import acotar_firma
from sistema.nucleo.llaves_de_dia import LlaveNoDisponible, LlavesDeDia

DIAS_DE_ESPERA = 30
_CONTEXTO = "entrada.cuerpo"


def encolar(
    sesion: Session,
    llaves: LlavesDeDia,
    organismo: str,
    mensajes: Sequence[MensajeRecibido],
    ahora: datetime,
    vence_el: date | None = None,
) -> None:
    """Deja mensajes en la cola, cerrados con la llave del día en que vencen.

    `vence_el` es, por omisión, dentro de `DIAS_DE_ESPERA`; quien reenvía conserva el que tenía.

    Fundamento: técnico (ADR-0004, ADR-0013).
    """
    vencimiento = vence_el or ahora.date() + timedelta(days=DIAS_DE_ESPERA)
    # Porque: quien solo escribe vive meses; no debe conservar en memoria llaves ya destruidas.
    llaves.olvidar_anteriores(ahora.date())
    llave = llaves.asegurar(vencimiento)
    filas = [
        {
            "organismo": organismo,
            "vence_el": vencimiento,
            "cuerpo": llave.cifrar(mensaje.cuerpo, _CONTEXTO),
            "firma": acotar_firma(mensaje.firma),
        }
        for mensaje in mensajes
    ]
    if filas:
        repositorio.insertar(sesion, filas)


def reponer(
    sesion: Session, organismo: str, cerrados: Sequence[MensajeRecibido], vence_el: date
) -> None:
    """Devuelve a la cola mensajes que ya estuvieron en ella y no abrieron, cerrados como estaban.

    Fundamento: técnico (ADR-0013).
    """
    filas = [
        {
            "organismo": organismo,
            "vence_el": vence_el,
            "cuerpo": cerrado.cuerpo,
            "firma": cerrado.firma,
        }
        for cerrado in cerrados
    ]
    if filas:
        repositorio.insertar(sesion, filas)


def tomar(
    sesion: Session,
    llaves: LlavesDeDia,
    maximo: int,
    salvo: AbstractSet[str] = frozenset(),
) -> list[EntradaPendiente]:
    """Los mensajes más antiguos de la cola, todos de un mismo organismo; siguen en ella.

    Deja fuera a los organismos de `salvo`. Lo que no abre viene igual, marcado como ilegible: un
    mensaje dañado no detiene a los demás.

    Fundamento: técnico (ADR-0004).

    Raises:
        LlaveNoDisponible: la llave de un día está y no se puede leer; no es culpa del mensaje.
    """
    return [_abrir(fila, llaves) for fila in repositorio.pendientes(sesion, maximo, salvo)]


def retirar(sesion: Session, numeros: Sequence[int]) -> Mapping[int, date]:
    """Saca de la cola lo consumido; devuelve lo que seguía en ella y cuándo vencía.

    Fundamento: técnico (ADR-0009).
    """
    return repositorio.borrar(sesion, numeros)


def purgar(sesion: Session, hoy: date) -> int:
    """Borra lo vencido, que ya no abre; devuelve cuánto era.

    Fundamento: técnico (ADR-0013).
    """
    return repositorio.borrar_vencidos(sesion, hoy)


def _abrir(fila: Entrada, llaves: LlavesDeDia) -> EntradaPendiente:
    try:
        claro = llaves.obtener(fila.vence_el).descifrar(fila.cuerpo, _CONTEXTO)
    except LlaveNoDisponible:
        raise
    except CifradoInvalido:
        return EntradaPendiente(fila.numero, fila.organismo, fila.cuerpo, fila.firma, legible=False)
    return EntradaPendiente(fila.numero, fila.organismo, claro, fila.firma)
