"""De los antecedentes a una propuesta explicada: categoría, urgencia, faltantes y diligencias."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from riesgo.antecedentes import Antecedentes
from riesgo.catalogo import URGENCIA_MAXIMA, URGENCIA_MINIMA, Catalogo, Faltante, Regla
from riesgo.criterios import Criterio
from riesgo.diligencias import Diligencia, planificar
from riesgo.errores import AntecedentesInvalidos
from riesgo.hechos import NOMBRES
from riesgo.hipotesis import INDETERMINADA
from riesgo.situacion import CHILE, Situacion, Umbrales, situar
from riesgo.tipos import (
    EDAD_ADULTA,
    Categoria,
    Cumple,
    Respuesta,
    Resultado,
    SinDatos,
)

_CON_URGENCIA: Final = (Categoria.ALTO, Categoria.SIN_DETERMINAR)


@dataclass(frozen=True, slots=True)
class Evaluacion:
    """Una propuesta: la confirma, la sube o la baja una persona.

    `urgencia` va de 1 (la más urgente) a 3 y ordena dentro de ALTO y SIN_DETERMINAR; fuera de
    ellos es 3. `pisos` son los criterios que fijan ALTO; `puntaje`, lo que suman los agravantes.
    """

    categoria: Categoria
    urgencia: int
    razones: tuple[str, ...]
    criterios: tuple[tuple[Criterio, Resultado], ...]
    pisos: tuple[str, ...]
    puntaje: int
    faltantes: tuple[Faltante, ...]
    hipotesis: tuple[str, ...]
    diligencias: tuple[Diligencia, ...]
    avisos: tuple[str, ...]
    version_catalogo: str


@dataclass(frozen=True, slots=True)
class _Balance:
    """Lo que los criterios suman, antes de decidir."""

    pisos: tuple[str, ...]
    indeterminados: tuple[str, ...]
    agravantes: int
    proteccion: int


def evaluar(
    antecedentes: Antecedentes, fecha_referencia: datetime, catalogo: Catalogo
) -> Evaluacion:
    """Propone la categoría de riesgo; los mismos datos dan siempre la misma propuesta.

    Un antecedente agravante más nunca baja la categoría ni la urgencia, y lo que se desconoce
    nunca baja: la deja por determinar.

    Fundamento: Ley 21.500, arts. 5, letra b) y 14, letra d); técnico (ADR-0019: los niveles
        distintos de alto, los puntos y la urgencia).

    Raises:
        AntecedentesInvalidos: una fecha posterior a la de referencia o sin zona horaria, una edad
            imposible, o una hipótesis que el catálogo no tiene.
    """
    situacion = situar(antecedentes, fecha_referencia, catalogo.umbrales)
    if not catalogo.hipotesis.keys() >= set(antecedentes.tipos_vigentes):
        raise AntecedentesInvalidos.en("hipotesis.tipo", "no está en el catálogo: use uno de él")
    pares = [(r, r.criterio.evaluar(antecedentes, situacion)) for r in catalogo.encendidas]
    balance = _sumar(pares)
    categoria = _categorizar(balance, catalogo.umbrales)
    urgencia, razones = _urgir(categoria, balance, pares, situacion)
    cumplidos = {r.criterio.codigo for r, resultado in pares if isinstance(resultado, Cumple)}
    hipotesis = _suponer(antecedentes, cumplidos, catalogo)
    return Evaluacion(
        categoria=categoria,
        urgencia=urgencia,
        razones=razones,
        criterios=tuple((regla.criterio, resultado) for regla, resultado in pares),
        pisos=balance.pisos,
        puntaje=balance.agravantes,
        faltantes=_listar_faltantes(pares, catalogo.faltantes),
        hipotesis=hipotesis,
        diligencias=planificar(
            catalogo.diligencias, categoria, hipotesis, cumplidos, antecedentes.recibida_en
        ),
        avisos=_avisar(antecedentes, situacion, catalogo),
        version_catalogo=catalogo.version,
    )


def _sumar(pares: list[tuple[Regla, Resultado]]) -> _Balance:
    pisos, indeterminados = [], []
    agravantes = proteccion = 0
    for regla, resultado in pares:
        if isinstance(resultado, Cumple):
            if regla.criterio.es_protector:
                proteccion += regla.puntos
            else:
                agravantes += regla.puntos * resultado.grado
            if regla.piso:
                pisos.append(regla.criterio.codigo)
        elif regla.indetermina and isinstance(resultado, SinDatos):
            indeterminados.append(regla.criterio.codigo)
    return _Balance(tuple(pisos), tuple(indeterminados), agravantes, proteccion)


def _categorizar(balance: _Balance, umbrales: Umbrales) -> Categoria:
    if balance.pisos:
        return Categoria.ALTO
    if balance.indeterminados:
        # Porque: un piso puede estar detrás de lo que no se sabe; lo que protege aún no cuenta.
        alto = balance.agravantes >= umbrales.puntaje_alto
        return Categoria.ALTO if alto else Categoria.SIN_DETERMINAR
    neto = balance.agravantes - balance.proteccion
    if neto >= umbrales.puntaje_alto:
        return Categoria.ALTO
    return Categoria.MEDIO if neto >= umbrales.puntaje_medio else Categoria.BAJO


def _urgir(
    categoria: Categoria,
    balance: _Balance,
    pares: list[tuple[Regla, Resultado]],
    situacion: Situacion,
) -> tuple[int, tuple[str, ...]]:
    """La urgencia y todas las razones que piden esa, no otra menor."""
    if categoria not in _CON_URGENCIA:
        return URGENCIA_MINIMA, ("La urgencia ordena solo dentro de ALTO.",)
    pedidas = [
        (regla.urgencia, f"{regla.criterio.codigo}: {resultado.detalle}")
        for regla, resultado in pares
        if isinstance(resultado, Cumple) and not regla.criterio.es_protector
    ]
    pedidas += [
        (regla.urgencia_desconocido, f"{regla.criterio.codigo}: {resultado.detalle}")
        for regla, resultado in pares
        if regla.indetermina and isinstance(resultado, SinDatos)
    ]
    pedidas += _urgir_por_cifras(balance.agravantes, situacion)
    urgencia = min((nivel for nivel, _ in pedidas), default=URGENCIA_MINIMA)
    return urgencia, tuple(razon for nivel, razon in pedidas if nivel == urgencia)


def _urgir_por_cifras(agravantes: int, situacion: Situacion) -> list[tuple[int, str]]:
    umbrales = situacion.umbrales
    pedidas = []
    edad = EDAD_ADULTA if situacion.edad_minima is None else situacion.edad_minima
    for nivel, bajo, desde in (
        (URGENCIA_MAXIMA, umbrales.edad_urgencia_1, umbrales.puntaje_urgencia_1),
        (URGENCIA_MAXIMA + 1, umbrales.edad_urgencia_2, umbrales.puntaje_urgencia_2),
    ):
        if edad < bajo:
            pedidas.append((nivel, f"Tiene o podría tener menos de {bajo} años."))
        if agravantes >= desde:
            pedidas.append((nivel, f"Los agravantes suman {agravantes} puntos."))
    return pedidas


def _suponer(
    antecedentes: Antecedentes, cumplidos: set[str], catalogo: Catalogo
) -> tuple[str, ...]:
    """Las hipótesis del caso y las que sugieren los criterios; sin ninguna, la indeterminada."""
    sugeridas = {
        tipo.codigo
        for tipo in catalogo.hipotesis.values()
        if not cumplidos.isdisjoint(tipo.sugieren)
    }
    return tuple(sorted(sugeridas.union(antecedentes.tipos_vigentes))) or (INDETERMINADA,)


def _listar_faltantes(
    pares: list[tuple[Regla, Resultado]], faltantes: Mapping[str, Faltante]
) -> tuple[Faltante, ...]:
    """Lo que no se sabe, sin repetir; primero lo que impide fijar la categoría."""
    codigos = dict.fromkeys(
        codigo
        for _, resultado in pares
        if isinstance(resultado, SinDatos)
        for codigo in resultado.faltan
    )
    lista = [faltantes[codigo] for codigo in codigos]
    return tuple(sorted(lista, key=lambda f: not f.indetermina))


def _avisar(
    antecedentes: Antecedentes, situacion: Situacion, catalogo: Catalogo
) -> tuple[str, ...]:
    """Lo que conviene corregir y no impide evaluar."""
    avisos = [
        f"{NOMBRES[hecho]}: hay respuestas encontradas; vale la que protege. Si una es falsa, "
        "adjunte el documento que la desvirtúa."
        for hecho, aportes in antecedentes.hechos.items()
        if len(aportes) > 1
        and {Respuesta.SI, Respuesta.NO}
        <= {a.respuesta for a in aportes if a.desvirtuado_por is None}
    ]
    avisos += [
        f"{campo}: un aporte guardado ya no sirve; cuenta como que se desconoce. Apórtelo de nuevo."
        for campo in antecedentes.inservibles
    ]
    if not catalogo.rige(situacion.en.astimezone(CHILE).date()):
        avisos.append(
            f"El catálogo {catalogo.version} no regía ese día: cargue el que corresponde."
        )
    minima = situacion.edad_minima
    menor = minima is not None and minima < EDAD_ADULTA
    if menor and situacion.edad_maxima is not None and situacion.edad_maxima >= EDAD_ADULTA:
        avisos.append(
            "edad: podría ser menor o mayor de edad; vale que es menor. Compruebe la fecha de "
            "nacimiento con un documento."
        )
    if situacion.edades_encontradas:
        avisos.append(
            "edad: hay edades que no calzan entre sí; vale la que protege. Si una es falsa, "
            "adjunte el documento que la desvirtúa."
        )
    return tuple(avisos)
