"""Lo que se calcula una vez por evaluación: edades, horas y umbrales."""

from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from riesgo.antecedentes import Antecedentes
from riesgo.errores import AntecedentesInvalidos
from riesgo.hechos import EDAD
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
    `edad_sin_techo` dice que podría ser más; `edades_encontradas`, que no pueden ser todas ciertas.
    Años cumplidos en Chile continental; None es que no se sabe.
    """

    en: datetime
    umbrales: Umbrales
    edad_minima: int | None
    edad_maxima: int | None
    edad_sin_techo: bool
    edades_encontradas: bool
    horas_sin_noticias: float | None


def situar(antecedentes: Antecedentes, en: datetime, umbrales: Umbrales) -> Situacion:
    """Calcula edades y horas, después de rechazar lo que aún no ocurre.

    De varias versiones vale la que protege: la edad menor y el último contacto más antiguo.

    Fundamento: Ley 21.500, art. 14, letra d); técnico (ADR-0019: cuál de las versiones vale).

    Raises:
        AntecedentesInvalidos: una fecha posterior a la de referencia, también la de un documento,
            o esta sin zona horaria.
    """
    exigir_instante("fecha_referencia", en)
    # Porque: dos horas de una misma zona se restan por su reloj, que salta al cambiar de horario.
    en = en.astimezone(UTC)
    hoy = en.astimezone(CHILE).date()
    ultimo = antecedentes.ultimo_instante
    if ultimo is not None and ultimo > en:
        _rechazar_futuro(antecedentes, en)
    documento = antecedentes.ultimo_documento
    if documento is not None and documento > hoy:
        _rechazar_documento_futuro(antecedentes, hoy)
    ultimo_contacto = _ultimo_contacto(antecedentes)
    inicio = _inicio(antecedentes, en)
    edades = [e for e in antecedentes.edades if e.se_sabe and e.desvirtuado_por is None]
    minimas = [_edad_minima(e, inicio, hoy) for e in edades]
    maximas = [_edad_maxima(e, hoy) for e in edades]
    techos = [EDAD_MAXIMA if e.sin_techo else m for e, m in zip(edades, maximas, strict=True)]
    return Situacion(
        en=en,
        umbrales=umbrales,
        edad_minima=min(minimas, default=None),
        edad_maxima=max(maximas, default=None),
        edad_sin_techo=any(e.sin_techo for e in edades),
        edades_encontradas=bool(edades) and max(minimas) > min(techos),
        horas_sin_noticias=None if ultimo_contacto is None else (en - ultimo_contacto) / _HORA,
    )


def sin_edades_imposibles(antecedentes: Antecedentes, en: datetime) -> Antecedentes:
    """Los mismos antecedentes, con cada edad que ya no puede ser como que se desconoce.

    Es para lo ya guardado, que nadie puede corregir y no puede impedir evaluar.

    Fundamento: técnico (ADR-0020: lo guardado nunca impide evaluar).
    """
    inicio, hoy = _inicio(antecedentes, en), en.astimezone(CHILE).date()
    if all(_puede_ser(edad, inicio, hoy) for edad in antecedentes.edades):
        return antecedentes
    edades = (
        edad if _puede_ser(edad, inicio, hoy) else EdadAportada(origen=edad.origen)
        for edad in antecedentes.edades
    )
    inservibles = dict.fromkeys((*antecedentes.inservibles, EDAD))
    return replace(antecedentes, edades=tuple(edades), inservibles=tuple(inservibles))


def _ultimo_contacto(antecedentes: Antecedentes) -> datetime | None:
    momentos = [
        m.en
        for m in antecedentes.ultimos_contactos
        if m.en is not None and m.desvirtuado_por is None
    ]
    return min(momentos, default=None)


def _inicio(antecedentes: Antecedentes, en: datetime) -> date:
    """El día en que desapareció, hasta donde se sabe."""
    conocidos = (_ultimo_contacto(antecedentes), antecedentes.recibida_en, en)
    return min(m for m in conocidos if m is not None).astimezone(CHILE).date()


def _puede_ser(edad: EdadAportada, inicio: date, hoy: date) -> bool:
    if edad.nacimiento is None or edad.desvirtuado_por is not None:
        return True
    return edad.nacimiento <= hoy and _cumplidos(edad.nacimiento, inicio) <= EDAD_MAXIMA


def _edad_minima(edad: EdadAportada, inicio: date, hoy: date) -> int:
    if edad.nacimiento is None:
        return edad.minima or 0
    if edad.nacimiento > hoy:
        raise AntecedentesInvalidos.en(
            "edad.fecha_nacimiento", "es posterior a la fecha de referencia: corríjala"
        )
    # Porque: quien los cumple mientras se la busca no puede dejar de evaluarse.
    if _cumplidos(edad.nacimiento, inicio) > EDAD_MAXIMA:
        raise AntecedentesInvalidos.en(
            "edad.fecha_nacimiento", f"da más de {EDAD_MAXIMA} años: corrija el año"
        )
    # Porque: de quien solo se sabe el año se supone el último día, que la hace menor.
    nacio = edad.nacimiento.replace(month=12, day=31) if edad.solo_anio else edad.nacimiento
    return max(0, _cumplidos(nacio, inicio))


def _edad_maxima(edad: EdadAportada, hoy: date) -> int:
    if edad.nacimiento is None:
        return edad.maxima or edad.minima or 0
    nacio = edad.nacimiento.replace(month=1, day=1) if edad.solo_anio else edad.nacimiento
    return min(EDAD_MAXIMA, _cumplidos(nacio, hoy))


def _cumplidos(nacimiento: date, dia: date) -> int:
    antes = (dia.month, dia.day) < (nacimiento.month, nacimiento.day)
    return dia.year - nacimiento.year - antes


def _rechazar_futuro(antecedentes: Antecedentes, en: datetime) -> None:
    for campo, instante in antecedentes.instantes():
        if instante is not None and instante > en:
            raise AntecedentesInvalidos.en(
                campo, "es posterior a la fecha de referencia: corríjalo o evalúe con otra fecha"
            )


def _rechazar_documento_futuro(antecedentes: Antecedentes, hoy: date) -> None:
    for campo, documento in antecedentes.documentos():
        if documento and documento.fecha and documento.fecha > hoy:
            raise AntecedentesInvalidos.en(
                f"{campo}.fecha", "es posterior a la fecha de referencia: corríjala"
            )
