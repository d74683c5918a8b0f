"""Lo que se calcula una vez por evaluación: edades, horas y umbrales."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from riesgo.antecedentes import Antecedentes
from riesgo.errores import AntecedentesInvalidos
from riesgo.tipos import EDAD_MAXIMA, EdadAportada, exigir_instante

CHILE: Final = ZoneInfo("America/Santiago")
_HORA: Final = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Umbrales:
    """Las cifras que el catálogo puede cambiar sin desplegar código."""

    puntaje_medio: int
    puntaje_alto: int
    puntaje_urgencia_1: int
    puntaje_urgencia_2: int
    edad_urgencia_1: int
    edad_urgencia_2: int
    edad_mayor: int
    horas_sin_noticias: tuple[int, ...]
    horas_contacto_reciente: int


@dataclass(frozen=True, slots=True)
class Situacion:
    """La persona en la fecha de referencia.

    `edad_minima` es la menor que alguien afirma, al desaparecer; `edad_maxima`, la mayor, hoy, y
    `edad_sin_techo` dice que podría ser más. Años cumplidos en Chile continental; None es que no
    se sabe.
    """

    en: datetime
    umbrales: Umbrales
    edad_minima: int | None
    edad_maxima: int | None
    edad_sin_techo: bool
    horas_sin_noticias: float | None


def situar(antecedentes: Antecedentes, en: datetime, umbrales: Umbrales) -> Situacion:
    """Calcula edades y horas, después de rechazar lo que aún no ocurre.

    De varias versiones vale la que protege: la edad menor y el último contacto más antiguo.

    Fundamento: Ley 21.500, art. 14, letra d); técnico (ADR-0019: cuál de las versiones vale).

    Raises:
        AntecedentesInvalidos: una fecha posterior a la de referencia, o esta sin zona horaria.
    """
    exigir_instante("fecha_referencia", en)
    ultimo = antecedentes.ultimo_instante
    if ultimo is not None and ultimo > en:
        _rechazar_futuro(antecedentes, en)
    momentos = [
        m.en
        for m in antecedentes.ultimos_contactos
        if m.en is not None and m.desvirtuado_por is None
    ]
    ultimo_contacto = min(momentos, default=None)
    edades = [e for e in antecedentes.edades if e.se_sabe and e.desvirtuado_por is None]
    if not edades:
        minima = maxima = None
    else:
        hoy = en.astimezone(CHILE).date()
        inicio = min(m for m in (ultimo_contacto, antecedentes.recibida_en, en) if m is not None)
        minima = min(_edad_minima(e, inicio.astimezone(CHILE).date(), hoy) for e in edades)
        maxima = max(_edad_maxima(e, hoy) for e in edades)
    horas = None if ultimo_contacto is None else (en - ultimo_contacto) / _HORA
    sin_techo = any(e.nacimiento is None and e.maxima is None for e in edades)
    return Situacion(en, umbrales, minima, maxima, sin_techo, horas)


def _edad_minima(edad: EdadAportada, inicio: date, hoy: date) -> int:
    if edad.nacimiento is None:
        return edad.minima or 0
    if edad.nacimiento > hoy:
        raise AntecedentesInvalidos.en(
            "edad.fecha_nacimiento", "es posterior a la fecha de referencia: corríjala"
        )
    if _cumplidos(edad.nacimiento, hoy) > EDAD_MAXIMA:
        raise AntecedentesInvalidos.en(
            "edad.fecha_nacimiento", f"da más de {EDAD_MAXIMA} años: corrija el año"
        )
    # Porque: de quien solo se sabe el año se supone el último día, que la hace menor.
    nacio = edad.nacimiento.replace(month=12, day=31) if edad.solo_anio else edad.nacimiento
    return max(0, _cumplidos(nacio, inicio))


def _edad_maxima(edad: EdadAportada, hoy: date) -> int:
    if edad.nacimiento is None:
        return (edad.minima or 0) if edad.maxima is None else edad.maxima
    nacio = edad.nacimiento.replace(month=1, day=1) if edad.solo_anio else edad.nacimiento
    return _cumplidos(nacio, hoy)


def _cumplidos(nacimiento: date, dia: date) -> int:
    antes = (dia.month, dia.day) < (nacimiento.month, nacimiento.day)
    return dia.year - nacimiento.year - antes


def _rechazar_futuro(antecedentes: Antecedentes, en: datetime) -> None:
    for campo, instante in antecedentes.instantes():
        if instante is not None and instante > en:
            raise AntecedentesInvalidos.en(
                campo, "es posterior a la fecha de referencia: corríjalo o evalúe con otra fecha"
            )
