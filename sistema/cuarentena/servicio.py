"""La cuarentena: los mensajes que no pudieron procesarse, enteros, ilegibles y con vencimiento."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import date, datetime, timedelta

from sqlalchemy.orm import Session

from sistema.cuarentena import repositorio
from sistema.cuarentena.tipos import MensajeRechazado, Procedencia
from sistema.nucleo.identificadores import nuevo_id
from sistema.nucleo.llaves_de_dia import LlavesDeDia

DIAS_DE_CUARENTENA = 30
_CONTEXTO = "cuarentena.cuerpo"


def apartar(
    sesion: Session,
    llaves: LlavesDeDia,
    procedencia: Procedencia,
    mensajes: Sequence[MensajeRechazado],
    ahora: datetime,
    vencimientos: Mapping[int, date] | None = None,
) -> None:
    """Guarda mensajes con sus bytes exactos, cerrados con la llave del día en que vencen.

    Vencen en `DIAS_DE_CUARENTENA`, o cuando diga `vencimientos` para su posición: reenviar un
    mensaje no alarga su plazo.

    Fundamento: técnico (ADR-0013).
    """
    ultimo = ahora.date() + timedelta(days=DIAS_DE_CUARENTENA)
    previos = vencimientos or {}
    filas = []
    for mensaje in mensajes:
        vence_el = min(previos.get(mensaje.posicion, ultimo), ultimo)
        filas.append(
            {
                "id": nuevo_id(),
                "organismo": procedencia.organismo,
                **asdict(procedencia.origen),
                "posicion": mensaje.posicion,
                "codigo": mensaje.codigo,
                "detalle": mensaje.detalle,
                "vence_el": vence_el,
                "cuerpo": llaves.asegurar(vence_el).cifrar(mensaje.cuerpo, _CONTEXTO),
                "firma": mensaje.firma,
            }
        )
    if filas:
        repositorio.insertar(sesion, filas)


def purgar(sesion: Session, hoy: date) -> int:
    """Borra lo vencido, que ya no abre; devuelve cuánto era.

    Fundamento: técnico (ADR-0013).
    """
    return repositorio.borrar_vencidos(sesion, hoy)
