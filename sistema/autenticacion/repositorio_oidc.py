"""El SQL de los ingresos por OIDC que esperan su retorno."""

from datetime import datetime

from sqlalchemy import delete
from sqlalchemy.orm import Session

from sistema.modelos.credencial import IngresoOidc


def esperar(sesion: Session, espera: IngresoOidc, ahora: datetime) -> None:
    """Agrega un ingreso en espera y borra los que vencieron."""
    sesion.execute(delete(IngresoOidc).where(IngresoOidc.vence_en < ahora))
    sesion.add(espera)
    sesion.flush()


def tomar(sesion: Session, huella_estado: bytes) -> IngresoOidc | None:
    """Saca de la espera el ingreso de este `state`: de dos retornos iguales, uno solo lo halla."""
    orden = delete(IngresoOidc).where(IngresoOidc.huella_estado == huella_estado)
    return sesion.scalar(orden.returning(IngresoOidc))
