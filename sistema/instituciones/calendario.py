"""Cuentas de meses y de fechas para decir hasta cuándo rige un acuerdo."""

from calendar import monthrange
from datetime import date, datetime
from zoneinfo import ZoneInfo

CHILE = ZoneInfo("America/Santiago")


def sumar_meses(instante: datetime, meses: int) -> datetime:
    """El mismo día y hora (UTC) tantos meses después; si el mes es más corto, su último día."""
    anos, mes = divmod(instante.month - 1 + meses, 12)
    ano = instante.year + anos
    dia = min(instante.day, monthrange(ano, mes + 1)[1])
    return instante.replace(year=ano, month=mes + 1, day=dia)


def fecha_en_chile(instante: datetime) -> date:
    """Qué fecha lleva un documento firmado en ese instante."""
    return instante.astimezone(CHILE).date()
