"""Antecedentes, catálogos y evaluaciones de ejemplo para las pruebas de riesgo."""

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from functools import cache

from riesgo.antecedentes import Antecedentes
from riesgo.catalogo import RUTA_CATALOGO, Catalogo
from riesgo.catalogo_lectura import leer_catalogo
from riesgo.evaluacion import Evaluacion, evaluar
from riesgo.hechos import Hecho
from riesgo.tipos import Aporte, Documento, EdadAportada, MomentoAportado, Respuesta, Resultado

EN = datetime(2026, 11, 23, 15, 0, tzinfo=UTC)
DOCUMENTO = Documento("certificado de nacimiento", "folio 1")


@cache
def texto_catalogo() -> str:
    return RUTA_CATALOGO.read_text(encoding="utf-8")


@cache
def catalogo() -> Catalogo:
    return leer_catalogo(texto_catalogo())


def catalogo_con(*cambios: tuple[str, str]) -> Catalogo:
    """El catálogo del paquete con unos textos cambiados por otros; cada uno debe estar."""
    texto = texto_catalogo()
    for antes, despues in cambios:
        assert antes in texto
        texto = texto.replace(antes, despues)
    return leer_catalogo(texto)


def si(**campos: object) -> Aporte:
    return Aporte(Respuesta.SI, **campos)  # type: ignore[arg-type]


def no() -> Aporte:
    return Aporte(Respuesta.NO)


def desconocido() -> Aporte:
    return Aporte(Respuesta.DESCONOCIDO)


def tranquila(
    *afirmados: Hecho, edad: int = 40, sin: Iterable[Hecho] = (), horas: int = 1
) -> Antecedentes:
    """Una persona adulta de quien se preguntó todo y nada preocupa, salvo lo afirmado."""
    hechos = {h: (no(),) for h in Hecho if h not in set(sin)}
    hechos |= {h: (si(ocurrio_en=EN, respaldo=DOCUMENTO),) for h in afirmados}
    return Antecedentes(
        hechos=hechos,
        edades=(EdadAportada(minima=edad, maxima=edad),),
        ultimos_contactos=(MomentoAportado(EN - timedelta(hours=horas)),),
        recibida_en=EN - timedelta(minutes=30),
    )


def proponer(antecedentes: Antecedentes, con: Catalogo | None = None) -> Evaluacion:
    return evaluar(antecedentes, EN, con or catalogo())


def resultado(codigo: str, antecedentes: Antecedentes) -> Resultado:
    """Lo que dice un criterio."""
    (uno,) = (r for c, r in proponer(antecedentes).criterios if c.codigo == codigo)
    return uno
