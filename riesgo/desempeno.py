"""La nota que el módulo se pone: lo que propuso contra el daño que ocurrió."""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Final

from riesgo.errores import DesempenoInvalido
from riesgo.tipos import Categoria

COLUMNAS: Final = ("categoria", "desenlace", "periodo", "grupo")
GRUPO_MINIMO: Final = 30
"""Bajo este número de personas con desenlace conocido, un porcentaje dice poco."""


class Desenlace(StrEnum):
    """El daño que sufrió la persona mientras estuvo desaparecida."""

    NINGUNO = "ninguno"
    LEVE = "leve"
    GRAVE = "grave"
    MUERTE = "muerte"
    SIN_DATOS = "sin_datos"


CON_DANO: Final = (Desenlace.LEVE, Desenlace.GRAVE, Desenlace.MUERTE)


@dataclass(frozen=True, slots=True)
class Registro:
    """Una búsqueda terminada: la categoría que tuvo y lo que pasó.

    `categoria` es la inicial, la que puede acertar o errar; `final`, la que regía al saberse lo que
    pasó. Sin `final`, se conoce una sola.
    """

    categoria: Categoria
    desenlace: Desenlace
    periodo: str
    grupo: str
    final: Categoria | None = None


@dataclass(frozen=True, slots=True)
class LineaBase:
    """Las cifras publicadas con que compararse."""

    informes: int
    alto_sin_dano: float
    danadas_no_alto: float


LINEA_BRITANICA: Final = LineaBase(informes=92_681, alto_sin_dano=0.89, danadas_no_alto=0.59)
"""Estudio británico publicado sobre informes de personas desaparecidas."""


@dataclass(frozen=True, slots=True)
class Desempeno:
    """La matriz y sus dos tasas, en [0, 1]; None es que no hay sobre quién calcularla.

    `SIN_DETERMINAR` cuenta como no graduado alto. Quien no tiene desenlace no entra en las tasas
    y se cuenta aparte.
    """

    matriz: Mapping[Categoria, Mapping[Desenlace, int]]
    total: int
    sin_datos: int
    altos: int
    danadas: int
    alto_sin_dano: float | None
    danadas_no_alto: float | None
    bastan: bool


@dataclass(frozen=True, slots=True)
class Informe:
    """El desempeño total, por período y por grupo, y lo que aún no se puede saber.

    Todo es con la categoría inicial; `al_final`, el total con la final.
    """

    total: Desempeno
    al_final: Desempeno
    por_periodo: Mapping[str, Desempeno]
    por_grupo: Mapping[str, Desempeno]
    preguntas_abiertas: tuple[str, ...]


def medir(registros: Iterable[Registro]) -> Desempeno:
    """La matriz de confusión y las dos tasas.

    Unidades: tasas en [0, 1], sobre quienes tienen desenlace conocido.
    Fundamento: técnico (ADR-0019).
    """
    cuenta = Counter((r.categoria, r.desenlace) for r in registros)
    matriz = {c: {d: cuenta[c, d] for d in Desenlace} for c in Categoria}
    altos = sum(n for d, n in matriz[Categoria.ALTO].items() if d is not Desenlace.SIN_DATOS)
    danadas = sum(cuenta[c, d] for c in Categoria for d in CON_DANO)
    sin_dano = cuenta[Categoria.ALTO, Desenlace.NINGUNO]
    danadas_alto = sum(cuenta[Categoria.ALTO, d] for d in CON_DANO)
    total = sum(cuenta.values())
    sin_datos = sum(cuenta[c, Desenlace.SIN_DATOS] for c in Categoria)
    return Desempeno(
        matriz=matriz,
        total=total,
        sin_datos=sin_datos,
        altos=altos,
        danadas=danadas,
        alto_sin_dano=sin_dano / altos if altos else None,
        danadas_no_alto=(danadas - danadas_alto) / danadas if danadas else None,
        bastan=total - sin_datos >= GRUPO_MINIMO,
    )


def informar(registros: Sequence[Registro]) -> Informe:
    """El desempeño entero, por período y por grupo, y la lista de lo que falta saber.

    Fundamento: técnico (ADR-0019).
    """
    total = medir(registros)
    por_periodo = _agrupar(registros, lambda r: r.periodo)
    por_grupo = _agrupar(registros, lambda r: r.grupo)
    al_final = medir(replace(r, categoria=r.final or r.categoria) for r in registros)
    return Informe(
        total, al_final, por_periodo, por_grupo, _preguntar(total, por_periodo, por_grupo)
    )


def leer_registro(fila: Mapping[str, object]) -> Registro:
    """Un registro desde una fila con las columnas `categoria,desenlace,periodo,grupo`.

    Raises:
        DesempenoInvalido: falta una columna o trae un valor que no existe.
    """
    textos = {c: fila.get(c) for c in COLUMNAS}
    if None in fila or not all(isinstance(t, str) and t.strip() for t in textos.values()):
        raise DesempenoInvalido.en("fila", f"complete las columnas {', '.join(COLUMNAS)}")
    limpios = {c: str(t).strip() for c, t in textos.items()}
    try:
        categoria = Categoria(limpios["categoria"])
    except ValueError as error:
        raise DesempenoInvalido.en("categoria", f"use una de: {', '.join(Categoria)}") from error
    try:
        desenlace = Desenlace(limpios["desenlace"])
    except ValueError as error:
        raise DesempenoInvalido.en("desenlace", f"use uno de: {', '.join(Desenlace)}") from error
    return Registro(categoria, desenlace, limpios["periodo"], limpios["grupo"])


def describir_informe(informe: Informe) -> dict[str, object]:
    """El informe como datos, con la línea británica al lado."""
    return {
        "total": _describir(informe.total),
        "al_final": _describir(informe.al_final),
        "por_periodo": {p: _describir(d) for p, d in informe.por_periodo.items()},
        "por_grupo": {g: _describir(d) for g, d in informe.por_grupo.items()},
        "linea_britanica": {
            "informes": LINEA_BRITANICA.informes,
            "alto_sin_dano": LINEA_BRITANICA.alto_sin_dano,
            "danadas_no_alto": LINEA_BRITANICA.danadas_no_alto,
        },
        "preguntas_abiertas": list(informe.preguntas_abiertas),
    }


def _agrupar(
    registros: Sequence[Registro], clave: Callable[[Registro], str]
) -> dict[str, Desempeno]:
    grupos: dict[str, list[Registro]] = {}
    for registro in registros:
        grupos.setdefault(clave(registro), []).append(registro)
    return {nombre: medir(grupos[nombre]) for nombre in sorted(grupos)}


def _preguntar(
    total: Desempeno, por_periodo: Mapping[str, Desempeno], por_grupo: Mapping[str, Desempeno]
) -> tuple[str, ...]:
    abiertas = []
    if total.sin_datos:
        abiertas.append(f"¿Qué pasó con {total.sin_datos} personas sin desenlace registrado?")
    if total.altos == 0:
        abiertas.append("¿Cuántos ALTO terminan sin daño? No hay ninguno con desenlace.")
    if total.danadas == 0:
        abiertas.append("¿Cuántas personas dañadas no fueron ALTO? No hay ninguna registrada.")
    abiertas += [
        f"{que} {nombre}: hay menos de {GRUPO_MINIMO} desenlaces; aún no se puede concluir."
        for que, partes in (("Período", por_periodo), ("Grupo", por_grupo))
        for nombre, parte in partes.items()
        if not parte.bastan
    ]
    return tuple(abiertas)


def _describir(desempeno: Desempeno) -> dict[str, object]:
    return {
        "matriz": {
            c.value: {d.value: n for d, n in fila.items()} for c, fila in desempeno.matriz.items()
        },
        "total": desempeno.total,
        "sin_datos": desempeno.sin_datos,
        "altos": desempeno.altos,
        "danadas": desempeno.danadas,
        "alto_sin_dano": desempeno.alto_sin_dano,
        "danadas_no_alto": desempeno.danadas_no_alto,
        "bastan": desempeno.bastan,
    }
