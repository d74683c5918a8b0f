"""De un archivo TOML a un catálogo válido entero, o a la lista de todo lo que le falta."""

import re
import tomllib
from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any, Final

from riesgo.catalogo import (
    CRITERIOS_DE_SALUD,
    DEBERES_DE_LEY,
    PISOS_DE_LEY,
    PISOS_POSIBLES,
    URGENCIA_MAXIMA,
    URGENCIA_MINIMA,
    Catalogo,
    Pregunta,
    Regla,
    TipoHipotesis,
)
from riesgo.criterios import CRITERIOS
from riesgo.diligencias import HORAS_INICIALES, PlantillaDiligencia
from riesgo.errores import CatalogoInvalido, Falta
from riesgo.hechos import NOMBRES
from riesgo.hipotesis import INDETERMINADA
from riesgo.situacion import Umbrales
from riesgo.tipos import EDAD_ADULTA, EDAD_MAXIMA, Categoria

PUNTOS_MAXIMOS: Final = 1_000
HORAS_MAXIMAS: Final = 24 * 365
_CONTROL: Final = re.compile(r"[\x00-\x08\x0b-\x1f\x7f]")
SECCIONES: Final = (
    "version",
    "vigente_desde",
    "vigente_hasta",
    "umbrales",
    "criterios",
    "hipotesis",
    "diligencias",
    "preguntas",
)


class _Hoja:
    """Una tabla del archivo: entrega valores del tipo pedido y anota todo lo que falla."""

    def __init__(self, datos: object, ruta: str, faltas: list[Falta]) -> None:
        self.ruta, self.faltas = ruta, faltas
        self.datos: dict[str, Any] = datos if isinstance(datos, dict) else {}
        if not isinstance(datos, dict):
            self.faltar("", "escriba una tabla")

    def faltar(self, campo: str, remedio: str) -> None:
        ruta = ".".join(p for p in (self.ruta, campo) if p)
        self.faltas.append(Falta(ruta, remedio))

    def solo(self, conocidas: Iterable[str]) -> None:
        for campo in sorted(set(self.datos) - set(conocidas)):
            self.faltar(campo, "no se conoce: quítelo o corrija el nombre")

    def hoja(self, campo: str) -> "_Hoja":
        ruta = f"{self.ruta}.{campo}" if self.ruta else campo
        return _Hoja(self.datos.get(campo), ruta, self.faltas)

    def texto(self, campo: str) -> str:
        valor = self.datos.get(campo)
        if isinstance(valor, str) and _CONTROL.search(valor):
            self.faltar(campo, "trae un carácter de control: vuelva a escribirlo a mano")
        elif isinstance(valor, str) and valor.strip():
            return valor
        else:
            self.faltar(campo, "escriba un texto")
        return ""

    def entero(self, campo: str, minimo: int, maximo: int) -> int:
        valor = self.datos.get(campo)
        if type(valor) is int and minimo <= valor <= maximo:
            return valor
        self.faltar(campo, f"escriba un entero entre {minimo} y {maximo}")
        return minimo

    def logico(self, campo: str) -> bool:
        valor = self.datos.get(campo, False)
        if not isinstance(valor, bool):
            self.faltar(campo, "escriba true o false")
        return valor is True

    def fecha(self, campo: str, *, obligatoria: bool) -> date | None:
        valor = self.datos.get(campo)
        if isinstance(valor, date) and not isinstance(valor, datetime):
            return valor
        if valor is not None or obligatoria:
            self.faltar(campo, "escriba una fecha, AAAA-MM-DD, sin comillas ni hora")
        return None

    def lista(self, campo: str, permitidos: Iterable[str]) -> tuple[str, ...]:
        valores = self.datos.get(campo, [])
        if isinstance(valores, list) and all(isinstance(v, str) for v in valores):
            if not set(valores) <= set(permitidos):
                self.faltar(campo, "nombra un código que no existe: corríjalo")
            return tuple(valores)
        self.faltar(campo, "escriba una lista de códigos entre comillas")
        return ()


def leer_catalogo(texto: str) -> Catalogo:
    """Lee y valida un catálogo entero; si algo falla no devuelve nada a medias.

    Fundamento: técnico (ADR-0019).

    Raises:
        CatalogoInvalido: con una falta por cada campo que no sirve y su remedio.
    """
    try:
        datos = tomllib.loads(texto)
    except (tomllib.TOMLDecodeError, RecursionError, ValueError) as error:
        raise CatalogoInvalido.en("catálogo", "no es TOML válido: revise su escritura") from error
    faltas: list[Falta] = []
    raiz = _Hoja(datos, "", faltas)
    raiz.solo(SECCIONES)
    version = raiz.texto("version")
    desde = raiz.fecha("vigente_desde", obligatoria=True) or date.min
    hasta = raiz.fecha("vigente_hasta", obligatoria=False)
    if hasta is not None and hasta < desde:
        raiz.faltar("vigente_hasta", "no puede ser anterior a vigente_desde")
    hipotesis = _leer_hipotesis(raiz.hoja("hipotesis"))
    partes = (
        _leer_umbrales(raiz.hoja("umbrales")),
        _leer_reglas(raiz.hoja("criterios")),
        hipotesis,
        _leer_diligencias(raiz, hipotesis),
        _leer_preguntas(raiz.hoja("preguntas")),
    )
    if faltas:
        raise CatalogoInvalido(*faltas)
    return Catalogo(version, desde, hasta, *partes)


def _leer_umbrales(hoja: _Hoja) -> Umbrales:
    hoja.solo(Umbrales.__dataclass_fields__)
    horas = hoja.datos.get("horas_sin_noticias", ())
    if not _es_escalera(horas):
        hoja.faltar("horas_sin_noticias", "escriba horas enteras positivas, de menor a mayor")
        horas = [1]
    umbrales = Umbrales(
        puntaje_medio=hoja.entero("puntaje_medio", 1, PUNTOS_MAXIMOS),
        puntaje_alto=hoja.entero("puntaje_alto", 1, PUNTOS_MAXIMOS),
        puntaje_urgencia_1=hoja.entero("puntaje_urgencia_1", 1, PUNTOS_MAXIMOS),
        puntaje_urgencia_2=hoja.entero("puntaje_urgencia_2", 1, PUNTOS_MAXIMOS),
        edad_urgencia_1=hoja.entero("edad_urgencia_1", 0, EDAD_ADULTA),
        edad_urgencia_2=hoja.entero("edad_urgencia_2", 0, EDAD_ADULTA),
        edad_mayor=hoja.entero("edad_mayor", EDAD_ADULTA, EDAD_MAXIMA),
        horas_sin_noticias=tuple(horas),
        horas_contacto_reciente=hoja.entero("horas_contacto_reciente", 1, HORAS_MAXIMAS),
    )
    if umbrales.puntaje_medio > umbrales.puntaje_alto:
        hoja.faltar("puntaje_medio", "no puede pasar de puntaje_alto")
    if umbrales.puntaje_urgencia_2 > umbrales.puntaje_urgencia_1:
        hoja.faltar("puntaje_urgencia_2", "no puede pasar de puntaje_urgencia_1")
    if umbrales.edad_urgencia_1 > umbrales.edad_urgencia_2:
        hoja.faltar("edad_urgencia_1", "no puede pasar de edad_urgencia_2")
    return umbrales


def _es_escalera(horas: object) -> bool:
    return (
        isinstance(horas, list)
        and bool(horas)
        and all(type(h) is int and 0 < h <= HORAS_MAXIMAS for h in horas)
        and horas == sorted(set(horas))
    )


def _leer_reglas(hoja: _Hoja) -> dict[str, Regla]:
    hoja.solo(CRITERIOS)
    reglas = {codigo: _leer_regla(codigo, hoja.hoja(codigo)) for codigo in CRITERIOS}
    if not any(reglas[codigo].encendido for codigo in CRITERIOS_DE_SALUD):
        hoja.faltar("", "la ley manda considerar la salud: encienda alguno de F06 a F12")
    return reglas


def _leer_regla(codigo: str, hoja: _Hoja) -> Regla:
    hoja.solo(("encendido", "piso", "indetermina", "puntos", "urgencia", "urgencia_desconocido"))
    indetermina = hoja.logico("indetermina")
    regla = Regla(
        criterio=CRITERIOS[codigo],
        encendido=hoja.logico("encendido"),
        piso=hoja.logico("piso"),
        indetermina=indetermina,
        puntos=hoja.entero("puntos", 0, PUNTOS_MAXIMOS),
        urgencia=_leer_urgencia(hoja, "urgencia"),
        urgencia_desconocido=_leer_urgencia(hoja, "urgencia_desconocido"),
    )
    if codigo in PISOS_DE_LEY and not (regla.encendido and regla.piso and indetermina):
        hoja.faltar("piso", "lo fija la ley: encendido, piso e indetermina van en true")
    if regla.piso and codigo not in (*PISOS_DE_LEY, *PISOS_POSIBLES):
        hoja.faltar("piso", f"solo pueden ser piso {', '.join(PISOS_POSIBLES)} y los de la ley")
    if codigo in DEBERES_DE_LEY and not (regla.encendido and regla.puntos):
        hoja.faltar("puntos", "la ley manda considerarlo: encendido en true y puntos desde 1")
    if indetermina and not regla.piso:
        hoja.faltar("indetermina", "solo puede indeterminar un piso: si no, decir «sí» bajaría")
    if regla.urgencia > regla.urgencia_desconocido:
        hoja.faltar("urgencia", "saberlo no puede urgir menos que ignorarlo")
    return regla


def _leer_urgencia(hoja: _Hoja, campo: str) -> int:
    if campo not in hoja.datos:
        return URGENCIA_MINIMA
    return hoja.entero(campo, URGENCIA_MAXIMA, URGENCIA_MINIMA)


def _leer_hipotesis(hoja: _Hoja) -> dict[str, TipoHipotesis]:
    if INDETERMINADA not in hoja.datos:
        hoja.faltar(INDETERMINADA, "agréguela: es la que queda cuando nada sugiere otra")
    leidas = {}
    for codigo in hoja.datos:
        una = hoja.hoja(codigo)
        una.solo(("nombre", "sugieren"))
        leidas[codigo] = TipoHipotesis(
            codigo, una.texto("nombre"), una.lista("sugieren", CRITERIOS)
        )
    return leidas


def _leer_diligencias(
    raiz: _Hoja, hipotesis: Mapping[str, TipoHipotesis]
) -> tuple[PlantillaDiligencia, ...]:
    lista = raiz.datos.get("diligencias")
    if not isinstance(lista, list):
        raiz.faltar("diligencias", "escriba una o más tablas [[diligencias]]")
        return ()
    plantillas = []
    for numero, datos in enumerate(lista, start=1):
        hoja = _Hoja(datos, f"diligencias.{numero}", raiz.faltas)
        hoja.solo(PlantillaDiligencia.__dataclass_fields__)
        plantillas.append(
            PlantillaDiligencia(
                codigo=hoja.texto("codigo"),
                texto=hoja.texto("texto"),
                plazo_horas=hoja.entero("plazo_horas", 1, HORAS_INICIALES),
                responsable=hoja.texto("responsable"),
                categorias=frozenset(hoja.lista("categorias", Categoria)),
                hipotesis=frozenset(hoja.lista("hipotesis", hipotesis)),
                criterios=frozenset(hoja.lista("criterios", CRITERIOS)),
            )
        )
    _exigir_cobertura(raiz, plantillas, hipotesis)
    return tuple(sorted(plantillas, key=lambda p: (p.plazo_horas, p.codigo)))


def _exigir_cobertura(
    raiz: _Hoja, plantillas: list[PlantillaDiligencia], hipotesis: Iterable[str]
) -> None:
    codigos = [p.codigo for p in plantillas]
    if len(codigos) != len(set(codigos)):
        raiz.faltar("diligencias", "hay un código repetido: cada diligencia lleva el suyo")
    libres = [p for p in plantillas if not p.criterios]
    for tipo in hipotesis:
        for categoria in Categoria:
            if not any(
                (not p.categorias or categoria.value in p.categorias)
                and (not p.hipotesis or tipo in p.hipotesis)
                for p in libres
            ):
                raiz.faltar("diligencias", f"{categoria} con {tipo} no tiene ninguna: agréguela")


def _leer_preguntas(hoja: _Hoja) -> dict[str, Pregunta]:
    hoja.solo(NOMBRES)
    preguntas = {}
    for codigo in NOMBRES:
        una = hoja.hoja(codigo)
        una.solo(("texto", "texto_nna", "por_que"))
        preguntas[codigo] = Pregunta(
            codigo, una.texto("texto"), una.texto("texto_nna"), una.texto("por_que")
        )
    return preguntas
