"""De lo que dicen la denuncia, las personas y los contactos, a los antecedentes de un caso.

No mira la base: recibe lo leído. Nada reemplaza a nada: si la fecha de nacimiento se corrige, la
anterior sigue siendo un aporte hasta que un documento la desvirtúe (ADR-0020).
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time
from typing import Any, Final
from uuid import UUID

from matching.comparadores.fecha import PRIMERO_DE_ENERO
from matching.normalizacion import leer_fecha
from riesgo.antecedentes import Antecedentes
from riesgo.catalogo import Catalogo
from riesgo.errores import AntecedentesInvalidos
from riesgo.hechos import EDAD, ULTIMO_CONTACTO, Hecho
from riesgo.hipotesis import Hipotesis
from riesgo.lectura import leer_antecedentes
from riesgo.situacion import CHILE, sin_edades_imposibles
from riesgo.tipos import ANIO_MINIMO, EDAD_MAXIMA, Fuente, Respuesta

Contenido = dict[str, Any]
_MUJER: Final = "F"
_SE_DESCONOCE: Final[Mapping[str, Contenido]] = {
    EDAD: {},
    ULTIMO_CONTACTO: {},
    **{f"hechos.{hecho}": {"respuesta": Respuesta.DESCONOCIDO.value} for hecho in Hecho},
}
CONTACTOS_MAXIMOS: Final = 100
"""Cuántos ingresos a hospital se consideran, los más nuevos: uno ya cumple el criterio."""


@dataclass(frozen=True, slots=True)
class Ficha:
    """Lo que la denuncia dice de la persona y de cuándo se supo de ella."""

    caso_id: UUID
    ultima_noticia_en: datetime | None
    recibida_en: datetime | None
    fecha_nacimiento: str
    sexo: str


@dataclass(frozen=True, slots=True)
class Registro:
    """Un antecedente guardado: lo aportado de una vez, o el documento que desvirtúa un aporte."""

    id: UUID
    contenido: Contenido
    desvirtua_id: UUID | None
    desvirtua_aporte: int | None
    es_de_la_denuncia: bool


@dataclass(frozen=True, slots=True)
class Ingreso:
    """Un contacto de la persona con un hospital o una urgencia."""

    organismo: str
    ocurrido_en: datetime
    registrado_en: datetime


def listar_aportes(contenido: Contenido) -> list[tuple[str, Contenido]]:
    """Los aportes de un contenido con el campo de cada uno; su número es su lugar, desde 1."""
    sueltos = [(campo, a) for campo in (EDAD, ULTIMO_CONTACTO) for a in contenido.get(campo, ())]
    hechos: Mapping[str, list[Contenido]] = contenido.get("hechos", {})
    return sueltos + [(f"hechos.{hecho}", a) for hecho in hechos for a in hechos[hecho]]


def leer_denuncia(ficha: Ficha, registros: Iterable[Registro], ahora: datetime) -> Contenido:
    """Lo que la denuncia dice hoy y todavía no está entre los registros; vacío si no hay nada.

    Una fecha de nacimiento imposible no aporta: la edad queda por preguntar.
    """
    en = ficha.recibida_en or ahora
    origen = {"fuente": Fuente.PARTE_POLICIAL.value, "aportado_en": min(en, ahora).isoformat()}
    contenido: Contenido = {}
    if nacimiento := _leer_nacimiento(ficha.fecha_nacimiento, ahora):
        contenido[EDAD] = [{"fecha_nacimiento": nacimiento, **origen}]
    if ficha.ultima_noticia_en is not None:
        noticia = min(ficha.ultima_noticia_en, ahora).isoformat()
        contenido[ULTIMO_CONTACTO] = [{"en": noticia, **origen}]
    if ficha.sexo == _MUJER:
        afirmado = {"respuesta": Respuesta.SI.value, **origen}
        contenido["hechos"] = {Hecho.MUJER_O_NINA.value: [afirmado]}
    # Porque: vale lo último que dijo; la fecha a la que vuelve es otro aporte, aunque ya la dijera.
    dichos = {
        campo: _sin_hora(aporte)
        for registro in registros
        if registro.es_de_la_denuncia
        for campo, aporte in listar_aportes(registro.contenido)
    }
    return _quitar(contenido, dichos)


def reunir(
    ficha: Ficha,
    registros: Sequence[Registro],
    ingresos: Sequence[Ingreso],
    hipotesis: tuple[Hipotesis, ...],
    ahora: datetime,
) -> Antecedentes:
    """Todo lo que se sabe del caso, con cada aporte desvirtuado por su documento.

    Se lee sin tope y nada guardado impide evaluar: lo que ya no sirve cuenta como que se desconoce,
    y sus campos quedan en `inservibles`.
    """
    reunido: Contenido = {EDAD: [], ULTIMO_CONTACTO: [], "hechos": {}}
    aportes: dict[tuple[UUID, int], Contenido] = {}
    con_desvirtuados = {registro.desvirtua_id for registro in registros}
    for registro in registros:
        if registro.desvirtua_id is not None and registro.desvirtua_aporte is not None:
            # Porque: un aporte lleva un solo documento; el primero ya lo desvirtuó.
            desvirtuado = aportes[registro.desvirtua_id, registro.desvirtua_aporte]
            desvirtuado.setdefault("desvirtuado_por", registro.contenido)
            continue
        if registro.id not in con_desvirtuados:
            _sumar(reunido, registro.contenido)
            continue
        for numero, (campo, aporte) in enumerate(listar_aportes(registro.contenido), start=1):
            aportes[registro.id, numero] = copia = dict(aporte)
            _agregar(reunido, campo, copia)
    for ingreso in ingresos[:CONTACTOS_MAXIMOS]:
        _agregar(reunido, f"hechos.{Hecho.INGRESO_HOSPITALARIO}", _describir(ingreso, ahora))
    if ficha.recibida_en is not None:
        reunido["recibida_en"] = min(ficha.recibida_en, ahora).isoformat()
    antecedentes = _leer_lo_que_sirve(reunido)
    antecedentes = sin_edades_imposibles(antecedentes, hora_de_evaluar(antecedentes, ahora))
    return replace(antecedentes, hipotesis=hipotesis) if hipotesis else antecedentes


def es_posterior_a_la_noticia(ficha: Ficha, ingreso: Ingreso) -> bool:
    """Si el ingreso ocurrió después de la última noticia; sin saberla, cuenta."""
    return ficha.ultima_noticia_en is None or ingreso.ocurrido_en > ficha.ultima_noticia_en


def quedan_en(catalogo: Catalogo, hipotesis: Iterable[Hipotesis]) -> tuple[Hipotesis, ...]:
    """Las hipótesis que el catálogo conoce: una que otro ya no nombra no impide evaluar."""
    return tuple(h for h in hipotesis if h.tipo in catalogo.hipotesis)


def hora_de_evaluar(antecedentes: Antecedentes, ahora: datetime) -> datetime:
    """La hora con que se evalúa: nunca anterior a un aporte o un documento ya guardado.

    Dos procesos pueden diferir en milisegundos; el que atrasa no debe rechazar lo del otro.
    """
    hora = max(ahora, antecedentes.ultimo_instante or ahora)
    documento = antecedentes.ultimo_documento
    return hora if documento is None else max(hora, datetime.combine(documento, time(), CHILE))


def se_entiende_la_denuncia(ficha: Ficha, ahora: datetime) -> bool:
    """Si la fecha de nacimiento se lee hoy: una imposible puede dejar de serlo otro día."""
    return not ficha.fecha_nacimiento or bool(_leer_nacimiento(ficha.fecha_nacimiento, ahora))


def _leer_nacimiento(texto: str, ahora: datetime) -> str:
    """La fecha o el año como los lee `riesgo`; vacío si no se entiende o no puede ser."""
    anio, mes_dia = leer_fecha(texto)
    mes, dia = divmod(mes_dia or PRIMERO_DE_ENERO, 100)
    hoy = ahora.astimezone(CHILE).date()
    if not max(ANIO_MINIMO, hoy.year - EDAD_MAXIMA) <= anio <= hoy.year:
        return ""
    nacimiento = date(anio, mes, dia)
    if nacimiento > hoy:
        return ""
    return nacimiento.isoformat() if mes_dia else str(anio)


def _describir(ingreso: Ingreso, ahora: datetime) -> Contenido:
    # Porque: un organismo puede fechar hasta un día adelante; no se evalúa con horas que no llegan.
    return {
        "respuesta": Respuesta.SI.value,
        "aportante": ingreso.organismo,
        "fuente": Fuente.CONTACTO.value,
        "aportado_en": min(ingreso.registrado_en, ahora).isoformat(),
        "ocurrio_en": min(ingreso.ocurrido_en, ahora).isoformat(),
    }


def _leer_lo_que_sirve(reunido: Contenido) -> Antecedentes:
    try:
        return leer_antecedentes(reunido, aportes_maximos=None)
    except AntecedentesInvalidos:
        sirve, inservibles = _apartar_lo_que_no_sirve(reunido)
    leidos = leer_antecedentes(sirve, aportes_maximos=None)
    return replace(leidos, inservibles=inservibles)


def _apartar_lo_que_no_sirve(reunido: Contenido) -> tuple[Contenido, tuple[str, ...]]:
    """Lo mismo, con cada aporte que no se lee como que se desconoce, y los campos en que pasó."""
    sirve: Contenido = {**reunido, EDAD: [], ULTIMO_CONTACTO: [], "hechos": {}}
    inservibles: dict[str, None] = {}
    for campo, aporte in listar_aportes(reunido):
        solo: Contenido = {EDAD: [], ULTIMO_CONTACTO: [], "hechos": {}}
        _agregar(solo, campo, aporte)
        try:
            leer_antecedentes(solo)
        except AntecedentesInvalidos:
            inservibles[campo] = None
            if campo in _SE_DESCONOCE:
                _agregar(sirve, campo, _SE_DESCONOCE[campo])
        else:
            _agregar(sirve, campo, aporte)
    return sirve, tuple(inservibles)


def _sumar(reunido: Contenido, contenido: Contenido) -> None:
    """Lo mismo que agregar sus aportes uno por uno; así se leen casi todos los casos."""
    for campo in (EDAD, ULTIMO_CONTACTO):
        reunido[campo].extend(contenido.get(campo, ()))
    for hecho, aportes in contenido.get("hechos", {}).items():
        reunido["hechos"].setdefault(hecho, []).extend(aportes)


def _agregar(reunido: Contenido, campo: str, aporte: Contenido) -> None:
    raiz, _, hecho = campo.partition(".")
    destino = reunido["hechos"].setdefault(hecho, []) if hecho else reunido[raiz]
    destino.append(aporte)


def _quitar(contenido: Contenido, dichos: Mapping[str, Contenido]) -> Contenido:
    """El contenido sin lo último que ya se dijo de cada campo, salvo por la hora."""
    queda: Contenido = {}
    for campo, aporte in listar_aportes(contenido):
        if dichos.get(campo) == _sin_hora(aporte):
            continue
        raiz, _, hecho = campo.partition(".")
        if hecho:
            queda.setdefault("hechos", {})[hecho] = [aporte]
        else:
            queda[raiz] = [aporte]
    return queda


def _sin_hora(aporte: Contenido) -> Contenido:
    return {clave: valor for clave, valor in aporte.items() if clave != "aportado_en"}
