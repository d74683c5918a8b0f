"""Cuándo toca volver a evaluar un caso aunque nada cambie: el tiempo también es un antecedente.

Es pura: con los mismos antecedentes y la misma hora da siempre lo mismo.
"""

from calendar import isleap
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from typing import Final

from riesgo.antecedentes import Antecedentes
from riesgo.catalogo import Catalogo
from riesgo.diligencias import HORAS_INICIALES
from riesgo.hechos import Hecho
from riesgo.situacion import CHILE
from sistema.modelos.caso import MotivoReevaluacion

CADA: Final = timedelta(hours=6)
"""Cada cuánto se reevalúa, sea cual sea el nivel, en las primeras 24 horas."""
PRIMERAS: Final = timedelta(hours=HORAS_INICIALES)
REPOSO_MAXIMO: Final = timedelta(days=30)
"""Ni al que nada le cambia se le deja de evaluar por más tiempo."""
_UN_DIA: Final = timedelta(days=1)
_UN_INSTANTE: Final = timedelta(seconds=1)


def proxima_revision(
    antecedentes: Antecedentes, ahora: datetime, catalogo: Catalogo
) -> tuple[datetime, MotivoReevaluacion]:
    """La primera hora después de `ahora` en que el solo paso del tiempo puede cambiar la propuesta.

    Son: cada 6 horas desde la recepción hasta las 24, cada tramo de horas sin noticias del
    catálogo, el fin de lo reciente de un contacto verificado y cada medianoche de Chile, en que
    cambian la edad y el catálogo vigente. Nunca pasa más de un día.

    Fundamento: Ley 21.500, arts. 4 y 5, letra b); técnico (ADR-0023: las horas).
    """
    horas = [hora for hora in _horas(antecedentes, catalogo) if hora > ahora]
    return _con_motivo(antecedentes, min([*horas, medianoche_siguiente(ahora)]))


def fin_del_reposo(
    antecedentes: Antecedentes, ahora: datetime, catalogo: Catalogo
) -> tuple[datetime, MotivoReevaluacion]:
    """Hasta cuándo, sin esa hora, evaluar da lo mismo que `ahora` si nada más cambia.

    Es la primera de las horas de `proxima_revision` sin contar las medianoches; de estas, solo la
    de un cumpleaños y la que cumple `REPOSO_MAXIMO`.

    Fundamento: técnico (ADR-0023).
    """
    horas = [hora for hora in _horas(antecedentes, catalogo) if hora > ahora]
    hoy = ahora.astimezone(CHILE).date()
    dias = [_proximo(mes, dia, hoy) for mes, dia in _cumpleanos(antecedentes)]
    fin = min([*horas, *map(_medianoche, [*dias, hoy + REPOSO_MAXIMO])])
    return _con_motivo(antecedentes, fin)


def medianoche_siguiente(ahora: datetime) -> datetime:
    """La primera medianoche de Chile después de `ahora`, en UTC.

    Fundamento: técnico (ADR-0023).
    """
    return _medianoche(ahora.astimezone(CHILE).date() + _UN_DIA)


def _con_motivo(antecedentes: Antecedentes, hora: datetime) -> tuple[datetime, MotivoReevaluacion]:
    recibida_en = antecedentes.recibida_en
    if recibida_en is not None and hora == recibida_en + PRIMERAS:
        return hora, MotivoReevaluacion.PLAZO_VENCIDO
    return hora, MotivoReevaluacion.HORAS


def _horas(antecedentes: Antecedentes, catalogo: Catalogo) -> Iterator[datetime]:
    if antecedentes.recibida_en is not None:
        for vuelta in range(1, PRIMERAS // CADA + 1):
            yield antecedentes.recibida_en + vuelta * CADA
    umbrales = catalogo.umbrales
    for momento in antecedentes.ultimos_contactos:
        if momento.en is not None:
            for tramo in umbrales.horas_sin_noticias:
                yield momento.en + timedelta(hours=tramo)
    for aporte in antecedentes.hechos.get(Hecho.CONTACTO_DIRECTO_VERIFICADO, ()):
        if aporte.ocurrio_en is not None:
            # Porque: a la hora justa todavía cuenta como reciente.
            reciente = timedelta(hours=umbrales.horas_contacto_reciente)
            yield aporte.ocurrio_en + reciente + _UN_INSTANTE


def _cumpleanos(antecedentes: Antecedentes) -> Iterator[tuple[int, int]]:
    for edad in antecedentes.edades:
        if edad.solo_anio:
            # Porque: de quien solo se sabe el año se suponen el primer día y el último.
            yield from ((1, 1), (12, 31))
        elif edad.nacimiento is not None:
            yield edad.nacimiento.month, edad.nacimiento.day


def _proximo(mes: int, dia: int, hoy: date) -> date:
    """El primer día después de `hoy` en que quien nació ese día cumple años."""
    este, otro = (_cumple(mes, dia, anio) for anio in (hoy.year, hoy.year + 1))
    return este if este > hoy else otro


def _cumple(mes: int, dia: int, anio: int) -> date:
    # Porque: quien nació un 29 de febrero cumple el 1 de marzo los años en que no lo hay.
    falta = (mes, dia) == (2, 29) and not isleap(anio)
    return date(anio, 3, 1) if falta else date(anio, mes, dia)


def _medianoche(dia: date) -> datetime:
    # Porque: la medianoche en que se adelanta la hora no existe en Chile, y en UTC sí.
    return datetime(dia.year, dia.month, dia.day, tzinfo=CHILE).astimezone(UTC)
